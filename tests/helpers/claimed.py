"""What the checks say of a function, and which claims of it are not so."""

import contextlib
import copy
from collections.abc import Callable, Iterator
from functools import partial
from typing import Any

from authoring.records import Assignment, Function
from authoring.verification.claims import Call, Seen, claim_of
from authoring.verification.helper_module import helper_module
from authoring.verification.reference_results import cases
from authoring.verification.runnable_notebook import ROOT

from .wrong_answers import Answers, Row, Table

SIZES = {"seed": 7, "B": 3, "T": 5, "D": 2, "H": 4}  # of no example


class Bench:
    """One function and its checks, as they are handed out, with its examples."""

    def __init__(self, assignment: Assignment, function: Function, checks: Any) -> None:
        self.name, self.checks = function.name, checks
        self.assignment, self.function = assignment, function
        self.visible = checks.examples(self.name)
        self.simpler = [checks.simpler(self.name, k) for k in range(len(self.visible))]
        self.hidden = [self._hidden(*case) for case in cases(self.name, **SIZES)]
        every = [case for cases in self.simpler for case in cases] + self.hidden
        rows = [self._row(case) for case in [*self.visible, *every]]
        self.answers = Answers(function.kind, rows, len(self.visible))

    def _hidden(self, arguments: dict[str, Any], returned: Any) -> Any:
        flags = {n: v for n, v in arguments.items() if n.startswith("return_")}
        example = next(c for c in self.visible if flags.items() <= c.arguments.items())
        several = returned if isinstance(returned, (list, tuple)) else [returned]
        by_name = (
            returned
            if isinstance(returned, dict)
            else dict(zip(example.expected, several, strict=True))
        )
        ordered = {name: arguments[name] for name in example.arguments}
        return self.checks.Case(self.name, ordered, by_name, when=example.when)

    def _row(self, case: Any) -> Row:
        mistakes = {key: case.mistake(key) for key in case.mistakes}
        return Row(case.arguments, case.expected, mistakes)

    def table(self, answer: Any) -> Table:
        return Table(self.answers.rows, answer)

    def report(self, learner: Callable[..., Any]) -> Any:
        """Return what the checks find."""
        test = self.checks.Test(self.name, {self.name: learner}, value=(1, 1))
        test.also(self.hidden)
        return test.report()

    def false(self, learner: Callable[..., Any]) -> list[str]:
        """Return the keys of what is said and is not so, with the words."""
        report = self.report(learner)
        if report.finding is None:
            return []
        seen = self.seen(learner)
        found = [each for each in findings(report.finding) if not self._is_so(each, seen)]
        return [f"{each.key} in: {report.message('en')}" for each in found]

    def _is_so(self, finding: Any, seen: Seen) -> bool:
        claim = claim_of(self.name, finding.key)
        try:
            return bool(claim(finding.values, seen))
        except Exception as error:  # it speaks of what is not there
            raise AssertionError(f"{self.name}.{finding.key}: {error!r}") from error

    def seen(self, learner: Callable[..., Any]) -> Seen:
        """Call the function as the checks do, and by no code of theirs."""
        visible = [called(learner, case) for case in self.visible]
        which = next((k for k, call in enumerate(visible) if not call.right), None)
        simpler = [] if which is None else self.simpler[which]
        by_words = {case.when["en"]: called(learner, case) for case in simpler}
        hidden = [called(learner, case) for case in self.hidden]
        return Seen(self.name, visible, by_words, hidden, run=partial(called_again, learner))


Values = dict[str, Any]


def called(learner: Callable[..., Any], case: Any) -> Call:
    arguments = copy.deepcopy(case.arguments)
    try:
        return Call(case.arguments, case.expected, learner(*arguments.values()))
    except Exception as error:
        return Call(case.arguments, case.expected, error=error)


def called_again(learner: Callable[..., Any], arguments: Values, call: Call) -> Call:
    """Call with other arguments; what is right is what was right before."""
    copied = copy.deepcopy(arguments)
    try:
        return Call(arguments, call.expected, learner(*copied.values()))
    except Exception as error:
        return Call(arguments, call.expected, error=error)


def findings(value: Any) -> Iterator[Any]:
    """Yield a finding, what is said after it, and what stands in its gaps."""
    if hasattr(value, "then"):
        yield value
        for each in [*value.then, *value.values.values()]:
            yield from findings(each)
    elif hasattr(value, "items") and isinstance(value.items, tuple):
        for each in value.items:
            yield from findings(each)


@contextlib.contextmanager
def bench(assignment: Assignment, function: Function) -> Iterator[Bench]:
    """Make the checks of an assignment importable, and put a function to them."""
    path = ROOT / "exercises" / assignment.folder / "checks.py"
    with helper_module(path).importable() as checks:
        yield Bench(assignment, function, checks)
