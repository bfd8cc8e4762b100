"""Points: which parts of them the outcomes of a function's calls earn."""

from collections.abc import Iterable
from typing import Any

import numpy as np

from .returned import Outcome

Worth = dict[str, tuple[float, float]]  # part -> points for the examples, and for other numbers

VIEWS = {
    "first_step": np.s_[:, :1],
    "one_step_back": np.s_[-2:],
    "forward_half": lambda n: np.s_[..., : n // 2],
    "backward_half": lambda n: np.s_[..., n // 2 :],
}
PREFIXES = {"kernel": "W_x", "recurrent_kernel": "W_h", "bias": "b_"}


def earned(parts: Worth, visible: list[Outcome], hidden: list[Outcome]) -> dict[str, float]:
    """Return the points for each part; other numbers count only where the examples are right."""
    points = {}
    for part, (here, elsewhere) in parts.items():
        ok = earns(part, visible)
        also = ok and earns(part, hidden)
        points[part] = here * ok + elsewhere * also
    return points


def earns(part: str, outcomes: Iterable[Outcome]) -> bool:
    """Tell whether one part of the points is earned in all of these cases."""
    return all(earns_here(part, outcome) for outcome in outcomes)


def earns_here(part: str, outcome: Outcome) -> bool:
    """Tell whether one part of the points is earned in one case."""
    names, flags = list(outcome.case.expected), outcome.case.arguments
    if part == "shape":
        return len(outcome.results) == len(names) and not outcome.problem
    if part == "states":
        return not outcome.miscounted and all(map(outcome.is_right, names[1:]))
    if part in ("last_output", "sequence"):
        here = flags["return_sequences"] == (part == "sequence")
        return not here or outcome.is_right(names[0])
    if part in VIEWS:
        return outcome.is_right_in(names[0], _view(part, outcome.case.expected[names[0]]))
    if part in PREFIXES:
        names = [name for name in names if name.startswith(PREFIXES[part])]
    elif part in names:
        names = [part]
    return all(map(outcome.is_right, names))


def _view(part: str, expected: Any) -> Any:
    """Return the index of the elements that a part is about."""
    view = VIEWS[part]
    return view(expected.shape[-1]) if callable(view) else view
