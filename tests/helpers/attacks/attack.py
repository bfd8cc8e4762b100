"""What an attack is: a submission, and what its honest part deserves.

Every submission here has cell_state right and nothing else, unless it says otherwise. `needs` names
the protections without which it would get something else: test_protections.py switches them off one
by one.

`reaches` names the check that the attack has to get to: how a line of its trace begins (trace.py).
A row that dies on its way there attacks nothing, whatever it scores.
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
    about: dict[str, Any] = field(default_factory=dict)  # what the notebook says of itself
    earns: dict[str, float] = field(default_factory=lambda: HONEST)
    needs: tuple[str, ...] = ()
    careless: bool = False  # against the careless test, not the course's own
    uses: tuple[str, ...] = ()  # names of our modules that its code finds without an import
    reaches: tuple[str, ...] = ()
    seconds: float = 2.0  # that a cell may take; more for what only a slow machine would stop


def text(source: str) -> str:
    return dedent(source).strip("\n")


def answer(body: str, name: str = "input_gate") -> dict[str, str]:
    """Return a solution cell whose function has this body."""
    lines = text(body).replace("\n", "\n    ")
    return {name: f"def {name}(*args):\n    {lines}\n"}


# Code with which a submission finds the process's own end of the conversation with the judge, and
# says what it likes: under the number of the request that is being answered, or the message as a
# whole in its bytes. `instead` says it in the place of the next honest answer.
SAY = text("""
    import gc, json, os, struct, time
    from grading.student.request_handler import RequestHandler
    (me,) = [found for found in gc.get_objects() if type(found) is RequestHandler]
    def say(head, blob=b"", raw=None):
        body = json.dumps({**head, "id": me.number}).encode() if raw is None else raw
        me.channel.sock.sendall(struct.pack(">II", len(body), len(blob)) + body + blob)
    def instead(*said, **more):
        def send(*honest):
            del me._send
            say(*said, **more)
        me._send = send
""")
SAYS = ("grading.student.request_handler.RequestHandler._send",)
