"""The settings of an edition, derived from the root's ``_config.yml`` and ``_toc.yml``.

Nothing is written twice: ``edition.yml`` holds what differs, and the table of contents is the same
without the folder of the first edition.
"""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import yaml

from .editions import FILE, Edition, all_editions, read


def config_of(edition: Edition, folder: Path) -> dict[str, Any]:
    """Return the configuration of an edition, to be written into a folder."""
    root = edition.root
    config = yaml.safe_load((root / "_config.yml").read_text(encoding="utf-8"))

    def seen_from(place: Path, path: str) -> str:
        return Path(os.path.relpath(root / path, place)).as_posix()

    config["exclude_patterns"] = []
    config["html"]["favicon"] = seen_from(edition.source, config["html"]["favicon"])
    books = config["bibtex_bibfiles"]
    config["bibtex_bibfiles"] = [seen_from(edition.source, path) for path in books]
    local = config["sphinx"]["local_extensions"]
    config["sphinx"]["local_extensions"] = {k: seen_from(folder, v) for k, v in local.items()}
    config["sphinx"]["config"] |= {"include_patterns": ["**"], "language": edition.language}
    return merged(config, read(edition.source / FILE).get("config", {}))


def merged(below: Any, above: Any) -> Any:
    """Lay one tree of settings over another."""
    if not isinstance(below, dict) or not isinstance(above, dict):
        return above
    both = {key: merged(below[key], above[key]) for key in below.keys() & above.keys()}
    return below | above | both


def toc_of(edition: Edition) -> Any:
    """Return the table of contents as an edition's builder names its pages."""
    toc = yaml.safe_load((edition.root / "_toc.yml").read_text(encoding="utf-8"))
    return without_prefix(toc, all_editions(edition.root)[0].prefix)


def without_prefix(tree: Any, prefix: str) -> Any:
    """Take a folder off every text of a tree that begins with it."""
    if isinstance(tree, dict):
        return {key: without_prefix(value, prefix) for key, value in tree.items()}
    if isinstance(tree, list):
        return [without_prefix(value, prefix) for value in tree]
    return tree.removeprefix(prefix) if isinstance(tree, str) else tree


def write(edition: Edition, folder: Path) -> tuple[Path, Path]:
    """Write both files of an edition into a folder; one that would not change keeps its date."""
    folder.mkdir(parents=True, exist_ok=True)
    trees = {"_config.yml": config_of(edition, folder), "_toc.yml": toc_of(edition)}
    for name, tree in trees.items():
        text = "# Written by lstm_book.settings.\n" + yaml.safe_dump(tree, allow_unicode=True)
        path = folder / name
        if not path.exists() or path.read_text(encoding="utf-8") != text:
            path.write_text(text, encoding="utf-8")
    return folder / "_config.yml", folder / "_toc.yml"
