"""The readout's gradients, and the loop: what it does to the weights, what it shows."""

import io

import numpy as np
import pytest

from lstm_ref import (
    LSTM,
    Adam,
    Readout,
    SimpleRNN,
    clip_by_global_norm,
    fit,
    mean_squared_error,
    recall_first_symbol,
    softmax_cross_entropy,
)


def double(model, x):
    """Build the model and give it weights in float64."""
    model(x)
    model.set_weights([w.astype(np.float64) for w in model.get_weights()])
    return model


@pytest.mark.parametrize("layer", [LSTM, SimpleRNN])
@pytest.mark.parametrize("return_sequences", [False, True])
def test_gradients_of_a_readout_are_central_differences(layer, return_sequences):
    rng = np.random.default_rng(0)
    x = rng.normal(size=(2, 3, 2))
    model = double(Readout(layer(3, return_sequences, seed=1), 2, seed=1), x)
    target = rng.normal(size=model(x).shape)
    _, dy = mean_squared_error(model(x, training=True), target)
    found, weights = model.backward(dy), model.get_weights()
    assert len(found) == len(weights) == 5
    for k, gradient in enumerate(found):
        for place in np.ndindex(gradient.shape):
            values = []
            for step in (1e-6, -1e-6):
                moved = [w.copy() for w in weights]
                moved[k][place] += step
                model.set_weights(moved)
                values.append(mean_squared_error(model(x), target)[0])
            assert gradient[place] == pytest.approx((values[0] - values[1]) / 2e-6, abs=1e-8)


def test_one_update_is_the_steps_written_out():
    rng = np.random.default_rng(0)
    x, y = rng.normal(size=(4, 5, 2)), rng.normal(size=(4, 1))
    ours, by_hand = (Readout(LSTM(3, seed=2), 1, seed=2) for _ in range(2))
    loss = fit(ours, lambda n: (x, y), mean_squared_error, 1, Adam(0.1), clip=0.01, progress=None)
    value, dy = mean_squared_error(by_hand(x, training=True), y)
    gradients, norm = clip_by_global_norm(by_hand.backward(dy), 0.01)
    assert norm > 0.01
    moved = Adam(0.1).update(by_hand.get_weights(), gradients)
    assert loss == [value]
    for one, other in zip(ours.get_weights(), moved, strict=True):
        np.testing.assert_array_equal(one, other)


def test_it_learns_a_short_recall():
    rng = np.random.default_rng(0)
    model = Readout(LSTM(16, seed=0), 4, seed=0)
    fit(
        model,
        lambda n: recall_first_symbol(32, 4, rng, symbols=4),
        softmax_cross_entropy,
        200,
        Adam(0.02),
        progress=None,
    )
    x, first = recall_first_symbol(500, 4, seed=1, symbols=4)
    assert np.mean(model(x).argmax(axis=1) == first) > 0.95


def test_the_numbers_of_the_updates_are_handed_on_in_order():
    seen = []

    def draw(n):
        seen.append(n)
        return np.ones((1, 2, 1)), np.ones((1, 1))

    fit(Readout(SimpleRNN(2, seed=0), 1, seed=0), draw, mean_squared_error, 3, progress=None)
    assert seen == [0, 1, 2]


def test_ctrl_c_leaves_the_weights_of_the_last_whole_update():
    model = Readout(SimpleRNN(2, seed=0), 1, seed=0)
    after = {}

    def draw(n):
        if n:
            after[n] = model.get_weights()
        if n == 2:
            raise KeyboardInterrupt
        return np.ones((1, 2, 1)), np.ones((1, 1))

    with pytest.raises(KeyboardInterrupt):
        fit(model, draw, mean_squared_error, 5, progress=None)
    for one, other in zip(model.get_weights(), after[2], strict=True):
        np.testing.assert_array_equal(one, other)


def test_the_line_of_progress_ends_with_the_last_update():
    shown = io.StringIO()
    model = Readout(SimpleRNN(2, seed=0), 1, seed=0)
    fit(model, lambda n: (np.ones((1, 2, 1)), np.ones((1, 1))), mean_squared_error, 4,
        progress=shown)  # fmt: skip
    assert shown.getvalue().endswith("s left \n")
    assert "4/4 updates, loss 0." in shown.getvalue()


def test_what_a_readout_refuses():
    with pytest.raises(ValueError, match=r"return_state=False, received True"):
        Readout(LSTM(2, return_state=True), 1)
    model = Readout(LSTM(2, seed=0), 3)
    with pytest.raises(ValueError, match=r"expected a call with training=True"):
        model.backward(np.ones((1, 3)))
    model(np.ones((1, 2, 2)), training=True)
    with pytest.raises(ValueError, match=r"dy: expected .* received \(1, 2\)"):
        model.backward(np.ones((1, 2)))
    with pytest.raises(ValueError, match=r"W_y: expected"):
        model.set_weights([*model.get_weights()[:3], np.ones((3, 2)), np.ones(3)])
    with pytest.raises(ValueError, match="expected"):
        fit(model, lambda n: (np.ones((1, 2, 2)), np.ones((1, 3))), mean_squared_error, 0)
