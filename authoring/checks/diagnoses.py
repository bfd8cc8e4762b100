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
from .families import family
from .findings import Finding, Series, Words, chained
from .returned import Outcome
from .scoring import earns_here
from .signatures import asked, is_reordered, parameters

# What a function returned is not even of the kind asked for: its hint is about the computation.
HINTED = ("wrong_shape", "no_size")
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


def other_signature(subject: Subject, results: Results) -> Finding | None:
    """Find a def line that takes other arguments than the test gives, or in another order."""
    first, own, given = results.first, parameters(subject.function), asked(subject.name)
    if not first or own is None:
        return None
    problem = first.problem if first.stopped else None
    refused = problem and problem.values.get("kind") == "TypeError" and not problem.line
    if is_reordered(subject.name, own) or (refused and len(own) != len(given)):
        return Finding("signature", {"given": Series(given), "own": Series(own or ("()",))})
    return None


def stopped(subject: Subject, results: Results) -> Finding | None:
    """Find the error that ended a call."""
    first = results.first
    if not first or not first.problem or not first.stopped:
        return None
    found = family(subject.function, results.visible)
    return first.problem.hinting(found) if found else first.problem


def unfit(subject: Subject, results: Results) -> Finding | None:
    """Find a wrong type, number or shape of results; with the mistake behind it, or a hint."""
    first = results.first
    if not first or not first.problem:
        return None
    known = _known(subject, results.visible)
    if known:
        return first.problem.followed_by(Finding(known.key, words=_opening(known.words or {})))
    if found := family(subject.function, results.visible):
        return first.problem.followed_by(found)
    hint = subject.spec["hint"]
    hinted = hint and first.problem.key in HINTED
    more = [Finding("hint", words=hint)] if hinted else []
    return first.problem.followed_by(*more)


def known_mistake(subject: Subject, results: Results) -> Finding | None:
    """Find the known mistake that gives what came."""
    return _known(subject, results.visible) if results.first else None


def wrong_values(subject: Subject, results: Results) -> Finding | None:
    """Find which results are wrong, and in which simpler examples they are right."""
    first = results.first
    if not first:
        return None
    more = _elsewhere_right(first)
    if not more and (found := family(subject.function, results.visible)):
        more = [found]
    more = more or [*_right_places(first), _isolated(subject, results.visible.index(first))]
    return _what_is_wrong(first).followed_by(*more)


def elsewhere(subject: Subject, results: Results) -> Finding | None:
    """Find that other numbers fail; nothing of what is in them is said."""
    wrong = next((outcome for outcome in results.hidden if not outcome.right), None)
    if wrong is None:
        return None
    when = wrong.case.when
    where = [Finding("elsewhere_with", {"when": when})] if when else []
    return chained(Finding("elsewhere"), *where, Finding("fixed_size"))


DIAGNOSES: tuple[Callable[[Subject, Results], Finding | None], ...] = (
    other_signature,
    stopped,
    unfit,
    known_mistake,
    wrong_values,
    elsewhere,
)


def _known(subject: Subject, visible: list[Outcome]) -> Finding | None:
    """Find the mistake that gives all that came, in every example: the first one in the list."""
    for key, words in subject.spec["mistakes"].items():
        if all(_gives(outcome, key) for outcome in visible):
            return Finding(key, words=words)
    return None


def _gives(outcome: Outcome, key: str) -> bool:
    """Tell whether a mistake gives all that came. It may not show in an example."""
    if key not in outcome.case.mistakes:
        return outcome.right
    gives = outcome.case.mistake(key)
    if len(gives) == 1 and not isinstance(gives[0], tuple):
        return same(outcome.returned, gives[0])  # one array comes alone, not in a list
    several = isinstance(outcome.returned, (tuple, list)) and len(outcome.returned) == len(gives)
    return several and all(map(same, outcome.returned, gives))


def _opening(words: Words) -> Words:
    """Start English with a capital letter, but for a name of the code."""
    english = words["en"]
    small = "_" in english.partition(" ")[0]
    return words if small else {**words, "en": english[:1].upper() + english[1:]}


def _what_is_wrong(outcome: Outcome) -> Finding:
    """Name the wrong results, behind the right ones."""
    wrong = _wrong(outcome)
    right = tuple(name for name in outcome.case.expected if name not in wrong)
    key = "one_right" if len(right) == 1 else "some_right"
    start = [Finding(key, {"names": _listed(right)})] if right else []
    return chained(*start, *_how_wrong(outcome, wrong))


def _wrong(outcome: Outcome) -> tuple[str, ...]:
    return tuple(name for name in outcome.case.expected if not outcome.is_right(name))


def _listed(names: tuple[str, ...]) -> Series:
    return Series(names, by="and" if len(names) < 3 else "")


def _how_wrong(outcome: Outcome, wrong: tuple[str, ...]) -> list[Finding]:
    """Say of wrong results what can be seen without naming the mistake."""
    name, got, expected = wrong[0], outcome.results[wrong[0]], outcome.case.expected[wrong[0]]
    if isinstance(expected, tuple):
        return [Finding("shape_wrong", {"names": _listed(wrong)})]
    for key, holds in (("nan", _has_nan), ("imaginary", _has_imaginary)):
        if some := tuple(each for each in wrong if holds(outcome.results[each])):
            return [Finding(key, {"names": _listed(some)})]
    if _lost_its_fractions(got, expected, name in outcome.integers):
        return [Finding("whole_numbers", {"name": name})]
    if len(wrong) > 3:
        return [Finding("many_wrong", {"name": name, "more": len(wrong) - 1})]
    bad = far(got, expected)
    counts = {"names": _listed(wrong), "name": name, "bad": int(bad.sum()), "size": bad.size}
    key = "one_wrong" if len(wrong) == 1 else "some_wrong"
    return [*_right_half(outcome, name), Finding(key, counts)]


def _has_nan(got: Any) -> bool:
    return bool(np.isnan(got).any())


def _has_imaginary(got: Any) -> bool:
    return bool(np.abs(np.imag(got)).max(initial=0) > TOLERANCE)


def _lost_its_fractions(got: Any, expected: Any, integers: bool) -> bool:
    """Tell whether all is there but what stands behind the point.

    Floats that are all the same are no sign of it: an array of ones may just not be filled.
    """
    whole = np.trunc(expected)
    kept = np.array_equal(got, whole) and not np.array_equal(expected, whole)
    return bool(kept and (integers or np.ptp(whole) > 0))


def _elsewhere_right(outcome: Outcome) -> list[Finding]:
    """Find the wrong results that hold what others should, if all of them do."""
    found = []
    for name in _wrong(outcome):
        expected = outcome.case.expected.items()
        other = next((each for each, right in expected if same(outcome.results[name], right)), "")
        if not other:
            return []
        found.append(Finding("holds_other", {"name": name, "other": other}))
    return found[:3]


def _right_places(outcome: Outcome) -> list[Finding]:
    """Find at which time steps a wrong result (B, T, H) is right; of (T,), the one wrong entry."""
    name = _wrong(outcome)[0]
    got, expected = outcome.results[name], outcome.case.expected[name]
    if isinstance(expected, tuple) or expected.ndim not in (1, 3):
        return []
    if expected.ndim == 1:
        bad = np.flatnonzero(far(got, expected))
        only = len(bad) == 1 < expected.size
        return [Finding("only_entry", {"name": name, "index": int(bad[0])})] if only else []
    right = np.flatnonzero(~far(got, expected).any(axis=(0, 2)))
    steps = Series(tuple(map(str, right)))
    return [Finding("right_steps", {"name": name, "steps": steps})] if right.size else []


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
