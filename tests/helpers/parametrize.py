"""Parametrise a test over a flag, with a readable name for each half of the table."""

import pytest


def flag(name):
    """Run a test with this argument False, and again with it True."""
    return pytest.mark.parametrize(name, [False, True], ids=[f"no_{name}", name])


both_layers = pytest.mark.parametrize("kind", ["SimpleRNN", "LSTM"])
merge_modes = pytest.mark.parametrize("merge_mode", ["concat", "sum", "mul", "ave", None])
