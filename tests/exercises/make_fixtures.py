"""Write solutions/NN-name/fixtures.json: visible examples, computed by lstm_ref.

Run ``python tests/exercises/make_fixtures.py`` (``make exercises`` does). The file holds, for
each exercise function, its arguments, the right result, and for each common mistake its message
and what it would give. The hidden tests are not here: they are in the notebooks of solutions/.
This script stays outside solutions/, because nbgrader hands out every file it finds there.
"""

import json
import re
from collections.abc import Callable
from itertools import combinations
from pathlib import Path
from typing import Any

import numpy as np

import lstm_ref
from lstm_ref import sigmoid, tanh

ROOT = Path(__file__).parents[2]
B, D, H = 2, 3, 4
DIGITS = 8

Values = dict[str, Any]
# key -> (message, what the mistake gives, from the values of the example)
Mistakes = dict[str, tuple[str, Callable[[Values], Any]]]


def lstm_gates() -> dict[str, Any]:
    """Return the fixtures of assignment 03: one example goes through all seven functions."""
    v = _example()
    functions = {
        "input_gate": gate("i", squash="sigmoid", role="how much of the candidate is written"),
        "candidate": gate("g", squash="tanh", role="what could be written, with its sign"),
        "forget_gate": gate("f", squash="sigmoid", role="which fraction of C_prev is kept"),
        "cell_state": {
            "arguments": ["f_t", "C_prev", "i_t", "g_t"],
            "returns": ["C_t"],
            "hint": "All four arrays are (B, H): these products go element by element.",
            "mistakes": CELL_STATE,
        },
        "output_gate": gate("o", squash="sigmoid", role="how much of the cell state is shown"),
        "hidden_state": {
            "arguments": ["o_t", "C_t"],
            "returns": ["h_t"],
            "hint": "Both arrays are (B, H): this product goes element by element.",
            "mistakes": HIDDEN_STATE,
        },
        "lstm_step": {
            "arguments": ["x_t", "h_prev", "C_prev", "params"],
            "returns": ["h_t", "C_t"],
            "hint": "params is a dict: params['W_xi'] is the weight from x_t to the input gate. "
            "Does every gate get its own three?",
            "mistakes": LSTM_STEP,
            "parts": _parts(),
        },
    }
    for name, spec in functions.items():
        spec["mistakes"] = _evaluate(name, spec, v)
    shown = {k: _round(a) for k, a in v.items() if k not in v["params"]}
    return {"values": shown, "functions": functions}


def _example() -> Values:
    """Draw a readable example (one decimal, no zeros) and run lstm_ref on it once."""
    rng = np.random.default_rng(42)

    def draw(*shape: int) -> Any:
        return rng.integers(1, 13, shape) * rng.choice([-0.1, 0.1], shape)

    params = {}
    for a in "ifgo":
        params |= {f"W_x{a}": draw(D, H), f"W_h{a}": draw(H, H), f"b_{a}": draw(H)}
    v = {"x_t": draw(B, D), "h_prev": draw(B, H) / 2, "C_prev": draw(B, H) * 1.5}
    h_t, C_t, cache = lstm_ref.lstm_step(
        v["x_t"], v["h_prev"], v["C_prev"], *lstm_ref.join_gates(params)
    )
    v |= {"i_t": cache.i_t, "f_t": cache.f_t, "g_t": cache.g_t, "o_t": cache.o_t}
    return {**v, "C_t": C_t, "h_t": h_t, "params": params, **params}


def _parts() -> dict[str, Any]:
    """Return what right functions give lstm_step: name -> rows of (arguments, result)."""

    def row(a: str) -> Any:
        return [["x_t", "h_prev", f"W_x{a}", f"W_h{a}", f"b_{a}"], f"{a}_t"]

    # The three gates share one formula, so a learner may use one function for all three.
    gates = [row(a) for a in "ifo"]
    return {
        "input_gate": gates,
        "candidate": [row("g")],
        "forget_gate": gates,
        "cell_state": [[["f_t", "C_prev", "i_t", "g_t"], "C_t"]],
        "output_gate": gates,
        "hidden_state": [[["o_t", "C_t"], "h_t"]],
    }


def gate(a: str, squash: str, role: str) -> dict[str, Any]:
    """Return the fixture of one gate, or of the candidate: squash(x_t W_x + h_prev W_h + b)."""
    right, other = (sigmoid, tanh) if squash == "sigmoid" else (tanh, sigmoid)
    r, x, h, b = f"{a}_t", f"W_x{a}", f"W_h{a}", f"b_{a}"

    def z(v: Values, x_part: float = 1, h_part: float = 1, b_part: float = 1) -> Any:
        return x_part * (v["x_t"] @ v[x]) + h_part * (v["h_prev"] @ v[h]) + b_part * v[b]

    if squash == "sigmoid":
        wrong_squash = (
            f"your {r} is tanh of the right sum. {r} says {role}, from 0 (none) to 1 (all): "
            "which squashing function stays between 0 and 1?"
        )
    else:
        wrong_squash = (
            f"your {r} is sigmoid of the right sum, so it is never negative. {r} says {role}: "
            "which squashing function keeps the sign?"
        )
    mistakes: Mistakes = {
        "other-squash": (wrong_squash, lambda v: other(z(v))),
        "no-squash": (
            f"your {r} is the bare sum. The sum is right; which function squashes it?",
            z,
        ),
        "no-bias": (
            f"your {r} is right but for {b}: where does it go?",
            lambda v: right(z(v, 1, 1, 0)),
        ),
        "bias-outside": (
            f"you add {b} after squashing. Which of the two comes first?",
            lambda v: right(z(v, 1, 1, 0)) + v[b],
        ),
        "bias-twice": (f"{b} is in your sum twice.", lambda v: right(z(v, 1, 1, 2))),
        "no-h": (
            f"h_prev has no say in your {r}: the term with {h} is missing.",
            lambda v: right(z(v, 1, 0, 1)),
        ),
        "no-x": (
            f"x_t has no say in your {r}: the term with {x} is missing.",
            lambda v: right(z(v, 0, 1, 1)),
        ),
        "h-transposed": (
            f"your {r} uses {h} transposed. Row k of {h} says what unit k of h_prev sends out: "
            "rows are samples, so h_prev stands on the left.",
            lambda v: right(v["x_t"] @ v[x] + v["h_prev"] @ v[h].T + v[b]),
        ),
        "squash-each": (
            "you squash each term by itself. How many numbers does the function squash per unit, "
            "one for each term or one in all?",
            lambda v: right(v["x_t"] @ v[x]) + right(v["h_prev"] @ v[h]) + right(v[b]),
        ),
        "squash-twice": (
            f"you squash twice: your {r} is {squash} of the right {r}.",
            lambda v: right(right(z(v))),
        ),
    }
    if a == "f":
        mistakes["one-minus"] = (
            "your f_t is 1 minus the right one. f_t is the fraction that is kept: at 1 the cell "
            "keeps everything, at 0 it forgets. Is there a sign too much?",
            lambda v: 1 - right(z(v)),
        )
    elif squash == "sigmoid":
        mistakes["one-minus"] = (
            f"your {r} is 1 minus the right one: open where it should be closed. "
            "Is there a sign too much?",
            lambda v: 1 - right(z(v)),
        )
    else:
        mistakes["minus"] = (
            f"your {r} has the wrong sign everywhere. Is there a minus too much?",
            lambda v: -right(z(v)),
        )
    return {
        "arguments": ["x_t", "h_prev", x, h, b],
        "returns": [r],
        "hint": f"Which array does x_t meet, and which one h_prev? {x} has a row for each number "
        f"of x_t, {h} a row for each unit of h_prev.",
        "mistakes": mistakes,
    }


CELL_STATE: Mistakes = {
    "added-to-f": (
        "you add i * g to f_t. It is added to what was kept: to f_t times C_prev.",
        lambda v: v["f_t"] + v["i_t"] * v["g_t"],
    ),
    "f-scales-all": (
        "your f_t scales the new part too. It scales the old cell state only.",
        lambda v: v["f_t"] * (v["C_prev"] + v["i_t"] * v["g_t"]),
    ),
    "sum-times-C": (
        "you multiply C_prev with everything. Only one of the two products holds C_prev.",
        lambda v: (v["f_t"] + v["i_t"] * v["g_t"]) * v["C_prev"],
    ),
    "i-f-swapped": (
        "i_t and f_t have changed places. Which one looks back at C_prev?",
        lambda v: v["i_t"] * v["C_prev"] + v["f_t"] * v["g_t"],
    ),
    "one-minus-f": (
        "you keep 1 - f_t of C_prev. f_t is the fraction that is kept, not the one that is lost.",
        lambda v: (1 - v["f_t"]) * v["C_prev"] + v["i_t"] * v["g_t"],
    ),
    "one-gate": (
        "you write with 1 - f_t in the place of i_t. Some cells do; an LSTM has two gates here.",
        lambda v: v["f_t"] * v["C_prev"] + (1 - v["f_t"]) * v["g_t"],
    ),
    "no-C_prev": (
        "your C_t holds the new part only. What is left of C_prev?",
        lambda v: v["i_t"] * v["g_t"],
    ),
    "no-new": (
        "your C_t holds the kept part only. What is written into it?",
        lambda v: v["f_t"] * v["C_prev"],
    ),
    "no-f": (
        "you keep all of C_prev. Which gate decides how much is kept?",
        lambda v: v["C_prev"] + v["i_t"] * v["g_t"],
    ),
    "no-i": (
        "you write all of g_t. Which gate decides how much is written?",
        lambda v: v["f_t"] * v["C_prev"] + v["g_t"],
    ),
    "no-g": (
        "you add i_t itself. i_t says how much is written; what is written?",
        lambda v: v["f_t"] * v["C_prev"] + v["i_t"],
    ),
    "minus": (
        "you subtract the new part. It may be negative by itself; it is added.",
        lambda v: v["f_t"] * v["C_prev"] - v["i_t"] * v["g_t"],
    ),
    "tanh-C": (
        "you squash C_t. The cell state itself is never squashed; that comes later, in h_t.",
        lambda v: tanh(v["f_t"] * v["C_prev"] + v["i_t"] * v["g_t"]),
    ),
}

HIDDEN_STATE: Mistakes = {
    "no-tanh": (
        "you show C_t itself. C_t can grow beyond 1: what is done to it before the gate?",
        lambda v: v["o_t"] * v["C_t"],
    ),
    "tanh-outside": (
        "you squash after the gate. First squash C_t, then let the gate show a part of it.",
        lambda v: tanh(v["o_t"] * v["C_t"]),
    ),
    "sigmoid-C": (
        "you squash C_t with sigmoid, so the sign is lost. Which function keeps it?",
        lambda v: v["o_t"] * sigmoid(v["C_t"]),
    ),
    "no-o": ("you show everything. Where is the output gate?", lambda v: tanh(v["C_t"])),
    "no-C": ("your h_t is the gate itself. What does it let through?", lambda v: v["o_t"]),
    "one-minus-o": (
        "you show 1 - o_t of it. At 1 the output gate is open.",
        lambda v: (1 - v["o_t"]) * tanh(v["C_t"]),
    ),
    "added": (
        "you add the gate. A gate multiplies.",
        lambda v: v["o_t"] + tanh(v["C_t"]),
    ),
    "sigmoid-o": (
        "you squash o_t again. It comes out of its sigmoid already.",
        lambda v: sigmoid(v["o_t"]) * tanh(v["C_t"]),
    ),
    "tanh-o": (
        "you squash the gate and show C_t itself. Which of the two is tanh for?",
        lambda v: tanh(v["o_t"]) * v["C_t"],
    ),
}


def _step(
    v: Values, C: Callable[..., Any] | None = None, h: Callable[..., Any] | None = None, **new: Any
) -> Any:
    """Return (h_t, C_t) of a step in which a few things are done another way."""
    i, f, g, o = (new.get(a, v[f"{a}_t"]) for a in "ifgo")
    C_t = f * v["C_prev"] + i * g if C is None else C(i, f, g, o)
    return (o * tanh(C_t) if h is None else h(o, C_t)), C_t


def _gates(
    v: Values, x: str = "x_t", h: str = "h_prev", bias: float = 1, weights: str = "ifgo"
) -> Any:
    """Return the four gate values, computed from other arrays."""
    given = {}
    for a, w in zip("ifgo", weights, strict=True):
        x_part = v[x] @ v[f"W_x{w}"] if x else 0
        h_part = v[h] @ v[f"W_h{w}"] if h else 0
        given[a] = (tanh if a == "g" else sigmoid)(x_part + h_part + bias * v[f"b_{w}"])
    return given


def _logit(p: Any) -> Any:
    return np.log(p / (1 - p))


LSTM_STEP: Mistakes = {
    "order": (
        "you return C_t first. The order is h_t, then C_t.",
        lambda v: _step(v)[::-1],
    ),
    "i-f-swapped": (
        "the input gate and the forget gate have changed places. Which one looks back at C_prev?",
        lambda v: _step(v, i=v["f_t"], f=v["i_t"]),
    ),
    "i-o-swapped": (
        "the input gate and the output gate have changed places. Which one writes?",
        lambda v: _step(v, i=v["o_t"], o=v["i_t"]),
    ),
    "f-o-swapped": (
        "the forget gate and the output gate have changed places. Which one keeps?",
        lambda v: _step(v, f=v["o_t"], o=v["f_t"]),
    ),
    "g-weights": (
        "the candidate works with the input gate's weights. It has three of its own in params.",
        lambda v: _step(v, g=_gates(v, weights="ifio")["g"]),
    ),
    "same-weights": (
        "all four work with the input gate's weights. Each one has its own three in params.",
        lambda v: _step(v, **_gates(v, weights="iiii")),
    ),
    "g-sigmoid": (
        "your g_t went through sigmoid. The candidate needs its sign.",
        lambda v: _step(v, g=sigmoid(np.arctanh(v["g_t"]))),
    ),
    "gates-tanh": (
        "your gates went through tanh. A gate stays between 0 and 1.",
        lambda v: _step(v, **{a: tanh(_logit(v[f"{a}_t"])) for a in "ifo"}),
    ),
    "one-minus-f": (
        "you keep 1 - f_t of C_prev. f_t is the fraction that is kept.",
        lambda v: _step(v, f=1 - v["f_t"]),
    ),
    "no-C_prev": (
        "C_prev has no say in your C_t. What does the forget gate act on?",
        lambda v: _step(v, C=lambda i, f, g, o: i * g),
    ),
    "no-i": (
        "you write all of g_t. Which gate decides how much is written?",
        lambda v: _step(v, C=lambda i, f, g, o: f * v["C_prev"] + g),
    ),
    "added-to-f": (
        "you add i * g to f_t. It is added to f_t times C_prev.",
        lambda v: _step(v, C=lambda i, f, g, o: f + i * g),
    ),
    "C-squashed": (
        "you return tanh of C_t as the cell state. Only h_t is made from the squashed one.",
        lambda v: (_step(v)[0], tanh(v["C_t"])),
    ),
    "no-tanh": (
        "tanh is missing on C_t on the way to h_t.",
        lambda v: _step(v, h=lambda o, C: o * C),
    ),
    "tanh-outside": (
        "you squash after the output gate. First squash C_t, then let the gate act.",
        lambda v: _step(v, h=lambda o, C: tanh(o * C)),
    ),
    "old-C": (
        "your h_t is made from C_prev. The output gate shows the new cell state.",
        lambda v: _step(v, h=lambda o, C: o * tanh(v["C_prev"])),
    ),
    "states-swapped": (
        "h_prev and C_prev have changed places. Which of the two do the gates see?",
        lambda v: _step(v, C=lambda i, f, g, o: f * v["h_prev"] + i * g, **_gates(v, h="C_prev")),
    ),
    "gates-see-C": (
        "your gates look at C_prev. In this cell they see x_t and h_prev.",
        lambda v: _step(v, **_gates(v, h="C_prev")),
    ),
    "no-h": (
        "h_prev has no say in your gates: four terms are missing.",
        lambda v: _step(v, **_gates(v, h="")),
    ),
    "no-x": (
        "x_t has no say in your gates: four terms are missing.",
        lambda v: _step(v, **_gates(v, x="")),
    ),
    "h-transposed": (
        "your weights of h_prev are transposed. Rows are samples, so h_prev stands on the left of "
        "W_hi as it is.",
        lambda v: _step(v, **_gates({**v, **{f"W_h{a}": v[f"W_h{a}"].T for a in "ifgo"}})),
    ),
    "gate-order": (
        "the gates work with each other's weights: the order i, o, f, g is another framework's. "
        "Take each array by its name.",
        lambda v: _step(v, **_gates(v, weights="igof")),
    ),
    "no-bias": (
        "the four biases are missing.",
        lambda v: _step(v, **_gates(v, bias=0)),
    ),
}


def _evaluate(function: str, spec: dict[str, Any], v: Values) -> dict[str, Any]:
    """Compute what each mistake gives; refuse an example that cannot tell two of them apart."""

    def returned(value: Any) -> list[Any]:
        return list(value) if isinstance(value, tuple) else [value]

    gives = {"the solution": [v[name] for name in spec["returns"]]}
    gives |= {key: returned(compute(v)) for key, (_, compute) in spec["mistakes"].items()}
    for (a, first), (b, second) in combinations(gives.items(), 2):
        if max(np.abs(p - q).max() for p, q in zip(first, second, strict=True)) < 0.01:
            raise ValueError(f"{function}: this example cannot tell {a} from {b}")
    return {
        key: {
            "message": message,
            "gives": {n: _round(a) for n, a in zip(spec["returns"], gives[key], strict=True)},
        }
        for key, (message, _) in spec["mistakes"].items()
    }


def _round(value: Any) -> Any:
    """Round, so that another machine's last digit changes no file."""
    if isinstance(value, dict):
        return {k: _round(a) for k, a in value.items()}
    return (np.round(value, DIGITS) + 0.0).tolist()


def to_text(fixtures: dict[str, Any]) -> str:
    """Return JSON with every list of numbers on one line."""
    text = json.dumps(fixtures, indent=1, ensure_ascii=False)
    return re.sub(r"\[[^\[\]{}]*\]", lambda m: re.sub(r"\s+", " ", m[0]), text) + "\n"


FIXTURES = {"03-lstm-gates": lstm_gates}


def main() -> None:
    for assignment, make in FIXTURES.items():
        path = ROOT / "solutions" / assignment / "fixtures.json"
        path.write_text(to_text(make()), encoding="utf-8")


if __name__ == "__main__":
    main()
