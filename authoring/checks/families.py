"""Families: mistakes that show by their effect, however they are written.

Each family is one idea: right for other arguments, right but for one more function, deaf to an
argument or to a time step. They are asked where no known mistake explains what came, from simple
to rare, and what they say follows the words about what is wrong.
"""

from collections.abc import Callable, Iterator
from itertools import combinations
from typing import Any

import numpy as np

from .comparison import close
from .examples import DATA
from .findings import Finding, Series
from .returned import Outcome
from .shapes import arranged, sizes
from .squashes import SQUASHES, function_first, of_state, of_sum, relu, sigmoid, softmax
from .trials import Trials, Values, alike, another

View = Callable[[Any], Any]
Other = tuple[
    Finding, Callable[[Values], Values], View
]  # what to say if it is right for these arguments

GATES = "ifgo"
# What may have been done to a right result.
AFTER: dict[str, Callable[[Any], Any]] = {
    "f_softmax": softmax,
    "f_relu": relu,
    "f_sigmoid": sigmoid,
    "f_tanh": np.tanh,
    "f_minus": np.negative,
    "f_one_minus": lambda right: 1 - right,
    "f_abs": np.abs,
    "f_exp": np.exp,
    "f_square": np.square,
    "f_half": lambda right: right / 2,
    "f_twice": lambda right: 2 * right,
    "f_batch_mean": lambda right: right.mean(axis=0),
    "f_batch_sum": lambda right: right.sum(axis=0),
    "f_clip_1": lambda right: np.clip(right, -1, 1),
    "f_cumsum": lambda right: right.cumsum(axis=1),
}


def family(function: Callable[..., Any], visible: list[Outcome]) -> Finding | None:
    """Return what the first family that fits says; nothing if none does."""
    first = next(outcome for outcome in visible if not outcome.right)
    if first.interrupted or first.unwritten:
        return None
    trials = Trials(function, visible)
    if trials.kind == "shapes":
        return sizes(first)
    with np.errstate(all="ignore"):
        if first.stopped:
            return _for_others(trials)
        return next((found for look in FAMILIES if (found := look(first, trials))), None)


def _constant(first: Outcome, trials: Trials) -> Finding | None:
    """Find that no argument has a say."""
    arrays = {name: a for name, a in first.case.arguments.items() if np.ndim(a)}
    came = trials.came(first, {name: another(array) for name, array in arrays.items()})
    if came is None or not alike(came, first):
        return None
    every = len(trials.ignored(first)) == _count(first.case.arguments)
    return Finding("constant") if every else None


def _itself(first: Outcome, trials: Trials) -> Finding | None:
    """Find a wrong result that is an argument, as it came in."""
    name = next((name for name in first.results if not first.is_right(name)), "")
    for argument, value in first.case.arguments.items() if name else ():
        if np.ndim(value) and value.size > 1 and close(first.results[name], value):
            return Finding("argument_itself", {"name": name, "argument": argument})
        if np.ndim(value) == 2 and _are_rows(first.results[name], value, first.case.expected[name]):
            return Finding("rows_of_argument", {"name": name, "argument": argument})
    return None


def _are_rows(got: Any, array: Any, right: Any) -> bool:
    """Tell whether some whole rows of an array came, where some whole columns belong."""
    height, width = array.shape
    if got.ndim != 2 or not 0 < len(got) < height or right.shape != (height, right.shape[-1]):
        return False
    columns = any(close(right, array[:, k : k + right.shape[1]]) for k in range(width))
    return columns and any(close(got, array[k : k + len(got)]) for k in range(height))


def _arranged(first: Outcome, trials: Trials) -> Finding | None:
    return arranged(first, trials.visible)


def _done_after(first: Outcome, trials: Trials) -> Finding | None:
    """Find a wrong result that is some function of the right one, where all others are right."""
    wrong = [name for name in first.case.expected if not first.is_right(name)]
    if len(wrong) != 1 or wrong[0] not in first.results or first.miscounted:
        return None
    got, right = first.results[wrong[0]], first.case.expected[wrong[0]]
    for key, function in AFTER.items():
        if right.ndim > 1 and right.size > 3 and close(got, function(right)):
            return Finding("done_after", {"name": wrong[0], "what": Finding(key)})
    return None


def _of_sum(first: Outcome, trials: Trials) -> Finding | None:
    squash = DATA["functions"][first.case.function].get("squash", "")
    found = of_sum(first, squash, trials) if squash else None
    deaf = _deaf(first, trials) if found and found.key == "rows_off" else None
    return found.followed_by(deaf) if found and deaf else found


def _of_state(first: Outcome, trials: Trials) -> Finding | None:
    return of_state(first)


def _function_first(first: Outcome, trials: Trials) -> Finding | None:
    squash = DATA["functions"][first.case.function].get("squash", "")
    return function_first(first, squash, trials) if squash else None


def _other_arguments(first: Outcome, trials: Trials) -> Finding | None:
    return _for_others(trials)


def _deaf(first: Outcome, trials: Trials) -> Finding | None:
    """Find the arrays that can be any without any change of what comes."""
    ignored = trials.ignored(first)
    names: list[str] = [name for name in ignored if "[" not in name]
    for argument, value in first.case.arguments.items():
        if isinstance(value, dict):
            own = [name for name in value if f"{argument}['{name}']" in ignored]
            if _is_one_step(own, value):
                return Finding("one_step_seen", {"name": argument})
            names += [argument] if len(own) == len(value) else own
    if not names:
        return None
    if gates := _whole_gates(names):
        return Finding("ignored_gates", {"names": Series(gates)})
    key = "ignored_one" if len(names) == 1 else "ignored_some"
    return Finding(key, {"names": Series(tuple(names))})


def _whole_gates(names: list[str]) -> tuple[str, ...]:
    """Return the gates whose weights all have no say, where nothing else has none."""
    letters = [a for a in GATES if {f"W_x{a}", f"W_h{a}", f"b_{a}"} <= set(names)]
    return tuple(f"{a}_t" for a in letters) if len(names) == 3 * len(letters) else ()


def _is_one_step(names: list[str], params: Values) -> bool:
    """Tell whether just what meets a state is ignored: the first step meets zeros."""
    meets = {n for n in params if n.startswith("W_h")} | {n for n in params if n[-1] == "f"}
    return set(names) == meets


def _count(arguments: Values) -> int:
    """Return how many arrays there are."""
    return sum(len(v) if isinstance(v, dict) else np.ndim(v) > 0 for v in arguments.values())


def _deaf_to_steps(first: Outcome, trials: Trials) -> Finding | None:
    """Find the time steps of x that can be any without any change of what comes."""
    x = first.case.arguments.get("x")
    if np.ndim(x) != 3:
        return None
    last, heard = x.shape[1] - 1, []
    for t in range(last + 1):
        changed = x.copy()
        changed[:, t] = 0.3 - 0.7 * x[:, t]
        came = trials.came(first, {"x": changed})
        if came is None:
            return None
        if not alike(came, first):
            heard.append(t)
    steps = list(range(last + 1))
    cases = {"only_first": [0], "only_last": [last], "not_first": steps[1:], "not_last": steps[:-1]}
    key = next((f"steps_{key}" for key, case in cases.items() if heard == case), "")
    return Finding(key) if key and last else None


FAMILIES: tuple[Callable[[Outcome, Trials], Finding | None], ...] = (
    _constant,
    _itself,
    _arranged,
    _done_after,
    _of_sum,
    _of_state,
    _other_arguments,
    _deaf_to_steps,
    _function_first,
    _deaf,
)


# --- right for other arguments -------------------------------------------------------------------


def _for_others(trials: Trials) -> Finding | None:
    """Find the change of the arguments with which all examples come out right."""
    arguments = trials.visible[0].case.arguments
    for finding, change, view in _other_calls(arguments):
        with np.errstate(all="ignore"):
            if trials.gives(change, view):
                return finding
    return None


def _other_calls(arguments: Values) -> Iterator[Other]:
    """Yield what other arguments may be right, from simple to rare."""
    weights = [n for n, v in arguments.items() if n.startswith("W") and np.ndim(v) == 2]
    yield from _transposed(weights)
    if len(weights) == 2:
        yield from _exchanged_weights(*weights)
    if isinstance(arguments.get("params"), dict):
        yield from _of_gates(arguments["params"])
    if np.ndim(arguments.get("x")) == 3:
        yield from _of_time()
    yield from _of_each(arguments)


def _transposed(weights: list[str]) -> Iterator[Other]:
    for count in range(1, len(weights) + 1):
        for names in combinations(weights, count):
            said = Finding("if_transposed", {"names": Series(names)})
            yield said, lambda a, names=names: {n: a[n].T.copy() for n in names}, _as_it_is


def _exchanged_weights(x: str, h: str) -> Iterator[Other]:
    both = {"x": x, "h": h}
    yield Finding("if_joined", both), lambda a: _other_order(a, x, h), _as_it_is
    yield Finding("if_exchanged", {"a": x, "b": h}), lambda a: {x: a[h], h: a[x]}, _as_it_is
    yield Finding("if_columns", both), _columns, np.transpose


def _other_order(a: Values, x: str, h: str) -> Values:
    """Return weights that are right where the state is joined to the input, not behind it."""
    rows = np.concatenate([a[h], a[x]])
    return {x: rows[: len(a[x])], h: rows[len(a[x]) :]}


def _columns(a: Values) -> Values:
    return {n: v[:, None] if v.ndim == 1 else v.T.copy() for n, v in a.items() if np.ndim(v)}


def _of_gates(params: Values) -> Iterator[Other]:
    """Yield other arrays of one gate, or of all."""
    for kind in ("W_h", "W_x"):
        yield (
            Finding("if_transposed", {"names": f"{kind}i, {kind}f, {kind}g, {kind}o"}),
            lambda a, kind=kind: _each_of(a, lambda k, v: v.T.copy() if k.startswith(kind) else v),
            _as_it_is,
        )
    for name in (name for name in params if name.startswith("b_")):
        said = Finding("if_less", {"name": name})
        yield said, lambda a, n=name: _each_of(a, lambda k, v: v - (k == n)), _as_it_is
    for name in params:
        said = Finding("if_negative", {"name": name})
        yield said, lambda a, n=name: _each_of(a, lambda k, v: -v if k == n else v), _as_it_is


def _each_of(a: Values, change: Callable[[str, Any], Any]) -> Values:
    return {"params": {name: change(name, value) for name, value in a["params"].items()}}


def _of_time() -> Iterator[Other]:
    for view in (_as_it_is, _first_axes_swapped):
        yield Finding("if_reversed"), lambda a: {"x": a["x"][:, ::-1].copy()}, view
        yield Finding("if_time_first"), lambda a: {"x": a["x"].swapaxes(0, 1).copy()}, view
        yield Finding("if_reshaped"), _reshaped, view
        yield Finding("if_shifted"), lambda a: {"x": np.roll(a["x"], -1, axis=1)}, view


def _reshaped(a: Values) -> Values:
    x = a["x"]
    return {"x": x.swapaxes(0, 1).reshape(x.shape)}


def _of_each(arguments: Values) -> Iterator[Other]:
    """Yield for each array, and for each two, what it is before a function or a sign."""
    arrays = [n for n, v in arguments.items() if isinstance(v, np.ndarray)]
    for name in arrays:
        yield Finding("if_negative", {"name": name}), lambda a, n=name: {n: -a[n]}, _as_it_is
    terms = [n for n in arrays if n[0] != "W"]
    for names in combinations(terms, 2) if len(arrays) == 5 else ():
        said = Finding("if_negative_some", {"names": Series(names, by="and")})
        yield said, lambda a, names=names: {n: -a[n] for n in names}, _as_it_is
    for count in range(1, 4):
        for names in combinations(terms, count):
            said = Finding("if_not_squashed", {"names": Series(names)})
            if all(_is_squashed(arguments[n]) for n in names):
                yield said, lambda a, names=names: {n: _before(a[n]) for n in names}, _as_it_is
    for a, b in combinations(arrays, 2):
        if arguments[a].shape == arguments[b].shape:
            said = Finding("if_exchanged", {"a": a, "b": b})
            yield said, lambda v, a=a, b=b: {a: v[b], b: v[a]}, _as_it_is


def _is_squashed(array: Any) -> bool:
    return bool(np.abs(array).max() < 1)


def _before(array: Any) -> Any:
    """Return what sigmoid, or tanh where there are negative numbers, makes this array of."""
    return SQUASHES["sigmoid" if array.min() > 0 else "tanh"][1](array)


def _as_it_is(result: Any) -> Any:
    return result


def _first_axes_swapped(result: Any) -> Any:
    return result.swapaxes(0, 1) if result.ndim > 1 else result
