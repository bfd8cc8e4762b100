"""Answer the requests of the judge: run a cell, list the functions, call one, store a file.

A function may meet a stand-in: a name whose calls the judge answers. Then a request goes back to
the judge during a call, and the judge may send a request of its own before it answers.
"""

import builtins
import inspect
import os
import socket
import traceback
from collections.abc import Callable
from types import FunctionType
from typing import Any

from ..wire import codec
from ..wire.frames import Channel, Message, WireError
from . import sanitize
from .shell import CAPTURED, Shell, run_cell

HERE = os.path.dirname(__file__)
MISSING = object()
STARRED = inspect.CO_VARARGS | inspect.CO_VARKEYWORDS
MOST_ARGUMENTS = 30


class RequestHandler:
    """The submission's side of the protocol: one method for each kind of request."""

    def __init__(self, sock: socket.socket, settings: dict[str, Any]) -> None:
        self.channel = Channel(sock)
        self.names: dict[str, Any] = Shell.instance().user_ns
        self.output_limit, self.number = settings["output"], 0
        self.work = settings["work"]
        self.handlers: dict[str, Callable[[Message], None]] = {
            "run": self._run,
            "file": self._store_file,
            "names": self._list_callables,
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
        self._send(run_cell(head["cell"], head["source"], self.output_limit))

    def _store_file(self, message: Message) -> None:
        path = os.path.join(self.work, message.head["path"])
        os.makedirs(os.path.dirname(path), exist_ok=True)
        with open(path, "wb") as file:
            file.write(message.blob)

    def _list_callables(self, message: Message) -> None:
        named = [name for name in message.head["names"] if callable(self.names.get(name))]
        self._send({"callable": named, "parameters": _parameters(self.names, named)})

    def _call(self, message: Message) -> None:
        head = message.head
        CAPTURED.start(self.output_limit)
        args, kwargs = codec.decode(head["arguments"], message.blob)
        own = {name: self.names.get(name, MISSING) for name in head["stand_ins"]}
        self.names.update({name: self._stand_in(name) for name in own})
        try:
            returned = self.names[head["name"]](*args, **kwargs)
            node, blob = sanitize.encoded(returned)
            reply = {"result": node}
        except BaseException as error:
            reply, blob = {"error": _described(error)}, b""
        finally:
            self._restore(own)
        reply |= {"out": CAPTURED.outputs, "cut": CAPTURED.cut}
        try:
            self._send(reply, blob)
        except WireError:  # more than one message may hold
            self._send(reply | {"result": sanitize.TOO_LARGE})

    def _restore(self, own: dict[str, Any]) -> None:
        for name, value in own.items():
            self.names.pop(name, None)
            if value is not MISSING:
                self.names[name] = value

    def _stand_in(self, name: str) -> Callable[..., Any]:
        def stand_in(*args: Any, **kwargs: Any) -> Any:
            node, blob = codec.encode(sanitize.plain((args, kwargs)))
            kept = CAPTURED.outputs, CAPTURED.space, CAPTURED.cut
            self._send({"ask": name, "arguments": node}, blob)
            while (answer := self.channel.receive()).head["do"] != "answer":
                self._handle(answer)
            CAPTURED.outputs, CAPTURED.space, CAPTURED.cut = kept
            if "fail" in answer.head:
                raise _raised(answer.head["fail"])
            return codec.decode(answer.head["result"], answer.blob)

        return stand_in


def _parameters(names: dict[str, Any], named: list[str]) -> dict[str, list[str]]:
    """Return which arguments functions take, where a plain def says it: no code of theirs runs."""
    found: dict[str, list[str]] = {}
    for name in named:
        code = names[name].__code__ if type(names[name]) is FunctionType else None
        if code and not code.co_flags & STARRED and not code.co_kwonlyargcount:
            own = code.co_varnames[: code.co_argcount]
            found |= {name: list(own)} if len(own) <= MOST_ARGUMENTS else {}
    return found


def _raised(fail: dict[str, Any]) -> Exception:
    """Return the error that a stand-in met, under its own name."""
    base = getattr(builtins, fail["base"])
    error: Exception = type(fail["name"], (base,), {})(fail["text"])
    error.token = fail["token"]  # type: ignore[attr-defined]
    return error


def _described(error: BaseException) -> dict[str, Any]:
    """Return an error as plain data: names of its types, words, and where it came from."""
    frames = []
    for frame, line in list(traceback.walk_tb(error.__traceback__))[:60]:
        code = frame.f_code
        if not code.co_filename.startswith(HERE):
            own = code.co_filename.startswith("<cell-")
            frames.append([code.co_filename if own else "", line, code.co_name[:80]])
    try:
        words = str(error)[:5000]
    except BaseException:
        words = ""
    described = {"types": [kind.__name__ for kind in type(error).__mro__], "text": words}
    token = getattr(error, "token", None)
    return described | {"frames": frames, "token": token if isinstance(token, int) else None}
