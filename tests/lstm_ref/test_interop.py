"""Weights from one framework to another: nothing is lost, and the outputs stay the same."""

import numpy as np
import pytest

from lstm_ref import LSTM, Bidirectional, interop
from tests.helpers.onnx_oracle import onnx_lstm

B, T, D, H = 3, 5, 4, 2


def drawn(directions=1, dtype=np.float32):
    rng = np.random.default_rng(0)
    shapes = [(D, 4 * H), (H, 4 * H), (4 * H,)] * directions
    return [rng.normal(size=shape).astype(dtype) for shape in shapes]


def test_blocks_change_places_and_nothing_else():
    array = np.arange(8)
    assert interop.reorder_gates(array, "ifgo", "iofg").tolist() == [0, 1, 6, 7, 2, 3, 4, 5]
    columns = interop.reorder_gates(array[:, None], "ifgo", "ogfi", axis=0)
    assert columns[:, 0].tolist() == [6, 7, 4, 5, 2, 3, 0, 1]
    back = interop.reorder_gates(interop.reorder_gates(array, "ifgo", "gofi"), "gofi", "ifgo")
    assert back.tolist() == array.tolist()


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
@pytest.mark.parametrize("there", ["torch", "onnx"])
def test_a_round_trip_is_exact(there, dtype):
    weights = drawn(dtype=dtype)
    back = getattr(interop, f"from_{there}")(getattr(interop, f"to_{there}")(weights))
    for ours, original in zip(back, weights, strict=True):
        assert ours.dtype == dtype
        np.testing.assert_array_equal(ours, original)


def test_a_round_trip_of_two_directions_is_exact():
    weights = drawn(directions=2)
    inputs = interop.to_onnx(weights)
    assert [inputs[name].shape for name in "WRB"] == [(2, 4 * H, D), (2, 4 * H, H), (2, 8 * H)]
    for ours, original in zip(interop.from_onnx(inputs), weights, strict=True):
        np.testing.assert_array_equal(ours, original)


def test_two_biases_are_read_as_their_sum():
    state = interop.to_torch(drawn())
    half = state["bias_ih_l0"] / 2
    state |= {"bias_ih_l0": half, "bias_hh_l0": half}
    np.testing.assert_array_equal(interop.from_torch(state)[2], drawn()[2])
    del state["bias_ih_l0"], state["bias_hh_l0"]
    assert interop.from_torch(state)[2].tolist() == [0] * (4 * H)


@pytest.mark.parametrize("directions", [1, 2])
def test_onnxruntime_gives_the_same_output(directions):
    weights = drawn(directions)
    x = np.random.default_rng(1).normal(size=(B, T, D)).astype(np.float32)
    layer = LSTM(H, return_sequences=True)
    layer = Bidirectional(layer) if directions == 2 else layer
    layer.set_weights(weights)
    Y, _, _ = onnx_lstm(x, weights, "bidirectional" if directions == 2 else "forward")
    np.testing.assert_allclose(layer(x), np.concatenate(list(Y), axis=-1), atol=1e-6)


@pytest.mark.needs("torch")
def test_pytorch_gives_the_same_output():
    import torch

    layer = LSTM(H, return_sequences=True)
    layer.set_weights(drawn())
    theirs = torch.nn.LSTM(D, H, batch_first=True)
    state = {name: torch.from_numpy(a) for name, a in interop.to_torch(drawn()).items()}
    theirs.load_state_dict(state)
    x = np.random.default_rng(1).normal(size=(B, T, D)).astype(np.float32)
    with torch.no_grad():
        expected, _ = theirs(torch.from_numpy(x))
    np.testing.assert_allclose(layer(x), expected.numpy(), atol=1e-6)


@pytest.mark.parametrize(
    ("call", "said"),
    [
        (lambda: interop.reorder_gates(np.ones(8), "ifgo", "ifco"), "expected an order of i, f"),
        (lambda: interop.reorder_gates(np.ones(6), "ifgo", "iofg"), "expected four equal blocks"),
        (lambda: interop.to_torch(drawn()[:2]), "weights: expected"),
        (lambda: interop.to_onnx([*drawn()[:2], np.ones(7)]), r"kernel: expected shape \(D, 4H\)"),
        (lambda: interop.from_torch({}), "received no weight_ih_l0"),
        (lambda: interop.from_onnx({"W": np.ones(3)}), "received no R"),
        (
            lambda: interop.from_onnx({name: np.ones((1, 8)) for name in "WRB"}),
            r"received \(1, 8\)",
        ),
    ],
)
def test_what_does_not_fit_is_refused(call, said):
    with pytest.raises(ValueError, match=said):
        call()
