"""Checks for the exercise notebook beside this file. NumPy only.

It holds comparisons, no solution. The numbers are in fixtures.json: examples, the right results
for them, and what some common mistakes would give instead. So are the words, in every language.
"""

import contextlib
import html
import io
import json
import os
import textwrap
import traceback
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np

TOLERANCE = 1e-5  # float32 passes
_DATA = json.loads(Path(__file__).with_name("fixtures.json").read_text(encoding="utf-8"))


def language() -> str:
    """Return the language to speak: the one that whoever runs this wants, or this folder's."""
    wanted = os.environ.get("EXERCISES_LANGUAGE", _DATA["language"])
    return wanted if wanted in _DATA["words"] else "en"


def say(key: str, **names: Any) -> str:
    """Return a phrase in the language to speak, with names filled in."""
    phrase: str = _DATA["words"][language()][key]
    return phrase.format(**names)


def _text(words: Any) -> str:
    """Return one of the same words in several languages."""
    return str(words[language()]) if words else ""


class NotYet(AssertionError):  # noqa: N818, a learner reads this name
    """A function is not right yet; `nbgrader validate` shows the message of an error only."""

    def _render_traceback_(self) -> list[str]:
        """Show the message alone: a notebook calls this instead of printing a traceback."""
        return _wrapped(str(self)).splitlines()


class OtherCall(Exception):  # noqa: N818, a learner never sees it
    """A stand-in has no right result for these arguments; the message says so."""


class Points(float):
    """Points for one function: a number for nbgrader, a sentence for the learner."""

    words = ""

    def __repr__(self) -> str:
        return str(float(self))

    def _repr_pretty_(self, printer: Any, cycle: bool) -> None:
        printer.text(repr(self))

    def _repr_html_(self) -> str:
        return html.escape(self.words)


@dataclass(frozen=True)
class Case:
    """One call of one function: its arguments by name, and the right results by name."""

    function: str
    arguments: dict[str, Any]
    expected: dict[str, Any] = field(repr=False)
    mistakes: dict[str, list[Any]] = field(default_factory=dict, repr=False)
    when: str = ""
    look: str = ""

    def mistake(self, key: str) -> list[Any]:
        """Return what a known mistake gives here; right work never needs these arrays."""
        return [_result(self.function, value) for value in self.mistakes[key]]


@dataclass(eq=False)  # compared by identity: the results are arrays
class Outcome:
    """What came of one call: results by name, and a sentence if they do not even fit."""

    case: Case
    results: dict[str, Any]
    problem: str = ""
    stopped: bool = False
    unwritten: bool = False
    miscounted: bool = False
    returned: Any = None
    hinted: bool = True  # does the function's hint help here?
    _known: dict[str, bool] = field(default_factory=dict, repr=False)

    @property
    def right(self) -> bool:
        return not self.problem and all(self.is_right(name) for name in self.case.expected)

    def is_right(self, name: str) -> bool:
        if name not in self._known:  # asked for by several parts of the points
            self._known[name] = self.is_right_in(name, ...)
        return self._known[name]

    def is_right_in(self, name: str, view: Any) -> bool:
        if name not in self.results:
            return False
        got, expected = self.results[name], self.case.expected[name]
        if isinstance(expected, tuple):  # a shape, not an array
            return got == expected
        return got.shape == expected.shape and _close(got[view], expected[view])


class Test:
    """All that is looked at for one function, and the points for it.

    parts: name of a part -> its points. A pair is the points for the example here, and for
    other numbers when the work is graded.
    """

    def __init__(self, function: str, namespace: dict[str, Any], **parts: Any) -> None:
        self.name = function
        self.namespace = namespace
        self.parts = {k: v if isinstance(v, tuple) else (v, 0) for k, v in parts.items()}
        self.spec = _DATA["functions"][function]
        self.hidden: list[Case] = []
        self.earned: dict[str, float] = {}
        self.unwritten = False
        self.formulas: dict[str, Callable[..., Any]] | None = None

    def also(self, cases: Iterable[Case]) -> None:
        """Look at more cases than the examples of fixtures.json."""
        self.hidden += cases

    def stand_in(self, functions: dict[str, Callable[..., Any]]) -> None:
        """Give right functions for those that this one may call."""
        self.formulas = functions

    def score(self) -> Points:
        """Say what is right and what is not; return the points.

        A function that may call earlier ones can be right in two ways: as it stands, or with
        right functions in the place of the learner's own. So it never pays for their mistakes.
        """
        function = self.namespace.get(self.name)
        if not callable(function):
            return self._answer(0, say("no_function", name=self.name))
        points, message, stopped = self._look(function)
        stand_ins = self._stand_ins() if message else {}
        if stand_ins:
            points, message = self._better(function, stand_ins, points, message, stopped)
        return self._answer(points, message)

    def _better(
        self,
        function: Callable[..., Any],
        stand_ins: dict[str, Callable[..., Any]],
        points: float,
        message: str,
        stopped: bool,
    ) -> tuple[float, str]:
        """Look again with stand-ins; return the better of the two results."""
        earned, quoted = self.earned, stopped and not self.unwritten
        with _replaced(self.namespace, stand_ins):
            other_points, other_message, other_stopped = self._look(function, quiet=True)
        worse = (other_points, not other_stopped) < (points, not stopped)
        # On equal points the message that quotes a line of the learner's says more.
        if worse or (quoted and other_stopped and other_points == points):
            self.earned = earned
            return points, message
        if not other_message:
            print(say("itself_right", name=self.name))
        return other_points, other_message

    def _stand_ins(self) -> dict[str, Callable[..., Any]]:
        """Return right functions for those that this one may call.

        A composite always gets them. A gate that calls an earlier gate gets one for that gate
        only if it is written: the formula must stand somewhere.
        """
        found = _stand_ins(self.formulas, self.name, self.namespace) if self.spec["calls"] else {}
        if self.spec["composite"]:
            return found
        rows = self.spec["calls"]
        return {name: f for name, f in found.items() if _answers(self.namespace, name, rows[name])}

    def _answer(self, points: float, message: str) -> Points:
        total = sum(map(sum, self.parts.values()))
        words = message if message.startswith(f"{self.name} ") else f"{self.name}: {message}"
        if message and os.environ.get("NBGRADER_EXECUTION") == "validate":
            raise NotYet(say("not_yet", words=words))
        print(_wrapped(say("not_yet", words=words) if message else say("right", name=self.name)))
        answer = Points(points)
        answer.words = self._words(points, total)
        return answer

    def _words(self, points: float, total: float) -> str:
        """Say how many points, and for what; where no other numbers were tried, say so."""
        words = say("points", points=f"{points:g}", total=f"{total:g}")
        if 0 < points < total:
            words += f" ({', '.join(map(self._part, self.parts))})"
        later = sum(worth[1] for part, worth in self.parts.items() if self.earned.get(part))
        if later and not self.hidden:
            words += say("later", later=f"{later:g}")
        return words

    def _part(self, part: str) -> str:
        """Say how many points a part of the test has given."""
        result = part in self.spec["examples"][0]["returns"]
        name = part if result else say(f"part_{part}")
        return say(
            "part", part=name, earned=f"{self.earned[part]:g}", worth=f"{sum(self.parts[part]):g}"
        )

    def _look(self, function: Callable[..., Any], quiet: bool = False) -> tuple[float, str, bool]:
        """Call the function in all cases; return the points, the message, and if it stopped."""
        visible = []
        for case in examples(self.name):
            visible.append(_call(function, case, quiet=quiet or bool(visible)))
            self.unwritten = visible[0].unwritten
            if self.unwritten:
                return 0, visible[0].problem, True
        hidden = [_call(function, case, quiet=True) for case in self.hidden]
        self.earned = {}
        for part, (here, elsewhere) in self.parts.items():
            ok = _earns(part, visible)
            also = ok and _earns(part, hidden)
            self.earned[part] = here * ok + elsewhere * also
        points, message = sum(self.earned.values()), ""
        if not all(outcome.right for outcome in visible):
            message = self._diagnosis(function, visible)
        elif not all(outcome.right for outcome in hidden):
            message = _elsewhere(hidden)
        return points, message, any(outcome.stopped for outcome in visible)

    def _diagnosis(self, function: Callable[..., Any], visible: list[Outcome]) -> str:
        """Name the mistake that explains everything, or the first thing that is wrong."""
        first = next(outcome for outcome in visible if not outcome.right)
        start = say("with", when=first.case.when) if first.case.when else ""
        if first.stopped:
            return start + first.problem
        known = self._known(first, visible)
        if first.problem:
            more = _sentence(known) or _text(self.spec["hint"]) * first.hinted
            return f"{start}{first.problem} {more}".rstrip()
        if known:
            return start + known
        which = visible.index(first)
        return start + _what_is_wrong(first) + self._isolation(function, which)

    def _known(self, first: Outcome, visible: list[Outcome]) -> str:
        """Return the message of the mistake that gives all that came, or any part of it."""
        for key, message in self.spec["mistakes"].items():
            if all(_explained(outcome, key, all) for outcome in visible):
                return _text(message)
        for how in (all, any):
            for key, message in self.spec["mistakes"].items():
                if _explained(first, key, how) and key in first.case.mistakes:
                    return _text(message)
        return ""

    def _isolation(self, function: Callable[..., Any], which: int) -> str:
        """Try simpler examples, and say in which of them the function is right."""
        probes = [_probe(self.name, probe, which) for probe in self.spec["probes"]]
        right = [probe for probe in probes if _call(function, probe, quiet=True).right]
        if not right:
            tried = say("wrong_even", when=probes[0].when) if probes else ""
            return tried + say("compare")
        words = {"when": right[0].when, "look": right[0].look}
        return (
            say("right_twice", **words, also=right[1].when)
            if right[1:]
            else say("right_once", **words)
        )


def examples(function: str) -> list[Case]:
    """Return the visible examples for one function, on fresh arrays."""
    return [_case(function, example) for example in _DATA["functions"][function]["examples"]]


def fixture(function: str) -> Case:
    """Return the first visible example for one function."""
    return examples(function)[0]


def _case(function: str, example: dict[str, Any]) -> Case:
    return Case(
        function=function,
        arguments={name: _value(value) for name, value in example["arguments"].items()},
        expected={name: _result(function, v) for name, v in example["returns"].items()},
        mistakes=example.get("mistakes", {}),
        when=_text(example.get("when")),
        look=_text(example.get("look")),
    )


def _probe(function: str, probe: dict[str, Any], which: int) -> Case:
    """Return a simpler example: one of the examples with some arguments replaced."""
    base = _DATA["functions"][function]["examples"][which]
    arguments = {**base["arguments"], **probe["arguments"]}
    return _case(function, {**probe, "arguments": arguments, "returns": probe["returns"][which]})


def _value(value: Any) -> Any:
    """Return an argument: the name of an array of the example, an array, a dict, a flag."""
    if isinstance(value, str):
        value = _DATA["values"][value]
    if isinstance(value, dict):
        return {name: _value(each) for name, each in value.items()}
    return np.array(value, dtype=float) if isinstance(value, list) else value


def _result(function: str, value: Any) -> Any:
    if _DATA["functions"][function]["kind"] == "shapes":
        return tuple(value)
    return np.array(_value(value), dtype=float)


def _call(function: Callable[..., Any], case: Case, quiet: bool) -> Outcome:
    """Call with copies, so that in-place work cannot spoil a later look."""
    out = io.StringIO()
    try:
        with contextlib.redirect_stdout(out) if quiet else contextlib.nullcontext():
            returned = function(*map(_copy, case.arguments.values()))
    except NotImplementedError as error:
        return _unwritten(case, error)
    except OtherCall as error:
        return Outcome(case, {}, str(error), stopped=True)
    except Exception as error:
        # A wrong name has nothing to do with shapes.
        hint = {} if isinstance(error, NameError) else _DATA["functions"][case.function]["hint"]
        what = {"kind": type(error).__name__, "error": error, "line": _where(error)}
        words = say("stopped", **what, arguments=_shapes(case), hint=_text(hint))
        return Outcome(case, {}, words.rstrip(), stopped=True)
    return _outcome(case, returned)


def _unwritten(case: Case, error: NotImplementedError) -> Outcome:
    """Name the function that is still to be written: this one, or one that it calls."""
    *_, (frame, _) = traceback.walk_tb(error.__traceback__)
    name = frame.f_code.co_name
    other = name != case.function and name in _DATA["signatures"]
    words = say("calls_unwritten", name=name) if other else say("unwritten", name=case.function)
    return Outcome(case, {}, words, stopped=True, unwritten=True)


def _copy(value: Any) -> Any:
    if isinstance(value, dict):
        return {name: _copy(each) for name, each in value.items()}
    return value.copy() if isinstance(value, np.ndarray) else value


def _outcome(case: Case, returned: Any) -> Outcome:
    """Name the returned arrays, or say what came instead."""
    names, spec = list(case.expected), _DATA["functions"][case.function]
    if returned is None:
        return Outcome(case, {}, say("nothing"), hinted=False)
    if spec["kind"] == "dict":
        return _from_dict(case, returned)
    if spec["kind"] == "shapes":
        return _from_shapes(case, returned)
    several = len(names) > 1 and _several(case, returned)
    values = list(returned[: len(names)]) if several else [returned]
    count = len(returned) if several else 1
    outcome = Outcome(case, {}, returned=returned)
    for name, value in zip(names, values, strict=False):
        try:
            outcome.results[name] = np.asarray(value, dtype=float)
        except (TypeError, ValueError):
            outcome.problem = say("no_array", name=name, kind=_kind(value))
            outcome.results.clear()
            break
    if count != len(names):
        outcome.miscounted = True
        one = say("one", kind=type(returned).__name__)
        came = say("results", count=count) if several else one
        outcome.problem = say("miscounted", count=len(names), names=_and_then(names), came=came)
        outcome.results = {k: v for k, v in outcome.results.items() if k == names[0]}
    outcome.problem = outcome.problem or _wrong_shape(outcome)
    return outcome


def _several(case: Case, returned: Any) -> bool:
    """Tell several results from one: a tuple, a list, or one array that stacks them."""
    if isinstance(returned, np.ndarray):
        shapes = {array.shape for array in case.expected.values()}
        return len(shapes) == 1 and returned.ndim == 1 + len(shapes.pop())
    return isinstance(returned, (tuple, list))


def _from_dict(case: Case, returned: Any) -> Outcome:
    if not isinstance(returned, dict):
        return Outcome(case, {}, say("no_dict", kind=_kind(returned)))
    missing = [name for name in case.expected if name not in returned]
    outcome = Outcome(case, {})
    for name in case.expected:
        with contextlib.suppress(KeyError, TypeError, ValueError):
            outcome.results[name] = np.asarray(returned[name], dtype=float)
    outcome.returned = list(outcome.results.values())
    if missing:
        outcome.problem = say("missing", names=", ".join(missing))
    elif len(outcome.results) < len(case.expected):
        outcome.problem = say("no_arrays")
    else:
        outcome.problem = _wrong_shape(outcome)
    return outcome


def _from_shapes(case: Case, returned: Any) -> Outcome:
    """Take a list of tuples; a bare tuple of numbers is a shape, but no list of shapes."""
    if not isinstance(returned, (list, tuple)):
        return Outcome(case, {}, say("no_list", kind=_kind(returned)))
    try:
        shapes = [tuple(int(n) for n in shape) for shape in returned]
    except (TypeError, ValueError):
        came = "no_tuples_but_one" if returned and np.ndim(returned[0]) == 0 else "no_tuples"
        return Outcome(case, {}, say(came))
    names = list(case.expected)
    outcome = Outcome(case, dict(zip(names, shapes, strict=False)), returned=shapes)
    if len(shapes) != len(names):
        outcome.miscounted = True
        outcome.problem = say("one_shape" if len(shapes) == 1 else "shapes", count=len(shapes))
        outcome.results = {k: v for k, v in outcome.results.items() if k == names[0]}
    return outcome


def _wrong_shape(outcome: Outcome) -> str:
    for name, got in outcome.results.items():
        expected = outcome.case.expected[name].shape
        if got.shape == expected:
            continue
        message = say("wrong_shape", name=name, expected=expected, got=got.shape)
        if len(expected) == 2 and got.shape == expected[::-1]:
            message += say("on_its_side")
        elif len(expected) == 2 and got.ndim < 2:
            message += say("too_flat")
        return message
    return ""


def _explained(outcome: Outcome, key: str, how: Callable[..., bool]) -> bool:
    """Tell whether a mistake gives what came: all results of it, or any wrong one."""
    if key not in outcome.case.mistakes:
        return outcome.right
    gives = outcome.case.mistake(key)
    if how is all:
        return _gave(outcome.returned, gives)
    names = list(outcome.case.expected)
    return any(
        name in outcome.results and not outcome.is_right(name) and _same(outcome.results[name], g)
        for name, g in zip(names, gives, strict=False)
    )


def _gave(returned: Any, gives: list[Any]) -> bool:
    """Tell whether what was returned is what a mistake gives; one result may come alone."""
    if len(gives) == 1 and _same(returned, gives[0]):
        return True
    several = isinstance(returned, (tuple, list)) and len(returned) == len(gives)
    return several and all(map(_same, returned, gives))


def _what_is_wrong(outcome: Outcome) -> str:
    wrong = [name for name in outcome.case.expected if not outcome.is_right(name)]
    right = [name for name in outcome.case.expected if name not in wrong]
    if len(wrong) > 3:
        return say("many_wrong", name=wrong[0], more=len(wrong) - 1)
    start = say("one_right" if len(right) == 1 else "some_right", names=_and(right)) * bool(right)
    if isinstance(outcome.case.expected[wrong[0]], tuple):
        return start + say("shape_wrong", names=_and(wrong))
    if any(np.isnan(outcome.results[name]).any() for name in wrong):
        return start + say("nan", names=_and(wrong))
    got, expected = outcome.results[wrong[0]], outcome.case.expected[wrong[0]]
    if np.array_equal(got, np.trunc(expected)) and not np.array_equal(expected, np.trunc(expected)):
        return start + say("whole_numbers", name=wrong[0])
    bad = ~np.isclose(got, expected, TOLERANCE, TOLERANCE)
    if outcome.case.function in HALVED and wrong[0] == "output":
        good = [h for h in ("forward_half", "backward_half") if _earns_here(h, outcome)]
        start += say(f"{good[0]}_right") if good else ""
    counts = {"name": wrong[0], "bad": bad.sum(), "size": bad.size}
    return start + say(
        "one_wrong" if len(wrong) == 1 else "some_wrong", names=_and(wrong), **counts
    )


def _sentence(words: str) -> str:
    """Start with a capital letter where the language has them, but for a name of the code."""
    first = words.partition(" ")[0]
    small = "_" in first or language() != "en"
    return words if small else words[:1].upper() + words[1:]


def _elsewhere(hidden: list[Outcome]) -> str:
    """Say that other cases fail, and nothing of what is in them."""
    first = next(outcome for outcome in hidden if not outcome.right)
    where = say("elsewhere_with", when=first.case.when) if first.case.when else ""
    return say("elsewhere") + where + say("fixed_size")


VIEWS = {
    "first_step": np.s_[:, :1],
    "one_step_back": np.s_[-2:],
    "forward_half": lambda n: np.s_[..., : n // 2],
    "backward_half": lambda n: np.s_[..., n // 2 :],
}
HALVED = ("concatenate_directions", "bidirectional_lstm")
PREFIXES = {"kernel": "W_x", "recurrent_kernel": "W_h", "bias": "b_"}


def _earns(part: str, outcomes: list[Outcome]) -> bool:
    """Tell whether one part of the points is earned in all of these cases."""
    return all(_earns_here(part, outcome) for outcome in outcomes)


def _earns_here(part: str, outcome: Outcome) -> bool:
    names, flags = list(outcome.case.expected), outcome.case.arguments
    if part == "shape":
        return len(outcome.results) == len(names) and not outcome.problem
    if part == "states":
        return not outcome.miscounted and all(map(outcome.is_right, names[1:]))
    if part in ("last_output", "sequence"):
        here = flags["return_sequences"] == (part == "sequence")
        return not here or outcome.is_right(names[0])
    if part in VIEWS:
        view = VIEWS[part]
        if callable(view):
            view = view(outcome.case.expected[names[0]].shape[-1])
        return outcome.is_right_in(names[0], view)
    if part in PREFIXES:
        names = [name for name in names if name.startswith(PREFIXES[part])]
    elif part in names:
        names = [part]
    return all(map(outcome.is_right, names))


def _stand_ins(
    formulas: dict[str, Callable[..., Any]] | None, composite: str, namespace: dict[str, Any]
) -> dict[str, Callable[..., Any]]:
    """Return right functions: by formula, or from the table of the visible examples."""
    if formulas is not None:
        return {name: _named(name, formula) for name, formula in formulas.items()}

    def build(name: str, rows: list[Any]) -> Callable[..., Any]:
        own = namespace.get(name)

        def look_up(*args: Any) -> Any:
            for row, result in rows:
                if all(map(_same, args, map(_value, row))):
                    several = isinstance(result, list)
                    return [_value(r) for r in result] if several else _value(result)
            try:
                return own(*args)
            except Exception as error:
                raise OtherCall(say("other_arguments", name=name)) from error

        return _named(name, look_up)

    calls = _DATA["functions"][composite]["calls"]
    return {name: build(name, rows) for name, rows in calls.items()}


def _answers(namespace: dict[str, Any], name: str, rows: list[Any]) -> bool:
    """Tell whether the learner's function gives an array of the right shape, right or wrong."""
    try:
        with contextlib.redirect_stdout(io.StringIO()):
            got = [np.shape(namespace[name](*map(_value, row))) for row, _ in rows]
    except Exception:
        return False
    return got == [np.shape(_value(result)) for _, result in rows]


def _named(function: str, formula: Callable[..., Any]) -> Callable[..., Any]:
    """Return formula, callable with the argument names of the named exercise function."""
    signature = _DATA["signatures"][function]

    def call(*args: Any, **kwargs: Any) -> Any:
        rest = list(signature.items())[len(args) :]
        return formula(*args, *(kwargs.get(name, default) for name, default in rest))

    return call


@contextlib.contextmanager
def _replaced(
    namespace: dict[str, Any], functions: dict[str, Callable[..., Any]]
) -> Iterator[None]:
    """Put functions into a namespace for a while; give the learner's own back in any case."""
    own = {name: namespace[name] for name in functions if name in namespace}
    try:
        namespace.update(functions)
        yield
    finally:
        for name in functions:
            namespace.pop(name, None)
        namespace.update(own)


def _where(error: Exception) -> str:
    """Quote the learner's line that stopped: the first one outside this file."""
    for frame in traceback.extract_tb(error.__traceback__):
        if frame.filename != __file__ and frame.line:
            return say("line", line=frame.line)
    return ""


def _same(a: Any, b: Any) -> bool:
    """Compare two arguments or results of any kind."""
    if isinstance(a, dict) or isinstance(b, dict):
        both = isinstance(a, dict) and isinstance(b, dict) and a.keys() == b.keys()
        return both and all(_same(a[k], b[k]) for k in a)
    if isinstance(a, tuple) and isinstance(b, tuple):
        return a == b
    try:
        return _close(a, b)
    except (TypeError, ValueError):
        return False


def _close(got: Any, expected: Any) -> bool:
    """Compare as np.allclose does, with less around it where all that is expected is finite."""
    got, expected = np.asarray(got), np.asarray(expected, dtype=float)
    room = TOLERANCE * (1 + np.abs(expected))
    if got.shape != expected.shape:
        return False
    if not np.isfinite(room).all():
        return np.allclose(got, expected, TOLERANCE, TOLERANCE)
    return bool(np.all(np.abs(got - expected) <= room))


def _shapes(case: Case) -> str:
    """Return the arguments as words: x_t (2, 3), h_prev (2, 4) and so on."""
    words = []
    for name, value in case.arguments.items():
        if isinstance(value, dict):
            some = [f"{k} {v.shape}" for k, v in list(value.items())[:3]]
            words.append(say("and_so_on", name=name, some=", ".join(some)))
        else:
            words.append(f"{name} {getattr(value, 'shape', value)}")
    return ", ".join(words)


def _kind(value: Any) -> str:
    name = type(value).__name__
    return say("an" if name[0] in "aeiou" or name == "ndarray" else "a", name=name)


def _and(names: list[str]) -> str:
    return say("and").join(names)


def _and_then(names: list[str]) -> str:
    return say("and_then").join(names) if len(names) < 3 else ", ".join(names)


def _wrapped(text: str) -> str:
    width = int(say("width"))
    return "\n".join(textwrap.fill(line, width) for line in text.splitlines())
