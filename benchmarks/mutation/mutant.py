"""A mutant as data: what it is stays true when lines move, and in another checkout."""

import json
from collections import Counter
from collections.abc import Iterable
from dataclasses import asdict, astuple, dataclass
from pathlib import Path

from .operators import changes
from .source import Change, Source


@dataclass(frozen=True)
class Mutant:
    """One change: in which file and function, on which line, the how many-th alike there."""

    group: str
    file: str
    function: str
    operator: str
    text: str  # of the line where the change begins
    before: str
    after: str
    occurrence: int = 0

    @property
    def name(self) -> str:
        """Return what a reader calls it."""
        place = f"{self.file}:{self.function}" if self.function else self.file
        return f"{place} {self.operator}: {self.before!r} -> {self.after!r}"


def mutants(group: str, file: str, source: Source) -> dict[Mutant, Change]:
    """Return every mutant of a module, and the change it stands for."""
    seen: Counter[Mutant] = Counter()
    found = {}
    for change in changes(source):
        line = source.line_text(source.line_at(change.start))
        before = " ".join(source.text[change.start : change.end].split())
        after = " ".join(change.after.split())
        alike = Mutant(group, file, change.function, change.operator, line, before, after)
        found[Mutant(*astuple(alike)[:-1], seen[alike])] = change
        seen[alike] += 1
    return found


def locate(mutant: Mutant, root: Path) -> tuple[Source, Change] | None:
    """Return where a mutant is in a checkout; None where its line no longer exists."""
    path = root / mutant.file
    if not path.is_file():
        return None
    source = Source(path.read_text(encoding="utf-8"))
    change = mutants(mutant.group, mutant.file, source).get(mutant)
    return (source, change) if change else None


def save(path: Path, seed: int, drawn: Iterable[Mutant]) -> None:
    """Keep mutants."""
    kept = {"seed": seed, "mutants": [asdict(mutant) for mutant in drawn]}
    path.write_text(json.dumps(kept, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")


def load(path: Path) -> list[Mutant]:
    """Return the mutants that were kept."""
    kept = json.loads(path.read_text(encoding="utf-8"))
    return [Mutant(**fields) for fields in kept["mutants"]]
