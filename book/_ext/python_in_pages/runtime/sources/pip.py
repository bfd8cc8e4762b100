"""Runs pip, with the user's own settings: index, proxy, certificates, folders of wheels."""

from __future__ import annotations

import ast
import contextlib
import importlib.metadata
import json
import os
import re
import subprocess
import sys
import tempfile
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import requests

from ..children import wait_for
from ..failures import SourceError
from .progress import Progress

SILENCE = 5  # seconds after which pip gives up on a server, twice
QUIET = ("--disable-pip-version-check", "--no-input", "--no-color", "--progress-bar=off")
# Without a retry pip would not say that a server was not there.
PATIENCE = (f"--timeout={SILENCE}", "--retries=1")
UNREACHABLE = ("connection broken by", "Max retries exceeded", "ReadTimeoutError", "NewConnection")


def download(
    arguments: Sequence[str], folder: Path, say: Callable[[str], None], title: str, total: int = 0
) -> None:
    """Let pip download something into a folder.

    Raises SourceError with pip's reason; it is ``gone`` where the index cannot be reached.
    """
    command = [*_pip("download"), "--no-cache-dir", "--no-deps"]
    with tempfile.TemporaryDirectory(dir=folder) as scratch, tempfile.TemporaryFile() as output:
        process = subprocess.Popen(
            [*command, f"--dest={folder}", *arguments],
            env=os.environ | {"TMPDIR": scratch, "TEMP": scratch, "TMP": scratch},
            stdout=output,
            stderr=subprocess.STDOUT,
            stdin=subprocess.DEVNULL,
        )
        progress, before = Progress(say, title, total), _bytes_in(folder)
        wait_for([process], lambda: progress.at(_bytes_in(folder) - before))
        output.seek(0)
        said = output.read().decode(errors="replace")
    if process.returncode:
        raise SourceError(_reason(said), gone=_is_gone(said))


def report(arguments: Sequence[str]) -> list[dict[str, Any]]:
    """Return what pip would install, as it reports it; it installs nothing.

    Raises SourceError with what pip said; it is ``gone`` where the index cannot be reached.
    """
    with tempfile.TemporaryDirectory() as scratch:
        path = Path(scratch, "report.json")
        options = ["--dry-run", "--ignore-installed", f"--target={scratch}", f"--report={path}"]
        done = subprocess.run(
            [*_pip("install"), "--quiet", *options, *arguments],
            env=os.environ | {"PIP_USER": "0"},  # it would contradict --target
            stdin=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
            text=True,
        )
        if done.returncode:
            gone = _is_gone(done.stderr)
            raise SourceError(_reason(done.stderr) if gone else done.stderr.strip(), gone=gone)
        found: list[dict[str, Any]] = json.loads(path.read_text(encoding="utf-8"))["install"]
    return found


def _pip(command: str) -> list[str]:
    if not is_installed():
        raise SourceError(f"{sys.executable} has no pip (python -m ensurepip)", gone=True)
    return [sys.executable, "-m", "pip", command, *QUIET, *PATIENCE]


def _is_gone(said: str) -> bool:
    return any(word in said for word in UNREACHABLE)


def _bytes_in(folder: Path) -> int:
    """Return how much lies in a folder in which pip is moving files about."""
    total = 0
    for root, _, names in os.walk(folder):  # it passes over a folder that has just gone
        for name in names:
            with contextlib.suppress(FileNotFoundError):
                total += os.stat(os.path.join(root, name)).st_size
    return total


def is_installed() -> bool:
    """Say whether this Python has pip; a look for its module would have setuptools warn."""
    try:
        importlib.metadata.version("pip")
    except importlib.metadata.PackageNotFoundError:
        return False
    return True


def _reason(said: str) -> str:
    """Return what matters of pip's output."""
    if _is_gone(said):
        return f"it cannot be reached (pip waited up to {SILENCE} s, and again)"
    errors = re.findall(r"^ERROR: (.+)$", said, re.MULTILINE)
    if any("DO NOT MATCH THE HASHES" in error for error in errors):
        got = re.findall(r"Got\s+([0-9a-f]{64})", said)
        return f"what it has is another file (sha256 {', '.join(each[:12] for each in got)}...)"
    if any("No matching distribution" in error for error in errors):
        return "it has no such wheel"
    lines = errors or said.strip().splitlines() or ["pip failed without a word"]
    return lines[-1].strip()


def settings() -> dict[str, str]:
    """Return pip's settings for downloads, as pip ranks them."""
    done = subprocess.run(
        [sys.executable, "-m", "pip", "config", "list", "--disable-pip-version-check"],
        capture_output=True,
        text=True,
        errors="replace",
    )
    found: dict[str, str] = {}
    for section in ("global.", "download.", ":env:."):
        for line in done.stdout.splitlines():
            key, _, value = line.partition("=")
            if line.startswith(section):
                found[key.removeprefix(section)] = str(ast.literal_eval(value))
    return found


def use_settings(session: requests.Session) -> None:
    """Give a connection the certificates and the proxy that pip is set to use."""
    known = settings() if is_installed() else {}
    if known.get("cert"):
        session.verify = known["cert"]
    if known.get("client-cert"):
        session.cert = known["client-cert"]
    if known.get("proxy"):
        session.proxies = dict.fromkeys(("http", "https"), known["proxy"])
