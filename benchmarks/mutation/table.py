"""What became of the mutants: one run's lines, or two runs beside each other."""

import json
from collections import Counter
from pathlib import Path

from .judge import KILLED, Verdict
from .mutant import Mutant


def read(path: Path) -> dict[Mutant, Verdict]:
    """Return the verdicts that were kept; the newest of each mutant."""
    if not path.is_file():
        return {}
    found = {}
    for line in path.read_text(encoding="utf-8").splitlines():
        fields = json.loads(line)
        mutant = Mutant(**fields.pop("mutant"))
        found[mutant] = Verdict(mutant, **fields)
    return found


def told(verdict: Verdict | None) -> str:
    """Return a verdict in one cell of the table."""
    if verdict is None:
        return "not run"
    return f"killed by {verdict.by}" if verdict.status == KILLED else verdict.status


def lost(before: dict[Mutant, Verdict], after: dict[Mutant, Verdict]) -> list[Mutant]:
    """Return what was killed before and is not killed after."""
    killed = [mutant for mutant, verdict in before.items() if verdict.status == KILLED]
    return [mutant for mutant in killed if mutant not in after or after[mutant].status != KILLED]


def compared(before: dict[Mutant, Verdict], after: dict[Mutant, Verdict]) -> str:
    """Return two runs as a table in Markdown."""
    rows = ["| group | mutant | before | after |", "|---|---|---|---|"]
    for mutant in before:
        cells = (told(before[mutant]), told(after.get(mutant)))
        name = f"`{mutant.name}`".replace("|", "\\|")
        rows.append("| " + " | ".join((mutant.group, name, *cells)) + " |")
    return "\n".join([*rows, "", summary("before", before), summary("after", after)])


def summary(title: str, verdicts: dict[Mutant, Verdict]) -> str:
    """Return how many mutants came to which end."""
    counts = Counter(verdict.status for verdict in verdicts.values())
    parts = ", ".join(f"{number} {status}" for status, number in sorted(counts.items()))
    return f"{title}: {len(verdicts)} mutants, {parts or 'none run'}"
