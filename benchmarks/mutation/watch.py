"""Run a command, and end it when it takes too long: as a whole, or one of its tests."""

import contextlib
import json
import os
import signal
import subprocess
import time
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from threading import Event

CLEANUP_SECONDS = 20.0  # for a command to end after Ctrl-C
LEAST, TIMES = 90.0, 6.0  # a test may take so many seconds, or so many times what it took
STOP = Event()  # set by Ctrl-C: nothing goes on


@dataclass(frozen=True)
class Ended:
    """How a command ended: its code; None when it was ended."""

    code: int | None
    test: str = ""  # the one that failed, or that was endless
    why: str = ""


def run(
    command: list[str],
    folder: Path,
    log: Path,
    limit: float,
    report: Path | None = None,
    seconds: Mapping[str, float] | None = None,
) -> Ended:
    """Run a command in a session of its own; read in its report what it is doing."""
    with log.open("wb") as file:
        process = subprocess.Popen(
            command, cwd=folder, stdout=file, stderr=file, stdin=subprocess.DEVNULL,
            start_new_session=True,
        )  # fmt: skip
    end = time.monotonic() + limit
    try:
        while process.poll() is None:
            if STOP.wait(0.3):
                raise KeyboardInterrupt
            endless = endless_test(report, seconds or {})
            if endless or time.monotonic() > end:
                return Ended(None, endless, "took too long")
    finally:
        stop(process)
    test, why = first_failure(report)
    return Ended(process.returncode, test, why)


def stop(process: subprocess.Popen) -> None:
    """End a command and all that it started, if it still runs."""
    for number, seconds in ((signal.SIGINT, CLEANUP_SECONDS), (signal.SIGKILL, None)):
        with contextlib.suppress(ProcessLookupError):
            os.killpg(process.pid, number)  # also what has outlived it
        with contextlib.suppress(subprocess.TimeoutExpired):
            process.wait(seconds)


def events(report: Path | None) -> list[dict]:
    """Return what a run of tests has reported so far."""
    if report is None or not report.exists():
        return []
    lines = report.read_text(encoding="utf-8").splitlines(keepends=True)
    return [json.loads(line) for line in lines if line.endswith("\n")]


def endless_test(report: Path | None, seconds: Mapping[str, float]) -> str:
    """Return the test that has run for much longer than it should."""
    last = next((event for event in reversed(events(report)) if "begun" in event), None)
    if last is None:
        return ""
    usual = seconds.get(last["begun"])
    limit = max(LEAST, TIMES * usual) if usual is not None else 10 * LEAST
    return last["begun"] if time.time() - last["at"] > limit else ""


def first_failure(report: Path | None) -> tuple[str, str]:
    """Return the first test that failed, and its message."""
    failed = next((event for event in events(report) if "failed" in event), None)
    return (failed["failed"], failed["why"]) if failed else ("", "")
