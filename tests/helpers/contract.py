"""The contract of the exercises: assignment/notebook -> function -> (arguments, points)."""

import ast

PARAMS = "return_sequences=False, return_state=False"
CONTRACT = {
    "01-long-term-dependencies/long_term_dependencies": {"jacobian_norms": ("W_h, h", 10)},
    "02-vanilla-rnn/vanilla_rnn": {
        "rnn_step": ("x_t, h_prev, W_x, W_h, b", 5),
        "rnn_forward": ("x, h_0, W_x, W_h, b", 7),
    },
    "03-lstm-gates/lstm_gates": {
        "input_gate": ("x_t, h_prev, W_xi, W_hi, b_i", 4),
        "candidate": ("x_t, h_prev, W_xg, W_hg, b_g", 3),
        "forget_gate": ("x_t, h_prev, W_xf, W_hf, b_f", 3),
        "cell_state": ("f_t, C_prev, i_t, g_t", 4),
        "output_gate": ("x_t, h_prev, W_xo, W_ho, b_o", 3),
        "hidden_state": ("o_t, C_t", 3),
        "lstm_step": ("x_t, h_prev, C_prev, params", 10),
    },
    "04-simple-rnn/simple_rnn": {
        "simple_rnn": (f"x, W_x, W_h, b, {PARAMS}", 8),
        "simple_rnn_shapes": (
            "batch_size, timesteps, input_dim, units, return_sequences, return_state",
            6,
        ),
    },
    "05-lstm/lstm": {
        "split_keras_weights": ("kernel, recurrent_kernel, bias", 4),
        "lstm": (f"x, params, {PARAMS}", 12),
    },
    "06-bidirectional-lstm/bidirectional_lstm": {
        "reverse_time": ("x", 3),
        "concatenate_directions": ("forward_h, backward_h", 5),
        "bidirectional_lstm": (f"x, forward_params, backward_params, {PARAMS}", 10),
    },
}
TOTALS = {"01": 10, "02": 12, "03": 30, "04": 14, "05": 16, "06": 18}  # 100 in all
NOTEBOOKS = sorted(CONTRACT)
FUNCTIONS = [(notebook, function) for notebook in NOTEBOOKS for function in CONTRACT[notebook]]
EXTRA = {"lstm": {"own_lstm_step"}, "bidirectional_lstm": {"own_lstm"}}  # cells for own helpers


def parts(test_source: str) -> dict[str, tuple[float, ...]]:
    """Return the parts of the points, as a test cell shows them to the learner."""
    for node in ast.walk(ast.parse(test_source)):
        if isinstance(node, ast.Call) and ast.unparse(node.func) == "checks.Test":
            worth = {k.arg: ast.literal_eval(k.value) for k in node.keywords}
            return {k: v if isinstance(v, tuple) else (v,) for k, v in worth.items()}
    raise AssertionError("no checks.Test")
