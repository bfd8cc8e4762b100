"""``backward`` belongs to one call: the last one in training, of the thread that asks.

What can come between a call and its ``backward``: another thread's call, another call of the same
layer or of a part of it, other weights, a call that is refused.
"""

import sys
import threading
from concurrent.futures import ThreadPoolExecutor

import numpy as np
import pytest

from lstm_ref import LSTM, Bidirectional, Readout, SimpleRNN

B, T, D, H = 3, 4, 2, 5
MODELS = {
    "SimpleRNN": lambda: SimpleRNN(H, seed=1),
    "LSTM": lambda: LSTM(H, return_sequences=True, seed=1),
    "Bidirectional": lambda: Bidirectional(LSTM(H, seed=1), "mul"),
    "Readout": lambda: Readout(LSTM(H, seed=1), 2, seed=1),
}
every_model = pytest.mark.parametrize("name", MODELS)


def drawn(seed):
    """x of the thread or call with this number; no two have one size of a batch."""
    return np.random.default_rng(seed).normal(size=(B + seed % 2, T, D))


def flat(gradients):
    """All arrays of what ``backward`` returns, Gradients or a list, one after the other."""
    if isinstance(gradients, np.ndarray):
        return [gradients]
    return [array for each in gradients for array in flat(each)]


def alone(name, seed, weights=None):
    """Return the gradients of one call that nothing disturbs."""
    model = MODELS[name]()
    model(drawn(seed))
    if weights is not None:
        model.set_weights(weights)
    y = model(drawn(seed), training=True)
    return flat(model.backward(np.ones_like(y)))


def assert_equal(found, expected):
    for one, other in zip(flat(found), expected, strict=True):
        np.testing.assert_array_equal(one, other)


@every_model
def test_two_threads_that_train_one_layer_get_each_their_own_gradients(name):
    """Both have called before either goes back."""
    model, both_called = MODELS[name](), threading.Barrier(2, timeout=60)
    model(drawn(0))

    def train(seed):
        y = model(drawn(seed), training=True)
        both_called.wait()
        return model.backward(np.ones_like(y))

    with ThreadPoolExecutor(2) as pool:
        for seed, found in zip((2, 4), pool.map(train, (2, 4)), strict=True):  # sizes are equal
            assert_equal(found, alone(name, seed))


@every_model
def test_an_answer_without_training_in_another_thread_takes_nothing_away(name):
    model = MODELS[name]()
    y = model(drawn(1), training=True)
    with ThreadPoolExecutor(1) as pool:
        pool.submit(model, drawn(2)).result()
    assert_equal(model.backward(np.ones_like(y)), alone(name, 1))


@every_model
def test_a_thread_that_has_called_nothing_hears_so(name):
    model = MODELS[name]()
    y = model(drawn(1), training=True)
    with ThreadPoolExecutor(1) as pool:
        asked = pool.submit(model.backward, np.ones_like(y))
        with pytest.raises(ValueError, match=r"training=True .* this thread, received none"):
            asked.result()


@pytest.mark.parametrize("name", ["SimpleRNN", "LSTM", "Bidirectional"])
def test_threads_that_call_an_unbuilt_layer_at_once_build_it_once(name):
    """Without a seed a second draw would give the layer other weights than the first call had."""
    threads = 8
    start = threading.Barrier(threads, timeout=60)
    old = sys.getswitchinterval()
    sys.setswitchinterval(1e-6)
    try:
        with ThreadPoolExecutor(threads) as pool:
            for _ in range(20):
                model = MODELS[name]()
                for layer in parts(model):
                    layer.seed = None

                def call(_, model=model):
                    start.wait()
                    return model(drawn(0))

                answers = list(pool.map(call, range(threads)))
                assert_equal(answers, [model(drawn(0))] * threads)
    finally:
        sys.setswitchinterval(old)


def parts(model):
    """Return the recurrent layers of a model."""
    if isinstance(model, Bidirectional):
        return [model.forward_layer, model.backward_layer]
    return [getattr(model, "layer", model)]


@every_model
def test_a_second_backward_gives_the_same(name):
    model = MODELS[name]()
    dy = np.ones_like(model(drawn(1), training=True))
    assert_equal(model.backward(dy), alone(name, 1))
    assert_equal(model.backward(dy), alone(name, 1))


@every_model
def test_backward_belongs_to_the_newest_call(name):
    model = MODELS[name]()
    model(drawn(1), training=True)
    y = model(drawn(2), training=True)
    assert_equal(model.backward(np.ones_like(y)), alone(name, 2))


@every_model
def test_after_a_call_without_training_there_is_nothing_to_go_back_through(name):
    model = MODELS[name]()
    y = model(drawn(1), training=True)
    model(drawn(1))
    with pytest.raises(ValueError, match="expected a call with training=True"):
        model.backward(np.ones_like(y))


@every_model
def test_the_gradients_are_those_of_the_weights_of_the_call(name):
    """Half of the old weights and half of the new ones would be the gradient of nothing."""
    model = MODELS[name]()
    y = model(drawn(1), training=True)
    model.set_weights([2 * weight for weight in model.get_weights()])
    assert_equal(model.backward(np.ones_like(y)), alone(name, 1))


@pytest.mark.parametrize("name", ["Bidirectional", "Readout"])
def test_a_call_of_a_part_disturbs_no_backward_of_the_whole(name):
    model = MODELS[name]()
    y = model(drawn(1), training=True)
    for layer in parts(model):
        layer(drawn(3), training=True)
    assert_equal(model.backward(np.ones_like(y)), alone(name, 1))


@every_model
def test_a_refused_call_leaves_the_last_one_as_it_was(name):
    model = MODELS[name]()
    y = model(drawn(1), training=True)
    with pytest.raises(ValueError, match="x: expected"):
        model(drawn(1)[0], training=True)
    assert_equal(model.backward(np.ones_like(y)), alone(name, 1))


def test_a_call_whose_second_direction_is_refused_has_not_run_the_first():
    model = Bidirectional(SimpleRNN(H, seed=1))
    state = np.zeros((len(drawn(1)), H))
    with pytest.raises(ValueError, match="initial_state"):
        model(drawn(1), [state, state[:, 1:]])
    assert model.get_weights() == []
