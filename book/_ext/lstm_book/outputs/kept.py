"""The kept outputs of a page: ``book/_outputs/<library>/<page>.yml``, one file for all editions.

An output is found by the hash of the code that printed it, comments apart: an edition whose code
differs in comments alone shares it. The hash of all the code of a page tells whether a block
before has changed.
"""

from __future__ import annotations

import hashlib
import io
import tokenize
from dataclasses import dataclass, field
from pathlib import Path

import yaml

from ..paths import OUTPUTS

HEAD = "# What the library printed. Written by `make outputs`, never edited.\n"


@dataclass
class Kept:
    """What a library printed on a page.

    by: the versions that ran. pages: the hash of all code, of each edition. printed: hash of a
    block -> text.
    """

    by: str = ""
    pages: list[str] = field(default_factory=list)
    printed: dict[str, str] = field(default_factory=dict)


def path_of(library: str, page: str) -> Path:
    """Return the file of a page's outputs."""
    return OUTPUTS / library / f"{page}.yml"


def read(library: str, page: str) -> Kept:
    """Return what is kept of a page: nothing, where it has no file."""
    path = path_of(library, page)
    return Kept(**yaml.safe_load(path.read_text(encoding="utf-8"))) if path.exists() else Kept()


def write(library: str, page: str, kept: Kept) -> None:
    """Keep what was printed on a page."""
    path = path_of(library, page)
    path.parent.mkdir(parents=True, exist_ok=True)
    text = yaml.dump(vars(kept), Dumper=_Dumper, sort_keys=False, allow_unicode=True, width=1000)
    path.write_text(HEAD + text, encoding="utf-8")


def code_hash(*blocks: str) -> str:
    """Return a hash of blocks of code, without their comments and empty lines."""
    text = "\n".join(_without_comments(block) for block in blocks)
    return hashlib.sha256(text.encode()).hexdigest()[:16]


def _without_comments(code: str) -> str:
    lines = code.splitlines()
    for token in tokenize.generate_tokens(io.StringIO(code + "\n").readline):
        if token.type == tokenize.COMMENT:
            row, column = token.start
            lines[row - 1] = lines[row - 1][:column]
    return "\n".join(line.rstrip() for line in lines if line.strip())


class _Dumper(yaml.SafeDumper):
    """Writes an output as it looks, line by line."""


_Dumper.add_representer(
    str,
    lambda dumper, text: dumper.represent_scalar(
        "tag:yaml.org,2002:str", text, style="|" if "\n" in text else None
    ),
)
