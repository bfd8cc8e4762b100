"""Losses and Adam: numbers worked out by hand, central differences, and Keras."""

import keras
import numpy as np
import pytest

from lstm_ref.learning.losses import mean_squared_error, softmax_cross_entropy
from lstm_ref.learning.optimizers import Adam, clip_by_global_norm


def test_mean_squared_error_by_hand():
    loss, gradient = mean_squared_error(np.array([1.0, 3.0]), np.array([0.0, 1.0]))
    assert loss == 2.5
    assert gradient.tolist() == [1.0, 2.0]


def test_softmax_cross_entropy_by_hand():
    loss, gradient = softmax_cross_entropy(np.log([[1.0, 3.0], [1.0, 1.0]]), [1, 0])
    assert loss == pytest.approx((np.log(4 / 3) + np.log(2)) / 2)
    assert gradient == pytest.approx(np.array([[0.125, -0.125], [-0.25, 0.25]]))


def test_large_logits_overflow_nothing():
    loss, gradient = softmax_cross_entropy(np.array([[1000.0, 0.0], [-1000.0, 0.0]]), [0, 1])
    assert loss == 0.0
    assert np.abs(gradient).max() == 0.0


@pytest.mark.parametrize("loss", [mean_squared_error, softmax_cross_entropy])
def test_gradients_of_losses_are_central_differences(loss):
    rng = np.random.default_rng(0)
    y = rng.normal(size=(3, 4))
    target = rng.integers(4, size=3) if loss is softmax_cross_entropy else rng.normal(size=(3, 4))
    _, gradient = loss(y, target)
    for place in np.ndindex(y.shape):
        up, down = y.copy(), y.copy()
        up[place] += 1e-6
        down[place] -= 1e-6
        numeric = (loss(up, target)[0] - loss(down, target)[0]) / 2e-6
        assert gradient[place] == pytest.approx(numeric, abs=1e-9)


def test_losses_are_those_of_keras():
    rng = np.random.default_rng(1)
    y, target = rng.normal(size=(2, 5, 4)).astype(np.float32)
    classes = rng.integers(4, size=5)
    theirs = keras.losses.MeanSquaredError()(target, y)
    assert mean_squared_error(y, target)[0] == pytest.approx(float(theirs), rel=1e-6)
    theirs = keras.losses.SparseCategoricalCrossentropy(from_logits=True)(classes, y)
    assert softmax_cross_entropy(y, classes)[0] == pytest.approx(float(theirs), rel=1e-6)


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_dtypes_are_kept(dtype):
    y = np.ones((2, 3), dtype)
    assert mean_squared_error(y, np.zeros((2, 3)))[1].dtype == dtype
    assert softmax_cross_entropy(y, [0, 2])[1].dtype == dtype
    assert Adam().update([y], [y])[0].dtype == dtype
    assert clip_by_global_norm([y], 0.1)[0][0].dtype == dtype


def test_adam_moves_as_keras_does():
    rng = np.random.default_rng(2)
    start = [rng.normal(size=shape).astype(np.float32) for shape in ((3, 2), (4,))]
    variables = [keras.Variable(w) for w in start]
    theirs, ours, weights = keras.optimizers.Adam(0.01), Adam(0.01), start
    for _ in range(20):
        gradients = [rng.normal(size=w.shape).astype(np.float32) for w in start]
        theirs.apply(gradients, variables)
        weights = ours.update(weights, gradients)
    for w, variable in zip(weights, variables, strict=True):
        np.testing.assert_allclose(w, np.asarray(variable.value), atol=1e-6)


def test_the_first_step_of_adam_is_the_learning_rate_whatever_the_gradient():
    (moved,) = Adam(0.1).update([np.zeros(3)], [np.array([1e-3, -5.0, 1e4])])
    assert moved == pytest.approx([-0.1, 0.1, -0.1], rel=1e-3)


def test_clipping_keeps_directions_and_short_gradients():
    gradients = [np.array([3.0]), np.array([[0.0, 4.0]])]
    clipped, norm = clip_by_global_norm(gradients, 1.0)
    assert norm == 5.0
    assert [g.tolist() for g in clipped] == [[pytest.approx(0.6)], [[0.0, pytest.approx(0.8)]]]
    same, _ = clip_by_global_norm(gradients, 6.0)
    assert [g.tolist() for g in same] == [g.tolist() for g in gradients]
    assert clip_by_global_norm([np.zeros(2)], 1.0)[1] == 0.0


@pytest.mark.parametrize(
    ("call", "said"),
    [
        (lambda: mean_squared_error(np.ones(2), np.ones(3)), "target: expected shape"),
        (lambda: softmax_cross_entropy(np.ones(3), [0]), r"logits: expected \(B, K\)"),
        (lambda: softmax_cross_entropy(np.ones((1, 3)), [3]), "expected whole numbers from 0 to 2"),
        (lambda: softmax_cross_entropy(np.ones((1, 3)), [0.5]), "received float64"),
        (lambda: clip_by_global_norm([np.ones(1)], 0), "limit: expected a positive number"),
        (lambda: Adam(-1), "learning_rate: expected a positive number"),
        (lambda: Adam().update([np.ones(2)], [np.ones(3)]), "gradients, 0: expected shape"),
        (lambda: Adam().update([np.ones(2)], []), "received 1 and 0"),
    ],
)
def test_what_does_not_fit_is_refused(call, said):
    with pytest.raises(ValueError, match=said):
        call()
