"""Checks for the exercise notebook beside this file. NumPy only.

It holds words and comparisons, no solution. The numbers are in fixtures.json: one small
example, the right results for it, and what some common mistakes would give instead.
"""

import json
import textwrap
import traceback
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

TOLERANCE = 1e-5  # float32 passes
_DATA = json.loads(Path(__file__).with_name("fixtures.json").read_text(encoding="utf-8"))


class NotYet(AssertionError):  # noqa: N818, a learner reads this name
    """A function is not right yet; the message says what to look at."""

    def _render_traceback_(self) -> list[str]:
        """Show the message alone: a notebook calls this instead of printing a traceback."""
        lines = f"Not yet. {self}".splitlines()
        return [textwrap.fill(line, 88) for line in lines]


@dataclass(frozen=True)
class Case:
    """One call of one function, and what it must return.

    arguments and expected: name -> array (or dict of arrays), in the order of the call
    and of the return. mistakes: (message, what that mistake would return).
    """

    function: str
    arguments: dict[str, Any]
    expected: dict[str, np.ndarray]
    mistakes: tuple[tuple[str, dict[str, np.ndarray]], ...] = ()
    visible: bool = False


def fixture(function: str) -> Case:
    """Return the visible example for one function."""
    spec, values = _DATA["functions"][function], _values()
    return Case(
        function=function,
        arguments={name: values[name] for name in spec["arguments"]},
        expected={name: values[name] for name in spec["returns"]},
        mistakes=tuple((m["message"], _arrays(m["gives"])) for m in spec["mistakes"].values()),
        visible=True,
    )


def check(function: Callable[..., Any], case: Case) -> None:
    """Raise NotYet unless the function returns what the case expects."""
    got = _results(_call(function, case), case)
    for name, value in got.items():
        _check_shape(case, name, value)
    if all(_close(got[name], case.expected[name]) for name in got):
        return
    raise NotYet(f"{case.function}: {_diagnosis(got, case)}")


def check_composite(
    function: Callable[..., Any],
    case: Case,
    namespace: dict[str, Any],
    stand_ins: dict[str, Callable[..., Any]] | None = None,
) -> None:
    """Check a function that may call earlier ones, without blaming it for their mistakes.

    It may be right in one of two ways: as it stands, or with right functions in the
    place of the learner's own while it runs. A function that calls none of them is
    right or wrong in both ways alike. Without stand_ins, the right values for the
    visible example are looked up in its table.
    """
    try:
        return check(function, case)
    except NotYet:
        pass
    with _replaced(namespace, stand_ins or _table(case.function, namespace)):
        check(function, case)
    if case.visible:
        print(
            f"{case.function} itself is right. With your own functions it still gives wrong\n"
            "numbers: one of the cells above is not right yet. That costs no points here."
        )


def stand_in(function: str, formula: Callable[..., Any]) -> Callable[..., Any]:
    """Return formula, callable with the argument names of the named exercise function."""
    names = _DATA["functions"][function]["arguments"]

    def call(*args: Any, **kwargs: Any) -> Any:
        return formula(*args, *(kwargs[name] for name in names[len(args) :]))

    return call


@contextmanager
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


def _table(composite: str, namespace: dict[str, Any]) -> dict[str, Callable[..., Any]]:
    """Return functions that look their result up; what is not in the table goes to the own one."""
    values = _values()

    def build(name: str, rows: list[Any]) -> Callable[..., Any]:
        own = namespace.get(name)

        def look_up(*args: Any) -> Any:
            for row, result in rows:
                if all(_close(arg, values[key]) for arg, key in zip(args, row, strict=True)):
                    return values[result].copy()
            try:
                return own(*args)
            except Exception as error:
                raise NotYet(
                    f"{composite} calls {name} with other arguments than the equations do. "
                    "Which values belong there, and in which order?"
                ) from error

        return stand_in(name, look_up)

    return {
        name: build(name, rows) for name, rows in _DATA["functions"][composite]["parts"].items()
    }


def _values() -> dict[str, Any]:
    """Return fresh arrays: the values of the example by name, its parameters included."""
    values = {
        k: _arrays(v) if isinstance(v, dict) else np.array(v) for k, v in _DATA["values"].items()
    }
    return {**values, **values["params"]}


def _arrays(lists: dict[str, Any]) -> dict[str, np.ndarray]:
    return {name: np.array(value, dtype=float) for name, value in lists.items()}


def _call(function: Callable[..., Any], case: Case) -> Any:
    """Call with copies, so that in-place work cannot spoil a later check."""
    arguments = [
        {k: v.copy() for k, v in value.items()} if isinstance(value, dict) else value.copy()
        for value in case.arguments.values()
    ]
    try:
        return function(*arguments)
    except NotYet:
        raise
    except NotImplementedError:
        raise NotYet(
            f"{case.function} is not written yet. Write it in the cell above, "
            "run that cell, then run this one again."
        ) from None
    except Exception as error:
        hint = _DATA["functions"][case.function]["hint"]
        raise NotYet(
            f"{case.function} stopped with {type(error).__name__}: {error}\n"
            f"{_where(error)}It was called with {_shapes(case)}.\n{hint}"
        ) from error


def _where(error: Exception) -> str:
    """Quote the learner's line that stopped: the first one outside this file."""
    for frame in traceback.extract_tb(error.__traceback__):
        if frame.filename != __file__ and frame.line:
            return f"The line: {frame.line}\n"
    return ""


def _results(returned: Any, case: Case) -> dict[str, np.ndarray]:
    """Name the returned arrays, or say what came instead."""
    names = list(case.expected)
    if returned is None:
        raise NotYet(f"{case.function} returned nothing: does it end with a return line?")
    several = isinstance(returned, (tuple, list)) or np.ndim(returned) > 2
    if len(names) > 1 and (not several or len(returned) != len(names)):
        came = f"{len(returned)} results" if several else f"one {type(returned).__name__}"
        raise NotYet(
            f"{case.function} must return {len(names)} arrays, {' and then '.join(names)}; "
            f"got {came}."
        )
    results = {}
    for name, value in zip(names, returned if len(names) > 1 else [returned], strict=True):
        try:
            results[name] = np.asarray(value, dtype=float)
        except (TypeError, ValueError):
            raise NotYet(
                f"{case.function}: {name} must be one array of numbers; "
                f"got a {type(value).__name__}."
            ) from None
    return results


def _check_shape(case: Case, name: str, got: np.ndarray) -> None:
    expected = case.expected[name].shape
    if got.shape == expected:
        return
    message = f"{case.function}: {name} has the wrong shape: expected {expected}, got {got.shape}."
    if got.shape == expected[::-1]:
        message += " It lies on its side: one row per sample, one column per unit."
    elif got.ndim < len(expected):
        message += " Every sample of the batch needs a row, every unit a column."
    raise NotYet(message)


def _diagnosis(got: dict[str, np.ndarray], case: Case) -> str:
    """Name the mistake: first one that explains all results, then one that explains a wrong one."""
    if not case.visible:
        return (
            f"right for the visible example, wrong for {_shapes(case)} and other numbers. "
            "Does a number or a size stand in your code where an argument should?"
        )
    for message, gives in case.mistakes:
        if all(_close(got[name], gives[name]) for name in got):
            return message
    wrong = [name for name in got if not _close(got[name], case.expected[name])]
    for message, gives in case.mistakes:
        if any(_close(got[name], gives[name]) for name in wrong):
            return message
    if any(np.isnan(got[name]).any() for name in wrong):
        return f"{' and '.join(wrong)} holds nan, which is not a number. Where does it come from?"
    right = [name for name in got if name not in wrong]
    start = f"{' and '.join(right)} is right, but " if right else ""
    bad = ~np.isclose(got[wrong[0]], case.expected[wrong[0]], TOLERANCE, TOLERANCE)
    return (
        f"{start}{' and '.join(wrong)} has the right shape and wrong values "
        f"({bad.sum()} of {bad.size} in {wrong[0]}). "
        "Compare each term of your line with the equation; the hints may help."
    )


def _close(got: Any, expected: Any) -> bool:
    got, expected = np.asarray(got), np.asarray(expected)
    return got.shape == expected.shape and np.allclose(got, expected, TOLERANCE, TOLERANCE)


def _shapes(case: Case) -> str:
    """Return the arguments as words: x_t (2, 3), h_prev (2, 4) and so on."""
    flat = {}
    for name, value in case.arguments.items():
        flat.update(value if isinstance(value, dict) else {name: value})
    return ", ".join(f"{name} {value.shape}" for name, value in flat.items())
