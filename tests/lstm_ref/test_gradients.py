"""The gradients: central differences, the steps taken one by one, and jax through Keras."""

import itertools

import jax
import numpy as np
import pytest

import lstm_ref
from lstm_ref import LSTM, Bidirectional, SimpleRNN, check_gradients
from tests.helpers.keras_oracle import as_tuple, bidirectional_pair, layer_pair

B, T, D, H = 2, 4, 3, 2
MASK = np.array([[1, 1, 0, 1], [0, 1, 1, 0]], dtype=bool)  # at the start, inside, at the end
CLOSE = 1e-7  # of float64 gradients, relative to the largest
KINDS = {"SimpleRNN": SimpleRNN, "LSTM": LSTM}
FLAGS = list(itertools.product([False, True], repeat=3))
MASKS = pytest.mark.parametrize("mask", [None, MASK], ids=["all", "masked"])


def drawn(states, seed=0):
    rng = np.random.default_rng(seed)
    return rng.normal(size=(B, T, D)), [rng.normal(size=(B, H)) for _ in range(states)]


@MASKS
@pytest.mark.parametrize("flags", FLAGS, ids=str)
@pytest.mark.parametrize("kind", KINDS.values(), ids=KINDS)
def test_layers_agree_with_central_differences(kind, flags, mask):
    layer = kind(H, *flags, seed=1)
    layer.build(D, np.float64)
    errors = check_gradients(layer, *drawn(len(layer.state_names)), mask)
    assert set(errors) == {"inputs", *(f"weights {k}" for k in range(3))} | {
        f"initial_state {k}" for k in range(len(layer.state_names))
    }
    assert max(errors.values()) < CLOSE


@MASKS
@pytest.mark.parametrize("flags", FLAGS, ids=str)
def test_an_rnn_with_relu_agrees_with_central_differences(flags, mask):
    layer = SimpleRNN(H, *flags, seed=1, activation="relu")
    layer.build(D, np.float64)
    x, states = drawn(1)
    sequence = SimpleRNN(H, return_sequences=True, activation="relu")
    sequence.set_weights(layer.get_weights())
    assert 0 < np.mean(sequence(x, states) == 0) < 1  # both sides of the corner are in use
    assert max(check_gradients(layer, x, states, mask).values()) < CLOSE


@MASKS
@pytest.mark.parametrize("flags", FLAGS[::2], ids=str)
@pytest.mark.parametrize("merge_mode", ["concat", "sum", "mul", "ave", None])
@pytest.mark.parametrize("kind", KINDS.values(), ids=KINDS)
def test_bidirectional_agrees_with_central_differences(kind, merge_mode, flags, mask):
    layer = Bidirectional(kind(H, *flags[:2], seed=1), merge_mode)
    layer.build(D, np.float64)
    states = 2 * len(layer.forward_layer.state_names)
    errors = check_gradients(layer, *drawn(states), mask)
    assert len(errors) == 1 + states + 6
    assert max(errors.values()) < CLOSE


@pytest.mark.parametrize("name", ["rnn", "lstm"])
def test_steps_agree_with_central_differences(name):
    rng, lstm = np.random.default_rng(3), name == "lstm"
    k = 4 if lstm else 1
    shapes = [(B, D), *[(B, H)] * (1 + lstm), (D, k * H), (H, k * H), (k * H,)]
    given = [rng.normal(size=shape) for shape in shapes]
    factors = [rng.normal(size=(B, H)) for _ in range(1 + lstm)]
    step = getattr(lstm_ref, f"{name}_step")
    *_, cache = step(*given)
    found = getattr(lstm_ref, f"{name}_step_backward")(*factors, *given[-3:-1], cache)
    assert [each.shape for each in found] == shapes
    for array, gradient in zip(given, found, strict=True):
        for place in np.ndindex(array.shape):
            sums = []
            for change in (1e-5, -1e-5):
                array[place] += change
                sums.append(
                    sum((f * o).sum() for f, o in zip(factors, step(*given)[:-1], strict=True))
                )
                array[place] -= change
            assert (sums[0] - sums[1]) / 2e-5 == pytest.approx(gradient[place], abs=1e-8)


@pytest.mark.parametrize("kind", KINDS.values(), ids=KINDS)
def test_a_layer_goes_back_as_its_steps_do_one_by_one(kind):
    layer = kind(H, return_sequences=True, seed=1)
    layer.build(D, np.float64)
    x, _ = drawn(0)
    W, U, b = layer.get_weights()
    lstm = kind is LSTM
    step, back = (
        (lstm_ref.lstm_step, lstm_ref.lstm_step_backward)
        if lstm
        else (lstm_ref.rnn_step, lstm_ref.rnn_step_backward)
    )
    states, caches = [np.zeros((B, H))] * (1 + lstm), []
    for t in range(T):
        *states, cache = step(x[:, t], *states, W, U, b)
        caches.append(cache)
    doutput = np.random.default_rng(4).normal(size=(B, T, H))
    dstates, totals, dx = [np.zeros((B, H))] * (1 + lstm), [0, 0, 0], np.empty_like(x)
    for t in reversed(range(T)):
        dstates[0] = dstates[0] + doutput[:, t]
        dx[:, t], *dstates, dW, dU, db = back(*dstates, W, U, caches[t])
        totals = [total + each for total, each in zip(totals, (dW, dU, db), strict=True)]
    layer(x, training=True)
    found = layer.backward(doutput)
    np.testing.assert_allclose(found.inputs, dx, atol=1e-12)
    for ours, theirs in zip(found.weights, totals, strict=True):
        np.testing.assert_allclose(ours, theirs, atol=1e-12)


def jax_gradients(theirs, x, states, mask, factors):
    """Differentiate Keras's layer with jax: inputs, initial states, weights."""
    variables = [each.value for each in theirs.trainable_variables]
    call = {} if mask is None else {"mask": mask}

    def loss(x, states, variables):
        returned, _ = theirs.stateless_call(
            variables, [v.value for v in theirs.non_trainable_variables], x,
            initial_state=states, **call,
        )  # fmt: skip
        return sum((f * y).sum() for f, y in zip(factors, as_tuple(returned), strict=True))

    with jax.disable_jit():
        return jax.grad(loss, argnums=(0, 1, 2))(x, states, variables)


def assert_same_gradients(theirs, ours, mask):
    rng = np.random.default_rng(5)
    D, H = ours.get_weights()[0].shape[0], ours.get_weights()[1].shape[0]
    names = ours.state_names if hasattr(ours, "state_names") else 2 * ours.forward_layer.state_names
    x = rng.normal(size=(2, 4, D)).astype(np.float32)
    states = [rng.normal(size=(2, H)).astype(np.float32) for _ in names]
    returned = as_tuple(ours(x, states, mask, training=True))
    factors = [rng.normal(size=y.shape).astype(np.float32) for y in returned]
    found = ours.backward(factors if len(factors) > 1 else factors[0])
    expected = jax_gradients(theirs, x, states, mask, factors)
    pairs = [(found.inputs, expected[0])]
    pairs += zip(found.initial_state, expected[1], strict=True)
    pairs += zip(found.weights, expected[2], strict=True)
    for own, other in pairs:
        assert own.dtype == np.float32
        np.testing.assert_allclose(own, other, rtol=0, atol=2e-6 * max(1, np.abs(other).max()))


@MASKS
@pytest.mark.parametrize("flags", FLAGS, ids=str)
@pytest.mark.parametrize("kind", KINDS)
def test_layers_agree_with_jax_through_keras(kind, flags, mask):
    names = ("return_sequences", "return_state", "go_backwards")
    assert_same_gradients(*layer_pair(kind, **dict(zip(names, flags, strict=True))), mask)


@MASKS
@pytest.mark.parametrize("merge_mode", ["concat", "sum", "mul", "ave", None])
@pytest.mark.parametrize("sequences", [False, True])
def test_bidirectional_agrees_with_jax_through_keras(merge_mode, sequences, mask):
    flags = {"return_sequences": sequences, "return_state": True}
    assert_same_gradients(*bidirectional_pair("LSTM", merge_mode, "default", **flags), mask)


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
@pytest.mark.parametrize("kind", KINDS.values(), ids=KINDS)
def test_gradients_keep_the_dtype_of_the_input(kind, dtype):
    layer = Bidirectional(kind(H, seed=1))
    x = np.ones((B, T, D), dtype)
    found = (layer(x, training=True), layer.backward(np.ones((B, 2 * H))))[1]
    assert {a.dtype for a in (found.inputs, *found.initial_state, *found.weights)} == {
        np.dtype(dtype)
    }


@pytest.mark.parametrize("layer", [LSTM(H), SimpleRNN(H), Bidirectional(LSTM(H))])
def test_backward_needs_a_call_in_training(layer):
    x = np.ones((B, T, D))
    layer(x, training=True)
    layer(x)
    with pytest.raises(ValueError, match="expected a call with training=True before it"):
        layer.backward(np.ones((B, H)))


@pytest.mark.parametrize("layer", [LSTM(H), SimpleRNN(H, return_sequences=True)])
def test_a_gradient_of_a_wrong_shape_is_refused(layer):
    layer(np.ones((B, T, D)), training=True)
    with pytest.raises(ValueError, match=r"doutput: expected .*received \(2, 7\)"):
        layer.backward(np.ones((B, 7)))


def test_a_call_in_training_returns_what_any_call_returns():
    layer = LSTM(H, return_sequences=True, return_state=True, seed=1)
    x, states = drawn(2)
    for a, b in zip(layer(x, states), layer(x, states, training=True), strict=True):
        np.testing.assert_array_equal(a, b)


def test_the_check_finds_a_wrong_gradient_and_leaves_the_layer_as_it_was():
    class Wrong(LSTM):
        def _backward_loop(self, cache, dh_t, dstates):
            dz, states = super()._backward_loop(cache, dh_t, dstates)
            return dz * 1.001, states

    layer = Wrong(H, seed=1)
    layer.build(D, np.float64)
    before = layer.get_weights()
    errors = check_gradients(layer, *drawn(2))
    assert errors["weights 0"] > 5e-4
    assert all(map(np.array_equal, before, layer.get_weights()))


DTYPES = {"float32": np.float32, "float64": np.float64}


@pytest.mark.parametrize("of_states", DTYPES.values(), ids=DTYPES)
@pytest.mark.parametrize("of_x", DTYPES.values(), ids=DTYPES)
@pytest.mark.parametrize("of_weights", [*DTYPES.values(), None], ids=[*DTYPES, "unbuilt"])
@pytest.mark.parametrize("kind", ["SimpleRNN", "LSTM", "Bidirectional"])
def test_the_check_is_in_float64_whatever_the_dtypes(kind, of_weights, of_x, of_states):
    """Differences of 1e-5 drown in float32: the check would blame formulas that are right."""
    layer = KINDS.get(kind, LSTM)(H, seed=1)
    layer = Bidirectional(layer) if kind == "Bidirectional" else layer
    if of_weights is not None:
        layer.build(D, of_weights)
    before = layer.get_weights()
    x, states = drawn(len(getattr(layer, "state_names", "hChC")))
    x, states = x.astype(of_x), [state.astype(of_states) for state in states]
    given = [x.copy(), *(state.copy() for state in states)]
    errors = check_gradients(layer, x, states)
    assert max(errors.values()) < CLOSE
    after = layer.get_weights()
    assert [weight.dtype for weight in after] == [weight.dtype for weight in before]
    assert all(map(np.array_equal, before, after))
    assert len(before) == len(after)
    assert all(map(np.array_equal, given, [x, *states]))


def test_the_check_leaves_the_last_call_as_it_was():
    layer = LSTM(H, seed=1)
    x, states = drawn(2)
    dy = np.ones_like(layer(x, training=True))
    expected = layer.backward(dy)
    check_gradients(layer, 2 * x, states)
    np.testing.assert_array_equal(layer.backward(dy).inputs, expected.inputs)
