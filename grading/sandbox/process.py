"""A running sandbox: one warm process, and in it one submission at a time.

Making a fork's namespaces and taking them down is mostly waiting for the kernel. So the fork of
the next submission is made while one is graded, and stands ready without any code; and what is
left of the last one is taken down while its results are written. Nothing of a student is sent to
a fork before the one before it is gone.
"""

import atexit
import contextlib
import os
import shutil
import signal
import socket
import subprocess
import tempfile
from collections.abc import Iterator
from time import monotonic

from ..student.cage import WORK
from ..wire.frames import Channel, ClosedError, WireError
from .command import command, environment
from .layers import BUBBLEWRAP, DISK, NAMESPACES, SECCOMP, SandboxError, Setting
from .program import find

PLOTS = "matplotlib"
APART = {BUBBLEWRAP, NAMESPACES, DISK}  # with these a fork shares nothing with the next one
START_SECONDS, END_SECONDS = 60.0, 10.0
ANSWER, ENDED, KILLED = 512, "it ended", str(-signal.SIGKILL)
UNLAYERED = "a layer of the sandbox could not be put on"


class House:
    """Starts the warm process when it is first needed, and again whenever it was lost."""

    def __init__(self, setting: Setting) -> None:
        self.setting = setting
        self._process: subprocess.Popen[bytes] | None = None
        self._spare: socket.socket | None = None
        self._at_work = self._leaving = self._plots = False
        self._answer = ENDED
        self._work = WORK if BUBBLEWRAP in setting.layers else tempfile.mkdtemp(prefix="work")

    @property
    def _apart(self) -> bool:
        return set(self.setting.layers) >= APART

    def start(self) -> None:
        """Start the warm process; return when it is ready."""
        ours, theirs = socket.socketpair()
        with theirs:
            line = command(self.setting, self._work, self._program(), self._plots)
            line.append(str(theirs.fileno()))
            self._errors = tempfile.TemporaryFile()  # noqa: SIM115, closed in stop
            self._process = subprocess.Popen(
                line,
                env=environment(self.setting, self._work),
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                stderr=self._errors,
                pass_fds=(theirs.fileno(),),
                start_new_session=True,
            )
        self._control = ours
        if not self._is_ready():
            raise SandboxError(self._why_not())

    def _program(self) -> str:
        return find().path if BUBBLEWRAP in self.setting.layers else ""

    def _is_ready(self) -> bool:
        try:
            return self._hear(START_SECONDS) == "ready"
        except OSError:
            return False

    def _why_not(self) -> str:
        self.stop()
        said = self._said.decode("utf-8", "replace").strip()
        return f"the sandbox does not start: {said[-500:] or 'it said nothing'}"

    def stop(self) -> None:
        """End the warm process and everything in its namespaces."""
        self._drop_spare()
        self._at_work = self._leaving = False
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
            self._clear()

    def expect(self, code: str) -> None:
        """Import what this code is going to, if that takes long: on nobody's clock, and once."""
        if PLOTS in code and not self._plots:
            self.stop()
            self._plots = True  # from its next start on

    def close(self) -> None:
        """Stop for good."""
        self.stop()
        if self._work != WORK:
            shutil.rmtree(self._work, ignore_errors=True)

    @contextlib.contextmanager
    def submission(self) -> Iterator[Channel]:
        """Give a fresh fork with the channel to it, when nothing of the last one is alive."""
        ours = self._enter()
        with ours:
            try:
                self._prepare()
                yield Channel(ours)
            finally:
                self._leave()

    def was_ended(self) -> bool:
        """Say whether the system has ended the submission that is gone, or the whole sandbox.

        It does so when memory is short. Code of a submission can do neither: its process is the
        first in its namespace, which takes no deadly signal from inside but those that seccomp
        denies. Without these layers nobody can tell: then the answer is no.
        """
        if not self._apart or SECCOMP not in self.setting.layers:
            return False
        self._leave(b"d")
        self._empty()
        return self._answer in (ENDED, KILLED)

    def _enter(self) -> socket.socket:
        """Return the socket to a fresh fork with all layers on."""
        try:
            return self._fork()
        except WireError:  # the warm process was dying when it answered
            self.stop()
        try:
            return self._fork()
        except WireError as error:
            self.stop()
            raise SandboxError(f"{UNLAYERED}: {error}") from None

    def _fork(self) -> socket.socket:
        self._empty()
        with contextlib.ExitStack() as unless_ready:
            ours = unless_ready.enter_context(self._spare or self._admitted())
            self._spare, self._at_work = None, True
            problem = Channel(ours).receive(monotonic() + END_SECONDS).head.get("problem", "?")
            if problem:
                self._leave()
                raise SandboxError(f"{UNLAYERED}: {problem}")
            _check_alive(ours)  # it may have been ready for a while
            unless_ready.pop_all()
        return ours

    def interrupt(self) -> None:
        """Tell the submission to stop what it does, as Ctrl-C would."""
        with contextlib.suppress(OSError):
            self._control.sendall(b"i")

    def _admitted(self) -> socket.socket:
        """Return the socket to a fork that puts its layers on."""
        for _ in range(2):  # the warm process may have been killed from outside
            if self._process is None:
                self.start()
            ours, theirs = socket.socketpair()
            with contextlib.ExitStack() as unless_made, theirs:
                unless_made.enter_context(ours)
                problem = self._admit(theirs)
                if not problem:
                    unless_made.pop_all()
                    return ours
            self.stop()
        raise SandboxError(f"{UNLAYERED}: {problem}")

    def _admit(self, sock: socket.socket) -> str:
        """Ask for a fork; return why there is none, if so."""
        try:
            socket.send_fds(self._control, [b"s"], [sock.fileno()])
            return self._hear(END_SECONDS)
        except OSError as error:
            return str(error) or "no answer"

    def _prepare(self) -> None:
        """Ask for the next fork; its answer is heard when the last submission is gone."""
        if not self._apart:
            return
        self._spare, theirs = socket.socketpair()
        with theirs:
            try:
                socket.send_fds(self._control, [b"s"], [theirs.fileno()])
            except OSError:
                self.stop()

    def _leave(self, word: bytes = b"k") -> None:
        """Have the fork killed, and all that it has started; d: it seems to be dead already."""
        if not self._at_work:
            return
        self._answer = ENDED
        try:
            self._control.sendall(word)
            self._at_work, self._leaving = False, True
        except OSError:
            self.stop()

    def _empty(self) -> None:
        """Wait until the last fork is gone; where that is not confirmed, the whole sandbox goes."""
        if not self._leaving:
            return
        try:
            with contextlib.suppress(OSError):
                if self._spare and self._hear(END_SECONDS):
                    self._drop_spare()  # it could not be made
                self._answer = self._hear(END_SECONDS)
        finally:
            self._leaving = False
            if self._answer == ENDED:
                self.stop()
            self._clear()

    def _drop_spare(self) -> None:
        if self._spare:
            self._spare.close()
            self._spare = None

    def _clear(self) -> None:
        """Empty the folder that all submissions share where they have no disks of their own."""
        if self._work != WORK:
            shutil.rmtree(self._work, ignore_errors=True)
            os.makedirs(self._work, exist_ok=True)

    def _hear(self, seconds: float) -> str:
        """Return one answer of the warm process, which student code never reaches."""
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


_warm: dict[Setting, House] = {}


def warm(setting: Setting) -> House:
    """Return the one sandbox that this process keeps warm for a setting, until it ends."""
    if setting not in _warm:
        _warm[setting] = house = House(setting)
        atexit.register(house.close)
    return _warm[setting]
