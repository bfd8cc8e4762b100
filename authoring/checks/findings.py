"""Findings: what is to be said about a function, as data without words."""

from dataclasses import dataclass, field, replace
from typing import Any

Words = dict[str, str]  # language -> the same words in it


@dataclass(frozen=True)
class Series:
    """Several names or findings, to be said one after the other.

    by: the key of the phrase between two of them; a comma where there is none.
    """

    items: tuple[Any, ...]
    by: str = ""


@dataclass(frozen=True)
class Finding:
    """One thing to say: the key of its phrase, and the values for the gaps in it.

    line: the learner's line that it is about. words: its own words, where it is not one of the
    phrases but belongs to the function, as a known mistake does. then: what is said after it.
    """

    key: str
    values: dict[str, Any] = field(default_factory=dict)
    line: str = ""
    words: Words | None = None
    then: tuple["Finding", ...] = ()

    def followed_by(self, *more: "Finding") -> "Finding":
        """Return this finding with more behind it."""
        return replace(self, then=(*self.then, *more))


def chained(first: Finding, *more: Finding) -> Finding:
    """Return findings as one, in this order."""
    return first.followed_by(*more)
