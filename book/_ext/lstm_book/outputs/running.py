"""Runs the code of a library's tabs as a reader would: a page from top to bottom, in one go."""

from __future__ import annotations

import contextlib
import io
import os
import warnings
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from ..parity.page import Block, read
from .kept import Kept, code_hash


class TwiceError(ValueError):
    """The same code stands twice on a page and prints two things: no hash could tell them apart."""


def one_backend() -> None:
    """Let Keras compute with JAX, on one core, before anything imports it."""
    for threads in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"):
        os.environ[threads] = "1"
    os.environ |= {"KERAS_BACKEND": "jax", "JAX_PLATFORMS": "cpu"}


def blocks_of(path: Path, *kinds: str) -> Iterator[Block]:
    """Find the blocks of some directives on a page, such as ``in-keras``, in their order."""
    wanted = {f"{{{kind}}}" for kind in kinds}
    for section in read(path).sections:
        yield from (block for block in section.blocks if block.kind.partition(" ")[0] in wanted)


def execute(code: str, namespace: dict[str, Any]) -> str:
    """Run a block; return what it prints, without spaces at the ends of lines."""
    printed = io.StringIO()
    with contextlib.redirect_stdout(printed), warnings.catch_warnings():
        warnings.simplefilter("ignore")
        exec(compile(code, "<page>", "exec"), namespace)
    return "".join(f"{line.rstrip()}\n" for line in printed.getvalue().splitlines())


def run_pages(directive: str, paths: Iterable[Path]) -> Kept:
    """Run the editions of a page, each in a session of its own."""
    kept = Kept()
    for path in paths:
        namespace: dict[str, Any] = {}
        codes = [block.code for block in blocks_of(path, directive)]
        if codes and (whole := code_hash(*codes)) not in kept.pages:
            kept.pages.append(whole)
            for code in codes:
                _keep(kept, path, code, execute(code, namespace))
    return kept


def _keep(kept: Kept, path: Path, code: str, text: str) -> None:
    if kept.printed.setdefault(code_hash(code), text) != text:
        raise TwiceError(f"{path}: this code prints two things on one page:\n{code}")
