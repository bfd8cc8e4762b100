"""Checks of arguments: every error says what was expected and what was received."""

import sys
from collections.abc import Mapping, Sequence
from numbers import Real
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

FLOATS = (np.float32, np.float64)


def check_size(name: str, size: object) -> int:
    """Return size as an int, or raise unless it is a positive whole number."""
    if isinstance(size, bool) or not isinstance(size, (int, np.integer)):
        raise TypeError(f"{name}: expected a positive integer, received {size!r}.")
    if not 1 <= size <= sys.maxsize:  # no array has more
        raise ValueError(
            f"{name}: expected a positive integer up to {sys.maxsize}, received {size!r}."
        )
    return int(size)


def check_axis(name: str, axis: object, axes: int) -> None:
    """Raise unless axis is the number of one of an array's axes; -1 is the last."""
    if isinstance(axis, bool) or not isinstance(axis, (int, np.integer)):
        raise TypeError(f"{name}: expected a whole number, received {axis!r}.")
    if axes and not -axes <= axis < axes:
        raise ValueError(f"{name}: expected one of {axes} axes of array, received {axis!r}.")


def check_number(name: str, value: Any) -> None:
    """Raise unless value is a real number, and not NaN."""
    if isinstance(value, (bool, np.bool_)) or not isinstance(value, Real):
        raise TypeError(f"{name}: expected a real number, received {value!r}.")
    if np.isnan(float(value)):
        raise ValueError(f"{name}: expected a real number, received {value!r}.")


def check_positive(name: str, value: Any) -> None:
    """Raise unless value is a number above 0."""
    check_number(name, value)
    if value <= 0:
        raise ValueError(f"{name}: expected a positive number, received {value!r}.")


def check_share(name: str, value: Any) -> None:
    """Raise unless value is a number from 0 to below 1."""
    check_number(name, value)
    if not 0 <= value < 1:
        raise ValueError(f"{name}: expected a number from 0 to below 1, received {value!r}.")


def check_text(name: str, value: object, known: Sequence[str | None] | None = None) -> None:
    """Raise unless value is a text, one of the known ones if they are given."""
    if known is not None and not any(value is each or _same_text(value, each) for each in known):
        shown = ", ".join(map(repr, known))
        raise ValueError(f"{name}: expected one of {shown}, received {value!r}.")
    if known is None and not isinstance(value, str):
        raise TypeError(f"{name}: expected a text, received {value!r}.")


def _same_text(value: object, known: object) -> bool:
    """Compare texts alone: an array would answer for each of its numbers."""
    return isinstance(value, str) and value == known


def check_kind(name: str, value: object, kind: type | tuple[type, ...], what: str) -> None:
    """Raise unless value is an instance of kind, which is called what."""
    if not isinstance(value, kind):
        raise TypeError(f"{name}: expected {what}, received {value!r}.")


def check_callable(name: str, value: object, what: str) -> None:
    """Raise unless value can be called; what says how."""
    if not callable(value):
        raise TypeError(f"{name}: expected a function {what}, received {value!r}.")


def check_mapping(name: str, value: object) -> None:
    """Raise unless value is a mapping, such as a dict."""
    if not isinstance(value, Mapping):
        kind = type(value).__name__
        raise TypeError(f"{name}: expected a mapping from names to values, received {kind}.")


def check_dtype(name: str, dtype: Any) -> None:
    """Raise unless dtype names float32 or float64."""
    named = isinstance(dtype, (str, type, np.dtype))
    try:
        known = named and np.dtype(dtype) in FLOATS
    except TypeError:
        known = False
    if not known:
        raise TypeError(f"{name}: expected float32 or float64, received {dtype!r}.")


def check_rng(seed: Any) -> np.random.Generator:
    """Return the generator of a seed, or the generator itself, or raise."""
    return (
        seed if isinstance(seed, np.random.Generator) else np.random.default_rng(check_seed(seed))
    )


def check_seed(seed: Any) -> Any:
    """Return seed, or raise unless it is None, an integer >= 0, or a list of such integers."""
    parts = seed if isinstance(seed, (list, tuple)) else [0 if seed is None else seed]
    for part in parts or [None]:
        if isinstance(part, bool) or not isinstance(part, (int, np.integer)) or part < 0:
            raise ValueError(
                f"seed: expected None, an integer >= 0, or a list of them, received {seed!r}."
            )
    return seed


def check_same(name: str, what: str, forward: object, backward: object) -> None:
    """Raise unless the backward layer has the forward layer's value."""
    if forward != backward:
        raise ValueError(
            f"{name}: expected {what} {forward} like the forward layer, received {backward}."
        )


def check_flag(name: str, value: object) -> bool:
    """Return value, or raise unless it is a bool: it may be a positional argument out of place."""
    if not isinstance(value, (bool, np.bool_)):
        raise TypeError(f"{name}: expected True or False, received {value!r}.")
    return bool(value)


def as_array(name: str, array: Any) -> NDArray[Any]:
    """Return array as an ndarray, or raise: lists of two lengths, and tensors with a gradient."""
    try:
        return np.asarray(array)
    except ValueError as error:  # nested lists of unequal lengths
        raise ValueError(f"{name}: expected a rectangular array, received: {error}") from None
    except (TypeError, RuntimeError) as error:  # what PyTorch says of its own
        kind = type(array).__name__
        raise TypeError(f"{name}: expected an array, received {kind}: {error}") from None


def check_real(name: str, array: Any) -> NDArray[Any]:
    """Return array as an ndarray, or raise unless it holds floats, integers or bools."""
    found = as_array(name, array)
    if found.dtype.kind not in "fiub":
        raise TypeError(f"{name}: expected real numbers, received dtype {found.dtype}.")
    return found


def check_shape(
    name: str, array: ArrayLike, shape: tuple[int, ...], letters: str, given_by: str = ""
) -> None:
    """Raise unless array has this shape; letters name its axes, as in "(D, 4H)".

    given_by names the arguments that the sizes come from: it may be one of them that is wrong.
    """
    if np.shape(array) != shape:
        because = f" (by {given_by})" if given_by else ""
        raise ValueError(
            f"{name}: expected shape {letters} = {shape}{because}, received {np.shape(array)}."
        )


def check_float(name: str, array: ArrayLike) -> NDArray[Any]:
    """Return array as an ndarray, or raise unless it is float32 or float64."""
    array = as_array(name, array)
    if array.dtype not in FLOATS:
        raise TypeError(f"{name}: expected dtype float32 or float64, received {array.dtype}.")
    return array


def check_sequences(x: ArrayLike, input_dim: int | None) -> NDArray[Any]:
    """Return x as a float array (B, T, D) with at least one time step, or raise."""
    x = check_float("x", x)
    wanted = "D" if input_dim is None else input_dim
    if x.ndim != 3 or (input_dim is not None and x.shape[2] != input_dim):
        raise ValueError(f"x: expected shape (B, T, {wanted}), received {x.shape}.")
    if x.shape[1] == 0 or x.shape[2] == 0:
        raise ValueError(f"x: expected at least one time step and one feature, received {x.shape}.")
    return x


def check_mask(mask: ArrayLike | None, batch: int, timesteps: int) -> NDArray[np.bool_] | None:
    """Return mask as a bool array (B, T), or None, or raise. As in Keras, 0 alone is False."""
    if mask is None:
        return None
    mask = as_array("mask", mask)
    if mask.dtype.kind not in "biuf":
        raise TypeError(f"mask: expected dtype bool, int or float, received {mask.dtype}.")
    if mask.shape == (batch, timesteps, 1):
        mask = mask[:, :, 0]
    check_shape("mask", mask, (batch, timesteps), "(B, T) or (B, T, 1)")
    if np.isnan(mask).any():
        raise ValueError("mask: expected numbers, received NaN.")
    return mask.astype(np.bool_)


def check_arrays(name: str, arrays: Any) -> list[NDArray[Any]]:
    """Return a list of arrays of floats as it is, or raise."""
    if not isinstance(arrays, (list, tuple)):
        kind = type(arrays).__name__
        raise TypeError(f"{name}: expected a list of arrays, received {kind}.")
    return [check_float(f"{name}, {k}", array) for k, array in enumerate(arrays)]


def check_list(name: str, arrays: object, items: Sequence[str]) -> list[Any]:
    """Return arrays as a list with one entry per item, or raise."""
    if isinstance(arrays, (list, tuple)) and len(arrays) == len(items):
        return list(arrays)
    kind = type(arrays).__name__
    received = f"{kind} of length {len(arrays)}" if isinstance(arrays, (list, tuple)) else kind
    raise ValueError(
        f"{name}: expected a list of {len(items)} arrays [{', '.join(items)}], received {received}."
    )


def check_states(
    initial_state: object, names: tuple[str, ...], batch: int, units: int
) -> list[NDArray[Any]]:
    """Return one (B, H) array per name, or raise. A single state may come without a list."""
    if len(names) == 1 and isinstance(initial_state, np.ndarray):
        initial_state = [initial_state]
    states = check_list("initial_state", initial_state, names)
    for name, state in zip(names, states, strict=True):
        check_float(f"initial_state {name}", state)
        check_shape(f"initial_state {name}", state, (batch, units), "(B, H)")
    return [np.asarray(state) for state in states]
