"""What chapter 4 says of an input without a batch in Keras and in PyTorch."""

import keras
import numpy as np
import pytest

from lstm_ref import SimpleRNN

X = np.random.default_rng(1).normal(size=(4, 5)).astype(np.float32)


@pytest.mark.parametrize("layer", [keras.layers.SimpleRNN(3), SimpleRNN(3)])
def test_an_input_without_a_batch_is_refused(layer):
    with pytest.raises(ValueError, match="expected"):
        layer(X)
    assert layer(X[None]).shape == (1, 3)


@pytest.mark.needs("torch")
def test_pytorch_takes_it_for_one_sequence_without_a_batch():
    import torch

    rnn, x = torch.nn.RNN(5, 3, batch_first=True), torch.from_numpy(X)
    with torch.no_grad():
        output, state = rnn(x)
        in_batch, state_in_batch = rnn(x[None])
    assert output.shape == (4, 3)
    assert state.shape == (1, 3)
    np.testing.assert_allclose(output, in_batch[0], rtol=0, atol=1e-6)
    np.testing.assert_allclose(state, state_in_batch[:, 0], rtol=0, atol=1e-6)
