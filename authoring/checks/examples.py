"""Examples: calls of the exercise functions with their right results, from fixtures.json."""

import json
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np

from .findings import Words

DATA = json.loads(Path(__file__).with_name("fixtures.json").read_text(encoding="utf-8"))


@dataclass(frozen=True)
class Case:
    """One call of one function: its arguments by name, and the right results by name.

    mistakes: key of a known mistake -> what it gives here. when, look: of a simpler example, when
    a function is right in it, and what to look at then; of others, when: the flags.
    """

    function: str
    arguments: dict[str, Any]
    expected: dict[str, Any] = field(repr=False)
    mistakes: dict[str, list[Any]] = field(default_factory=dict, repr=False)
    when: Words = field(default_factory=dict)
    look: Words = field(default_factory=dict)

    def mistake(self, key: str) -> list[Any]:
        """Return what a known mistake gives here; right work never needs these arrays."""
        return [_result(self.function, value) for value in self.mistakes[key]]


def examples(function: str) -> list[Case]:
    """Return the visible examples for one function, on fresh arrays."""
    return [_case(function, example) for example in DATA["functions"][function]["examples"]]


def fixture(function: str) -> Case:
    """Return the first visible example for one function."""
    return examples(function)[0]


def simpler(function: str, which: int) -> list[Case]:
    """Return simpler examples: one of the examples, with some arguments replaced."""
    spec = DATA["functions"][function]
    base = spec["examples"][which]["arguments"]
    return [
        _case(
            function,
            {
                **probe,
                "arguments": {**base, **probe["arguments"]},
                "returns": probe["returns"][which],
            },
        )
        for probe in spec["probes"]
    ]


def value(stored: Any) -> Any:
    """Return an argument: the name of an array of the example, an array, a dict, a flag."""
    if isinstance(stored, str):
        stored = DATA["values"][stored]
    if isinstance(stored, dict):
        return {name: value(each) for name, each in stored.items()}
    return np.array(stored, dtype=float) if isinstance(stored, list) else stored


def _case(function: str, example: dict[str, Any]) -> Case:
    return Case(
        function=function,
        arguments={name: value(stored) for name, stored in example["arguments"].items()},
        expected={name: _result(function, v) for name, v in example["returns"].items()},
        mistakes=example.get("mistakes", {}),
        when=example.get("when") or {},
        look=example.get("look") or {},
    )


def _result(function: str, stored: Any) -> Any:
    if DATA["functions"][function]["kind"] == "shapes":
        return tuple(stored)
    return np.array(value(stored), dtype=float)
