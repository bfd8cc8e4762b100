"""Answer the requests of the judge: run a cell, tell values, use an object, store a file.

An operation may meet an object of the judge's, such as a function of a test that is an argument.
Then a request goes back to the judge, and the judge may send one of its own before it answers.
"""

import builtins
import contextlib
import importlib
import operator
import os
import random
import socket
import traceback
from collections.abc import Callable, Iterator
from types import ModuleType
from typing import Any

import numpy as np

from ..wire import codec
from ..wire.frames import Channel, Message, WireError
from ..wire.operations import OPERATIONS
from ..wire.remote import is_remote
from . import sanitize
from .files import WorkFolder
from .handles import Handles
from .shell import CAPTURED, Shell, run_cell

GRADER = os.path.dirname(os.path.dirname(__file__))
MISSING, FEW = object(), 1000
MOST_SHAPES = 50  # arrays of one frame of an error
REPLACEABLE = ("input", "print", "open")  # built-in functions that a test may put others for
NOTHING_ELSE = {"changed": ["dict", []], "renewed": ["dict", []]}


class RequestHandler:
    """The submission's side of the protocol: one method for each kind of request."""

    def __init__(self, sock: socket.socket, settings: dict[str, Any]) -> None:
        self.channel = Channel(sock)
        self.names: dict[str, Any] = Shell.instance().user_ns
        self.output_limit, self.number = settings["output"], 0
        self.work = settings["work"]
        self.files = WorkFolder(self.work)
        self.handles = Handles(self.ask, self.names)
        self.sent: dict[str, tuple[Any, bytes]] = {}
        self.handlers: dict[str, Callable[[Message], None]] = {
            "run": self._run,
            "file": self._store_file,
            "files": self._send_files,
            "names": self._send_names,
            "call": self._call,
        }

    def serve_forever(self) -> None:
        while True:
            self._handle(self.channel.receive())

    def _handle(self, message: Message) -> None:
        """Handle a request; every message sent meanwhile carries its number."""
        before, self.number = self.number, message.head["id"]
        self.handlers[message.head["do"]](message)
        self.number = before

    def _send(self, head: dict[str, Any], blob: bytes = b"") -> None:
        self.channel.send(Message({**head, "id": self.number}, blob))

    def _run(self, message: Message) -> None:
        head = message.head
        ran = run_cell(head["cell"], head["source"], self.output_limit)
        try:
            self._send(ran)
        except WireError:  # more than one message may hold
            self._send(ran | {"outputs": [], "cut": True})

    def _store_file(self, message: Message) -> None:
        path = os.path.join(self.work, message.head["path"])
        os.makedirs(os.path.dirname(path), exist_ok=True)
        with open(path, "wb") as file:
            file.write(message.blob)
        self.files.seen(path)

    def _send_files(self, message: Message) -> None:
        """Send the files that were written since they were last asked for."""
        told, blob = self.files.written()
        self._send({"files": told}, blob)

    def _send_names(self, message: Message) -> None:
        """Send the values of names, as far as there are any."""
        found = {name: self.names[name] for name in message.head["names"] if name in self.names}
        modules = [name for name in message.head["names"] if "." in name]  # of libraries
        found |= {name: importlib.import_module(name) for name in modules}
        node, blob = self._encoded(found)
        if node == sanitize.TOO_LARGE:  # one of them is
            each = {n: v for n, v in found.items() if self._encoded(v)[0] != sanitize.TOO_LARGE}
            rest = {name: codec.opaque("TooLarge") for name in found if name not in each}
            node, blob = self._encoded(each | rest)
        self.sent = {n: self._encoded(v) for n, v in found.items() if _is_data(v) and _is_small(v)}
        self._send({"values": node}, blob)

    def _encoded(self, value: Any) -> tuple[Any, bytes]:
        return sanitize.encoded(value, self.handles.lend)

    def _call(self, message: Message) -> None:
        """Do an operation on an object of the submission, such as a call."""
        head = message.head
        CAPTURED.start(self.output_limit)
        try:
            (args, kwargs), replaced = self._decoded(head["arguments"], message.blob)
            before = [self._encoded(arg) for arg in args] if head["watch"] else []
            _seed(**head["seeds"])
            with self._replaced(replaced, head["absent"]):
                returned = OPERATIONS[head["op"]](*args, **kwargs)
            after = returned, self._changed(args, before), self._renewed()
            node, blob = self._encoded(after)
            reply = _parts(node)
        except BaseException as error:
            reply, blob = self._described(error)
        reply |= {"out": CAPTURED.outputs, "cut": CAPTURED.cut}
        try:
            self._send(reply, blob)
        except WireError:  # more than one message may hold
            lost = {"result": sanitize.TOO_LARGE, "out": [], "cut": True}
            self._send(reply | lost | NOTHING_ELSE)

    def _decoded(self, node: Any, blob: bytes) -> Any:
        return codec.decode(node, blob, self.handles.resolve)

    def _changed(self, args: Any, before: list[Any]) -> dict[int, Any]:
        """Return the arguments that the call has changed in place, by their number."""
        pairs = enumerate(zip(args, before, strict=bool(before)))
        return {n: arg for n, (arg, was) in pairs if _is_data(arg) and self._encoded(arg) != was}

    def _renewed(self) -> dict[str, Any]:
        """Return the variables that a test has read and that have another value now."""
        renewed = {}
        for name, was in self.sent.items():
            now = self._encoded(self.names.get(name))
            if now != was:
                self.sent[name] = now
                renewed[name] = self.names.get(name)
        return renewed

    @contextlib.contextmanager
    def _replaced(self, values: dict[str, Any], absent: list[str]) -> Iterator[None]:
        """Let a test's own values stand for names for a while, and let others be absent."""
        own = {name: self.names.get(name, MISSING) for name in (*values, *absent)}
        built_in = {name: vars(builtins)[name] for name in values if name in REPLACEABLE}
        self.names.update(values)
        vars(builtins).update({name: values[name] for name in built_in})
        for name in absent:
            self.names.pop(name, None)
        try:
            yield
        finally:
            vars(builtins).update(built_in)
            for name, value in own.items():
                if self.names.get(name, MISSING) is values.get(name, MISSING):
                    self.names.pop(name, None)
                    self.names.update({name: value} if value is not MISSING else {})

    def ask(self, operation: str, args: Any, kwargs: Any) -> Any:
        """Ask the judge for an operation on an object of a test; answer its requests meanwhile."""
        node, blob = self._encoded((list(args), kwargs))
        kept = vars(CAPTURED).copy()
        self._send({"ask": operation, "arguments": node}, blob)
        while (answer := self.channel.receive()).head["do"] != "answer":
            self._handle(answer)
        vars(CAPTURED).update(kept)
        if "fail" in answer.head:
            raise _raised(answer.head["fail"])
        return self._decoded(answer.head["result"], answer.blob)

    def _described(self, error: BaseException) -> tuple[dict[str, Any], bytes]:
        """Return an error as plain data, with what it holds."""
        held = {**vars(error), "args": error.args}
        with contextlib.suppress(Exception):
            node, blob = self._encoded({k: v for k, v in held.items() if k != "token"})
            if node != sanitize.TOO_LARGE:
                return {"error": _described(error) | {"held": node}}, blob
        return {"error": _described(error)}, b""


def _is_data(value: Any) -> bool:
    """Say whether a value is one that a test gets a copy of."""
    return not callable(value) and not isinstance(value, ModuleType) and not is_remote(value)


def _is_small(value: Any) -> bool:
    """Say whether a variable is looked at after each call: to compare large ones takes long."""
    size = getattr(value, "size", None)  # of an array or a table
    return (size if isinstance(size, int) else operator.length_hint(value, 0)) <= FEW


def _parts(node: Any) -> dict[str, Any]:
    """Return the parts of a reply, which have one block of raw numbers."""
    if node == sanitize.TOO_LARGE:
        return {"result": node} | NOTHING_ELSE
    result, changed, renewed = node[1]
    return {"result": result, "changed": changed, "renewed": renewed}


def _seed(python: Any = None, numpy: Any = None) -> None:
    """Begin the random numbers anew where a test does."""
    if python is not None:
        random.seed(python)
    if numpy is not None:
        np.random.seed(numpy)


def _raised(fail: dict[str, Any]) -> Exception:
    """Return the error that a stand-in met, under its own name."""
    base = getattr(builtins, fail["base"])
    error: Exception = type(fail["name"], (base,), {})(fail["text"])
    error.token = fail["token"]  # type: ignore[attr-defined]
    return error


def _shapes(names: dict[str, Any]) -> dict[str, list[int]]:
    """Return the shapes of some arrays: an error may be about two that do not fit together."""
    arrays = [(n, v) for n, v in names.items() if type(v) is np.ndarray and len(n) <= 80]
    return {name: list(array.shape) for name, array in arrays[:MOST_SHAPES]}


def _described(error: BaseException) -> dict[str, Any]:
    """Return an error as plain data: names of its types, words, and where it came from."""
    frames = []
    for frame, line in list(traceback.walk_tb(error.__traceback__))[:60]:
        code = frame.f_code
        if not code.co_filename.startswith((GRADER, "<judge>")):
            own = code.co_filename.startswith("<cell-")
            shapes = _shapes(frame.f_locals) if own else {}
            frames.append([code.co_filename if own else "", line, code.co_name[:80], shapes])
    try:
        words = str(error)[:5000]
    except BaseException:
        words = ""
    described = {"types": [kind.__name__ for kind in type(error).__mro__], "text": words}
    described["module"] = str(type(error).__module__)[:80]
    token = getattr(error, "token", None)
    return described | {"frames": frames, "token": token if isinstance(token, int) else None}
