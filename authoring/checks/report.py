"""Reports: the points of one function and what is said of it, as text, as HTML, as a dict."""

import html
from dataclasses import dataclass
from typing import Any

from .examples import DATA
from .findings import Finding, Series
from .recorded import RESULT, Recorded
from .versions import Version
from .words import language, say, sentence, wrapped


class NotYet(AssertionError):  # noqa: N818, a learner reads this name
    """A function is not right yet; `nbgrader validate` shows the message of an error only."""

    def _render_traceback_(self) -> list[str]:
        """Show the message alone: a notebook calls this instead of printing a traceback."""
        return wrapped(str(self), language()).splitlines()


class Points(float):
    """Points for one function: a number for nbgrader, a sentence for the learner.

    result: the same as data, for the notebook to keep. says: what is not right yet,
    without the words that begin every message.
    """

    words = ""
    result: Recorded | None = None
    says = ""

    def __repr__(self) -> str:
        return str(float(self))

    def _repr_pretty_(self, printer: Any, cycle: bool) -> None:
        printer.text(repr(self))

    def _repr_html_(self) -> str:
        return html.escape(self.words)

    def _repr_mimebundle_(self, **_: Any) -> tuple[dict[str, Any], dict[str, Any]]:
        """Put the result into the metadata of the output, where nobody has to see it."""
        return {}, {RESULT: self.result} if self.result else {}


class Interrupted(KeyboardInterrupt):
    """Somebody has interrupted a test: it ends with one sentence."""

    def _render_traceback_(self) -> list[str]:
        """Show the sentence alone: a notebook calls this instead of printing a traceback."""
        return wrapped(str(self), language()).splitlines()


@dataclass(frozen=True)
class Part:
    """One part of the points: a result of the function, or a view of all of them."""

    name: str
    worth: float
    earned: float
    elsewhere: float  # what of its worth needs other numbers
    is_result: bool

    def words(self, way: str) -> str:
        """Say how many points the part has given."""
        name = self.name if self.is_result else say(f"part_{self.name}", way)
        return say("part", way, part=name, earned=f"{self.earned:g}", worth=f"{self.worth:g}")


@dataclass(frozen=True)
class Report:
    """Everything known about one function after its test; no finding: it is right.

    complete: other numbers were tried, too. itself_right: it is, with right functions in the
    place of the learner's own; with those it gives wrong results. version: the one that was
    tested, where that is known.
    """

    function: str
    parts: tuple[Part, ...]
    finding: Finding | None = None
    complete: bool = False
    itself_right: bool = False
    version: Version | None = None

    @property
    def points(self) -> float:
        return sum(part.earned for part in self.parts)

    @property
    def total(self) -> float:
        return sum(part.worth for part in self.parts)

    @property
    def key(self) -> str:
        """Return what is not right yet as one stable name, output_gate.no-bias; or nothing.

        It is the same in every language. authoring/keys.yml says what each one means.
        """
        if self.finding is None:
            return ""
        known = DATA["functions"][self.function]["mistakes"]
        return f"{self.function}.{self.finding.main(known)}"

    def message(self, way: str) -> str:
        """Return what is not right yet, on one long line; nothing where all is right."""
        words = self.says(way)
        if not words:
            return ""
        named = words if words.startswith(f"{self.function} ") else f"{self.function}: {words}"
        return say("not_yet", way, words=named)

    def says(self, way: str) -> str:
        """Return the words about what was found, without those that begin every message."""
        return sentence(self.finding, way) if self.finding else ""

    def text(self, way: str) -> str:
        """Return what a test cell prints."""
        words = wrapped(self.message(way) or self._praise(way), way)
        before = say("itself_right", way, name=self.function) + "\n" if self.itself_right else ""
        if self.version and self.version.later:
            later = " ".join(sentence(each, way) for each in self.version.later)
            before = f"{wrapped(later, way)}\n{before}"
        return before + words

    def _praise(self, way: str) -> str:
        """Say what is right: where it is known, the version that was tested, and no other."""
        if not self.version:
            return say("right", way, name=self.function)
        words = [say("right_in", way, name=self.function, number=self.version.number)]
        return " ".join([*words, *(sentence(each, way) for each in self.version.unsaved)])

    def points_text(self, way: str) -> str:
        """Say how many points, and for what; where no other numbers were tried, say so."""
        words = say("points", way, points=f"{self.points:g}", total=f"{self.total:g}")
        if 0 < self.points < self.total:
            words += f" ({', '.join(part.words(way) for part in self.parts)})"
        later = sum(part.elsewhere for part in self.parts if part.earned)
        if later and not self.complete:
            words += say("later", way, later=f"{later:g}")
        if self.version and self.version.number:
            return say("points_in", way, number=self.version.number, points=words)
        return words

    def html(self, way: str) -> str:
        """Return the text and the points for a page."""
        lines = [*self.text(way).splitlines(), self.points_text(way)]
        return "<p>" + "<br>\n".join(map(html.escape, lines)) + "</p>"

    def to_dict(self, way: str) -> dict[str, Any]:
        """Return everything as plain data, with the sentences in one language."""
        parts = [{**vars(part), "text": part.words(way)} for part in self.parts]
        return {
            "function": self.function,
            "key": self.key,
            "points": self.points,
            "total": self.total,
            "parts": parts,
            "finding": _plain(self.finding, way),
            "text": self.text(way),
            "points_text": self.points_text(way),
        }


def _plain(value: Any, way: str) -> Any:
    """Return a finding, or a value in one, as plain data."""
    if isinstance(value, Finding):
        values = {name: _plain(each, way) for name, each in value.values.items()}
        then = [_plain(each, way) for each in value.then]
        found = {"key": value.key, "values": values, "line": value.line, "then": then}
        return {**found, "text": sentence(value, way)}
    if isinstance(value, Series):
        return [_plain(each, way) for each in value.items]
    return value.get(way, "") if isinstance(value, dict) else value
