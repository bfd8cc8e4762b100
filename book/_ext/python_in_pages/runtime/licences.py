"""Whose work is served, and under which licence: the list behind a book's page of licences.

A text comes from the package itself. Where a package carries none, it is the standard text of the
licence that the package names, from the SPDX list (npm's ``spdx-license-list``).
"""

from __future__ import annotations

import json
import re
import zipfile
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from email.message import Message
from pathlib import Path
from typing import Any

from ..settings import ExtraFile
from . import wheels
from .failures import RuntimeFailure
from .locks import Pyodide

KNOWN = json.loads(Path(__file__).with_suffix(".json").read_text(encoding="utf-8"))
FILE = re.compile(r"^(licen[cs]e|copying|notice)", re.IGNORECASE)
NO_TEXT = re.compile(r"\.(py|pyc|pyi|json|html)$")
STANDARD = "spdx-license-list/licenses"

# A text that says which licence it is, where a package's metadata only says "BSD".
TELLING = {
    "Mozilla Public License Version 2.0": "MPL-2.0",
    "Permission is hereby granted, free of charge, to any person obtaining": "MIT",
    "Apache License": "Apache-2.0",
    "PYTHON SOFTWARE FOUNDATION LICENSE VERSION 2": "PSF-2.0",
}
BSD = "Redistribution and use in source and binary forms"
THIRD_CLAUSE = re.compile(r"Neither\s+the\s+name")


class LicenceError(RuntimeFailure):
    """Something that is served has no licence that can be named, or no text of it."""


@dataclass(frozen=True)
class Licence:
    """A part of what is served. kind: "core", "wheel", "npm" or "file".

    licence: an SPDX expression. texts: the package's own, or, if ``standard``, those of SPDX.
    source: the address of its source, where its licence asks that readers be told.
    """

    name: str
    version: str
    kind: str
    licence: str
    texts: tuple[str, ...]
    standard: bool = False
    source: str = ""


def write(path: Path, found: Iterable[Licence]) -> None:
    """Write licences as JSON, sorted by kind and name."""
    ordered = sorted(found, key=lambda each: (each.kind, each.name.lower()))
    text = json.dumps([asdict(each) for each in ordered], ensure_ascii=False, indent=1)
    path.write_text(text + "\n", encoding="utf-8")


def of_wheel(path: Path) -> Licence:
    """Return the licence of a wheel. Raises LicenceError where it names none."""
    said = wheels.metadata(path)
    name, version = str(said["Name"]), str(said["Version"])
    texts = _texts_in(path)
    expression = _expression(said, texts)
    if not expression or not texts:
        lacks = "a licence" if texts else "the text of its licence"
        raise LicenceError(f"{path.name}: expected {lacks} in it, and found none")
    return Licence(name, version, "wheel", expression, texts)


def _texts_in(path: Path) -> tuple[str, ...]:
    """Return the licence files of a wheel: its own first, then those of what it holds."""
    with zipfile.ZipFile(path) as archive:
        names = [name for name in archive.namelist() if _is_licence(name)]
        names.sort(key=lambda name: (".dist-info/" not in name, name))
        texts = (archive.read(name).decode("utf-8", "replace").strip() for name in names)
        return tuple(dict.fromkeys(text for text in texts if text))


def _is_licence(name: str) -> bool:
    folder, _, file = name.rpartition("/")
    inside = bool(re.search(r"\.dist-info/licenses(/|$)", folder))
    return (inside or bool(FILE.match(file))) and not NO_TEXT.search(file)


def _expression(said: Message, texts: tuple[str, ...]) -> str:
    """Return the SPDX expression of a wheel: what it says, else what its text is."""
    known = KNOWN["expressions"].get(said["Name"])
    if known or said["License-Expression"]:
        return str(known or said["License-Expression"])
    told = next(filter(None, map(_told_by, texts)), "")
    for line in said.get_all("Classifier") or []:
        told = told or KNOWN["classifiers"].get(line.rpartition(" :: ")[2], "")
    return told


def _told_by(text: str) -> str:
    if BSD in " ".join(text.split()):
        return "BSD-3-Clause" if THIRD_CLAUSE.search(text) else "BSD-2-Clause"
    return next((licence for words, licence in TELLING.items() if words in text), "")


def of_npm(node_modules: Path, names: Iterable[str]) -> list[Licence]:
    """Return the licences of npm packages. Raises LicenceError where one names none."""
    return [_of_package(node_modules, name) for name in names]


def _of_package(node_modules: Path, name: str) -> Licence:
    folder = node_modules / name
    try:
        said = json.loads((folder / "package.json").read_text(encoding="utf-8"))
        version, expression = str(said["version"]), str(said["license"])
    except (OSError, ValueError, KeyError) as error:
        raise LicenceError(
            f"npm's {name}: expected a licence in package.json, got {error!r}"
        ) from error
    files = sorted(p for p in folder.iterdir() if FILE.match(p.name) and not NO_TEXT.search(p.name))
    texts = tuple(path.read_text(encoding="utf-8", errors="replace").strip() for path in files)
    if texts:
        return Licence(name, version, "npm", expression, texts)
    return Licence(name, version, "npm", expression, standard(node_modules, expression), True)


def standard(node_modules: Path, expression: str) -> tuple[str, ...]:
    """Return the SPDX texts of the licences in an expression; of the public domain, a sentence."""
    texts = []
    for each in re.findall(r"[\w.+-]+", re.sub(r"\b(AND|OR|WITH)\b", " ", expression)):
        if each in KNOWN["texts"]:
            texts.append(KNOWN["texts"][each])
            continue
        path = node_modules / STANDARD / f"{each}.json"
        try:
            texts.append(json.loads(path.read_text(encoding="utf-8"))["licenseText"].strip())
        except (OSError, ValueError, KeyError) as error:
            raise LicenceError(f"expected the text of {each} in {path}, got {error!r}") from error
    return tuple(texts)


def of_core(pyodide: Pyodide, node_modules: Path) -> list[Licence]:
    """Return the licences of Pyodide, and of what is compiled into its WebAssembly."""
    parts: Mapping[str, str] = {"pyodide": "MPL-2.0", **KNOWN["core"]}
    versions = {"pyodide": pyodide.version, "CPython": pyodide.minor}
    found = []
    for name, each in parts.items():
        texts, is_standard = standard(node_modules, each), each not in KNOWN["texts"]
        version, source = versions.get(name, ""), KNOWN["sources"].get(name, "")
        found.append(Licence(name, version, "core", each, texts, is_standard, source))
    return found


def of_files(files: Iterable[ExtraFile]) -> list[Licence]:
    """Return the licences of a book's own files, as its settings name them."""
    found: dict[str, Any] = {}
    for each in files:
        text = each.licence_file.read_text(encoding="utf-8").strip()
        found[each.place] = Licence(each.file.name, "", "file", each.licence, (text,))
    return list(found.values())
