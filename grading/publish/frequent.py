"""What the tests have found most often, function by function: what to take up in class."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping

HEADING = "Found most often:"
SHOWN = 3  # findings of each function


def frequent(found: Iterable[Mapping[str, str]]) -> Iterator[str]:
    """Yield a line for each function: its most frequent findings, and how many have each."""
    counts: dict[str, Counter[str]] = {}
    for findings in found:
        for finding in findings.values():
            function, _, key = finding.partition(".")
            counts.setdefault(function, Counter())[key] += 1
    if counts:
        yield HEADING
    for function, count in sorted(counts.items()):
        most = sorted(count.items(), key=lambda item: (-item[1], item[0]))[:SHOWN]
        yield f"  {function}: {', '.join(f'{key} {number}' for key, number in most)}"
