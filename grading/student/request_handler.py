"""Answer the judge: run a cell, say which functions there are, call one and send its result.

A function may meet a stand-in: a name that the judge answers for. Then a question goes back
to the judge in the middle of a call, and the judge may call again before it answers.
"""

import builtins
import os
import socket
import traceback
from collections.abc import Callable
from typing import Any

from ..wire import values
from ..wire.frames import Channel, Message
from . import plain
from .shell import KEPT, Shell, run_cell

HERE = os.path.dirname(__file__)
MISSING = object()


class Answering:
    """One submission's side of the conversation."""

    def __init__(self, sock: socket.socket, settings: dict[str, Any]) -> None:
        self.channel = Channel(sock)
        self.names: dict[str, Any] = Shell.instance().user_ns
        self.room, self.number = settings["output"], 0
        self.work = settings["work"]
        self.deeds: dict[str, Callable[[Message], None]] = {
            "run": self._run,
            "file": self._file,
            "names": self._which,
            "call": self._call,
        }

    def forever(self) -> None:
        while True:
            self._do(self.channel.receive())

    def _do(self, message: Message) -> None:
        """Do what is asked; what is said meanwhile, and the answer, carry its number."""
        before, self.number = self.number, message.head["id"]
        self.deeds[message.head["do"]](message)
        self.number = before

    def _say(self, head: dict[str, Any], blob: bytes = b"") -> None:
        self.channel.send(Message({**head, "id": self.number}, blob))

    def _run(self, message: Message) -> None:
        head = message.head
        self._say(run_cell(head["cell"], head["source"], self.room))

    def _file(self, message: Message) -> None:
        path = os.path.join(self.work, message.head["path"])
        os.makedirs(os.path.dirname(path), exist_ok=True)
        with open(path, "wb") as file:
            file.write(message.blob)

    def _which(self, message: Message) -> None:
        named = [name for name in message.head["names"] if callable(self.names.get(name))]
        self._say({"callable": named})

    def _call(self, message: Message) -> None:
        head = message.head
        KEPT.start(self.room)
        args, kwargs = values.decode(head["arguments"], message.blob)
        own = {name: self.names.get(name, MISSING) for name in head["stand_ins"]}
        self.names.update({name: self._stand_in(name) for name in own})
        try:
            returned = self.names[head["name"]](*args, **kwargs)
            node, blob = values.encode(plain.reduced(returned))
            reply = {"result": node}
        except BaseException as error:
            reply, blob = {"error": _described(error)}, b""
        finally:
            self._give_back(own)
        self._say(reply | {"out": KEPT.outputs, "cut": KEPT.cut}, blob)

    def _give_back(self, own: dict[str, Any]) -> None:
        for name, value in own.items():
            self.names.pop(name, None)
            if value is not MISSING:
                self.names[name] = value

    def _stand_in(self, name: str) -> Callable[..., Any]:
        def stand_in(*args: Any, **kwargs: Any) -> Any:
            node, blob = values.encode(plain.reduced((args, kwargs)))
            kept = KEPT.outputs, KEPT.room, KEPT.cut
            self._say({"ask": name, "arguments": node}, blob)
            while (answer := self.channel.receive()).head["do"] != "answer":
                self._do(answer)
            KEPT.outputs, KEPT.room, KEPT.cut = kept
            if "fail" in answer.head:
                raise _raised(answer.head["fail"])
            return values.decode(answer.head["result"], answer.blob)

        return stand_in


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
    except Exception:
        words = ""
    described = {"types": [kind.__name__ for kind in type(error).__mro__], "text": words}
    token = getattr(error, "token", None)
    return described | {"frames": frames, "token": token if isinstance(token, int) else None}
