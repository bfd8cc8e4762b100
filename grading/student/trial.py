"""Try the isolation of a submission once, with no submission: does this sandbox allow it?

It prints a line of JSON, [what cannot be had, why], both empty if all can.
"""

import json
import os
import sys
from typing import Any

from . import isolation

USER = "it does not let the sandbox become another user"
NAMESPACES = "a submission gets no namespaces of its own in it"
MOUNTS = "a submission gets no disk of its own in it"
LIMITS = "a submission gets no limits in it"


def main() -> None:
    settings = json.loads(sys.argv[1])
    ours, theirs = os.pipe()
    failed = _forked(settings, theirs)
    os.close(theirs)
    with os.fdopen(ours) as answer:
        said = json.loads(answer.read() or json.dumps([LIMITS, "it ended without a word"]))
    print(json.dumps(failed or said))


def _forked(settings: dict[str, Any], answer: int) -> list[str]:
    """Fork, let the child isolate itself, wait for it; return what failed before, if so."""
    step = USER
    try:
        if settings["uid"] is not None:
            isolation.leave_root(settings["uid"])
        settings["user"] = os.geteuid(), os.getegid()
        step = NAMESPACES
        pid = isolation.fork(settings)
    except OSError as error:
        return [step, str(error)]
    if pid == 0:
        _isolated(settings, answer)
    os.waitpid(pid, 0)
    return []


def _isolated(settings: dict[str, Any], answer: int) -> None:
    """Say what failed, if anything, and end this process."""
    step, words = MOUNTS, ""
    try:
        isolation.enter_namespaces(settings)
        step = LIMITS
        isolation.drop_rights(settings)
        step = ""
    except Exception as error:
        words = str(error)
    os.write(answer, json.dumps([step, words]).encode())
    os._exit(0)
