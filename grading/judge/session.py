"""The judge's side of the protocol with a submission's process; an invalid reply ends it."""

import contextlib
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from ..languages import ENGLISH, say
from ..sandbox.process import SandboxProcess
from ..wire import codec
from ..wire.frames import Channel, ClosedError, Message, WireError
from . import errors, outputs
from .clock import LATE, SLEPT, Countdown, OverTimeError

MAX_REQUESTS, MAX_NESTED = 20_000, 20
MAX_ASKED = 1_000_000  # bytes of arrays; the tests of the course ask with 2,048 at most
GRACE = 2.0  # seconds for a cell that is told to stop
FILE_SECONDS = 20.0
StandIns = dict[str, Callable[..., Any]]


class ProcessLostError(BaseException):
    """The process is gone. A BaseException, so that `except Exception` in a test lets it pass."""

    def __init__(self, why: str) -> None:
        super().__init__(why)
        self.why = why


DIED, BROKE = "died", "broke the rules of the conversation"
TEST_LATE = "late in the judge"  # the test itself, by what it was answered; no call was late


@dataclass
class CellResult:
    """The outputs of one cell of the student's."""

    outputs: list[dict[str, Any]]
    ok: bool
    cut: bool
    late: str = ""  # why its time was up


@dataclass
class Answer:
    """The result of one call: a value or an error, and what was printed meanwhile."""

    value: Any = None
    error: Exception | None = None
    printed: list[dict[str, Any]] = field(default_factory=list)
    cut: bool = False


class Session:
    """A session with a submission's process. deadline: what is left for all its answers.

    language: of the errors that a learner may meet.
    """

    def __init__(
        self,
        process: SandboxProcess,
        files: dict[str, bytes],
        functions: tuple[str, ...],
        language: str = ENGLISH,
    ) -> None:
        self.process, self.files, self.functions = process, files, functions
        self.language = language
        self.deadline = Countdown(0)
        self.answered: Counter[str] = Counter()
        self._stack = contextlib.ExitStack()
        self._requests = self._nested = self._number = 0
        self._met: list[Exception] = []
        self.callables: list[str] = []
        self.parameters: dict[str, tuple[str, ...]] = {}  # what the functions say that they take

    def open(self) -> None:
        self.close()
        self._channel: Channel = self._stack.enter_context(self.process.submission())
        end = Countdown(FILE_SECONDS)
        for path, content in self.files.items():  # has no answer: the question below has
            self._send({"do": "file", "path": path}, content, end)
        self._keep_names(self._ask_names(end), end)

    def close(self) -> None:
        self._stack.close()

    def run(self, number: int, source: str) -> CellResult:
        """Run a cell of the student's; one that is late is told to stop, and may live on."""
        asked = self._send({"do": "run", "cell": number, "source": source})
        settled = self._ask_names(self.deadline)  # waits there until the cell has ended
        try:
            cell = self._cell(self._receive(asked))
        except ProcessLostError as lost:
            if lost.why not in (LATE, SLEPT):
                raise
            cell = self._stopped(asked, lost.why)
        self._settle(settled)
        return cell

    def _stopped(self, asked: int, why: str) -> CellResult:
        """Interrupt the cell that runs; return what it had shown."""
        self.process.interrupt()
        try:
            cell = self._cell(self._receive(asked, Countdown(GRACE)))
        except ProcessLostError:
            raise ProcessLostError(why) from None
        kept = [output for output in cell.outputs if output["output_type"] != "error"]
        return CellResult(kept, False, cell.cut, why)

    def _cell(self, message: Message) -> CellResult:
        with _protocol():
            head = message.head
            limit = self.process.settings.output
            kept = outputs.checked(head["outputs"], limit)
            return CellResult(kept, head["ok"] is True, head["cut"] is True)

    def settle(self) -> None:
        """Ask once more: a message that nobody asked for is found now."""
        self._settle(self._ask_names(self._some_time()))

    def _settle(self, asked: int) -> None:
        self._keep_names(asked, self._some_time())

    def _some_time(self) -> Countdown:
        """Return what is left of the cell's time, or a little where that is up."""
        return self.deadline if self.deadline.left >= GRACE else Countdown(GRACE)

    def _ask_names(self, deadline: Countdown) -> int:
        """Ask which functions there are by now."""
        return self._send({"do": "names", "names": list(self.functions)}, deadline=deadline)

    def _keep_names(self, asked: int, deadline: Countdown) -> None:
        """Keep which of the functions are callable in the student's notebook."""
        with _protocol():
            head = self._receive(asked, deadline).head
            said, taken = head["callable"], head.get("parameters", {})
            self.callables = [name for name in self.functions if name in said]
            known = [name for name in self.callables if name in taken]
            self.parameters = {name: _names(taken[name]) for name in known}

    def call(self, name: str, args: Any, kwargs: Any, stand_ins: StandIns) -> Answer:
        """Call a function of the student's; answer for the stand-ins that it meets."""
        with _protocol():
            node, blob = codec.encode((args, kwargs))
        head = {"do": "call", "name": name, "arguments": node, "stand_ins": sorted(stand_ins)}
        asked = self._send(head, blob)
        while "ask" in (message := self._receive(asked)).head:
            self._reply(message, stand_ins)
        return self._answer(name, message)

    def _answer(self, name: str, message: Message) -> Answer:
        with _protocol():
            head = message.head
            shown = outputs.checked(head["out"], self.process.settings.output)
            answer = Answer(printed=shown, cut=head["cut"] is True)
            if "error" in head:
                answer.error = errors.rebuilt(head["error"], self._met)
            else:
                answer.value = codec.decode(head["result"], message.blob)
                self.answered[name] += 1
        return answer

    def _reply(self, message: Message, stand_ins: StandIns) -> None:
        """Answer a request that comes during a call."""
        self._requests += 1
        with _protocol():
            if self._requests > MAX_REQUESTS or message.head["ask"] not in stand_ins:
                raise WireError("a question that nobody expects")
            asked = stand_ins[message.head["ask"]]
            args, kwargs = _arguments(codec.decode(message.head["arguments"], message.blob))
        try:
            if len(message.blob) > MAX_ASKED:
                raise MemoryError(say(self.language, "large", most=MAX_ASKED))
            node, blob = codec.encode(self._stand_in(asked, args, kwargs))
        except Exception as error:
            self._met.append(error)
            self._send({"do": "answer", "fail": errors.described(error, len(self._met) - 1)})
        else:
            self._send({"do": "answer", "result": node}, blob)

    def _stand_in(self, asked: Callable[..., Any], args: Any, kwargs: Any) -> Any:
        self._nested += 1
        try:
            if self._nested > MAX_NESTED:
                raise RecursionError(say(self.language, "nested"))
            return asked(*args, **kwargs)
        finally:
            self._nested -= 1

    def start_test(self) -> None:
        """Forget what was answered before this test."""
        self.answered.clear()
        self._met.clear()
        self._requests = 0

    def _send(
        self, head: dict[str, Any], blob: bytes = b"", deadline: Countdown | None = None
    ) -> int:
        """Send a message; return its number, which the answer has to carry."""
        self._number += 1
        with _protocol():
            self._channel.send(
                Message({**head, "id": self._number}, blob), deadline or self.deadline
            )
        return self._number

    def _receive(self, number: int, deadline: Countdown | None = None) -> Message:
        with _protocol():
            message = self._channel.receive(deadline or self.deadline)
            if message.head["id"] != number:
                raise WireError("an answer that nobody asked for")
            return message


@contextlib.contextmanager
def _protocol() -> Any:
    """Turn each break of the protocol into the loss of the process."""
    try:
        yield
    except OverTimeError as over:
        raise ProcessLostError(over.why) from None
    except ClosedError:
        raise ProcessLostError(DIED) from None
    except (WireError, KeyError, TypeError, ValueError, IndexError) as error:
        raise ProcessLostError(BROKE) from error


def _names(value: Any) -> tuple[str, ...]:
    if not isinstance(value, list) or not all(
        isinstance(n, str) and n.isidentifier() for n in value
    ):
        raise WireError("expected names of arguments")
    return tuple(value)


def _arguments(value: Any) -> tuple[list[Any], dict[str, Any]]:
    args, kwargs = value
    if not isinstance(args, (list, tuple)) or not isinstance(kwargs, dict):
        raise WireError("expected arguments")
    if not all(isinstance(name, str) for name in kwargs):
        raise WireError("expected names of arguments")
    return list(args), kwargs
