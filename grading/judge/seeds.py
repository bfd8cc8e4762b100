"""New random numbers for each submission: a test's fixed seed only says which of them.

Tests are written with fixed seeds. Here a seed is mixed with numbers that nobody knows before.
"""

import contextlib
import random
import secrets
from collections.abc import Iterator
from typing import Any
from unittest.mock import patch

import numpy as np

default_rng, np_seed, py_seed = np.random.default_rng, np.random.seed, random.seed


def draw() -> int:
    return secrets.randbits(64)


@contextlib.contextmanager
def mixed_with(drawn: int) -> Iterator[None]:
    """Mix a drawn number into every seed that is set meanwhile."""

    def new_rng(seed: Any = None) -> np.random.Generator:
        fixed = isinstance(seed, int) and seed >= 0
        return default_rng([drawn, seed]) if fixed else default_rng(seed)

    def new_seed(seed: Any = None) -> None:
        np_seed(int(default_rng([drawn, seed or 0]).integers(2**32)))

    def new_python_seed(seed: Any = None, version: int = 2) -> None:
        py_seed(f"{drawn} {seed}", version)

    with (
        patch.object(np.random, "default_rng", new_rng),
        patch.object(np.random, "seed", new_seed),
        patch.object(random, "seed", new_python_seed),
    ):
        yield
