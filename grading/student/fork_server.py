"""The fork server: imports NumPy and IPython once, then forks a process for each submission.

It takes five commands on its control socket: s (start, with a socket for the judge), i (interrupt),
u (say how much time it has used), k (kill, and say when nothing is left), d (the same for one that
seems to be dead: say how it has ended). The last four go to the older of two submissions. It ends
when the socket is closed.
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
from . import isolation
from .request_handler import RequestHandler
from .shell import make_shell
from .usage import UsageMeter

EXIT_SECONDS = 2.0


class SubmissionProcess:
    """One submission: a process in namespaces of its own."""

    def __init__(self, settings: dict[str, Any], judge: socket.socket, control: socket.socket):
        self.pid = isolation.fork(settings)
        if self.pid == 0:
            control.close()
            _submission(settings, judge)
        self._meter = UsageMeter(self.pid)

    def usage(self) -> str:
        return json.dumps(self._meter.look())

    def signal(self, number: int) -> None:
        os.kill(self.pid, number)

    def kill(self) -> str:
        """Kill it with all its children; return when nothing is left."""
        self.signal(signal.SIGKILL)
        os.waitpid(self.pid, 0)
        return ""

    def exit_code(self) -> str:
        """Return how it has ended: its exit code, negative for a signal; nothing if it lives."""
        end = monotonic() + EXIT_SECONDS
        while monotonic() < end:
            pid, status = os.waitpid(self.pid, os.WNOHANG)
            if pid:
                return str(os.waitstatus_to_exitcode(status))
            sleep(0.002)
        return self.kill()


def _submission(settings: dict[str, Any], judge: socket.socket) -> NoReturn:
    """Isolate this process and report it; only then does the judge send code of a student."""
    try:
        if "bubblewrap" in settings["protections"]:  # without it the judge ends all by their group
            os.setsid()  # a signal to the group crosses namespaces, to the fork server as well
        _close_streams()
        problem = _isolate(settings)
        Channel(judge).send(Message({"problem": problem}))
        if not problem:
            RequestHandler(judge, settings).serve_forever()
    finally:
        os._exit(0)


def _close_streams() -> None:
    """Send what code writes to the file descriptors 0 to 2 to /dev/null."""
    nowhere = os.open(os.devnull, os.O_RDWR)
    for number in (0, 1, 2):
        os.dup2(nowhere, number)


def _isolate(settings: dict[str, Any]) -> str:
    try:
        isolation.enter_namespaces(settings)
        os.chdir(settings["work"])
        isolation.drop_rights(settings)
    except Exception as error:
        return f"{type(error).__name__}: {error}"
    return ""


def serve(control: socket.socket, settings: dict[str, Any]) -> None:
    """Start and kill submissions, one running and one ready, until the judge closes the socket."""
    forks: deque[SubmissionProcess] = deque()
    while True:
        command, sockets, _, _ = socket.recv_fds(control, 1, 1)
        if not command:
            break
        if command == b"s":
            problem = ""
            with socket.socket(fileno=sockets[0]) as judge:
                try:
                    forks.append(SubmissionProcess(settings, judge, control))
                except OSError as error:
                    problem = str(error)
            _answer(control, problem)
        elif command == b"i" and forks:
            forks[0].signal(signal.SIGINT)
        elif command == b"u" and forks:
            _answer(control, forks[0].usage())
        elif forks:
            fork = forks.popleft()
            _answer(control, fork.exit_code() if command == b"d" else fork.kill())
    for fork in forks:
        fork.kill()


def _answer(control: socket.socket, text: str) -> None:
    control.sendall(text[:500].encode().ljust(512, b"\0"))


def main() -> None:
    settings = json.loads(sys.argv[1])
    control = socket.socket(fileno=int(sys.argv[2]))
    if settings["uid"] is not None:
        isolation.leave_root(settings["uid"])
    settings["user"] = os.geteuid(), os.getegid()
    os.chdir(settings["work"])
    sys.path.insert(0, "")  # a submission may import the files beside it
    make_shell(settings["plots"])
    if os.path.exists("/proc/self/statm"):
        isolation.measure_memory()
    gc.collect()
    gc.freeze()  # a fork copies no page because of the collector
    _answer(control, "ready")
    serve(control, settings)


if __name__ == "__main__":
    main()
