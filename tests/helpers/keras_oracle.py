"""Real Keras 3 as the oracle: the same flags, the same weights, the same call.

Keras traces and compiles its time loop anew for every layer, a quarter of a second each.
With jit off the same code runs step by step, so that the whole table of flags is affordable;
test_keras_compiled.py runs a part of it compiled.
"""

import jax
import keras
import numpy as np

import lstm_ref
from tests.helpers.layer_data import BLOCKS, B, D, H, T, weights

TOLERANCE = 1e-6


def keras_layer(kind, units=H, **arguments):
    """A Keras layer whose weights are cheap to draw: a test sets them anyway."""
    arguments = {"kernel_initializer": "zeros", "recurrent_initializer": "zeros"} | arguments
    return getattr(keras.layers, kind)(units, **arguments)


def ours_layer(kind, units=H, **arguments):
    """Our layer of the same name."""
    return getattr(lstm_ref, kind)(units, **arguments)


def layer_pair(kind, **flags):
    """Keras's layer and ours, with the same flags and the same random weights."""
    theirs, ours = keras_layer(kind, **flags), ours_layer(kind, **flags)
    return share_weights(theirs, ours, weights(BLOCKS[kind]))


def bidirectional_pair(kind, merge_mode, second, **flags):
    """Keras's Bidirectional and ours; second names what backward_layer is.

    "default": none given. "separate": a layer of its own. "reversed": a layer of its own
    that reads forward, beside a first layer that reads backward.
    """
    pair = []
    for module, make in ((keras.layers, keras_layer), (lstm_ref, ours_layer)):
        first = make(kind, go_backwards=second == "reversed", **flags)
        other = make(kind, go_backwards=second == "separate", **flags)
        backward = None if second == "default" else other
        pair.append(module.Bidirectional(first, merge_mode=merge_mode, backward_layer=backward))
    return share_weights(*pair, weights(BLOCKS[kind], directions=2))


def share_weights(theirs, ours, arrays):
    """Set the weights on Keras's side, read them there, and hand them to ours."""
    theirs.build((B, T, D))
    theirs.set_weights(arrays)
    ours.set_weights(theirs.get_weights())
    return theirs, ours


def assert_same_answer(theirs, ours, x, compiled=False, **call):
    """Call both layers: one array or a tuple, number, order, shapes, dtype and values agree."""
    call = {name: value for name, value in call.items() if value is not None}
    with jax.disable_jit(not compiled):
        expected = theirs(x, **call)
    received = ours(x, **call)
    assert type(received) is (tuple if isinstance(expected, (tuple, list)) else np.ndarray)
    expected, received = as_tuple(expected), as_tuple(received)
    assert [y.shape for y in received] == [tuple(y.shape) for y in expected]
    assert {y.dtype for y in received} == {np.dtype(np.float32)}
    for y, y_keras in zip(received, expected, strict=True):
        np.testing.assert_allclose(y, np.asarray(y_keras), rtol=0, atol=TOLERANCE)


def as_tuple(returned):
    """One output or several, as a tuple."""
    return tuple(returned) if isinstance(returned, (tuple, list)) else (returned,)
