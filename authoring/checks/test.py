"""Tests: all that is looked at for one function, and what a test cell calls."""

import os
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Any

from .calls import call, is_interrupt
from .diagnoses import Results, Subject, diagnosis
from .examples import DATA, Case, examples
from .findings import Finding
from .recorded import recorded
from .report import Interrupted, NotYet, Part, Points, Report
from .returned import Outcome
from .scoring import earned
from .stand_ins import Functions, replaced, stand_ins
from .versions import version_of
from .words import language, say


@dataclass(frozen=True)
class Look:
    """What one look at a function has found."""

    finding: Finding | None
    earned: dict[str, float] = field(default_factory=dict)  # part -> points
    stopped: bool = False
    unwritten: bool = False

    @property
    def points(self) -> float:
        return sum(self.earned.values())

    def or_better(self, other: "Look") -> "Look":
        """Return the better of two looks."""
        worse = (other.points, not other.stopped) < (self.points, not self.stopped)
        quotes = self.stopped and not self.unwritten
        # On equal points the message that quotes a line of the learner's says more.
        if worse or (quotes and other.stopped and other.points == self.points):
            return self
        return other


class Test:
    """All that is looked at for one function, and the points for it.

    parts: name of a part -> its points. A pair is the points for the example here, and for
    other numbers when the work is graded.
    """

    def __init__(self, function: str, namespace: dict[str, Any], **parts: Any) -> None:
        self.name = function
        self.namespace = namespace
        self.parts = {k: v if isinstance(v, tuple) else (v, 0) for k, v in parts.items()}
        self.spec = DATA["functions"][function]
        self.hidden: list[Case] = []
        self.formulas: Functions | None = None

    def also(self, cases: Iterable[Case]) -> None:
        """Look at more cases than the examples of fixtures.json."""
        self.hidden += cases

    def stand_in(self, functions: Functions) -> None:
        """Give right functions for those that this one may call."""
        self.formulas = functions

    def score(self) -> Points:
        """Say what is right and what is not; return the points."""
        way = language()
        try:
            report = self.report()
        except KeyboardInterrupt as error:
            if not is_interrupt(error):
                raise
            raise Interrupted(say("interrupted", way, name=self.name)) from None
        if report.finding and os.environ.get("NBGRADER_EXECUTION") == "validate":
            raise NotYet(report.message(way))
        print(report.text(way))
        answer = Points(report.points)
        answer.words, answer.says = report.points_text(way), report.says(way)
        function = self.namespace.get(self.name)
        answer.result = recorded(self.name, function, report.points, report.total, report.key)
        return answer

    def report(self) -> Report:
        """Look at the function; return what was found.

        A function that may call earlier ones can be right in two ways: as it stands, or with
        right functions in the place of the learner's own. So it never pays for their mistakes.
        """
        function = self.namespace.get(self.name)
        if not callable(function):
            return self._report(Look(Finding("no_function", {"name": self.name})))
        own = best = self._look(function)
        others = stand_ins(self.formulas, self.name, self.namespace) if own.finding else []
        for choice in others:
            with replaced(self.namespace, choice):
                look = self._look(function, quiet=True)
            if best is own or look.points > best.points:
                best = best.or_better(look)
        return self._report(best, itself_right=best is not own and not best.finding)

    def _report(self, look: Look, itself_right: bool = False) -> Report:
        results = self.spec["examples"][0]["returns"]
        parts = (
            Part(name, sum(worth), look.earned.get(name, 0), worth[1], name in results)
            for name, worth in self.parts.items()
        )
        seen = version_of(self.name, self.namespace.get(self.name), self.namespace)
        return Report(self.name, tuple(parts), look.finding, bool(self.hidden), itself_right, seen)

    def _look(self, function: Callable[..., Any], quiet: bool = False) -> Look:
        """Call the function in all cases. What it prints is shown once."""
        visible: list[Outcome] = []
        for case in examples(self.name):
            visible.append(call(function, case, quiet=quiet or bool(visible)))
            if visible[0].unwritten:
                return Look(visible[0].problem, stopped=True, unwritten=True)
            if visible[-1].interrupted:  # by a time limit: the next call would be, too
                return Look(visible[-1].problem, stopped=True)
        hidden = [call(function, case, quiet=True) for case in self.hidden]
        finding = diagnosis(Subject(self.name, function), Results(visible, hidden))
        stopped = any(outcome.stopped for outcome in visible)
        return Look(finding, earned(self.parts, visible, hidden), stopped)
