"""Initial weights: Keras 3's initialisers, drawn from a NumPy generator.

An initialiser is any callable ``(shape, rng) -> array``. Draws are float64; the layer
casts them once, when it is built. The distributions are Keras's, the numbers are not:
the two libraries draw from different random streams.

Sources: Glorot & Bengio (2010); Saxe et al. (2014), https://arxiv.org/abs/1312.6120
Chapters: 1 and 4.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from lstm_ref.validation import check_kind, check_number, check_size, check_text

Shape = tuple[int, ...]
Initializer = Callable[[Shape, np.random.Generator], NDArray[Any]]


@dataclass(frozen=True)
class Constant:
    """Every weight has the same value.

    .. math:: w = \\text{value}

    Called with ``(shape, rng)``, it returns a float64 array of that shape. Useful for numbers
    that can be checked by hand, useless for learning: all units stay equal. Raises
    ``TypeError`` unless value is a real number.

    Source: Keras 3, ``keras.initializers.Constant``. Chapter 6.
    """

    value: float

    def __post_init__(self) -> None:
        check_number("Constant value", self.value)

    def __call__(self, shape: Shape, rng: np.random.Generator) -> NDArray[Any]:
        return np.full(_sizes(shape), self.value, dtype=np.float64)


@dataclass(frozen=True)
class GlorotUniform:
    r"""Uniform, scaled so that signals keep their size from layer to layer.

    .. math:: w \sim U(-a, a), \quad a = \sqrt{6 / (\text{fan}_{in} + \text{fan}_{out})}

    Called with ``(shape, rng)``, it returns a float64 array of that shape. A fused LSTM
    kernel (D, 4H) has fan_out 4H, as in Keras. Raises ``ValueError`` unless the shape is 2-D.

    Source: Glorot & Bengio (2010), https://proceedings.mlr.press/v9/glorot10a.html. Chapter 4.
    """

    def __call__(self, shape: Shape, rng: np.random.Generator) -> NDArray[Any]:
        fan_in, fan_out = _matrix_shape("GlorotUniform", shape)
        _check_generator(rng)
        limit = np.sqrt(6.0 / (fan_in + fan_out))
        return rng.uniform(-limit, limit, size=shape)


@dataclass(frozen=True)
class Orthogonal:
    r"""A random matrix with orthonormal rows or columns, whichever are fewer.

    .. math:: W W^\top = \text{gain}^2 I \quad \text{for a wide } W

    Called with ``(shape, rng)``, it returns a float64 array of that shape. For an LSTM the
    fused (H, 4H) matrix has orthonormal rows; a single gate's (H, H) block does not.
    Raises ``ValueError`` unless the shape is 2-D, ``TypeError`` unless gain is a real number.

    Source: Saxe et al. (2014), https://arxiv.org/abs/1312.6120. Chapter 1.
    """

    gain: float = 1.0

    def __post_init__(self) -> None:
        check_number("Orthogonal gain", self.gain)

    def __call__(self, shape: Shape, rng: np.random.Generator) -> NDArray[Any]:
        rows, columns = _matrix_shape("Orthogonal", shape)
        _check_generator(rng)
        draw = rng.standard_normal((max(rows, columns), min(rows, columns)))
        q, r = np.linalg.qr(draw)
        q *= np.sign(np.diag(r))  # without this the draw is not uniform over rotations
        return self.gain * (q if rows >= columns else q.T)


BY_NAME: dict[str, Initializer] = {
    "zeros": Constant(0.0),
    "ones": Constant(1.0),
    "glorot_uniform": GlorotUniform(),
    "orthogonal": Orthogonal(),
}


def get_initializer(initializer: str | Initializer) -> Initializer:
    """Find an initialiser by its Keras name, or pass a callable through.

    Parameters
    ----------
    initializer : "zeros", "ones", "glorot_uniform", "orthogonal", or ``(shape, rng) -> array``.

    Returns
    -------
    A callable ``(shape, rng) -> array``.

    Raises
    ------
    ValueError
        If the name is unknown.
    TypeError
        If it is neither a name nor callable.

    Source: Keras 3, ``keras.initializers.get``. Chapter 4.
    """
    return find_initializer("initializer", initializer)


def find_initializer(name: str, initializer: Any) -> Initializer:
    """Do what :func:`get_initializer` does, for an argument of this name."""
    if isinstance(initializer, str):
        check_text(name, initializer, tuple(BY_NAME))
        return BY_NAME[initializer]
    if not callable(initializer):
        raise TypeError(
            f"{name}: expected a name or a callable (shape, rng), received {initializer!r}."
        )
    found: Initializer = initializer
    return found


def _sizes(shape: Any) -> Shape:
    """Return shape, or raise unless it is a tuple or a list of sizes."""
    check_kind("shape", shape, (tuple, list), "a tuple of sizes")
    return tuple(check_size("shape", size) for size in shape)


def _matrix_shape(name: str, shape: Shape) -> tuple[int, int]:
    """Return rows and columns, or raise unless the shape is 2-D."""
    sizes = _sizes(shape)
    if len(sizes) != 2:
        raise ValueError(f"{name}: expected a 2-D shape, received {shape}.")
    return sizes[0], sizes[1]


def _check_generator(rng: object) -> None:
    check_kind("rng", rng, np.random.Generator, "a NumPy generator")
