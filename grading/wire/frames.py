"""One message: a JSON object and a block of raw numbers, limited in size, depth and time."""

import json
import re
import socket
import struct
from collections.abc import Callable
from dataclasses import dataclass, field
from time import monotonic
from typing import Any, NoReturn

import numpy as np

HEADER = struct.Struct(">II")
AT_ONCE = 1 << 16
TEXT_TAKES = 8  # bytes of memory for one of text, in lists of small numbers
# Possessive: a string is read once, also one that never ends.
STRINGS = re.compile(rb'"[^"\\]*+(?:\\.[^"\\]*+)*+(?:"|\\?\Z)', re.DOTALL)
STEPS = np.zeros(256, np.int8)  # what a byte adds to the depth
STEPS[list(b"[{")], STEPS[list(b"]}")] = 1, -1


# When all of a message must be there: a point of time, or a function that says how long to wait
# now. Where the time is over, the function raises TooLateError.
Deadline = float | Callable[[], float]


class WireError(Exception):
    """What came is no message; no other is taken from its sender."""


class TravelError(WireError, TypeError):
    """A value does not travel; the words say which, and why."""


class TooLateError(WireError):
    """The deadline passed before the message was complete."""


class ClosedError(WireError):
    """The other side has closed the connection."""


@dataclass(frozen=True)
class Limits:
    """How large a message may be."""

    text: int = 4_000_000
    blob: int = 32_000_000
    depth: int = 40


@dataclass(frozen=True)
class Message:
    """What was sent: an object of JSON, and the raw bytes that it refers to."""

    head: dict[str, Any]
    blob: bytes = b""
    size: int = field(default=0, compare=False)  # of what came: what it may take in memory


class Channel:
    """A stream socket that carries whole messages."""

    def __init__(self, sock: socket.socket, limits: Limits | None = None) -> None:
        self.sock, self.limits = sock, limits or Limits()
        self._read = bytearray()  # what has come and is not asked for yet

    def send(self, message: Message, deadline: Deadline | None = None) -> None:
        text = ENCODER.encode(message.head).encode("ascii")
        if len(text) > self.limits.text or len(message.blob) > self.limits.blob:
            raise WireError("expected less to send")
        rest: bytes | memoryview = HEADER.pack(len(text), len(message.blob)) + text + message.blob
        while rest:
            try:
                self.sock.settimeout(_left(deadline))
                rest = memoryview(rest)[self.sock.send(rest) :]
            except TimeoutError:
                continue  # _left says whether the time is over
            except OSError as error:
                raise ClosedError(str(error)) from None

    def receive(self, deadline: Deadline | None = None) -> Message:
        """Return the next message; all of it must be there before the deadline."""
        text_size, blob_size = HEADER.unpack(self._exactly(HEADER.size, deadline))
        if text_size > self.limits.text or blob_size > self.limits.blob:
            raise WireError(
                f"expected a message of at most {self.limits.text} + {self.limits.blob} bytes, "
                f"received {text_size} + {blob_size}"
            )
        head = parse(self._exactly(text_size, deadline), self.limits.depth)
        return Message(head, self._exactly(blob_size, deadline), TEXT_TAKES * text_size + blob_size)

    def _exactly(self, size: int, deadline: Deadline | None) -> bytes:
        while len(self._read) < size:
            try:
                self.sock.settimeout(_left(deadline))
                part = self.sock.recv(AT_ONCE)
            except TimeoutError:
                continue  # _left says whether the time is over
            except OSError as error:
                raise ClosedError(str(error)) from None
            if not part:
                raise ClosedError("the other side has closed")
            self._read += part
        got = bytes(self._read[:size])
        del self._read[:size]
        return got


def parse(text: bytes, depth: int) -> dict[str, Any]:
    """Return the object that the text holds; its depth is known before it is parsed."""
    if text.count(b"[") + text.count(b"{") > depth and (deepest := _deepest(text)) > depth:
        raise WireError(f"expected at most {depth} levels, received {deepest}")
    try:
        head = DECODER.decode(text.decode("ascii"))
    except (ValueError, RecursionError) as error:
        raise WireError(f"expected JSON, received something else: {error}") from None
    if not isinstance(head, dict):
        raise WireError(f"expected an object, received {type(head).__name__}")
    return head


def _deepest(text: bytes) -> int:
    """Return how many brackets are open at once, those in strings aside."""
    steps = STEPS[np.frombuffer(STRINGS.sub(b"", text), np.uint8)]
    return int(steps.cumsum(dtype=np.int32).max(initial=0))


def _no_constant(name: str) -> NoReturn:
    raise ValueError(f"{name} is no JSON")


ENCODER = json.JSONEncoder(allow_nan=False)
DECODER = json.JSONDecoder(parse_constant=_no_constant)


def _left(deadline: Deadline | None) -> float | None:
    if deadline is None:
        return None
    if not isinstance(deadline, (int, float)):
        return deadline()
    left = deadline - monotonic()
    if left <= 0:
        raise TooLateError("no complete message in time")
    return left
