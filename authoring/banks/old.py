"""For a while: the banks that are no records yet, as if they were."""

import importlib
from pathlib import Path

import yaml

from authoring.records import Assignment, Function, Mistake, Solution, Text

HERE = Path(__file__).parent
KOREAN = yaml.safe_load((HERE / "ko.yml").read_text(encoding="utf-8"))
STEP = " in each step"


def described(kind, words):
    plain = KOREAN[kind][words.removesuffix(STEP)]
    return Text(words, plain if not words.endswith(STEP) else f"단계마다 {plain}")


def function(bank):
    mistakes = [
        Mistake(m.name, m.source, described("mistakes", m.mistake), listed=m.listed)
        for m in bank.mutants
    ]
    solutions = [Solution(described("right", n), text) for n, text in bank.right.items()]
    return Function(bank.function, dict, Text(""), [], mistakes, solutions)


def assignments():
    found = {}
    for path in sorted(HERE.glob("bank_*.py")):
        bank = importlib.import_module(f"{__package__}.{path.stem}")
        functions = [function(each) for each in bank.BANK.values()]
        found[bank.ASSIGNMENT] = Assignment(bank.ASSIGNMENT, bank.NOTEBOOK, {}, functions)
    return found
