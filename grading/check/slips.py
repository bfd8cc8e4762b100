"""A slip: something in an assignment's own notebooks that would cost right work its points."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

from ..read.printable import shown

MOST = 500  # characters of the words of one slip


@dataclass(frozen=True)
class Slip:
    """Where it is, and what it is. language: set where it is not in every language.

    limit: it may come from a limit of time or memory. guess: it follows from any other slip of its
    cell, and then says nothing new.
    """

    notebook: str
    cell: str
    words: str
    line: int = 0
    language: str = ""
    limit: bool = False
    guess: bool = False

    def __post_init__(self) -> None:
        object.__setattr__(self, "words", shown(self.words, MOST))

    @property
    def place(self) -> tuple[str, str]:
        return self.notebook, self.cell

    def __str__(self) -> str:
        file = f"{self.notebook}.ipynb" if self.notebook else ""
        line = f"line {self.line}" if self.line else ""
        language = f"in the language {self.language}" if self.language else ""
        where = ", ".join(filter(None, [file, self.cell, line, language]))
        return f"{where}: {self.words}" if where else self.words


def in_all(found: Mapping[str, Iterable[Slip]]) -> list[Slip]:
    """Return the slips of all languages, each once; name the language of what not all have."""
    each = {language: list(dict.fromkeys(slips)) for language, slips in found.items()}
    slips = list(dict.fromkeys(slip for some in each.values() for slip in some))
    return [_labelled(slip, each) for slip in slips]


def _labelled(slip: Slip, each: Mapping[str, list[Slip]]) -> Slip:
    """Name the languages of a slip; a place that has one in every language needs no name."""
    there = [language for language, slips in each.items() if slip in slips]
    everywhere = all(slip.place in {one.place for one in slips} for slips in each.values())
    return slip if everywhere else replace(slip, language=", ".join(there))


def without_guesses(slips: Iterable[Slip]) -> list[Slip]:
    """Leave out the guesses about cells of which something certain is known."""
    slips = list(slips)
    known = {slip.place for slip in slips if not slip.guess}
    return [slip for slip in slips if not slip.guess or slip.place not in known]
