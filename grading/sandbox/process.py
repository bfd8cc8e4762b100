"""The sandbox seen from outside: starts the fork server in bubblewrap, hands out submissions.

One submission runs at a time. Making a fork's namespaces and removing them is mostly waiting for
the kernel. So the fork for the next submission is made, without any code, while one is graded, and
the last one is removed while its results are written. No code of a student is sent to a fork before
the previous fork is gone.
"""

import atexit
import contextlib
import json
import os
import shutil
import signal
import socket
import subprocess
import tempfile
from collections.abc import Iterator
from time import monotonic

from ..student.isolation import WORK
from ..wire.frames import Channel, ClosedError, WireError
from .bubblewrap import command, environment
from .program import find
from .settings import BUBBLEWRAP, DISK, NAMESPACES, SECCOMP, SandboxError, SandboxSettings

PLOTS = "matplotlib"
SEPARATE = {BUBBLEWRAP, NAMESPACES, DISK}  # with these a fork shares nothing with the next one
START_SECONDS, END_SECONDS = 60.0, 10.0
ANSWER, ENDED, KILLED = 512, "it ended", str(-signal.SIGKILL)
UNPROTECTED = "a layer of the sandbox could not be put on"


class SandboxProcess:
    """The fork server's process: started at its first use, and again whenever it was lost."""

    def __init__(self, settings: SandboxSettings) -> None:
        self.settings = settings
        self._process: subprocess.Popen[bytes] | None = None
        self._spare: socket.socket | None = None
        self._running = self._stopping = self._plots = self._spare_is_asked = False
        self._answer = ENDED
        self._work = WORK if BUBBLEWRAP in settings.protections else tempfile.mkdtemp(prefix="work")

    @property
    def _is_separate(self) -> bool:
        return set(self.settings.protections) >= SEPARATE

    def start(self) -> None:
        """Start the fork server; return when it is ready."""
        ours, theirs = socket.socketpair()
        with theirs:
            line = command(self.settings, self._work, self._program(), self._plots)
            line.append(str(theirs.fileno()))
            self._errors = tempfile.TemporaryFile()  # noqa: SIM115, closed in stop
            self._process = subprocess.Popen(
                line,
                env=environment(self.settings, self._work),
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                stderr=self._errors,
                pass_fds=(theirs.fileno(),),
                start_new_session=True,
            )
        self._control = ours
        if not self._is_ready():
            raise SandboxError(self._start_error())

    def _program(self) -> str:
        return find().path if BUBBLEWRAP in self.settings.protections else ""

    def _is_ready(self) -> bool:
        try:
            return self._receive(START_SECONDS) == "ready"
        except OSError:
            return False

    def _start_error(self) -> str:
        self.stop()
        said = self._said.decode("utf-8", "replace").strip()
        return f"the sandbox does not start: {said[-500:] or 'it said nothing'}"

    def stop(self) -> None:
        """Kill the fork server and everything in its namespaces."""
        self._drop_spare()
        self._running = self._stopping = self._spare_is_asked = False
        self._answer = ENDED
        if self._process:
            self._control.close()
            with contextlib.suppress(ProcessLookupError):
                os.killpg(self._process.pid, signal.SIGKILL)
            self._process.wait()
            self._process = None
            self._errors.seek(0)
            self._said = self._errors.read()[-2000:]
            self._errors.close()
            self._clear_work()

    def preload_for(self, code: str) -> None:
        """Preload Matplotlib if the code uses it, outside of the time limit."""
        if PLOTS in code and not self._plots:
            self.stop()
            self._plots = True  # from its next start on

    def close(self) -> None:
        """Stop, and remove the work folder."""
        self.stop()
        if self._work != WORK:
            shutil.rmtree(self._work, ignore_errors=True)

    @contextlib.contextmanager
    def submission(self) -> Iterator[Channel]:
        """Yield the channel to a fresh fork; nothing of the previous submission is alive."""
        ours = self._take_fork()
        with ours:
            try:
                self._request_spare()
                yield Channel(ours)
            finally:
                self._request_kill()

    def was_killed_by_system(self) -> bool:
        """Say whether the system has killed the last submission, or the whole sandbox.

        It does so when memory is short. Code of a submission can do neither: its process is the
        first in its namespace, which no signal from inside can kill but those that seccomp
        denies. Without these protections nobody can tell: then the answer is no.
        """
        if not self._is_separate or SECCOMP not in self.settings.protections:
            return False
        self._request_kill(b"d")
        self._await_exit()
        return self._answer in (ENDED, KILLED)

    def _take_fork(self) -> socket.socket:
        """Return the socket to a fresh fork with all protections on."""
        try:
            return self._ready_fork()
        except WireError:  # the fork server was dying when it answered
            self.stop()
        try:
            return self._ready_fork()
        except WireError as error:
            self.stop()
            raise SandboxError(f"{UNPROTECTED}: {error}") from None

    def _ready_fork(self) -> socket.socket:
        self._await_exit()
        with contextlib.ExitStack() as unless_ready:
            ours = unless_ready.enter_context(self._spare or self._new_fork())
            self._spare, self._running = None, True
            problem = Channel(ours).receive(monotonic() + END_SECONDS).head.get("problem", "?")
            if problem:
                self._request_kill()
                raise SandboxError(f"{UNPROTECTED}: {problem}")
            _check_alive(ours)  # it may have been ready for a while
            unless_ready.pop_all()
        return ours

    def interrupt(self) -> None:
        """Tell the submission to stop what it does, as Ctrl-C would."""
        with contextlib.suppress(OSError):
            self._control.sendall(b"i")

    def usage(self) -> dict[str, float]:
        """Return what the submission has used of time so far, as UsageMeter says.

        Where the sandbox does not answer, it was stopped from outside, and is lost.
        """
        if not self._running:
            return {}
        try:
            self._settle_spare()
            self._control.sendall(b"u")
            found: dict[str, float] = json.loads(self._receive(END_SECONDS))
        except (OSError, ValueError):
            self.stop()
            return {}
        return found

    def _new_fork(self) -> socket.socket:
        """Return the socket to a fork that is setting up its protections."""
        for _ in range(2):  # the fork server may have been killed from outside
            if self._process is None:
                self.start()
            ours, theirs = socket.socketpair()
            with contextlib.ExitStack() as unless_made, theirs:
                unless_made.enter_context(ours)
                problem = self._request_fork(theirs)
                if not problem:
                    unless_made.pop_all()
                    return ours
            self.stop()
        raise SandboxError(f"{UNPROTECTED}: {problem}")

    def _request_fork(self, sock: socket.socket) -> str:
        """Ask for a fork; return why there is none, if so."""
        try:
            socket.send_fds(self._control, [b"s"], [sock.fileno()])
            return self._receive(END_SECONDS)
        except OSError as error:
            return str(error) or "no answer"

    def _request_spare(self) -> None:
        """Ask for the next fork; its answer is read when the last submission is gone."""
        if not self._is_separate:
            return
        self._spare, theirs = socket.socketpair()
        with theirs:
            try:
                socket.send_fds(self._control, [b"s"], [theirs.fileno()])
                self._spare_is_asked = True
            except OSError:
                self.stop()

    def _settle_spare(self) -> None:
        """Read the answer to the request for the next fork."""
        if self._spare_is_asked:
            self._spare_is_asked = False
            if self._receive(END_SECONDS):
                self._drop_spare()  # it could not be made

    def _request_kill(self, command: bytes = b"k") -> None:
        """Ask to kill the fork and all that it has started; d: it seems to be dead already."""
        if not self._running:
            return
        self._answer = ENDED
        try:
            self._control.sendall(command)
            self._running, self._stopping = False, True
        except OSError:
            self.stop()

    def _await_exit(self) -> None:
        """Wait until the last fork is gone; where that is not confirmed, stop the whole sandbox."""
        if not self._stopping:
            return
        try:
            with contextlib.suppress(OSError):
                self._settle_spare()
                self._answer = self._receive(END_SECONDS)
        finally:
            self._stopping = False
            if self._answer == ENDED:
                self.stop()
            self._clear_work()

    def _drop_spare(self) -> None:
        if self._spare:
            self._spare.close()
            self._spare = None

    def _clear_work(self) -> None:
        """Empty the folder that all submissions share where they have no disks of their own."""
        if self._work != WORK:
            shutil.rmtree(self._work, ignore_errors=True)
            os.makedirs(self._work, exist_ok=True)

    def _receive(self, seconds: float) -> str:
        """Return one answer of the fork server, which student code never reaches."""
        got, end = b"", monotonic() + seconds
        while len(got) < ANSWER:
            self._control.settimeout(max(0.001, end - monotonic()))
            part = self._control.recv(ANSWER - len(got))
            if not part:
                return ENDED
            got += part
        return got.rstrip(b"\0").decode()


def _check_alive(sock: socket.socket) -> None:
    """Raise ClosedError if the other side is gone; it has nothing to say yet."""
    sock.setblocking(False)
    try:
        sock.recv(1, socket.MSG_PEEK)
    except BlockingIOError:
        return
    except OSError as error:
        raise ClosedError(str(error)) from None
    raise ClosedError("it was gone before its time")


_shared: dict[SandboxSettings, SandboxProcess] = {}


def shared_sandbox(settings: SandboxSettings) -> SandboxProcess:
    """Return the one sandbox that this process keeps running for these settings, until it ends."""
    if settings not in _shared:
        _shared[settings] = process = SandboxProcess(settings)
        atexit.register(process.close)
    return _shared[settings]
