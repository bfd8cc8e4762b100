"""What Bidirectional says about layers that do not belong together."""

from lstm_ref import LSTM, Bidirectional, SimpleRNN
from tests.helpers.error_cases import error_cases
from tests.helpers.layer_data import H


def both(**arguments):
    return Bidirectional(LSTM(H), **arguments)


test_refusal = error_cases(
    (lambda: Bidirectional(3), TypeError, "layer: expected a SimpleRNN or an LSTM, received 3"),
    (lambda: Bidirectional(LSTM), TypeError, "layer: expected received <class"),
    (lambda: Bidirectional(both()), TypeError, "layer: expected received"),
    (lambda: both(backward_layer=3), TypeError, "backward_layer: expected received 3"),
    (lambda: both(merge_mode="avg"), ValueError, "merge_mode: expected 'ave' received 'avg'"),
    (
        lambda: both(backward_layer=LSTM(H)),
        ValueError,
        "backward_layer: expected go_backwards opposite, received False for both",
    ),
    (
        lambda: Bidirectional(LSTM(H, go_backwards=True)),
        ValueError,
        "backward_layer: expected go_backwards opposite, received True for both",
    ),
    (
        lambda: both(backward_layer=SimpleRNN(H, go_backwards=True)),
        ValueError,
        "backward_layer: expected type LSTM, received SimpleRNN",
    ),
    (
        lambda: both(backward_layer=LSTM(H, go_backwards=True, return_sequences=True)),
        ValueError,
        "backward_layer: expected return_sequences False, received True",
    ),
    (
        lambda: both(backward_layer=LSTM(H, go_backwards=True, return_state=True)),
        ValueError,
        "backward_layer: expected return_state False, received True",
    ),
    *[
        (
            lambda mode=mode: both(backward_layer=LSTM(1, go_backwards=True), merge_mode=mode),
            ValueError,
            "backward_layer: expected units 2, received 1",
        )
        for mode in ("sum", "mul", "ave")
    ],
)
