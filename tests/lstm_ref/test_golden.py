"""Numbers printed in the course and in Keras's own tests, reproduced digit by digit."""

import numpy as np
import pytest

from lstm_ref import LSTM, Bidirectional, Constant, SimpleRNN

# One sentence of four words, five features each: the example of the text.
TRAIN_X = np.array(
    [
        [
            [0.1, 4.2, 1.5, 1.1, 2.8],
            [1.0, 3.1, 2.5, 0.7, 1.1],
            [0.3, 2.1, 1.5, 2.1, 0.1],
            [2.2, 1.4, 0.5, 0.9, 1.1],
        ]
    ]
)
FORWARD = [0.3590647286, 0.5511132818, 0.5911575007, 0.6303138748]
BACKWARD = [0.7038734206, 0.5886358061, 0.3951699028, 0.2194224496]  # in time order
SIMPLE_RNN = [0.748704287, 0.7874223638, 0.6890930717, 0.6732850096]
ALL_TENTHS = {"kernel_initializer": Constant(0.1), "recurrent_initializer": Constant(0.1)}


def lstm(**arguments):
    return LSTM(3, return_sequences=True, return_state=True, **ALL_TENTHS, **arguments)


def close(received, expected, tolerance=1e-9):
    """Every unit has the value: all weights are equal, so all units are."""
    expected = np.broadcast_to(np.asarray(expected)[..., None], np.shape(received))
    np.testing.assert_allclose(received, expected, rtol=0, atol=tolerance)


def test_forward():
    y, h, C = lstm()(TRAIN_X)
    close(y[0], FORWARD)
    close(h[0], FORWARD[-1])
    close(C[0], 1.5707086688)


def test_backward_rows_come_in_the_order_of_computation():
    y, h, C = lstm(go_backwards=True)(TRAIN_X)
    close(y[0], BACKWARD[::-1])
    close(h[0], BACKWARD[0])
    close(C[0], 1.6402445922)


def test_bidirectional_turns_the_backward_rows_into_time_order():
    y, h, C, h_back, C_back = Bidirectional(lstm())(TRAIN_X)
    close(y[0, :, :3], FORWARD)
    close(y[0, :, 3:], BACKWARD)
    close(h[0], FORWARD[-1])
    close(C[0], 1.5707086688)
    close(h_back[0], BACKWARD[0])
    close(C_back[0], 1.6402445922)


def test_bidirectional_without_sequences_ends_at_the_first_time_step():
    y = Bidirectional(LSTM(3, **ALL_TENTHS))(TRAIN_X)
    close(y[0, :3], FORWARD[-1])
    close(y[0, 3:], BACKWARD[0])


def test_a_bias_that_is_really_zero():
    y = Bidirectional(LSTM(3, **ALL_TENTHS, unit_forget_bias=False))(TRAIN_X)
    close(y[0, :3], 0.56505494, tolerance=5e-9)
    close(y[0, 3:], 0.66263157, tolerance=5e-9)


def test_simple_rnn():
    layer = SimpleRNN(3, return_sequences=True, return_state=True, **ALL_TENTHS)
    y, h = layer(TRAIN_X)
    close(y[0], SIMPLE_RNN)
    close(h[0], SIMPLE_RNN[-1])


@pytest.mark.parametrize(
    ("go_backwards", "expected", "tolerance"),
    [
        (False, [0.628868671, 0.86899155, 0.9460773], [5e-10, 1.2e-7, 5e-8]),
        (True, [0.3562215662, 0.7478952596, 0.8872725802], [5e-11] * 3),
    ],
    ids=["forward", "go_backwards"],
)
def test_keras_golden(go_backwards, expected, tolerance):
    """Keras's own test of LSTM; the tolerance is half a unit of the last digit printed.

    One printed number, 0.86899155, carries Keras's float32 rounding: the exact value is
    0.86899145. Its tolerance is two float32 units in the last place.
    """
    layer = LSTM(
        3,
        kernel_initializer=Constant(0.01),
        recurrent_initializer=Constant(0.02),
        bias_initializer=Constant(0.03),
        go_backwards=go_backwards,
    )
    y = layer(np.arange(72.0).reshape(3, 6, 4))
    for row, (value, digits) in enumerate(zip(expected, tolerance, strict=True)):
        close(y[row], value, tolerance=digits)
