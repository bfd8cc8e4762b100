"""Write what solutions/NN-name/ needs beside its notebook: fixtures.json and checks.py.

``make exercises`` runs this. solutions/checks.py is the one copy to edit.
"""

from pathlib import Path

from .assignments import FIXTURES, to_text

SOLUTIONS = Path(__file__).parents[1] / "solutions"


def main() -> None:
    checks = (SOLUTIONS / "checks.py").read_text(encoding="utf-8")
    for assignment, make in FIXTURES.items():
        folder = SOLUTIONS / assignment
        (folder / "fixtures.json").write_text(to_text(make()), encoding="utf-8")
        (folder / "checks.py").write_text(checks, encoding="utf-8")
