"""The cage of a submission, put on once without any submission: can it be had in this sandbox?

It prints a line of JSON, [what cannot be had, why], both empty if all can.
"""

import json
import os
import sys
from typing import Any

from . import cage

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
    """Fork, let the child put its cage on, wait for it; return what failed before, if so."""
    layer = USER
    try:
        if settings["uid"] is not None:
            cage.leave_root(settings["uid"])
        settings["user"] = os.geteuid(), os.getegid()
        layer = NAMESPACES
        pid = cage.fork(settings)
    except OSError as error:
        return [layer, str(error)]
    if pid == 0:
        _caged(settings, answer)
    os.waitpid(pid, 0)
    return []


def _caged(settings: dict[str, Any], answer: int) -> None:
    """Say what failed, if anything, and end this process."""
    layer, words = MOUNTS, ""
    try:
        cage.enter(settings)
        layer = LIMITS
        cage.lock(settings)
        layer = ""
    except Exception as error:
        words = str(error)
    os.write(answer, json.dumps([layer, words]).encode())
    os._exit(0)
