"""Try a bubblewrap: all of the sandbox at once, and if that fails, step by step.

Some systems let no program make namespaces, some only one under a profile, some no mounts in them.
No setting tells for sure; a trial does, and bubblewrap's own words say what was denied.
"""

import json
import subprocess
from dataclasses import dataclass
from functools import cached_property

from ..student.isolation import WORK
from . import bubblewrap
from .settings import SandboxSettings

SECONDS = 20
START, OLD, NAMESPACES = "it does not start", "it is too old", "it gets no namespaces"
MOUNTS = "it cannot lay out the sandbox's files"
TRIED = SandboxSettings(packages=())
UNSTEADY = "all of it at once fails, each step alone does not"


@dataclass(frozen=True)
class Program:
    """A bubblewrap, and where it comes from."""

    path: str
    origin: str
    installed: bool = False

    @cached_property
    def version(self) -> str:
        return version(self.path)

    def __str__(self) -> str:
        return f"{f'{self.path} {self.version}'.strip()}, {self.origin}"


@dataclass(frozen=True)
class Failure:
    """The step at which a bubblewrap failed, and its own words."""

    step: str
    words: str


def failure(path: str, settings: SandboxSettings = TRIED) -> Failure | None:
    """Return why this bubblewrap cannot be used; nothing if it can."""
    told = json.dumps(settings.for_student(WORK))
    words, out = _run([*bubblewrap.inside(settings, path, "trial"), told])
    if not words:
        try:
            step, words = json.loads(out)
        except ValueError:
            return Failure(START, f"not a word of the trial came, but {out[:100]!r}")
        return Failure(step, words) if step else None
    for step, line in _steps(settings, path):
        if problem := _run(line)[0]:
            return Failure(OLD if "nknown option" in problem else step, problem)
    return Failure(UNSTEADY, words)


def version(path: str) -> str:
    """Return what the program calls its version; nothing if it does not start."""
    words, out = _run([path, "--version"])
    return "" if words else out.strip().removeprefix("bubblewrap").strip()


def _steps(settings: SandboxSettings, path: str) -> list[tuple[str, list[str]]]:
    apart = bubblewrap.namespaces(path)
    empty = [*bubblewrap.files(settings), "--", *bubblewrap.PYTHON, "pass"]
    return [
        (START, [path, "--version"]),
        (NAMESPACES, [*apart, "--ro-bind", "/", "/", "--", "/bin/sh", "-c", ":"]),
        (MOUNTS, [*apart, *empty]),
    ]


def _run(line: list[str]) -> tuple[str, str]:
    """Run a command; return why it failed, nothing if it did not, and what it printed."""
    env = bubblewrap.environment(TRIED, WORK)
    try:
        done = subprocess.run(
            line,
            env=env,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            encoding="utf-8",
            errors="replace",
            timeout=SECONDS,
        )
    except OSError as error:
        return error.strerror or str(error), ""
    except subprocess.TimeoutExpired:
        return f"no answer in {SECONDS} seconds", ""
    if done.returncode == 0:
        return "", done.stdout
    return done.stderr.strip()[-300:] or f"exit code {done.returncode}, without a word", ""
