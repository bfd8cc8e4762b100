"""The judge's side of the protocol with a submission's process; an invalid reply ends it."""

import contextlib
import sys
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from types import FunctionType
from typing import Any

from ..languages import ENGLISH, say
from ..sandbox.process import SandboxProcess
from ..wire import codec
from ..wire.frames import Channel, ClosedError, Message, WireError
from ..wire.operations import COMPARED, OPERATIONS
from ..wire.remote import is_remote, link_of, unquoted
from . import errors, outputs
from .changes import take_over
from .clock import LATE, SLEPT, Countdown, OverTimeError
from .decisions import Decisions, words
from .files import SharedFiles
from .handles import Handles, LearnersObject

MAX_REQUESTS, MAX_NESTED = 20_000, 20
MAX_ASKED = 1_000_000  # bytes of arrays; the tests of the course ask with 2,048 at most
GRACE = 2.0  # seconds for a cell that is told to stop
FILE_SECONDS = 20.0
MOST_RECEIVED = 512_000_000  # bytes that the answers of one test may take here
FIXED = (int, float, complex, str, bytes, frozenset, range, type(None))  # no call changes them
NOTHING_ELSE = [["dict", []], ["dict", []]]
Replaced = tuple[dict[str, Any], list[str]]


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
    """The result of one operation: a value or an error, and what was printed meanwhile.

    changed: arguments that it has changed, by their number. renewed: variables, by their name.
    """

    value: Any = None
    changed: dict[int, Any] = field(default_factory=dict)
    renewed: dict[str, Any] = field(default_factory=dict)
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
        language: str = ENGLISH,
        decisions: Decisions | None = None,
    ) -> None:
        self.process, self.files, self.language = process, files, language
        self.decisions = decisions or Decisions({})
        self.deadline = Countdown(0)
        self.answered: Counter[str] = Counter()
        self.evidence = 0
        self.wanted: list[str] = []  # names whose values the next test needs
        self.values: dict[str, Any] = {}
        self.replaced: Callable[[], Replaced] = lambda: ({}, [])
        self.renew: Callable[[dict[str, Any]], None] = lambda renewed: None
        self.seeds_set: Callable[[], dict[str, Any]] = dict  # by the test, since the last call
        self.names: dict[str, Any] = {}
        self.files_of_tests: SharedFiles | None = None
        self._stack = contextlib.ExitStack()
        self._requests = self._uses = self._received = self._nested = self._number = 0
        self._met: list[Exception] = []

    def open(self) -> None:
        self.close()
        self._received = 0  # a fresh process is not to blame for what another has sent
        self._channel: Channel = self._stack.enter_context(self.process.submission())
        self.handles = Handles(self.use, self.names, self.language)
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
            with self._some_time() as more:
                cell = self._cell(self._receive(asked, more))
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
        with self._some_time() as time:
            asked = self._ask_names(time)
        self._settle(asked)

    def _settle(self, asked: int) -> None:
        with self._some_time() as time:
            self._keep_names(asked, time)

    @contextlib.contextmanager
    def _some_time(self) -> Iterator[Countdown]:
        """Give what is left of the cell's time, or a little more, which counts as well."""
        more = Countdown(GRACE)
        try:
            yield self.deadline if self.deadline.left >= GRACE else more
        finally:
            self.deadline.passed += more.passed

    def _ask_names(self, deadline: Countdown) -> int:
        """Ask for the values that the next test needs."""
        return self._send({"do": "names", "names": self.wanted}, deadline=deadline)

    def _keep_names(self, asked: int, deadline: Countdown) -> None:
        """Keep the values of names, each with the name that it came from."""
        with _protocol():
            message = self._receive(asked, deadline)
            self.handles.roots = frozenset()
            self.values = _named(self._plain(message.head["values"], message))
            if not self.values.keys() <= set(self.wanted):
                raise WireError("names that nobody asked for")
            for name, value in self.values.items():
                if is_remote(value):
                    link_of(value).roots |= {name}

    @unquoted
    def use(
        self, link: LearnersObject, operation: str, args: tuple[Any, ...], kwargs: dict[str, Any]
    ) -> Any:
        """Do an operation on an object of the submission's, as a test wants it."""
        if link.handles is not self.handles:
            raise RuntimeError(say(self.language, "ended_object"))
        if not self.decisions.may_ask(operation, args):
            return self._refused(operation, args)
        self._uses += 1
        if self._uses > MAX_REQUESTS:
            raise RuntimeError(say(self.language, "many_questions", most=MAX_REQUESTS))
        watch = operation == "call" and self.decisions.may_change_any(link.mine.name)
        answer = self.call(operation, args, kwargs, link.roots | {link.mine.name}, watch)
        for output in answer.printed:
            if output.get("name") in ("stdout", "stderr"):
                getattr(sys, output["name"]).write(output["text"])
        self.renew(answer.renewed)
        for number, now in answer.changed.items():
            if self.decisions.may_change(link.mine.name, number):
                take_over(args[number], now)
        if answer.error is not None:
            raise answer.error.with_traceback(answer.error.__traceback__)
        return answer.value

    @unquoted
    def _refused(self, operation: str, args: tuple[Any, ...]) -> Any:
        """Answer for an object of the submission that is not to be asked."""
        own = next(link_of(arg).mine.name for arg in args if is_remote(arg))
        others = [type(arg).__name__ for arg in args if not is_remote(arg)]
        if operation == "eq" and others:
            return False
        if operation == "getattr":
            raise AttributeError(say(self.language, "not_asked", received=own, name=args[1]))
        shown = words(operation, args)
        if operation in COMPARED and others:
            raise TypeError(say(self.language, "other_kind", received=own, expected=others[0]))
        raise TypeError(say(self.language, "undecided", received=own, shown=shown))

    def call(
        self,
        operation: str,
        args: Any,
        kwargs: Any,
        roots: frozenset[str] = frozenset(),
        watch: bool = False,
    ) -> Answer:
        """Ask for an operation; answer what the submission asks meanwhile.

        roots: names that the object came from. watch: say which arguments have changed.
        """
        values, absent = self.replaced()
        told = [(list(args), kwargs), self._that_cross(values)]
        node, blob = self._encoded(told)
        self._push_files()
        head = {"do": "call", "op": operation, "arguments": node, "absent": absent}
        asked = self._send(head | {"watch": watch, "seeds": self.seeds_set()}, blob)
        while "ask" in (message := self._receive(asked)).head:
            self._reply(message)
        answer = self._answer(message, roots)
        self.pull_files()
        self._count(answer, roots)
        return answer

    def may_have_changed(self, name: str, own: Any, now: Any) -> bool:
        """Say whether a variable of a given cell may be what a submission says that it is now."""
        if isinstance(own, FIXED):
            return False
        return self.decisions.may_have_changed(name, not self._are_same(own, now))

    def _are_same(self, own: Any, now: Any) -> bool:
        with contextlib.suppress(TypeError):
            return self._encoded(own) == self._encoded(now)
        return False

    def _push_files(self) -> None:
        """Send the files that the test has written."""
        if self.files_of_tests and not self._nested:
            for path, content in self.files_of_tests.written_here():
                self._send({"do": "file", "path": path}, content)

    def pull_files(self) -> None:
        """Fetch the files that the submission has written, where tests read files."""
        if self.files_of_tests and not self._nested:
            asked = self._send({"do": "files"})
            with _protocol():
                message = self._receive(asked)
                self.files_of_tests.receive(message.head["files"], message.blob)

    def _encoded(self, value: Any) -> tuple[Any, bytes]:
        """Return what is sent for a test's own values; what is wrong with them is the test's."""
        try:
            return codec.encode(value, self.handles.lend)
        except WireError as error:
            raise TypeError(say(self.language, "too_much", why=error)) from None

    def _that_cross(self, values: dict[str, Any]) -> dict[str, Any]:
        """Return those of a test's own names that the submission can be given."""
        found = {}
        for name, value in values.items():
            with contextlib.suppress(TypeError, MemoryError):
                if not isinstance(value, FunctionType):
                    self._encoded(value)
                found[name] = value
        return found

    def _answer(self, message: Message, roots: frozenset[str]) -> Answer:
        with _protocol():
            head = message.head
            shown = outputs.checked(head["out"], self.process.settings.output)
            answer = Answer(printed=shown, cut=head["cut"] is True)
            self.handles.roots = roots
            if "error" in head:
                held = self._plain(head["error"]["held"], message) if _holds(head) else None
                answer.error = errors.rebuilt(head["error"], self._met, held)
            else:
                self._take(answer, head["result"], [head["changed"], head["renewed"]], message)
        return answer

    def _take(self, answer: Answer, result: Any, others: list[Any], message: Message) -> None:
        """Take the value of an answer, and what else has changed, which mostly is nothing."""
        if others == NOTHING_ELSE:
            answer.value = self._plain(result, message)
            return
        answer.value, changed, renewed = self._plain(["list", [result, *others]], message)
        answer.changed, answer.renewed = _numbered(changed), _named(renewed)

    def _plain(self, node: Any, message: Message) -> Any:
        return codec.decode(node, message.blob, self.handles.resolve)

    def _count(self, answer: Answer, roots: frozenset[str]) -> None:
        """Count an answer, also an error that the test expects, for all that it came from."""
        if answer.error is None or self.decisions.is_expected(answer.error):
            self.evidence += 1
            self.answered.update(roots)

    def _reply(self, message: Message) -> None:
        """Answer a request that comes during an operation."""
        self._requests += 1
        with _protocol():
            if self._requests > MAX_REQUESTS or message.head["ask"] not in OPERATIONS:
                raise WireError("a question that nobody expects")
            args, kwargs = _arguments(self._plain(message.head["arguments"], message))
        try:
            if len(message.blob) > MAX_ASKED:
                raise MemoryError(say(self.language, "large", most=MAX_ASKED))
            self._check(message.head["ask"], args)
            asked = OPERATIONS[message.head["ask"]]
            node, blob = self._encoded(self._stand_in(asked, args, kwargs))
        except Exception as error:
            self._met.append(error)
            self._send({"do": "answer", "fail": errors.described(error, len(self._met) - 1)})
        else:
            self._send({"do": "answer", "result": node}, blob)

    def _check(self, operation: str, args: list[Any]) -> None:
        try:
            self.handles.check(operation, args)
        except (WireError, IndexError) as error:
            raise ProcessLostError(BROKE) from error

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
        self.seeds_set()  # what a given cell has set is set there as well
        self.evidence = self._requests = self._uses = self._received = 0

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
            self._received += message.size
            if self._received > MOST_RECEIVED:
                raise WireError("more answers than a test can hold")
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


def _holds(head: dict[str, Any]) -> bool:
    return isinstance(head["error"], dict) and "held" in head["error"]


def _numbered(value: Any) -> dict[int, Any]:
    if type(value) is not dict or not all(type(number) is int for number in value):
        raise WireError("expected numbers of arguments")
    return value


def _named(value: Any) -> dict[str, Any]:
    if type(value) is not dict or not all(type(name) is str for name in value):
        raise WireError("expected names")
    return value


def _arguments(value: Any) -> tuple[list[Any], dict[str, Any]]:
    args, kwargs = value
    if not isinstance(args, (list, tuple)) or not isinstance(kwargs, dict):
        raise WireError("expected arguments")
    if not all(isinstance(name, str) for name in kwargs):
        raise WireError("expected names of arguments")
    return list(args), kwargs
