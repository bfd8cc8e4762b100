"""The content of fixtures.json: examples, right results, and what known mistakes give instead.

Each exercise function has visible examples with their arguments and results, what each known
mistake gives there with its message, and simpler examples with which an unknown mistake is
narrowed down. The hidden tests are not here: they are in the notebooks of solutions/.
"""

import copy
import json
import re
import sys
from itertools import combinations
from pathlib import Path
from typing import Any

import numpy as np
import yaml

from .notebook import Notebook, load_notebook
from .records import Assignment, Function, Mistake, Probe, Text, Values

PHRASES = Path(__file__).parent / "checks" / "words.yml"  # what checks.py says
DIGITS = 8
FLAGS: list[Values] = [
    {"return_sequences": sequences, "return_state": state}
    for sequences, state in [(False, False), (True, False), (False, True), (True, True)]
]


def fixtures(assignment: Assignment) -> dict[str, Any]:
    """Return the content of one fixtures.json."""
    cells = load_notebook(assignment.folder, assignment.notebook)
    names = [function.name for function in assignment.functions]
    signatures = {
        name: {a: False if a.startswith("return_") else None for a in cells.arguments(name)}
        for name in [*names, *assignment.helpers]
    }
    specs = {
        function.name: Examples(function, cells, assignment.values).spec()
        for function in assignment.functions
    }
    words = {"language": "en", "words": phrases()}
    values = rounded(assignment.values)
    return {**words, "values": values, "signatures": signatures, "functions": specs}


def phrases() -> dict[str, dict[str, Any]]:
    """Return language -> key -> what checks.py says."""
    table = yaml.safe_load(PHRASES.read_text(encoding="utf-8"))
    return {way: {key: both[way] for key, both in table.items()} for way in ("en", "ko")}


class Examples:
    """The visible examples of one function: one for each setting of its flags."""

    def __init__(self, function: Function, cells: Notebook, values: Values) -> None:
        self.function, self.cells, self.values = function, cells, values
        names = cells.arguments(function.name)
        self.base = {name: values[name] for name in names if not name.startswith("return_")}
        self.settings = FLAGS if "return_state" in names else [{}]
        self.right = [function.right({**values, **flags}) for flags in self.settings]

    def spec(self) -> dict[str, Any]:
        """Return the function's part of fixtures.json."""
        function, known = self.function, self.function.explained
        gives = {key: self.gives(mistake) for key, mistake in known.items()}
        right = [list(results.values()) for results in self.right]
        _refuse_equal_results(function.name, {"the solution": right, **gives})
        messages = {key: m.says for key, m in known.items() if m.says}
        return {
            "kind": function.kind,
            **({"squash": function.squash} if function.squash else {}),
            "hint": self.in_each_language(function.hint, "hint"),
            "mistakes": {key: self.in_each_language(says, key) for key, says in messages.items()},
            "calls": function.calls,
            "examples": [self.example(k, gives) for k in range(len(self.settings))],
            "probes": [self.probe(probe) for probe in function.probes],
        }

    def cases(self) -> list[tuple[Values, Any]]:
        """Return the arguments of each example, and what a right function returns for them."""
        return [
            ({**self.base, **flags}, self.returned(right))
            for flags, right in zip(self.settings, self.right, strict=True)
        ]

    def returned(self, results: Values) -> Any:
        """Return named results as a function returns them."""
        if self.function.kind == "dict":
            return results
        several = list(results.values())
        if self.function.kind == "shapes":
            return several
        return tuple(several) if several[1:] else several[0]

    def gives(self, mistake: Mistake) -> list[list[Any]]:
        """Run the code of a mistake; return its results in each example."""
        run = self.cells.function(self.function.name, mistake.code)
        results = []
        for flags, right in zip(self.settings, self.right, strict=True):
            arguments = copy.deepcopy({**self.base, **flags})  # code may work in place
            try:
                results.append(_listed(run(*arguments.values()), list(right), self.function.kind))
            except Exception as error:
                where = f"{self.function.name}: {mistake.key} has a message, but no result"
                raise ValueError(f"{where} for the example: {error!r}") from error
        return results

    def example(self, k: int, gives: dict[str, list[list[Any]]]) -> dict[str, Any]:
        """Return one example, without the mistakes that are right in it."""
        flags, expected = self.settings[k], list(self.right[k].values())
        mistakes = {key: g[k] for key, g in gives.items() if not _alike(g[k], expected)}
        return {
            "when": _flags(flags),
            "arguments": {**{a: a for a in self.base}, **flags},
            "returns": rounded(self.right[k]),
            "mistakes": rounded(mistakes),
        }

    def probe(self, probe: Probe) -> dict[str, Any]:
        """Return a simpler example, with its results in each setting."""
        changed = probe.change(self.base)
        right = self.function.right
        returns = [right({**self.base, **changed, **flags}) for flags in self.settings]
        words = {
            key: self.in_each_language(getattr(probe, key), f"probe, {key}")
            for key in ("when", "look")
        }
        return {**words, "arguments": rounded(changed), "returns": rounded(returns)}

    def in_each_language(self, text: Text, what: str) -> dict[str, str]:
        """Return words in each language, or say where the Korean ones are missing."""
        module = f"authoring/assignments/{self.cells.path.stem}.py"
        return in_each_language(text, f"{module}: {self.function.name}, {what}")


def in_each_language(text: Text, where: str) -> dict[str, str]:
    """Return words in each language; the English ones stand in for Korean ones still to come."""
    if not text.ko:
        print(f"{where}: no Korean words yet, the English ones stand in", file=sys.stderr)
    return {"en": text.en, "ko": text.ko or text.en}


def _flags(flags: Values) -> dict[str, str]:
    """Return a setting of the flags as words, or nothing where there are none."""
    settings = [f"{flag}={value}" for flag, value in flags.items()]
    return {"en": " and ".join(settings), "ko": ", ".join(settings)} if flags else {}


def _listed(given: Any, names: list[str], kind: str) -> list[Any]:
    """Return what was returned as a list of results; a list of one array is an array, as to NumPy.

    Raise an error where a result is no array of numbers.
    """
    if isinstance(given, dict):
        results = [given[name] for name in names if name in given]
    elif isinstance(given, (tuple, list)) and (len(given) > 1 or kind == "shapes"):
        results = list(given)
    else:
        results = [given]
    if kind != "shapes":
        arrays = [np.asarray(result, dtype=float) for result in results]
        results = [r if isinstance(r, list) else a for r, a in zip(results, arrays, strict=True)]
    return results


def _refuse_equal_results(function: str, gives: dict[str, list[list[Any]]]) -> None:
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


def to_text(content: dict[str, Any]) -> str:
    """Return JSON with every list of numbers on one line."""
    text = json.dumps(content, indent=1, ensure_ascii=False)
    return re.sub(r"\[[^\[\]{}]*\]", lambda m: re.sub(r"\s+", " ", m[0]), text) + "\n"
