"""Twenty wrong things for an argument, and more of an array, a list or a mapping that is right."""

import copy

import numpy as np

from lstm_ref.last_call import LastCall


def returns_nothing(*arguments, **named):
    """A function where an array is wanted; where a function is wanted, one that gives nothing."""


WRONG = {
    "None": lambda: None,
    "a text": lambda: "text",
    "bytes": lambda: b"bytes",
    "a list of lists of two lengths": lambda: [[1.0], [1.0, 2.0]],
    "an empty list": list,
    "a function": lambda: returns_nothing,
    "a generator": lambda: (each for each in [1.0, 2.0]),
    "a mapping": lambda: {"a": 1.0},
    "a set": lambda: {1.0, 2.0},
    "an object": object,
    "an array of objects": lambda: np.array([None, 1.0], object),
    "an array of texts": lambda: np.array(["a", "b"]),
    "an array of dates": lambda: np.array(["2000-01-01"], "datetime64[D]"),
    "a structured array": lambda: np.zeros(2, [("a", float)]),
    "an empty array": lambda: np.zeros(0),
    "an array of five axes": lambda: np.zeros((1,) * 5),
    "a number with a fraction": lambda: 2.5,
    "a complex number": lambda: 1j,
    "-1": lambda: -1,
    "True": lambda: True,
    "a huge whole number": lambda: 10**30,
    "NaN": lambda: float("nan"),
}


def of_an_array(right):
    """Return arrays that differ from a right one in the dtype, or in one axis."""
    return {
        "the same, complex": right.astype(complex),
        "the same, objects": right.astype(object),
        "the same, dates": right.astype("int64").astype("datetime64[D]"),
        "one axis more": right[None],
        "one axis less": right.reshape(-1) if right.ndim > 1 else right[0],
        "nothing along the last axis": right[..., :0],
        "one more along the last axis": np.concatenate([right, right[..., :1]], axis=-1),
    }


def wrong_things(right):
    """Return name -> a thing in the place of a right argument."""
    made = {name: make() for name, make in WRONG.items()}
    if isinstance(right, np.ndarray):
        made |= of_an_array(right)
    if isinstance(right, (list, tuple)) and not hasattr(right, "_fields"):
        made["one item less"] = right[:-1]
        made["one item more"] = [*right, *right[:1]]
        for k, item in arrays_in(enumerate(right)):
            for name, thing in wrong_things(item).items():
                made[f"item {k}: {name}"] = [*right[:k], thing, *right[k + 1 :]]
    if isinstance(right, dict):
        for key, item in arrays_in(right.items()):
            made[f"without {key}"] = {k: v for k, v in right.items() if k != key}
            for name, thing in wrong_things(item).items():
                made[f"{key}: {name}"] = right | {key: thing}
    return made


def arrays_in(items):
    """Return the items whose values are arrays: of other things the argument is the only name."""
    return [(key, item) for key, item in items if isinstance(item, np.ndarray)]


def frozen(thing, seen=()):
    """Return everything that can change about a thing, in a form that can be compared.

    But for its last call, which tests/lstm_ref/test_last_call.py has.
    """
    if isinstance(thing, LastCall):
        return None
    if isinstance(thing, np.ndarray):
        return thing.dtype.str, thing.shape, thing.tobytes()
    if isinstance(thing, np.random.Generator):
        return repr(thing.bit_generator.state)
    if isinstance(thing, (list, tuple)):
        return [frozen(each, seen) for each in thing]
    if isinstance(thing, dict):
        return {key: frozen(each, seen) for key, each in thing.items()}
    if hasattr(thing, "__self__"):
        return frozen(thing.__self__, seen)
    if type(thing).__module__.startswith("lstm_ref") and id(thing) not in seen:
        return frozen(dict(vars(thing)), (*seen, id(thing)))
    return copy.copy(thing) if isinstance(thing, (int, float, str)) else id(thing)
