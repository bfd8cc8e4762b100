"""The stamp of a clean build: says whether the site is up to date, within a second.

Only the standard library is used, so that a site which is up to date costs no import.
"""

from __future__ import annotations

import hashlib
import json
import os
import platform
from collections.abc import Iterator
from pathlib import Path

from python_in_pages.settings import SWITCH

from ..digests import files_below
from ..paths import EDITION_FILE, PROOFS, ROOT, SITE, SPEED, STAMP

SETTINGS = ("_config.yml", "_toc.yml", "pyproject.toml", "requirements.lock")
IN_THE_WHEEL = ("README.md", "LICENSE")
ON_PAGES = (SPEED.relative_to(ROOT).as_posix(),)
FOLDERS = ("book", "lstm_ref", "exercises", PROOFS.relative_to(ROOT).as_posix())


def languages(root: Path = ROOT) -> list[str]:
    """Return the languages of all editions."""
    return sorted(path.parent.name for path in (root / "book").glob(f"*/{EDITION_FILE}"))


def inputs(root: Path) -> Iterator[Path]:
    """Find every file that the site is made of."""
    yield from (root / name for name in (*SETTINGS, *IN_THE_WHEEL, *ON_PAGES))
    for folder in FOLDERS:
        yield from files_below(root / folder)


def without_python() -> bool:
    """Say whether the site is to have no Python in its pages."""
    return os.environ.get(SWITCH) == "no"


def input_digests(root: Path = ROOT) -> dict[str, str]:
    """Return one hash of all inputs for each language.

    Of the pages in other languages an edition depends on the names alone: it links to them.
    """
    found = {
        language: hashlib.sha256(f"{platform.python_version()} {without_python()}".encode())
        for language in languages(root)
    }
    for path in inputs(root):
        name, data = path.relative_to(root), path.read_bytes() if path.exists() else b""
        content = hashlib.sha256(data).digest()
        for language, digest in found.items():
            foreign = name.suffix == ".md" and name.parts[0] == "book" and name.parts[1] != language
            digest.update(f"\n{name.as_posix()}\n".encode() + (b"" if foreign else content))
    return {language: digest.hexdigest() for language, digest in found.items()}


def site_signature(site: Path = SITE) -> str:
    """Return a hash of the names, sizes and dates of a built site's files."""
    files = [path for path in sorted(site.rglob("*")) if path.is_file()]
    names = [path.relative_to(site).as_posix() for path in files]  # the project may move
    facts = [(n, p.stat().st_size, p.stat().st_mtime_ns) for n, p in zip(names, files, strict=True)]
    return hashlib.sha256(json.dumps(facts).encode()).hexdigest()


def stale_languages(wanted: dict[str, str], site: Path = SITE, stamp: Path = STAMP) -> list[str]:
    """Return the languages that must be built: all, where the site is not as its build left it."""
    try:
        kept = json.loads(stamp.read_text(encoding="utf-8"))
        as_left = kept["site"] == site_signature(site)
    except (OSError, ValueError, TypeError, KeyError):
        return list(wanted)
    if not as_left or kept["inputs"].keys() != wanted.keys():
        return list(wanted)
    return [language for language in wanted if kept["inputs"][language] != wanted[language]]


def unfinished_languages(wanted: dict[str, str], stamp: Path = STAMP) -> list[str]:
    """Return all languages where the last build had to do without something: it may be back.

    Without a stamp that can be read nothing is known of it, and all are stale anyway.
    """
    try:
        whole = json.loads(stamp.read_text(encoding="utf-8"))["whole"]
    except (OSError, ValueError, TypeError, KeyError):
        return []
    return [] if whole else list(wanted)


def write_stamp(
    wanted: dict[str, str], site: Path = SITE, stamp: Path = STAMP, *, whole: bool = True
) -> None:
    """Record what a clean build was made of, what it left, and whether it lacked nothing."""
    kept = {"inputs": wanted, "site": site_signature(site), "whole": whole}
    stamp.write_text(json.dumps(kept, indent=1), encoding="utf-8")
