"""Seeds that tests set: mixed with new numbers for each submission, and told to the submission.

Tests with checks.py are written with fixed seeds; here a seed is mixed with numbers that nobody
knows before. Other tests may know what follows from their seeds: theirs stay as they are.
"""

import contextlib
import random
import secrets
from collections.abc import Iterator
from typing import Any
from unittest.mock import patch

import numpy as np

default_rng, np_seed, py_seed = np.random.default_rng, np.random.seed, random.seed
PLAIN = (int, str, float)


def draw() -> int:
    return secrets.randbits(64)


class Seeds:
    """Sets seeds. drawn: what each is mixed with; None: nothing."""

    def __init__(self, drawn: int | None) -> None:
        self.drawn = drawn
        self._set: dict[str, Any] = {}

    def taken(self) -> dict[str, Any]:
        """Return the seeds that were set since the last time: the submission gets the same."""
        seeds, self._set = self._set, {}
        return seeds

    def new_rng(self, seed: Any = None) -> np.random.Generator:
        fixed = isinstance(seed, int) and seed >= 0 and self.drawn is not None
        return default_rng([self.drawn, seed]) if fixed else default_rng(seed)

    def seed_numpy(self, seed: Any = None) -> None:
        if self.drawn is not None:
            seed = int(default_rng([self.drawn, seed or 0]).integers(2**32))
        np_seed(seed)
        self._keep("numpy", seed)

    def seed_python(self, seed: Any = None, version: int = 2) -> None:
        if self.drawn is not None:
            seed = f"{self.drawn} {seed}"
        py_seed(seed, version)
        self._keep("python", seed)

    def _keep(self, name: str, seed: Any) -> None:
        if type(seed) in PLAIN:
            self._set[name] = seed


@contextlib.contextmanager
def watched(seeds: Seeds) -> Iterator[None]:
    """Let these seeds hear of each that is set meanwhile."""
    with (
        patch.object(np.random, "default_rng", seeds.new_rng),
        patch.object(np.random, "seed", seeds.seed_numpy),
        patch.object(random, "seed", seeds.seed_python),
    ):
        yield
