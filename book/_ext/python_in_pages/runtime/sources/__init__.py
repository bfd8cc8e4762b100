"""Where wheels come from, and in which order they are asked.

The user's cache, a folder or an address of the user's own, Pyodide's own distribution, the package
index, and a package there that carries Pyodide's wheels. A file counts only with the right hash,
so the order decides about time alone. ``sources.json`` holds the addresses.
"""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import Protocol

from ..cache import Cache, sha256
from ..failures import Missing, MissingError, SourceError, Tried
from ..locks import Pinned
from .address import Address
from .carrier import Carrier
from .index import Index

SHORT = 12  # digits of a hash that a reader compares
FROM = "PYTHON_IN_PAGES_FROM"
Say = Callable[[str], None]
Outcome = dict[Pinned, Path | SourceError]


class Source(Protocol):
    """A place to ask for wheels."""

    @property
    def title(self) -> str:
        """What the messages call it."""

    def offers(self, wheel: Pinned) -> bool:
        """Return whether it makes sense to ask for this wheel."""

    def give(self, wheels: Sequence[Pinned], folder: Path, say: Say) -> Outcome:
        """Write wheels into a folder; return for each its file, or why there is none."""


def in_order(source: str, pyodide: str) -> list[Source]:
    """Return the sources in their order. source: the book's setting; the environment goes first."""
    known = json.loads(Path(__file__).with_name("sources.json").read_text(encoding="utf-8"))
    own = [each for each in (os.environ.get(FROM, ""), source) if each]
    index = Index()
    carriers = [Carrier(index=index, **each) for each in known["carriers"]]
    distribution = known["distribution"].format(version=pyodide)
    return [
        *(Address(f"your own {each}", each) for each in dict.fromkeys(own)),
        Address(f"Pyodide's own distribution ({distribution})", distribution, only_built=True),
        index,
        *(each for each in carriers if each.pyodide == pyodide),
    ]


def fetch(
    wheels: Iterable[Pinned], sources: Sequence[Source], cache: Cache, say: Say
) -> dict[str, Path]:
    """Return a file of the cache for each wheel, by its name.

    Raises MissingError that names every wheel which no source had, after asking for all.
    """
    found: dict[str, Path] = {}
    reasons: dict[Pinned, list[Tried]] = {}
    for wheel in wheels:
        kept = cache.file(wheel.sha256, wheel.file)
        if kept:
            found[wheel.name] = kept
        else:
            reasons[wheel] = []
    for source in sources:
        open_ones = [wheel for wheel in reasons if wheel.name not in found and source.offers(wheel)]
        if open_ones:
            _ask(source, open_ones, cache, say, found, reasons)
    missing = [Missing(w.file, tuple(tried)) for w, tried in reasons.items() if w.name not in found]
    if missing:
        raise MissingError(missing)
    return found


def _ask(
    source: Source,
    wheels: Sequence[Pinned],
    cache: Cache,
    say: Say,
    found: dict[str, Path],
    reasons: dict[Pinned, list[Tried]],
) -> None:
    """Ask one source; keep what has the right hash, and note why the rest is not there."""
    with cache.beside() as folder:
        for wheel, answer in source.give(wheels, folder, say).items():
            if isinstance(answer, SourceError):
                reasons[wheel].append(Tried(source.title, str(answer)))
                continue
            came = sha256(answer)
            kept = cache.keep(wheel.sha256, wheel.file, answer)
            if kept:
                found[wheel.name] = kept
            else:
                reason = f"expected sha256 {wheel.sha256[:SHORT]}..., got {came[:SHORT]}..."
                reasons[wheel].append(Tried(source.title, reason))
