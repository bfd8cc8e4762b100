"""Calls of a learner's function with the arguments of an example."""

import contextlib
import io
import os
import traceback
from collections.abc import Callable
from typing import Any

import numpy as np

from .causes import is_beside, known_cause, other_order
from .examples import DATA, Case
from .findings import Finding, Series
from .leftovers import gap_left, raise_left
from .operands import mismatch
from .returned import Outcome, outcome_of


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
    text, line = _text(error), _line(error)
    found = mismatch(error, text, case.arguments)
    values = {"kind": type(error).__name__, "error": found or text, "arguments": _shapes(case)}
    cause = known_cause(case, error, text, line) or other_order(found)
    hint = cause or DATA["functions"][case.function]["hint"]
    # The hint is about the arrays. The weights do not help where it is a sum that fails.
    in_sum = found and found.key not in ("matrix_product", "sizes_differ") and _is_sum(case)
    if not cause and (in_sum or is_beside(error, text, hint)):
        hint = {}
    return Finding("stopped", {**values, "hint": hint}, line=line)


def _is_sum(case: Case) -> bool:
    return "squash" in DATA["functions"][case.function]


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
