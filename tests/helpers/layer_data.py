"""The numbers the tests share: random, with non-zero biases, and no two sizes equal.

A fixture of equal weights hides swapped gates and transposed matrices; batch 1 hides a
reversal on the wrong axis; D == H hides swapped kernels. These hide nothing.
"""

import numpy as np

B, T, D, H = 5, 4, 3, 2
K = 6  # numbers of a readout

# One row for each way a mask can lie: whole, late start, gap, early end, nothing at all.
MASK = np.array(
    [
        [True, True, True, True],
        [False, True, True, True],
        [True, False, False, True],
        [True, True, False, False],
        [False, False, False, False],
    ]
)


def normal(seed, *shape, dtype=np.float32):
    """Standard normal numbers, the same for the same seed."""
    return np.random.default_rng(seed).standard_normal(shape).astype(dtype)


def inputs(dtype=np.float32):
    """x, (B, T, D)."""
    return normal(1, B, T, D, dtype=dtype)


def states(count, dtype=np.float32, batch=B, units=H):
    """One (B, H) array per state."""
    return list(normal(2, count, batch, units, dtype=dtype))


def weights(blocks, directions=1, dtype=np.float32, input_dim=D, units=H, seed=3):
    """kernel, recurrent_kernel and a bias without a zero, once per direction."""
    shapes = [(input_dim, blocks * units), (units, blocks * units), (blocks * units,)]
    return [
        normal([seed, k], *shape, dtype=dtype) * 0.7 for k, shape in enumerate(shapes * directions)
    ]


BLOCKS = {"SimpleRNN": 1, "LSTM": 4}
STATES = {"SimpleRNN": 1, "LSTM": 2}
