"""What an attack is: a submission, and what its honest part deserves.

Every submission here has cell_state right and nothing else, unless it says otherwise. `needs` names
the protections without which it would get something else: test_protections.py switches them off one
by one.
"""

from dataclasses import dataclass, field
from textwrap import dedent
from typing import Any

JUDGE, SANITISER, EVIDENCE = "judge", "sanitiser", "evidence"
HONEST = {"cell_state": 4.0}


@dataclass(frozen=True)
class Attack:
    """A submission. own: a cell above the exercises; functions: other solution cells."""

    name: str
    own: str = ""
    functions: dict[str, str] = field(default_factory=dict)
    last: str = ""
    files: dict[str, bytes] = field(default_factory=dict)
    cells: Any = None  # changes the list of cells
    earns: dict[str, float] = field(default_factory=lambda: HONEST)
    needs: tuple[str, ...] = ()
    careless: bool = False  # against the careless test, not the course's own
    uses: tuple[str, ...] = ()  # names of our modules that its code finds without an import


def text(source: str) -> str:
    return dedent(source).strip("\n")


def answer(body: str, name: str = "input_gate") -> dict[str, str]:
    """Return a solution cell whose function has this body."""
    lines = text(body).replace("\n", "\n    ")
    return {name: f"def {name}(*args):\n    {lines}\n"}


# Code with which a submission looks for the socket to the judge, and writes to it what it likes.
SAY = text("""
    import json, os, struct, time
    def say(head, blob=b"", raw=None):
        body = json.dumps(head).encode() if raw is None else raw
        for number in range(3, 64):
            try:
                os.write(number, struct.pack(">II", len(body), len(blob)) + body + blob)
            except OSError:
                pass
""")
