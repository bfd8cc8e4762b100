"""Three synthetic tasks that need memory; each draws its sequences from a seed.

    B sequences, T timesteps.

Sources: Hochreiter & Schmidhuber (1997); Le, Jaitly & Hinton (2015); Arjovsky, Shah & Bengio
(2016); Gers et al. (2000).
Chapter 3.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from lstm_ref.validation import check_rng, check_size

Seed = int | np.random.Generator | None
Batch = tuple[NDArray[Any], NDArray[Any]]


def adding_problem(batch: int, timesteps: int, seed: Seed = None, marks: str = "halves") -> Batch:
    r"""Draw sequences of numbers, two of them marked; the answer is the sum of the two.

    .. math::
        y = v_a + v_b, \qquad v_t \sim U(0, 1), \qquad
        \text{halves: } a \le T/2 < b, \qquad
        \text{1997: } a \le 10, \; b \le T/2, \; b \ne a

    With the marks of 1997 one of the first ten numbers is marked, then one of the first T/2 - 1
    that are still unmarked. From T = 20 on both stand in the first half: what is marked has to be
    kept for at least T/2 steps. The constant answer 1 has a mean squared error of 1/6: chance.

    Parameters
    ----------
    batch, timesteps : B and T, whole numbers; T at least 2, with the marks of 1997 at least 10
    seed : whole number or generator
    marks : "halves", one mark in each half, or "1997"

    Returns
    -------
    x (B, T, 2): the number, and 1 where it is marked; y (B, 1). float32.

    Raises
    ------
    ValueError, TypeError
        If a size is not a positive whole number, T is too small, or marks is another word.

    Source: Hochreiter & Schmidhuber (1997), experiment 4: the marks "1997"; Arjovsky, Shah &
    Bengio (2016): "halves". Numbers and answer: Le et al. (2015). Chapter 3.
    """
    if not isinstance(marks, str) or marks not in _MARKS:
        raise ValueError(f"marks: expected one of {list(_MARKS)}, received {marks!r}.")
    least, places = _MARKS[marks]
    B, T, rng = _sizes(batch, timesteps, seed, least)
    x = np.zeros((B, T, 2), np.float32)
    x[:, :, 0] = rng.random((B, T))
    first, second = places(B, T, rng)
    rows = np.arange(B)
    x[rows, first, 1] = x[rows, second, 1] = 1
    return x, x[rows, first, :1] + x[rows, second, :1]


def _one_in_each_half(B: int, T: int, rng: np.random.Generator) -> Batch:
    half = T // 2
    return rng.integers(half, size=B), rng.integers(half, T, size=B)


def _as_in_1997(B: int, T: int, rng: np.random.Generator) -> Batch:
    first, unmarked = rng.integers(10, size=B), rng.integers(T // 2 - 1, size=B)
    return first, unmarked + (unmarked >= first)  # of those still unmarked: one skips the first


_MARKS = {"halves": (2, _one_in_each_half), "1997": (10, _as_in_1997)}


def recall_first_symbol(batch: int, timesteps: int, seed: Seed = None, symbols: int = 8) -> Batch:
    r"""Draw sequences of random symbols; the answer is the first one.

    .. math:: c = s_1, \qquad s_t \sim U\{0, \dots, K - 1\}

    The later symbols are of the same alphabet: each of them may overwrite the first. A guess is
    right in 1 of K.

    Parameters
    ----------
    batch, timesteps : B and T, whole numbers
    seed : whole number or generator
    symbols : K, at least 2

    Returns
    -------
    x (B, T, K), float32, one 1 a step; the first symbols (B,), whole numbers.

    Raises
    ------
    ValueError, TypeError
        If a size is not a positive whole number, or K is 1.

    Source: after Hochreiter & Schmidhuber (1997), experiment 2. Chapter 3.
    """
    B, T, rng = _sizes(batch, timesteps, seed)
    K = _at_least(2, "symbols", symbols)
    drawn = rng.integers(K, size=(B, T))
    return np.eye(K, dtype=np.float32)[drawn], drawn[:, 0]


def continual_stream(batch: int, timesteps: int, seed: Seed = None, every: int = 10) -> Batch:
    r"""Draw streams of numbers, some of them marked; the answer at each step is the last marked.

    .. math:: y_t = v_{\max \{k \le t : m_k = 1\}}, \qquad v_t \sim U(0, 1)

    The first number is always marked. Nothing separates the parts of a stream: to store the next
    marked number, the model must forget the last one. The constant answer 1/2 has a mean squared
    error of 1/12: chance.

    Parameters
    ----------
    batch, timesteps : B and T, whole numbers
    seed : whole number or generator
    every : a number is marked with probability 1 / every

    Returns
    -------
    x (B, T, 2): the number, and 1 where it is marked; y (B, T, 1). float32.

    Raises
    ------
    ValueError, TypeError
        If a size is not a positive whole number.

    Source: after Gers, Schmidhuber & Cummins (2000), who let strings follow each other without
    a reset. Chapter 3.
    """
    B, T, rng = _sizes(batch, timesteps, seed)
    marked = rng.random((B, T)) < 1 / check_size("every", every)
    marked[:, 0] = True
    value = rng.random((B, T)).astype(np.float32)
    last = np.maximum.accumulate(np.where(marked, np.arange(T), 0), axis=1)
    y = np.take_along_axis(value, last, axis=1)
    return np.stack([value, marked.astype(np.float32)], axis=2), y[:, :, None]


def _sizes(
    batch: int, timesteps: int, seed: Seed, least: int = 1
) -> tuple[int, int, np.random.Generator]:
    B, T = check_size("batch", batch), _at_least(least, "timesteps", timesteps)
    return B, T, check_rng(seed)


def _at_least(least: int, name: str, size: int) -> int:
    if check_size(name, size) < least:
        raise ValueError(f"{name}: expected {least} or more, received {size}.")
    return size
