"""What the sentences about families of mistakes claim: by calls of their own, and formulas.

A family shows by its effect. Its claim sees that effect anew, with other numbers than the
diagnosis has tried.
"""

import re
from collections.abc import Callable, Iterable
from typing import Any

import numpy as np

from .seen import Call, Claim, Seen, Values, is_near
from .squashed_sums import sigmoid

DRAWS = 3  # other arrays that are tried for one that has no say


# --- errors ------------------------------------------------------------------------------------


def product(said: Values, seen: Seen) -> bool:
    """The two shapes do not fit, the error names both sizes, the line holds both operands."""
    left, right = shape_in(said["left"]), shape_in(said["right"])
    a, b = left[-1], right[-2] if len(right) > 1 else right[0]
    sizes = set(re.findall(r"\d+", str(seen.first.error)))
    return (a, b) == (said["a"], said["b"]) and a != b and {str(a), str(b)} <= sizes


def by_element(said: Values, seen: Seen) -> bool:
    return fit_not(shape_in(said["left"]), shape_in(said["right"]), seen)


def shapes_differ(said: Values, seen: Seen) -> bool:
    return fit_not(said["left"], said["right"], seen)


def fit_not(left: Any, right: Any, seen: Seen) -> bool:
    try:
        np.broadcast_shapes(left, right)
    except ValueError:
        text = str(seen.first.error).replace(" ", "")
        return all(str(shape).replace(" ", "") in text for shape in (left, right))
    return False


def shape_in(operand: str) -> tuple[int, ...]:
    """Return the shape behind the text of an operand."""
    numbers = operand[operand.rindex("(") :]
    return tuple(map(int, re.findall(r"\d+", numbers)))


def out_of_bounds(said: Values, seen: Seen) -> bool:
    found = re.findall(r"\d+", str(seen.first.error))
    return isinstance(seen.first.error, IndexError) and {
        str(said["index"]),
        str(said["last"] + 1),
    } <= set(found)


def no_argument(said: Values, seen: Seen) -> bool:
    own = list(said["own"].items) == list(seen.first.arguments)
    missing = said["name"] not in seen.first.arguments and said["function"] == seen.function
    return own and missing and isinstance(seen.first.error, NameError)


def sizes_differ(said: Values, seen: Seen) -> bool:
    sizes = set(re.findall(r"\d+", str(seen.first.error)))
    return said["a"] != said["b"] and {str(said["a"]), str(said["b"])} <= sizes


def of_numpy(said: Values, seen: Seen) -> bool:
    missing = isinstance(seen.first.error, (NameError, AttributeError))
    named = f"'{said['name']}'" in str(seen.first.error)
    return missing and named and callable(getattr(np, said["name"]))


def name_like(said: Values, seen: Seen) -> bool:
    """The names are nearly the same: most of their letters are in both."""
    name, other = said["name"].lower(), said["other"].removeprefix("np.").lower()
    both = len(set(name) & set(other)) / len(set(name) | set(other))
    return both > 0.5 and f"'{said['name']}'" in str(seen.first.error)


def no_key(said: Values, seen: Seen) -> bool:
    own = seen.first.arguments[said["name"]]
    missing = str(seen.first.error) == said["missing"] and said["missing"] not in map(repr, own)
    return missing and list(said["own"].items) == list(own)


def error_words(kind: type[BaseException], words: str) -> Claim:
    return lambda said, seen: isinstance(seen.first.error, kind) and words in str(seen.first.error)


def named_in_error(kind: type[BaseException]) -> Claim:
    return lambda said, seen: (
        isinstance(seen.first.error, kind) and f"'{said['name']}'" in str(seen.first.error)
    )


def concat_axis(said: Values, seen: Seen) -> bool:
    text = str(seen.first.error)
    return "concatenation axis" in text and f"dimension {said['axis']}" in text


def fits_turned(said: Values, seen: Seen) -> bool:
    """The same weights and the same argument fit in this order, and come as they are."""
    data, weights = said["product"].split(" @ ")
    arrays = {**seen.first.arguments, **seen.first.arguments.get("params", {})}
    name = re.findall(r"W_\w+", weights)[-1]
    return bool(arrays[data].shape[-1] == len(arrays[name])) and ".T" not in said["product"]


# --- the right numbers in another way ----------------------------------------------------------


def both(said: Values, seen: Seen) -> tuple[Any, Any]:
    name = said["name"]
    return np.asarray(np.asarray(seen.first.results[name]), complex), seen.first.expected[name]


def argument_itself(said: Values, seen: Seen) -> bool:
    return is_near(seen.first.results[said["name"]], seen.first.arguments[said["argument"]])


def rows_of_argument(said: Values, seen: Seen) -> bool:
    array, (got, right) = seen.first.arguments[said["argument"]], both(said, seen)
    rows = {tuple(row) for row in array}
    columns = {tuple(np.round(column, 6)) for column in array.T}
    whole = all(tuple(row.real) in rows for row in got) and got.shape[1] == array.shape[1]
    return whole and all(tuple(np.round(column, 6)) in columns for column in right.T)


def too_long(said: Values, seen: Seen) -> bool:
    got, right = both(said, seen)
    width = right.shape[-1]
    return got.shape[-1] > width and is_near(got[..., :width], right)


def nested(said: Values, seen: Seen) -> bool:
    inner = [each for each in seen.first.returned if isinstance(each, (list, tuple))]
    return any(type(each).__name__ == said["kind"] for each in inner)


def in_a_list(said: Values, seen: Seen) -> bool:
    right, came = seen.first.expected[said["name"]], seen.first.returned
    return type(came).__name__ == said["kind"] and any(
        np.shape(each) == right.shape and is_near(np.asarray(each), right) for each in came
    )


def another_shape(said: Values, seen: Seen) -> bool:
    got, right = both(said, seen)
    return got.shape != right.shape and is_near(got.ravel(), right.ravel())


def new_axis(said: Values, seen: Seen) -> bool:
    got, right = both(said, seen)
    return another_shape(said, seen) and got.ndim == right.ndim + 1 and min(got.shape) > 1


def axes_moved(said: Values, seen: Seen) -> bool:
    got, right = both(said, seen)
    return is_near(got, np.einsum(right, list(range(right.ndim)), list(said["order"])))


def same_numbers(said: Values, seen: Seen) -> bool:
    got, right = both(said, seen)
    return is_near(np.sort(got.real.ravel()), np.sort(right.ravel())) and not is_near(got, right)


def rounded_off(said: Values, seen: Seen) -> bool:
    got, right = both(said, seen)
    unit = 10.0 ** -said["digits"]
    whole = np.round(got.real / unit) * unit
    return bool(np.abs(got - right).max() < 0.51 * unit and np.abs(got - whole).max() < 1e-5)


def float16(said: Values, seen: Seen) -> bool:
    got, right = both(said, seen)
    held = np.asarray(got.real, np.float16)
    return bool(
        np.array_equal(held, got.real) and np.abs(got - right).max() < 2e-3 * np.abs(right).max()
    )


def every_step(said: Values, seen: Seen) -> bool:
    got, right = both(said, seen)
    return got.ndim == 3 and is_near(got[:, -1], right)


def last_step_again(said: Values, seen: Seen) -> bool:
    got, right = both(said, seen)
    return all(is_near(got[:, t], right[:, -1]) for t in range(right.shape[1]))


OVER_STEPS: dict[str, Callable[[Any], Any]] = {
    "f_mean": lambda s: s.sum(1) / s.shape[1],
    "f_sum": lambda s: s.sum(1),
    "f_max": lambda s: s.max(1),
    "f_step_before": lambda s: s[:, s.shape[1] - 2],
    "f_last_sample": lambda s: s[len(s) - 1],
    "f_last_unit": lambda s: s[..., s.shape[2] - 1],
    "f_in_one_row": lambda s: np.hstack(list(np.moveaxis(s, 1, 0))),
}


def over_steps(said: Values, seen: Seen) -> bool:
    every = [call.expected.get(said["name"]) for call in seen.visible]
    sequence = next(each for each in every if np.ndim(each) == 3)
    return is_near(both(said, seen)[0], OVER_STEPS[said["what"].key](sequence))


def softmax(z: Any, axis: Any = -1) -> Any:
    return np.exp(z) / np.exp(z).sum(axis=axis, keepdims=True)


FUNCTIONS: dict[str, Callable[[Any], Any]] = {
    "f_bare": lambda z: z,
    "f_relu": lambda z: z * (z > 0),
    "f_softmax": softmax,
    "f_softmax_batch": lambda z: softmax(z, 0),
    "f_softmax_all": lambda z: softmax(z, None),
    "f_exp": np.exp,
    "f_exp_minus": lambda z: 1 / np.exp(z),
    "f_hard_sigmoid": lambda z: np.minimum(np.maximum(z / 5 + 1 / 2, 0), 1),
    "f_hard_sigmoid_6": lambda z: np.minimum(np.maximum(z + 3, 0), 6) / 6,
    "f_clip_1": lambda z: np.minimum(np.maximum(z, -1), 1),
    "f_clip_01": lambda z: np.minimum(np.maximum(z, 0), 1),
    "f_clip_6": lambda z: np.minimum(np.maximum(z / 6, 0), 1),
    "f_relu6": lambda z: np.minimum(np.maximum(z, 0), 6),
    "f_x_sigmoid": lambda z: z / (1 + np.exp(-z)),
    "f_x_tanh": lambda z: z * np.tanh(z),
    "f_2_sigmoid": lambda z: np.tanh(z / 2),
    "f_tan": lambda z: np.sin(z) / np.cos(z),
    "f_sin": np.sin,
    "f_arctan": np.arctan,
    "f_coth": lambda z: np.cosh(z) / np.sinh(z),
    "f_sinh": np.sinh,
    "f_cosh": np.cosh,
    "f_softplus": lambda z: np.log(1 + np.exp(z)),
    "f_softsign": lambda z: z / (1 + np.abs(z)),
    "f_leaky_relu": lambda z: np.maximum(z, z / 100),
    "f_elu": lambda z: np.where(z < 0, np.expm1(z), z),
    "f_abs": np.abs,
    "f_square": lambda z: z * z,
    "f_sigmoid_tanh": lambda z: sigmoid(np.tanh(z)),
    "f_tanh_sigmoid": lambda z: np.tanh(sigmoid(z)),
    "f_sigmoid_slope": lambda z: sigmoid(z) * sigmoid(-z),
    "f_tanh_slope": lambda z: 1 / np.cosh(z) ** 2,
    "f_sigmoid": sigmoid,
    "f_tanh": np.tanh,
    "f_sigmoid_z": sigmoid,
    "f_tanh_z": np.tanh,
    "f_minus": lambda right: -right,
    "f_one_minus": lambda right: 1 - right,
    "f_half": lambda right: right / 2,
    "f_twice": lambda right: right + right,
    "f_batch_mean": lambda right: right.sum(0) / len(right),
    "f_batch_sum": lambda right: right.sum(0),
    "f_cumsum": lambda right: np.add.accumulate(right, axis=1),
}


def done_after(said: Values, seen: Seen) -> bool:
    got, right = both(said, seen)
    return is_near(got, FUNCTIONS[said["what"].key](right))


# --- squashed sums -----------------------------------------------------------------------------

SQUASH: dict[str, Callable[[Any], Any]] = {"sigmoid": sigmoid, "tanh": np.tanh}


def sum_of(call: Call) -> Any:
    x, h, W, U, b = call.arguments.values()
    return x @ W + h @ U + b


def only_result(call: Call) -> Any:
    return next(iter(call.results.values()))


def function_of_sum(said: Values, seen: Seen) -> bool:
    gives = FUNCTIONS[said["what"].key](sum_of(seen.first))
    return is_near(only_result(seen.first), gives)


def function_of_state(said: Values, seen: Seen) -> bool:
    gate, state = (seen.first.arguments[name] for name in ("o_t", "C_t"))
    given = gate * FUNCTIONS[said["what"].key](state)
    return said["argument"] == "C_t" and is_near(only_result(seen.first), given)


def function_of_sum_other(said: Values, seen: Seen) -> bool:
    """Other arguments with the same sum give the same; what they give is not right."""
    x, h, W, U, b = seen.first.arguments.values()
    half = dict(zip(seen.first.arguments, (x / 2, 0 * h, W, U, b), strict=True))
    for row in range(len(x)):
        lost = (x[row] / 2) @ W + h[row] @ U
        call = seen.again({**half, list(half)[4]: b + lost})
        if not is_near(only_result(call)[row], only_result(seen.first)[row]):
            return False
    return not is_near(only_result(seen.first), SQUASH[said["squash"]](sum_of(seen.first)))


def number_added(said: Values, seen: Seen) -> bool:
    gives = SQUASH[said["squash"]](sum_of(seen.first) + float(said["number"]))
    return bool(np.abs(only_result(seen.first) - gives).max() < 1e-3)


def sum_times(said: Values, seen: Seen) -> bool:
    gives = SQUASH[said["squash"]](sum_of(seen.first) * float(said["number"]))
    return bool(np.abs(only_result(seen.first) - gives).max() < 1e-3)


def rows_off(said: Values, seen: Seen) -> bool:
    """The odds against the right sum are the same in every row."""
    got, z = np.asarray(only_result(seen.first)), sum_of(seen.first)
    right = only_right(seen.first)
    ratio = np.log(got / (1 - got)) if right.min() > 0 else np.arctanh(got)
    return bool(np.ptp(ratio - z, axis=0).max() < 1e-3)


def only_right(call: Call) -> Any:
    return next(iter(call.expected.values()))


def function_first(said: Values, seen: Seen) -> bool:
    """With zeros for the inputs, the function is seen in the bias alone, at several numbers."""
    x, h, *_ = seen.first.arguments
    bias = seen.first.arguments[said["bias"]]
    zeros = {**seen.first.arguments, x: 0 * seen.first.arguments[x]}
    zeros[h] = 0 * zeros[h]
    for z in (bias, np.cos(np.arange(len(bias))), 1.5 - bias):
        got = only_result(seen.again({**zeros, said["bias"]: z}))
        if not all(is_near(row, FUNCTIONS[said["what"].key](z[None])[0]) for row in got):
            return False
    return said["squash"] not in said["what"].key.split("_")


def terms_apart(said: Values, seen: Seen) -> bool:
    """What x_t adds does not depend on h_prev, nor what h_prev adds on x_t."""
    x, h, *rest = seen.first.arguments.values()
    names = list(seen.first.arguments)

    def at(x: Any, h: Any) -> Any:
        return only_result(seen.again(dict(zip(names, (x, h, *rest), strict=True))))

    adds = [at(x, k * h) - at(0 * x, k * h) for k in (0, 1)]
    return is_near(*adds)


# --- right for other arguments -----------------------------------------------------------------


def right_for(change: Callable[[Values, Values], Values]) -> Claim:
    """Return the claim that these other arguments give the right results, in every example.

    The first two axes of a result (B, T, H) may have changed places, or it may be transposed.
    """

    def claim(said: Values, seen: Seen) -> bool:
        return all(
            any(
                all(is_near(view(np.asarray(got.results[n])), r) for n, r in call.expected.items())
                for view in VIEWS
            )
            for call in seen.visible
            if (got := seen.again(change(said, call.arguments), call)) is not None
        )

    return claim


VIEWS: tuple[Callable[[Any], Any], ...] = (
    lambda a: a,
    lambda a: np.moveaxis(a, 0, 1) if a.ndim > 1 else a,
)


def names_of(said: Values) -> list[str]:
    names = said["names"]
    return list(names.items) if hasattr(names, "items") else names.split(", ")


def changed(arguments: Values, names: Iterable[str], change: Callable[[Any], Any]) -> Values:
    """Return arguments in which some arrays, also of params, are changed."""
    found = dict(arguments)
    for name in names:
        if name in found:
            found[name] = change(found[name])
        else:
            found["params"] = {**found["params"], name: change(found["params"][name])}
    return found


def exchanged(said: Values, a: Values) -> Values:
    return {**a, said["a"]: a[said["b"]], said["b"]: a[said["a"]]}


def joined(said: Values, a: Values) -> Values:
    whole = np.vstack([a[said["h"]], a[said["x"]]])
    return {**a, said["x"]: whole[: len(a[said["x"]])], said["h"]: whole[len(a[said["x"]]) :]}


def columns(said: Values, a: Values) -> Values:
    return {n: np.atleast_2d(v).T for n, v in a.items()}


def before_squash(array: Any) -> Any:
    return np.log(array / (1 - array)) if (array > 0).all() else np.arctanh(array)


def reshaped(said: Values, a: Values) -> Values:
    steps = [a["x"][:, t] for t in range(a["x"].shape[1])]
    return {**a, "x": np.concatenate(steps).reshape(a["x"].shape)}


# --- what has no say ---------------------------------------------------------------------------


def has_no_say(seen: Seen, change: Callable[[Any], Values]) -> bool:
    """Tell whether the first example gives the same, whatever is drawn."""
    rng = np.random.default_rng(5)
    return all(same(seen.again(change(rng)).returned, seen.first.returned) for _ in range(DRAWS))


def same(a: Any, b: Any) -> bool:
    if isinstance(a, dict):
        return a.keys() == b.keys() and all(same(a[k], b[k]) for k in a)
    if isinstance(a, (list, tuple)) and isinstance(b, (list, tuple)):
        return len(a) == len(b) and all(map(same, a, b))
    return np.shape(a) == np.shape(b) and bool(np.allclose(a, b, 1e-9, 1e-9, equal_nan=True))


def ignored(said: Values, seen: Seen) -> bool:
    names = names_of(said)
    return has_no_say(seen, lambda rng: redrawn(seen.first.arguments, names, rng))


def ignored_gates(said: Values, seen: Seen) -> bool:
    letters = [name[0] for name in names_of(said)]
    names = [f"{kind}{a}" for a in letters for kind in ("W_x", "W_h", "b_")]
    return ignored({"names": ", ".join(names)}, seen)


def redrawn(arguments: Values, names: Iterable[str], rng: np.random.Generator) -> Values:
    """Return arguments with the named arrays drawn anew; a dict by its name or its keys."""

    def draw(array: Any) -> Any:
        small = array.min() >= 0 and array.max() <= 1
        return rng.uniform(0.05 if small else -1, 0.95 if small else 1, array.shape)

    found = dict(arguments)
    for name, value in arguments.items():
        if isinstance(value, dict):
            own = [key for key in value if name in names or key in names]
            found[name] = {key: draw(v) if key in own else v for key, v in value.items()}
        elif name in names and np.ndim(value):
            found[name] = draw(value)
    return found


def constant(said: Values, seen: Seen) -> bool:
    every = list(seen.first.arguments)
    return has_no_say(seen, lambda rng: redrawn(seen.first.arguments, every, rng))


def one_step_seen(said: Values, seen: Seen) -> bool:
    params = seen.first.arguments[said["name"]]
    names = [n for n in params if n.startswith("W_h") or n.endswith("f")]

    def change(rng: np.random.Generator) -> Values:
        other = {n: rng.uniform(-1, 1, v.shape) if n in names else v for n, v in params.items()}
        return {**seen.first.arguments, said["name"]: other}

    return has_no_say(seen, change)


def deaf_to(steps: Callable[[int], Iterable[int]]) -> Claim:
    def claim(said: Values, seen: Seen) -> bool:
        x = seen.first.arguments["x"]

        def change(rng: np.random.Generator) -> Values:
            other = x.copy()
            for t in steps(x.shape[1]):
                other[:, t] = rng.uniform(-1, 1, other[:, t].shape)
            return {**seen.first.arguments, "x": other}

        return has_no_say(seen, change)

    return claim


# --- lists of shapes ---------------------------------------------------------------------------


def sizes(said: Values, seen: Seen) -> bool:
    return tuple(said["got"]) == tuple(seen.first.results[said["name"]])


def sizes_missing(said: Values, seen: Seen) -> bool:
    """Some shape lacks these sizes, and has to hold them."""
    wanted = [seen.first.arguments[name] for name in said["names"].items]
    pairs = ((seen.first.results[n], right) for n, right in seen.first.expected.items())
    return any(all(w in right and w not in got for w in wanted) for got, right in pairs)


def sizes_odd(said: Values, seen: Seen) -> bool:
    odd = list(said["sizes"].items)
    pairs = ((seen.first.results[n], right) for n, right in seen.first.expected.items())
    return any([str(int(s)) for s in got if s not in right] == odd for got, right in pairs)


FAMILIES: dict[str, Claim] = {
    "matrix_product": product,
    "by_element": by_element,
    "shapes_differ": shapes_differ,
    "out_of_bounds": out_of_bounds,
    "stack_shapes": lambda said, seen: "same shape" in str(seen.first.error),
    "no_module": named_in_error(ModuleNotFoundError),
    "not_imported": named_in_error(NameError),
    "no_argument": no_argument,
    "sizes_differ": sizes_differ,
    "not_run": named_in_error(NameError),
    "of_numpy": of_numpy,
    "own_function": named_in_error(AttributeError),
    "name_like": name_like,
    "name_taken": named_in_error(UnboundLocalError),
    "used_before": named_in_error(UnboundLocalError),
    "no_key": no_key,
    "one_number": error_words(TypeError, "can be converted to Python scalars"),
    "shape_as_tuple": error_words(TypeError, "as a data type"),
    "no_power": error_words(TypeError, "bitwise_xor"),
    "in_a_list": in_a_list,
    "argument_itself": argument_itself,
    "rows_of_argument": rows_of_argument,
    "too_long": too_long,
    "nested": nested,
    "another_shape": another_shape,
    "axes_moved": axes_moved,
    "joined_up": same_numbers,
    "reshaped": same_numbers,
    "other_places": same_numbers,
    "rounded_off": rounded_off,
    "float16": float16,
    "every_step": every_step,
    "last_step_again": last_step_again,
    "over_steps": over_steps,
    "done_after": done_after,
    "function_of_sum": function_of_sum,
    "function_of_sum_other": function_of_sum_other,
    "number_added": number_added,
    "sum_times": sum_times,
    "rows_off": rows_off,
    "terms_apart": terms_apart,
    "function_first": function_first,
    "if_transposed": right_for(lambda said, a: changed(a, names_of(said), np.transpose)),
    "if_exchanged": right_for(exchanged),
    "if_joined": right_for(joined),
    "if_columns": right_for(columns),
    "if_less": right_for(lambda said, a: changed(a, [said["name"]], lambda v: v - 1)),
    "if_negative": right_for(lambda said, a: changed(a, [said["name"]], np.negative)),
    "if_negative_some": right_for(lambda said, a: changed(a, names_of(said), np.negative)),
    "if_not_squashed": right_for(lambda said, a: changed(a, names_of(said), before_squash)),
    "if_reversed": right_for(lambda said, a: {**a, "x": np.flip(a["x"], 1)}),
    "if_time_first": right_for(lambda said, a: {**a, "x": np.moveaxis(a["x"], 1, 0)}),
    "if_reshaped": right_for(reshaped),
    "if_shifted": right_for(lambda said, a: {**a, "x": a["x"][:, [*range(1, a["x"].shape[1]), 0]]}),
    "new_axis": new_axis,
    "function_of_state": function_of_state,
    "concat_axis": concat_axis,
    "constant": constant,
    "ignored_one": ignored,
    "ignored_some": ignored,
    "ignored_gates": ignored_gates,
    "one_step_seen": one_step_seen,
    "steps_only_first": deaf_to(lambda T: range(1, T)),
    "steps_only_last": deaf_to(lambda T: range(T - 1)),
    "steps_not_first": deaf_to(lambda T: [0]),
    "steps_not_last": deaf_to(lambda T: [T - 1]),
    "sizes": sizes,
    "none_size": lambda said, seen: any(None in shape for shape in seen.first.returned),
}
# Parts of these sentences.
OF_FAMILIES: dict[str, Claim] = {
    "fits_turned": fits_turned,
    "sizes_missing": sizes_missing,
    "sizes_missing_some": sizes_missing,
    "sizes_odd": sizes_odd,
    **dict.fromkeys([*FUNCTIONS, *OVER_STEPS], lambda said, seen: True),  # names of functions
}
