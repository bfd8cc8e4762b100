"""The Korean cells of the exercises, beside what each one was made from.

    python -m authoring.korean.cells 03-lstm-gates

marks every Korean cell of an assignment as up to date with its English one. The cells stand in
solutions/ko-NN-name.yml, outside of what nbgrader hands out, by cell id: the text of a Markdown
cell, or the pieces of a code cell that are words. Beside each stands a hash of the English cell.
"""

import hashlib
import json
import re
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import yaml

ROOT = Path(__file__).parents[2]
COMMON = "solutions/ko.yml"
WORDS = re.compile(r'"""|#|"[^"]* [^"]*"|[\'"][^\'"]*[A-Z][^\'"]*[\'"]')


def path_of(assignment: str) -> Path:
    return ROOT / "solutions" / f"ko-{assignment}.yml"


def entries(assignment: str) -> dict[str, Any]:
    """Return cell id -> Korean words and the hash of the English cell."""
    found: dict[str, Any] = yaml.safe_load(path_of(assignment).read_text(encoding="utf-8"))
    return found


def answers() -> list[dict[str, str]]:
    """Return the pieces that stand in every cell in which a learner writes."""
    found = yaml.safe_load((ROOT / COMMON).read_text(encoding="utf-8"))
    pieces: list[dict[str, str]] = found["answers"]
    return pieces


def cells_to_translate(assignment: str) -> Iterator[dict[str, Any]]:
    """Yield the English cells of the release that have to be put into Korean."""
    (path,) = (ROOT / "exercises" / assignment).glob("*.ipynb")
    for cell in json.loads(path.read_text(encoding="utf-8"))["cells"]:
        if to_translate(cell):
            yield cell


def to_translate(cell: dict[str, Any]) -> bool:
    """Say whether a cell has words for a learner; those of a test come from the checks."""
    return cell["cell_type"] == "markdown" or (not is_test(cell) and has_words(source(cell)))


def is_test(cell: dict[str, Any]) -> bool:
    return bool(cell["metadata"].get("nbgrader", {}).get("grade"))


def has_words(code: str) -> bool:
    """Say whether code holds anything but code: a comment, a docstring, a text."""
    return bool(WORDS.search(code))


def source(cell: dict[str, Any]) -> str:
    return "".join(cell["source"])


def fingerprint(cell: dict[str, Any]) -> str:
    return hashlib.sha256(source(cell).encode()).hexdigest()[:12]


def stale(assignment: str) -> list[str]:
    """Return what does not fit: cells without Korean words, changed ones, and those that went."""
    known = entries(assignment)
    english = {cell["id"]: cell for cell in cells_to_translate(assignment)}
    found = [f"{name}: has no Korean words" for name in english if name not in known]
    found += [f"{name}: no such English cell" for name in known if name not in english]
    for name in known.keys() & english.keys():
        if str(known[name].get("english")) != fingerprint(english[name]):
            found.append(f"{name}: the English cell has changed")
    return sorted(found)


def mark_seen(assignment: str) -> list[str]:
    """Write the hashes anew; return the cells whose hash was another one."""
    text, changed = path_of(assignment).read_text(encoding="utf-8"), []
    for cell in cells_to_translate(assignment):
        name, now = cell["id"], f"  english: '{fingerprint(cell)}'\n"
        head = re.compile(rf"^{name}:\n(  english: .*\n)?", re.MULTILINE)
        match = head.search(text)
        if match and match[1] != now:
            text = f"{text[: match.start()]}{name}:\n{now}{text[match.end() :]}"
            changed.append(name)
    path_of(assignment).write_text(text, encoding="utf-8")
    return changed


def main(assignment: str) -> int:
    if not path_of(assignment).is_file():
        known = ", ".join(
            sorted(p.stem.removeprefix("ko-") for p in path_of("*").parent.glob("ko-*"))
        )
        print(f"which assignment? One of {known}")
        return 2
    for name in mark_seen(assignment):
        print(f"{name}: up to date")
    for problem in stale(assignment):
        print(problem)
    return 1 if stale(assignment) else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1] if len(sys.argv) > 1 else ""))
