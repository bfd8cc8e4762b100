"""The table of all wrong solutions: what catches each one, what it costs, what the learner reads.

test_banks.py writes it to the folder proofs, a file for each assignment; the book shows it.
"""

import importlib
import json
from pathlib import Path
from types import ModuleType
from typing import Any

import yaml

from grading.languages import spoken

from .entries import Mutant
from .references import deviation, draw
from .replay import Graded, Replay
from .slips import slips

HERE = Path(__file__).parent
PROOF = HERE.parent / "proofs"
MODULES = [
    importlib.import_module(f"{__package__}.{path.stem}") for path in sorted(HERE.glob("bank_*.py"))
]
KOREAN = yaml.safe_load((HERE / "ko.yml").read_text(encoding="utf-8"))
EACH_STEP = " in each step"
EXAMPLE = {"seed": 7, "B": 5, "T": 6, "D": 2, "H": 7}  # no size of a visible example


def replays(module: ModuleType) -> tuple[Replay, Replay]:
    """Return the notebook with hidden tests, and the one that is handed out, solved."""
    solution, release = (
        Replay(folder, module.ASSIGNMENT, module.NOTEBOOK) for folder in ("solutions", "exercises")
    )
    release.code |= {
        name: source for name, source in solution.code.items() if name not in release.tests
    }
    return solution, release


def row(solution: Replay, release: Replay, function: str, mutant: Mutant) -> dict[str, Any]:
    """Grade one wrong solution: alone in front of the visible test, then the whole notebook."""
    test, replaced = f"test_{function}", {function: mutant.source}
    seen = release.run(replaced, only=test)[test]
    with spoken("ko"):
        korean = release.run(replaced, only=test)[test]
    assert korean.points == seen.points, f"{function}: {mutant.name}"
    graded = solution.run(replaced)
    wrong = deviation(solution.function(function, replaced), function, draw(function, **EXAMPLE))
    return {
        "name": mutant.name,
        "mistake": mutant.mistake,
        "mistake_ko": in_korean("mistakes", mutant.mistake),
        "listed": mutant.listed,
        "wrong": wrong,
        "caught": caught(seen, graded[test]),
        "lost": round(graded[test].most - graded[test].points, 2),
        "message": None if seen.full else seen.text,
        "message_ko": None if korean.full else korean.text,
        "spoils": sorted(name for name, g in graded.items() if name != test and not g.full),
    }


def in_korean(kind: str, words: str) -> str:
    """Return what a solution does, in Korean."""
    known, plain = KOREAN[kind], words.removesuffix(EACH_STEP)
    if plain not in known:
        raise KeyError(f"banks/ko.yml has no Korean words for: {plain}")
    return known[plain] if plain == words else f"단계마다 {known[plain]}"


def caught(seen: Graded, graded: Graded) -> str | None:
    if not seen.full:
        return "visible"
    return None if graded.full else "hidden"


def table(module: ModuleType) -> dict[str, Any]:
    """Return the part of the proof for one assignment: function -> points, mutants, right ones."""
    solution, release = replays(module)
    most = {test: graded.most for test, graded in solution.run({}).items()}
    return {
        function: {
            "points": most[f"test_{function}"],
            "mutants": [row(solution, release, function, mutant) for mutant in bank.mutants],
            "right": list(bank.right),
            "right_ko": [in_korean("right", name) for name in bank.right],
            "slips": len(slips(solution.code[function])),  # each one judged in test_slips.py
        }
        for function, bank in module.BANK.items()
    }


def to_text(functions: dict[str, Any]) -> str:
    return json.dumps(functions, indent=1, ensure_ascii=False) + "\n"
