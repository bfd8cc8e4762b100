"""Checks of arguments: every error says what was expected and what was received."""

from collections.abc import Sequence
from numbers import Real
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

FLOATS = (np.float32, np.float64)


def check_size(name: str, size: object) -> int:
    """Return size as an int, or raise unless it is a positive whole number."""
    if isinstance(size, bool) or not isinstance(size, (int, np.integer)):
        raise TypeError(f"{name}: expected a positive integer, received {size!r}.")
    if size < 1:
        raise ValueError(f"{name}: expected a positive integer, received {size!r}.")
    return int(size)


def check_number(name: str, value: object) -> None:
    """Raise unless value is a real number."""
    if not isinstance(value, Real):
        raise TypeError(f"{name}: expected a real number, received {value!r}.")


def check_seed(seed: Any) -> Any:
    """Return seed, or raise unless it is None, an integer >= 0, or a list of such integers."""
    parts = seed if isinstance(seed, (list, tuple)) else [0 if seed is None else seed]
    for part in parts:
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


def check_shape(name: str, array: ArrayLike, shape: tuple[int, ...], letters: str) -> None:
    """Raise unless array has this shape; letters name its axes, as in "(D, 4H)"."""
    if np.shape(array) != shape:
        raise ValueError(f"{name}: expected shape {letters} = {shape}, received {np.shape(array)}.")


def check_float(name: str, array: ArrayLike) -> NDArray[Any]:
    """Return array as an ndarray, or raise unless it is float32 or float64."""
    try:
        array = np.asarray(array)
    except ValueError as error:  # nested lists of unequal lengths
        raise ValueError(f"{name}: expected a rectangular array, received: {error}") from None
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
    try:
        mask = np.asarray(mask)
    except ValueError as error:  # nested lists of unequal lengths
        raise ValueError(f"mask: expected a rectangular array, received: {error}") from None
    if mask.dtype.kind not in "biuf":
        raise TypeError(f"mask: expected dtype bool, int or float, received {mask.dtype}.")
    if mask.shape == (batch, timesteps, 1):
        mask = mask[:, :, 0]
    check_shape("mask", mask, (batch, timesteps), "(B, T) or (B, T, 1)")
    if np.isnan(mask).any():
        raise ValueError("mask: expected numbers, received NaN.")
    return mask.astype(np.bool_)


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
