"""What the examples of all assignments share: drawing, evaluating, writing."""

import json
import re
from collections.abc import Callable
from dataclasses import dataclass, field
from itertools import combinations
from typing import Any

import numpy as np

from .languages import in_all, phrases

DIGITS = 8
LETTERS = "ifgo"
FLAGS = [
    {"return_sequences": sequences, "return_state": state}
    for sequences, state in [(False, False), (True, False), (False, True), (True, True)]
]

Values = dict[str, Any]
Formula = Callable[[Values], Any]
Mistakes = dict[str, tuple[str, Formula]]  # key -> (message, what the mistake gives)


@dataclass
class Probe:
    """A simpler example: "it is right when <when>, so look at <look>"."""

    when: str
    look: str
    change: Formula  # from the arguments to those that are replaced


@dataclass
class Function:
    """One exercise function, and everything that is known about it.

    right gives the results by name. settings: flags to try, one example for each. calls: for
    each function that this one may call, rows of (arguments, result) that stand in for it.
    composite: the exercise is to put those together, whether they are written or not.
    """

    arguments: list[str]
    right: Callable[[Values], dict[str, Any]]
    mistakes: Mistakes
    hint: str
    probes: list[Probe] = field(default_factory=list)
    settings: list[Values] = field(default_factory=lambda: [{}])
    calls: dict[str, list[Any]] = field(default_factory=dict)
    kind: str = "arrays"  # or "dict", "shapes"
    composite: bool = True


def draw(rng: np.random.Generator, *shape: int) -> Any:
    """Draw readable numbers: one decimal, no zeros."""
    return rng.integers(1, 13, shape) * rng.choice([-0.1, 0.1], shape)


def draw_params(rng: np.random.Generator, D: int, H: int) -> Values:
    """Draw the twelve arrays of an LSTM."""
    params = {}
    for a in LETTERS:
        params |= {f"W_x{a}": draw(rng, D, H), f"W_h{a}": draw(rng, H, H), f"b_{a}": draw(rng, H)}
    return params


def assemble(
    values: Values, functions: dict[str, Function], helpers: dict[str, list[str]] | None = None
) -> dict[str, Any]:
    """Return the content of one fixtures.json. helpers: other functions that may be called."""
    specs = {name: _spec(name, function, values) for name, function in functions.items()}
    arguments = {name: [*f.arguments, *f.settings[0]] for name, f in functions.items()}
    signatures = {
        name: {a: False if a.startswith("return_") else None for a in names}
        for name, names in {**arguments, **(helpers or {})}.items()
    }
    words = {"language": "en", "words": phrases()}
    return {**words, "values": rounded(values), "signatures": signatures, "functions": specs}


def _spec(name: str, function: Function, values: Values) -> dict[str, Any]:
    base = {argument: values[argument] for argument in function.arguments}
    right, gives = [], {key: [] for key in function.mistakes}
    for flags in function.settings:
        everything = {**values, **base, **flags}
        right.append(function.right(everything))
        for key, (_, formula) in function.mistakes.items():
            gives[key].append(_listed(formula(everything), list(right[-1])))
    _refuse_twins(name, {"the solution": [list(r.values()) for r in right], **gives})
    examples = []
    for k, flags in enumerate(function.settings):
        expected = list(right[k].values())
        mistakes = {key: g[k] for key, g in gives.items() if not _alike(g[k], expected)}
        examples.append(
            {
                "when": _flags(flags),
                "arguments": {**{a: a for a in base}, **flags},
                "returns": rounded(right[k]),
                "mistakes": rounded(mistakes),
            }
        )
    return {
        "kind": function.kind,
        "hint": in_all(function.hint),
        "mistakes": {key: in_all(message) for key, (message, _) in function.mistakes.items()},
        "calls": function.calls,
        "composite": function.composite,
        "examples": examples,
        "probes": [_probe(function, base, probe) for probe in function.probes],
    }


def _flags(flags: Values) -> dict[str, str]:
    """Return a setting of the flags as words, or nothing where there are none."""
    settings = [f"{flag}={value}" for flag, value in flags.items()]
    return {"en": " and ".join(settings), "ko": ", ".join(settings)} if flags else {}


def _probe(function: Function, base: Values, probe: Probe) -> dict[str, Any]:
    changed = probe.change(base)
    returns = [function.right({**base, **changed, **flags}) for flags in function.settings]
    words = {"when": in_all(probe.when), "look": in_all(probe.look)}
    return {**words, "arguments": rounded(changed), "returns": rounded(returns)}


def _listed(given: Any, names: list[str]) -> list[Any]:
    if isinstance(given, dict):
        return [given[name] for name in names if name in given]
    return list(given) if isinstance(given, (tuple, list)) else [given]


def _refuse_twins(function: str, gives: dict[str, list[list[Any]]]) -> None:
    """Refuse an example that cannot tell two mistakes apart, or one from the solution."""
    for (a, first), (b, second) in combinations(gives.items(), 2):
        if all(_alike(p, q) for p, q in zip(first, second, strict=True)):
            raise ValueError(f"{function}: this example cannot tell {a} from {b}")


def _alike(first: list[Any], second: list[Any]) -> bool:
    if list(map(np.shape, first)) != list(map(np.shape, second)):
        return False
    return all(
        np.abs(np.subtract(p, q)).max(initial=0) < 0.01 for p, q in zip(first, second, strict=True)
    )


def rounded(value: Any) -> Any:
    """Round, so that another machine's last digit changes no file."""
    if isinstance(value, dict):
        return {k: rounded(a) for k, a in value.items()}
    if isinstance(value, (list, tuple)):
        return [rounded(a) for a in value]
    if isinstance(value, np.ndarray):
        return (np.round(value, DIGITS) + 0.0).tolist()
    return value


def to_text(fixtures: dict[str, Any]) -> str:
    """Return JSON with every list of numbers on one line."""
    text = json.dumps(fixtures, indent=1, ensure_ascii=False)
    return re.sub(r"\[[^\[\]{}]*\]", lambda m: re.sub(r"\s+", " ", m[0]), text) + "\n"
