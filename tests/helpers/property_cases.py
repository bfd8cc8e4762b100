"""Random layers for the property tests: any sizes, any data, any flags."""

import numpy as np
from hypothesis import strategies as st

import lstm_ref
from lstm_ref import Bidirectional
from tests.helpers.layer_data import BLOCKS, STATES, normal, weights

TOLERANCE = 1e-12  # float64: the same sum in another order, no more


class Case:
    """A layer of random sizes and flags, its weights, its input and its first states."""

    def __init__(self, kind, batch, timesteps, input_dim, units, flags, seed):
        self.B, self.T, self.D, self.H = batch, timesteps, input_dim, units
        self.kind, self.flags, self.seed = kind, flags, seed
        self.count = STATES[kind]
        self.weights = self.draw_weights(seed)
        self.x = normal([seed, 1], batch, timesteps, input_dim, dtype=np.float64)
        self.start = list(normal([seed, 2], self.count, batch, units, dtype=np.float64))
        self.back = list(normal([seed, 3], self.count, batch, units, dtype=np.float64))
        self.mask = np.random.default_rng([seed, 4]).random((batch, timesteps)) < 0.6

    def draw_weights(self, seed):
        return weights(BLOCKS[self.kind], 1, np.float64, self.D, self.H, seed=seed)

    def layer(self, **changed):
        """The layer alone, with some flags changed, built by its weights."""
        return self.build(self.weights, **changed)

    def second(self, **changed):
        """A layer of the same kind with other weights: the backward direction."""
        return self.build(self.draw_weights(self.seed + 1), **changed)

    def build(self, arrays, **changed):
        layer = getattr(lstm_ref, self.kind)(self.H, **(self.flags | changed))
        layer.set_weights(arrays)
        return layer

    def both(self, merge_mode, **changed):
        flags = self.flags | {"go_backwards": False} | changed
        layer = Bidirectional(getattr(lstm_ref, self.kind)(self.H, **flags), merge_mode)
        layer.set_weights(self.weights + self.draw_weights(self.seed + 1))
        return layer


sizes = st.integers(1, 5)
flags = st.fixed_dictionaries(
    {name: st.booleans() for name in ("return_sequences", "return_state", "go_backwards")}
)
cases = st.builds(
    Case,
    kind=st.sampled_from(["SimpleRNN", "LSTM"]),
    batch=sizes,
    timesteps=sizes,
    input_dim=sizes,
    units=sizes,
    flags=flags,
    seed=st.integers(0, 1000),
)
masks = st.booleans()
modes = st.sampled_from(["concat", "sum", "mul", "ave", None])
FULL = {"return_sequences": True, "return_state": True}


def as_tuple(returned):
    return returned if isinstance(returned, tuple) else (returned,)


def assert_same(received, expected):
    received, expected = as_tuple(received), as_tuple(expected)
    for ours, wanted in zip(received, expected, strict=True):
        np.testing.assert_allclose(ours, wanted, rtol=0, atol=TOLERANCE)
