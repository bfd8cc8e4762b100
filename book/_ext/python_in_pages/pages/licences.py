"""A page of the site that names everything that is served for Python, with the licence of each."""

from __future__ import annotations

import json
from html import escape
from pathlib import Path
from typing import Any

from .words import Words

PAGE = "python-licences"
Part = dict[str, Any]  # as ``runtime.licences`` writes it
Key = tuple[str, tuple[str, ...], bool]  # the licence, its texts, whether they are standard texts


def read(folder: Path) -> list[Part]:
    """Return what is served from the folder of a version."""
    found: list[Part] = json.loads((folder / "licences.json").read_text(encoding="utf-8"))
    return found


def body(parts: list[Part], said: Words) -> str:
    """Return the page's HTML: a table of the parts, and each text once."""
    title = f"<h1>{escape(said['licences_title'])}</h1>"
    if not parts:
        return f"<section>{title}<p>{escape(said['licences_none'])}</p></section>"
    intro = escape(said["licences_intro"].format(count=len(parts)))
    groups: dict[Key, list[Part]] = {}
    for part in parts:
        groups.setdefault(_key(part), []).append(part)
    texts = "".join(_text(number, key, of, said) for number, (key, of) in enumerate(groups.items()))
    whole = f"{title}<p>{intro}</p>{_table(parts, list(groups), said)}{texts}"
    return f'<section style="overflow-wrap: anywhere">{whole}</section>'  # names on a phone


def _key(part: Part) -> Key:
    return part["licence"], tuple(part["texts"]), part["standard"]


def _table(parts: list[Part], keys: list[Key], said: Words) -> str:
    heads = ("licences_part", "licences_licence")
    head = "".join(f'<th scope="col">{escape(said[key])}</th>' for key in heads)
    rows = "".join(_row(part, keys.index(_key(part))) for part in parts)
    return f'<table class="table"><thead><tr>{head}</tr></thead><tbody>{rows}</tbody></table>'


def _row(part: Part, number: int) -> str:
    name = escape(f"{part['name']} {part['version']}".strip())
    link = f'<a href="#licence-{number}">{escape(part["licence"])}</a>'
    return f"<tr><td>{name}</td><td>{link}</td></tr>"


def _text(number: int, key: Key, parts: list[Part], said: Words) -> str:
    """Return the texts of a licence, below the names of the parts that have it in these words."""
    licence, texts, is_standard = key
    names = ", ".join(part["name"] for part in parts)
    head = escape(said["licences_text"].format(licence=licence, names=names))
    notes = [said["licences_standard"]] if is_standard else []
    note = "".join(f"<p>{escape(each)}</p>" for each in notes + _sources(parts, said))
    whole = "".join(f'<pre style="white-space: pre-wrap">{escape(text)}</pre>' for text in texts)
    return f'<section id="licence-{number}"><h2>{head}</h2>{note}{whole}</section>'


def _sources(parts: list[Part], said: Words) -> list[str]:
    """Return a sentence for each part whose readers must be told where its source is."""
    return [said["licences_source"].format(**part) for part in parts if part.get("source")]
