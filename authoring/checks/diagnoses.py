"""Diagnoses: what a function's results say of it, one finding.

A diagnosis is a function (subject, results) -> Finding | None. DIAGNOSES is their order: the
first one that finds something is said. They look at behaviour alone, by calls.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np

from .calls import call
from .comparison import TOLERANCE, far, same
from .examples import DATA, simpler
from .findings import Finding, Series, Words, chained
from .returned import Outcome
from .scoring import earns_here

HALVED = ("concatenate_directions", "bidirectional_lstm")


@dataclass(frozen=True)
class Subject:
    """What a diagnosis is about: a learner's function, and the name it should have."""

    name: str
    function: Callable[..., Any]

    @property
    def spec(self) -> dict[str, Any]:
        """Return what fixtures.json says about the function."""
        spec: dict[str, Any] = DATA["functions"][self.name]
        return spec


@dataclass(frozen=True)
class Results:
    """What came of the calls: with the visible examples, and with other numbers."""

    visible: list[Outcome]
    hidden: list[Outcome]

    @property
    def first(self) -> Outcome | None:
        """Return the first visible example that is not right."""
        return next((outcome for outcome in self.visible if not outcome.right), None)


def diagnosis(subject: Subject, results: Results) -> Finding | None:
    """Return the one thing to say, with the flags of the example that it is about."""
    found = next((f for look in DIAGNOSES if (f := look(subject, results))), None)
    first = results.first
    if found and first and first.case.when:
        return Finding("with", {"when": first.case.when}, then=(found,))
    return found


def stopped(subject: Subject, results: Results) -> Finding | None:
    """Find the error that ended a call."""
    first = results.first
    return first.problem if first and first.stopped else None


def unfit(subject: Subject, results: Results) -> Finding | None:
    """Find a wrong type, number or shape of results; with the mistake behind it, or a hint."""
    first = results.first
    if not first or not first.problem:
        return None
    known = _known(subject, results.visible, first)
    if known:
        return first.problem.followed_by(Finding(known.key, words=_opening(known.words or {})))
    hint = subject.spec["hint"]
    more = [Finding("hint", words=hint)] if hint and first.hinted else []
    return first.problem.followed_by(*more)


def known_mistake(subject: Subject, results: Results) -> Finding | None:
    """Find the known mistake that gives what came."""
    first = results.first
    return _known(subject, results.visible, first) if first else None


def wrong_values(subject: Subject, results: Results) -> Finding | None:
    """Find which results are wrong, and in which simpler examples they are right."""
    first = results.first
    if not first:
        return None
    return _what_is_wrong(first).followed_by(_isolated(subject, results.visible.index(first)))


def elsewhere(subject: Subject, results: Results) -> Finding | None:
    """Find that other numbers fail; nothing of what is in them is said."""
    wrong = next((outcome for outcome in results.hidden if not outcome.right), None)
    if wrong is None:
        return None
    when = wrong.case.when
    where = [Finding("elsewhere_with", {"when": when})] if when else []
    return chained(Finding("elsewhere"), *where, Finding("fixed_size"))


DIAGNOSES: tuple[Callable[[Subject, Results], Finding | None], ...] = (
    stopped,
    unfit,
    known_mistake,
    wrong_values,
    elsewhere,
)


def _known(subject: Subject, visible: list[Outcome], first: Outcome) -> Finding | None:
    """Find the mistake that gives all that came, or any part of it."""
    mistakes = subject.spec["mistakes"]
    for key in mistakes:
        if all(_gives_all(outcome, key) for outcome in visible):
            return Finding(key, words=mistakes[key])
    for gives in (_gives_all, _gives_some):
        for key in mistakes:
            if key in first.case.mistakes and gives(first, key):
                return Finding(key, words=mistakes[key])
    return None


def _gives_all(outcome: Outcome, key: str) -> bool:
    """Tell whether a mistake gives all that came. It may not show in an example."""
    if key not in outcome.case.mistakes:
        return outcome.right
    return _gave(outcome.returned, outcome.case.mistake(key))


def _gives_some(outcome: Outcome, key: str) -> bool:
    """Tell whether a mistake gives any of the wrong results."""
    gives = zip(outcome.case.expected, outcome.case.mistake(key), strict=False)
    return any(
        name in outcome.results and not outcome.is_right(name) and same(outcome.results[name], g)
        for name, g in gives
    )


def _gave(returned: Any, gives: list[Any]) -> bool:
    """Tell whether what was returned is what a mistake gives; one result may come alone."""
    if len(gives) == 1 and same(returned, gives[0]):
        return True
    several = isinstance(returned, (tuple, list)) and len(returned) == len(gives)
    return several and all(map(same, returned, gives))


def _opening(words: Words) -> Words:
    """Start English with a capital letter, but for a name of the code."""
    english = words["en"]
    small = "_" in english.partition(" ")[0]
    return words if small else {**words, "en": english[:1].upper() + english[1:]}


def _what_is_wrong(outcome: Outcome) -> Finding:
    """Name the wrong results, behind the right ones."""
    wrong = tuple(name for name in outcome.case.expected if not outcome.is_right(name))
    right = tuple(name for name in outcome.case.expected if name not in wrong)
    if len(wrong) > 3:
        return Finding("many_wrong", {"name": wrong[0], "more": len(wrong) - 1})
    key = "one_right" if len(right) == 1 else "some_right"
    start = [Finding(key, {"names": Series(right, by="and")})] if right else []
    return chained(*start, *_how_wrong(outcome, wrong))


def _how_wrong(outcome: Outcome, wrong: tuple[str, ...]) -> list[Finding]:
    """Say of wrong results what can be seen without naming the mistake."""
    name, names = wrong[0], Series(wrong, by="and")
    got, expected = outcome.results[name], outcome.case.expected[name]
    if isinstance(expected, tuple):
        return [Finding("shape_wrong", {"names": names})]
    if any(np.isnan(outcome.results[each]).any() for each in wrong):
        return [Finding("nan", {"names": names})]
    if any(np.abs(np.imag(outcome.results[each])).max(initial=0) > TOLERANCE for each in wrong):
        return [Finding("imaginary", {"names": names})]
    if np.array_equal(got, np.trunc(expected)) and not np.array_equal(expected, np.trunc(expected)):
        return [Finding("whole_numbers", {"name": name})]
    bad = far(got, expected)
    counts = {"names": names, "name": name, "bad": int(bad.sum()), "size": bad.size}
    key = "one_wrong" if len(wrong) == 1 else "some_wrong"
    return [*_right_half(outcome, name), Finding(key, counts)]


def _right_half(outcome: Outcome, name: str) -> list[Finding]:
    """Find the half of two directions that is right although the whole is not."""
    if outcome.case.function not in HALVED or name != "output":
        return []
    halves = [half for half in ("forward_half", "backward_half") if earns_here(half, outcome)]
    return [Finding(f"{half}_right") for half in halves[:1]]


def _isolated(subject: Subject, which: int) -> Finding:
    """Try simpler examples, and find in which of them the function is right."""
    cases = simpler(subject.name, which)
    right = [case for case in cases if call(subject.function, case, quiet=True).right]
    if not right:
        tried = [Finding("wrong_even", {"when": cases[0].when})] if cases else []
        return chained(*tried, Finding("compare"))
    words = {"when": right[0].when, "look": right[0].look}
    if right[1:]:
        return Finding("right_twice", {**words, "also": right[1].when})
    return Finding("right_once", words)
