"""Calls of a learner's function with the arguments of an example."""

import contextlib
import io
import os
import re
import traceback
from collections.abc import Callable
from typing import Any

import numpy as np

from .examples import DATA, Case
from .findings import Finding, Series
from .leftovers import gap_left, raise_left
from .operands import mismatch, out_of_bounds
from .returned import Outcome, outcome_of

LIBRARIES = {
    *("torch", "tf", "tensorflow", "keras", "scipy", "sp", "pandas", "pd"),
    *("math", "jax", "jnp", "cupy", "cp", "sklearn", "nn", "F"),
}


class OtherCall(Exception):  # noqa: N818, a learner never sees it
    """The error of a stand-in that has no right result for these arguments."""

    def __init__(self, words: str, function: str = "") -> None:
        super().__init__(words)
        self.function = function


def raised_by(function: Callable[..., Any]) -> type[BaseException]:
    """Return what a learner's function may raise: anything, also SystemExit.

    A grader that calls it in another process says what arrives from there. All else is the
    grader's own, as a time limit is.
    """
    kind: type[BaseException] = getattr(function, "raises", BaseException)
    return kind


def is_interrupt(error: BaseException) -> bool:
    """Tell whether somebody sits there and has interrupted this kernel; nobody does in grading."""
    return isinstance(error, KeyboardInterrupt) and "NBGRADER_EXECUTION" not in os.environ


def call(function: Callable[..., Any], case: Case, quiet: bool) -> Outcome:
    """Call with copies, so that in-place work cannot spoil a later look."""
    out = io.StringIO()
    try:
        with contextlib.redirect_stdout(out) if quiet else contextlib.nullcontext():
            return outcome_of(case, function(*map(_copy, case.arguments.values())))
    except NotImplementedError as error:
        return Outcome(case, {}, _unwritten(case, error), stopped=True, unwritten=True)
    except OtherCall as error:
        other = Finding("other_arguments", {"name": error.function})
        return Outcome(case, {}, other, stopped=True)
    except raised_by(function) as error:
        if is_interrupt(error):
            raise
        interrupted = isinstance(error, KeyboardInterrupt)
        problem = gap_left(case.function, error) or _stopped(case, error)
        return Outcome(case, {}, problem, stopped=True, interrupted=interrupted)


def _unwritten(case: Case, error: NotImplementedError) -> Finding:
    """Name the function that is still to be written: this one, or one that it calls."""
    *_, (frame, _) = traceback.walk_tb(error.__traceback__)
    name, left = frame.f_code.co_name, raise_left(error)
    if name != case.function and name in DATA["signatures"]:
        key = "calls_raise_left" if left else "calls_unwritten"
        return Finding(key, {"name": name, "number": left} if left else {"name": name})
    if left:
        return Finding("raise_left", {"number": left})
    return Finding("unwritten", {"name": case.function})


def _stopped(case: Case, error: BaseException) -> Finding:
    """Name the error, the learner's line, and what the function was called with."""
    # A wrong name has nothing to do with shapes, nor has an exit.
    elsewhere = isinstance(error, (NameError, SystemExit, ImportError)) or bool(_method(error))
    found = mismatch(error, _text(error), case.arguments)
    cause = _known_cause(case, error) or _other_order_of(found)
    hint = cause or DATA["functions"][case.function]["hint"]
    values = {
        "kind": type(error).__name__,
        "error": found or _text(error),
        "arguments": _shapes(case),
    }
    # Nor do the weights help where it is a sum that fails.
    elsewhere |= bool(found and found.key != "matrix_product" and _is_sum(case))
    if elsewhere and not isinstance(hint, Finding):
        hint = {}
    return Finding("stopped", {**values, "hint": hint}, line=_line(error))


def _other_order_of(found: Finding | None) -> Finding | None:
    """Say of a product with the weights first that it fits in the other order."""
    product = found.values.get("turned") if found else None
    return Finding("fits_turned", {"product": product}) if product else None


def _method(error: BaseException) -> str:
    """Return the name of a method that arrays do not have, if that is the error."""
    wanted = r"'numpy.ndarray'\sobject\shas\sno\sattribute\s'(\w+)'"
    found = re.search(wanted, _text(error)) if isinstance(error, AttributeError) else None
    return found[1] if found else ""


def _is_sum(case: Case) -> bool:
    return "squash" in DATA["functions"][case.function]


def _known_cause(case: Case, error: BaseException) -> Finding | None:
    """Find what an error is about: a name of another function, a library, an index."""
    if isinstance(error, ModuleNotFoundError) and error.name:
        return Finding("no_module", {"name": error.name})
    if isinstance(error, NameError):
        found = re.search(r"name\s'(\w+)'\sis", _text(error))
        return _no_name(case, found[1]) if found else None
    if re.search(r"input\sarrays\smust\shave\sthe\ssame\sshape", _text(error)):
        return Finding("stack_shapes")
    if found := re.search(r"concatenation\saxis.*along\sdimension\s(\d+)", _text(error)):
        return Finding("concat_axis", {"axis": int(found[1])})
    if (name := _method(error)) and callable(getattr(np, name, None)):
        return Finding("only_function", {"name": name})
    return out_of_bounds(error, _text(error))


def _no_name(case: Case, name: str) -> Finding | None:
    """Say of a name that is missing what is certain: it is a library, or another's argument."""
    if name in LIBRARIES:
        return Finding("not_imported", {"name": name})
    others = {name for each in DATA["signatures"].values() for name in each}
    weight = re.fullmatch(r"[WUVRb]_?\w{0,3}", name)
    if weight or name in (others | DATA["values"].keys()) - case.arguments.keys():
        own = Series(tuple(case.arguments))
        return Finding("no_argument", {"name": name, "function": case.function, "own": own})
    return None


def _text(error: BaseException) -> str:
    """Return the words of an error, where it has any that can be shown: half a letter cannot."""
    try:
        return str(error).encode("utf-8", "backslashreplace").decode()
    except Exception:
        return ""


def _line(error: BaseException) -> str:
    """Return the learner's line that stopped: the first one outside this file."""
    frames = traceback.extract_tb(error.__traceback__)
    return next((f.line for f in frames if f.filename != __file__ and f.line), "")


def _shapes(case: Case) -> Series:
    """Return the arguments with their shapes: x_t (2, 3), h_prev (2, 4) and so on."""
    found: list[str | Finding] = []
    for name, value in case.arguments.items():
        if isinstance(value, dict):
            some = Series(tuple(f"{k} {v.shape}" for k, v in list(value.items())[:3]))
            found.append(Finding("and_so_on", {"name": name, "some": some}))
        else:
            found.append(f"{name} {getattr(value, 'shape', value)}")
    return Series(tuple(found))


def _copy(value: Any) -> Any:
    if isinstance(value, dict):
        return {name: _copy(each) for name, each in value.items()}
    return value.copy() if isinstance(value, np.ndarray) else value
