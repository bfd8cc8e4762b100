"""Fuzz the judge's message reader: answers that are changed at random, and very large ones.

`python -m benchmarks.grading` runs this, and benchmarks/README.md quotes what it finds.
"""

import contextlib
import json
import os
import random
import socket
import struct
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np

from grading.judge import errors, outputs
from grading.wire import codec
from grading.wire.frames import Channel, WireError

PRIME = sys.hash_info.modulus  # two integers whose difference it divides share a hash
LARGE = 0.02  # of all messages; one takes as long as hundreds of the others
TOKENS = [
    b"-1",
    b"1e999",
    b"NaN",
    b"null",
    b'"|O8"',
    b'["array"',
    b"18446744073709551616",
    b"{}",
    b"]",
]


def fuzz(seconds: float) -> dict[str, Any]:
    """Count what the reader refuses, watch its time and, from half-time on, its memory."""
    rng, start = random.Random(1), time.monotonic()
    done, refused, largest, slowest, before = 0, 0, 0, 0.0, 0
    for raw in forged(rng):
        started = time.perf_counter()
        refused += not is_taken(raw)
        slowest = max(slowest, time.perf_counter() - started)
        done, largest = done + 1, max(largest, len(raw))
        passed = time.monotonic() - start
        before = before or (peak_kb(os.getpid()) if passed > seconds / 2 else 0)
        if passed > seconds:
            break
    grown = (peak_kb(os.getpid()) - before) // 1024
    found = {"messages": done, "refused": refused, "seconds": seconds, "largest": largest}
    return found | {"slowest_ms": round(1000 * slowest, 1), "grown_mb": grown}


def forged(rng: random.Random) -> Iterator[bytes]:
    """Yield messages without an end."""
    node, blob = codec.encode(([1.5, {"a": (1, None)}], np.ones((2, 3))))
    shown = [{"output_type": "stream", "name": "stdout", "text": "x"}]
    error = {"types": ["KeyError"], "text": "x", "frames": [["<cell-1>", 3, "f"]], "token": None}
    seeds = [{"id": 1, "result": node, "out": shown}, {"id": 1, "error": error, "out": shown}]
    texts = [json.dumps(seed).encode() for seed in seeds]
    while True:
        if rng.random() < LARGE:
            yield sized(large(rng), bytes(800))
        else:
            yield mutated(rng, rng.choice(texts), blob)


def is_taken(raw: bytes) -> bool:
    """Let the judge read a message; say whether it took it. Any other error ends the run."""
    ours, theirs = socket.socketpair()
    with ours, theirs:
        sender = threading.Thread(target=say, args=(theirs, raw))
        sender.start()
        try:
            message = Channel(ours).receive(time.monotonic() + 5)
            outputs.checked(message.head["out"], 1000)
            if "error" in message.head:
                errors.rebuilt(message.head["error"], [])
            else:
                codec.decode(message.head["result"], message.blob)
        except (WireError, KeyError, TypeError, ValueError, IndexError):
            return False
        finally:
            ours.close()  # nobody reads the rest
            sender.join()
    return True


def say(sock: socket.socket, raw: bytes) -> None:
    with contextlib.suppress(OSError):  # the judge refuses and closes before all is sent
        sock.sendall(raw)
        sock.shutdown(socket.SHUT_WR)


def sized(text: bytes, blob: bytes) -> bytes:
    return struct.pack(">II", len(text), len(blob)) + text + blob


def large(rng: random.Random) -> bytes:
    """Return the text of a message with much of one kind, up to what the judge reads at all."""
    count = int(10 ** rng.uniform(3, 5.3))
    words = {"output_type": "stream", "name": "stdout", "text": "\x1b[" * (count // 9)}
    frames = [["<cell-1>", 3, "f" * count]] * rng.randrange(70)
    error = {"types": ["E" * count], "text": "x", "frames": frames, "token": None}
    head = rng.choice(
        [
            {"result": _large_value(rng, count), "out": []},
            {"result": 0, "out": [words] * rng.randrange(3)},
            {"error": error, "out": []},
        ]
    )
    text = json.dumps(head).encode()
    return rng.choice([text, text[: -rng.randrange(1, 99)], text + b'"' + b'\\"' * count])


def _large_value(rng: random.Random, count: int) -> Any:
    return rng.choice(
        [
            ["dict", [[["int", str(k * PRIME)], 1] for k in range(min(count, 10**5))]],
            ["dict", [[str(k), 1] for k in range(count)]],
            ["list", [0.5] * count],
            ["list", [["array", "<f8", [100], 0]] * (count // 4)],
            ["list", ["x" * 90_000] * (count // 5000)],
            ["int", "9" * count],
            "x" * count,
        ]
    )


def mutated(rng: random.Random, text: bytes, blob: bytes) -> bytes:
    """Change some bytes, double some parts, nest some, lie about some sizes."""
    for _ in range(rng.randrange(6)):
        at = rng.randrange(len(text) + 1)
        to = rng.randrange(at, len(text) + 1)
        text = rng.choice(
            [
                text[:at] + bytes([rng.randrange(256)]) + text[at + 1 :],
                text[:at] + rng.choice(TOKENS) + text[at:],
                text[:at] + text[at:to] * rng.randrange(4) + text[to:],
                text[:at] + b"[" * rng.randrange(3000) + text[at:],
            ]
        )
    raw = sized(text, blob)
    if rng.random() < 0.1:
        at = rng.choice([0, 4])
        wrong = struct.pack(">I", rng.choice([0, 1, 2**31, 2**32 - 1, len(text) + 1]))
        raw = raw[:at] + wrong + raw[at + 4 :]
    return raw


def peak_kb(pid: int) -> int:
    try:
        lines = Path(f"/proc/{pid}/status").read_text().splitlines()
    except OSError:
        return 0
    return next((int(line.split()[1]) for line in lines if line.startswith("VmHWM")), 0)
