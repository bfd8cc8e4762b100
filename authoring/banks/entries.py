"""What the banks hold: wrong and right solutions of the exercises, as the text of a cell.

A bank is a dict: function -> Bank. Each entry is written as a learner would write it. The text is
a whole cell, the body of the function, or just the expression that it returns.
"""

import textwrap
from dataclasses import dataclass, field

SIGNATURES = {
    "jacobian_norms": "W_h, h",
    "rnn_step": "x_t, h_prev, W_x, W_h, b",
    "rnn_forward": "x, h_0, W_x, W_h, b",
    "input_gate": "x_t, h_prev, W_xi, W_hi, b_i",
    "candidate": "x_t, h_prev, W_xg, W_hg, b_g",
    "forget_gate": "x_t, h_prev, W_xf, W_hf, b_f",
    "cell_state": "f_t, C_prev, i_t, g_t",
    "output_gate": "x_t, h_prev, W_xo, W_ho, b_o",
    "hidden_state": "o_t, C_t",
    "lstm_step": "x_t, h_prev, C_prev, params",
    "simple_rnn": "x, W_x, W_h, b, return_sequences=False, return_state=False",
    "simple_rnn_shapes": "batch_size, timesteps, input_dim, units, return_sequences, return_state",
    "split_keras_weights": "kernel, recurrent_kernel, bias",
    "lstm": "x, params, return_sequences=False, return_state=False",
    "reverse_time": "x",
    "concatenate_directions": "forward_h, backward_h",
    "bidirectional_lstm": (
        "x, forward_params, backward_params, return_sequences=False, return_state=False"
    ),
}
COMPOSITE = (
    *("jacobian_norms", "rnn_forward", "lstm_step"),
    *("simple_rnn", "lstm", "bidirectional_lstm"),
)


def cell(function: str, text: str) -> str:
    """Return the source of a solution cell from a whole cell, a body or an expression."""
    text = textwrap.dedent(text).strip("\n")
    if f"def {function}(" in text:
        return text + "\n"
    if "\n" not in text and not text.startswith(("return", "raise")):
        text = f"return {text}"
    return f"def {function}({SIGNATURES[function]}):\n{textwrap.indent(text, '    ')}\n"


@dataclass(frozen=True)
class Mutant:
    """One wrong solution. listed: a misconception that must hear a message of its own."""

    name: str
    mistake: str
    source: str
    listed: bool = False


@dataclass
class Bank:
    """The wrong and the right solutions of one function."""

    function: str
    mutants: list[Mutant] = field(default_factory=list)
    right: dict[str, str] = field(default_factory=dict)

    def wrong(self, name: str, mistake: str, text: str) -> None:
        self.mutants.append(Mutant(name, mistake, cell(self.function, text)))

    def listed(self, name: str, mistake: str, text: str) -> None:
        self.mutants.append(Mutant(name, mistake, cell(self.function, text), listed=True))

    def also_right(self, name: str, text: str) -> None:
        self.right[name] = cell(self.function, text)


def add_copied_answer(bank: Bank, results: int = 1) -> None:
    """Add the mutant that looks up what the visible example expects."""
    bank.wrong(
        "copied",
        "returns the answer of the visible example",
        f"""
        import checks
        answers = list(checks.fixture({bank.function!r}).expected.values())
        return {"answers[0]" if results == 1 else "answers"}
        """,
    )
