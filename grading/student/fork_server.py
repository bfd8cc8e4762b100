"""A warm process in the sandbox: NumPy and IPython are imported once, each submission is a fork.

It hears four words on its control socket: s (start, with a socket for the judge), i (interrupt),
k (kill, and say when nothing is left), d (the same for one that seems to be dead: say how it has
ended). The last three go to the older of two submissions. The end of the socket ends it too.
"""

import gc
import json
import os
import signal
import socket
import sys
from collections import deque
from time import monotonic, sleep
from typing import Any, NoReturn

from ..wire.frames import Channel, Message
from . import cage
from .calls import Answering
from .shell import make_shell

DYING_SECONDS = 2.0


class Fork:
    """One submission: a process in namespaces of its own."""

    def __init__(self, settings: dict[str, Any], judge: socket.socket, control: socket.socket):
        self.pid = cage.fork(settings)
        if self.pid == 0:
            control.close()
            _submission(settings, judge)

    def signal(self, number: int) -> None:
        os.kill(self.pid, number)

    def end(self) -> str:
        """Kill it with all its children; return when nothing is left."""
        self.signal(signal.SIGKILL)
        os.waitpid(self.pid, 0)
        return ""

    def ended(self) -> str:
        """Return how it has ended: its exit code, negative for a signal; nothing if it lives."""
        end = monotonic() + DYING_SECONDS
        while monotonic() < end:
            pid, status = os.waitpid(self.pid, os.WNOHANG)
            if pid:
                return str(os.waitstatus_to_exitcode(status))
            sleep(0.002)
        return self.end()


def _submission(settings: dict[str, Any], judge: socket.socket) -> NoReturn:
    """Lock the cage and say so; only then does the judge send any code of a student."""
    try:
        if "bubblewrap" in settings["layers"]:  # without it the judge ends all by their group
            os.setsid()  # a signal to the group crosses namespaces, to the warm process as well
        _shut_streams()
        problem = _locked(settings)
        Channel(judge).send(Message({"problem": problem}))
        if not problem:
            Answering(judge, settings).forever()
    finally:
        os._exit(0)


def _shut_streams() -> None:
    """What code writes past sys.stdout goes nowhere."""
    nowhere = os.open(os.devnull, os.O_RDWR)
    for number in (0, 1, 2):
        os.dup2(nowhere, number)


def _locked(settings: dict[str, Any]) -> str:
    try:
        cage.enter(settings)
        os.chdir(settings["work"])
        cage.lock(settings)
    except Exception as error:
        return f"{type(error).__name__}: {error}"
    return ""


def serve(control: socket.socket, settings: dict[str, Any]) -> None:
    """Start and end submissions, one at work and one ready, until the judge is gone."""
    forks: deque[Fork] = deque()
    while True:
        word, sockets, _, _ = socket.recv_fds(control, 1, 1)
        if not word:
            break
        if word == b"s":
            problem = ""
            with socket.socket(fileno=sockets[0]) as judge:
                try:
                    forks.append(Fork(settings, judge, control))
                except OSError as error:
                    problem = str(error)
            _say(control, problem)
        elif word == b"i" and forks:
            forks[0].signal(signal.SIGINT)
        elif forks:
            fork = forks.popleft()
            _say(control, fork.ended() if word == b"d" else fork.end())
    for fork in forks:
        fork.end()


def _say(control: socket.socket, text: str) -> None:
    control.sendall(text[:500].encode().ljust(512, b"\0"))


def main() -> None:
    settings = json.loads(sys.argv[1])
    control = socket.socket(fileno=int(sys.argv[2]))
    if settings["uid"] is not None:
        cage.leave_root(settings["uid"])
    settings["user"] = os.geteuid(), os.getegid()
    os.chdir(settings["work"])
    sys.path.insert(0, "")  # a submission may import the files beside it
    make_shell(settings["plots"])
    if os.path.exists("/proc/self/statm"):
        cage.measure()
    gc.collect()
    gc.freeze()  # a fork copies no page because of the collector
    _say(control, "ready")
    serve(control, settings)


if __name__ == "__main__":
    main()
