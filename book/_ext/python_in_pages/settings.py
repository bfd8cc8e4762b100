"""The settings of a book: ``python_in_pages`` below ``sphinx: config:`` in its ``_config.yml``.

Nothing is required. An unknown key or a value of another kind is refused, with what was expected:
a setting that is written wrong must not be one that is left out.
"""

from __future__ import annotations

import dataclasses
import os
import re
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

SWITCH = "PYTHON_IN_PAGES"  # environment variable: "no", "required", or nothing


Reader = Callable[[str, Any, Path], Any]  # name, what was given, the folder where paths start


class SettingsError(ValueError):
    """A setting is not what was expected; the message names it."""


@dataclass(frozen=True)
class ExtraFile:
    """A file of the book's own, a font for instance, and where Python finds it.

    ``licence`` is an SPDX expression, ``licence_file`` its text: the page of licences shows both.
    """

    file: Path
    place: str
    licence: str
    licence_file: Path


@dataclass(frozen=True)
class Later:
    """What is loaded when a cell first needs it: packages, files, code that is run after both.

    ``when`` is a regular expression over a cell's source, in the form that Python and JavaScript
    share. ``languages`` are those of the pages that need it; none means all.
    """

    name: str
    when: str
    packages: tuple[str, ...] = ()
    files: tuple[ExtraFile, ...] = ()
    run: str = ""
    languages: tuple[str, ...] = ()


@dataclass(frozen=True)
class Settings:
    """What a book wants of Python in its pages."""

    start: tuple[str, ...] = ()  # packages that are there before the first cell
    later: tuple[Later, ...] = ()
    wheels: tuple[Path, ...] = ()  # the book's own packages; there before the first cell
    before: str = ""  # Python code that is run once after the start
    lock: Path | None = None  # the versions and hashes of all packages
    source: str = ""  # a folder or an address that has Pyodide's wheels: asked first
    laid: Path | None = None  # a folder where the runtime lies already: this build lays none
    site_root: str = ""  # the site's root as this build's root sees it: "../" below it
    words: dict[str, dict[str, str]] = dataclasses.field(default_factory=dict)


def read(given: Any, folder: Path) -> Settings:
    """Return the settings that ``_config.yml`` gives; paths in it start at ``folder``.

    Raises SettingsError where something is unknown or of another kind than expected.
    """
    return _record("python_in_pages", given, Settings, folder)


def switch() -> str:
    """Return what the environment says: "no", "required" or "" (if it can be had).

    Raises SettingsError at another value.
    """
    said = os.environ.get(SWITCH, "")
    if said not in ("", "no", "required"):
        raise SettingsError(f"{SWITCH}: expected no, required or nothing, got {said!r}")
    return said


def _record(name: str, given: Any, kind: type[Any], folder: Path) -> Any:
    """Return a dataclass from a mapping, each field by its reader."""
    known = {field.name: field for field in dataclasses.fields(kind)}
    mapping = _expect(name, given, dict, "a mapping")
    if unknown := [str(key) for key in mapping if key not in known]:
        there = ", ".join(sorted(known))
        raise SettingsError(f"{name}: unknown: {', '.join(unknown)}; there are {there}")
    required = {key for key, field in known.items() if _is_required(field)}
    if missing := sorted(required - mapping.keys()):
        raise SettingsError(f"{name}: expected {' and '.join(missing)} too")
    return kind(**{key: READERS[key](f"{name}.{key}", mapping[key], folder) for key in mapping})


def _is_required(field: dataclasses.Field[Any]) -> bool:
    return field.default is field.default_factory is dataclasses.MISSING


def _expect(name: str, given: Any, kind: type[Any], words: str) -> Any:
    if not isinstance(given, kind):
        raise SettingsError(f"{name}: expected {words}, got {given!r}")
    return given


def _text(name: str, given: Any, folder: Path) -> str:
    found: str = _expect(name, given, str, "text")
    return found


def _list(name: str, given: Any) -> list[Any]:
    found: list[Any] = _expect(name, given, list, "a list")
    return found


def _texts(name: str, given: Any, folder: Path) -> tuple[str, ...]:
    return tuple(_expect(name, each, str, "a list of texts") for each in _list(name, given))


def _path(name: str, given: Any, folder: Path) -> Path:
    return Path(os.path.normpath(folder / _text(name, given, folder)))


def _paths(name: str, given: Any, folder: Path) -> tuple[Path, ...]:
    return tuple(_path(name, each, folder) for each in _list(name, given))


def _place(name: str, given: Any, folder: Path) -> str:
    text = _text(name, given, folder)
    if not re.fullmatch(r"(/[\w.-]+){2,}", text):
        raise SettingsError(f"{name}: expected a path like /fonts/letters.ttf, got {text!r}")
    return text


def _source(name: str, given: Any, folder: Path) -> str:
    text = _text(name, given, folder)
    is_address = re.match("(https?|file):", text)
    return text if is_address or not text else str(_path(name, text, folder))


# What Python's ``re`` takes and a browser may not; after it what is passed over: an escaped letter,
# a set.
PYTHONS_OWN = re.compile(
    r"(\\[AZ]|\(\?>|\(\?(?!:|<?[=!])\W?\w*|[*+?]\+)|\{[\d,]+(\}\+)"
    r"|\\.|\[\^?\]?(?:\\.|[^]\\])*\]",
    re.DOTALL,
)


def _expression(name: str, given: Any, folder: Path) -> str:
    text = _text(name, given, folder)
    try:
        re.compile(text)
    except re.error as error:
        raise SettingsError(
            f"{name}: expected a regular expression, got {text!r}: {error}"
        ) from error
    for found in PYTHONS_OWN.finditer(text):
        if found.lastindex:
            raise SettingsError(
                f"{name}: expected a regular expression for Python and JavaScript alike, "
                f"got {text!r}: a browser may not know {found[found.lastindex]}"
            )
    return text


def _records(kind: type[Any]) -> Reader:
    """Return the reader of a list of mappings, each of which becomes a dataclass."""

    def read_all(name: str, given: Any, folder: Path) -> tuple[Any, ...]:
        items = enumerate(_list(name, given))
        return tuple(_record(f"{name}[{number}]", each, kind, folder) for number, each in items)

    return read_all


def _site_root(name: str, given: Any, folder: Path) -> str:
    text = _text(name, given, folder)
    if not re.fullmatch(r"(\.\./)*", text):
        raise SettingsError(f'{name}: expected "" or "../" (or "../../" ...), got {text!r}')
    return text


def _words(name: str, given: Any, folder: Path) -> dict[str, dict[str, str]]:
    languages = _expect(name, given, dict, "a mapping of languages")
    return {
        _text(name, language, folder): _sentences(f"{name}.{language}", said)
        for language, said in languages.items()
    }


def _sentences(name: str, given: Any) -> dict[str, str]:
    mapping = _expect(name, given, dict, "a mapping of keys to texts")
    return {str(key): _expect(f"{name}.{key}", text, str, "text") for key, text in mapping.items()}


READERS: dict[str, Reader] = {
    "start": _texts,
    "later": _records(Later),
    "wheels": _paths,
    "before": _text,
    "lock": _path,
    "source": _source,
    "laid": _path,
    "site_root": _site_root,
    "words": _words,
    "name": _text,
    "when": _expression,
    "packages": _texts,
    "files": _records(ExtraFile),
    "file": _path,
    "place": _place,
    "licence": _text,
    "licence_file": _path,
    "run": _text,
    "languages": _texts,
}
