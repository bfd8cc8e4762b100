"""The settings of an edition, derived from the root's ``_config.yml`` and ``_toc.yml``.

``edition.yml`` holds only what differs, and the table of contents is the same without the folder
of the first edition.
"""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import yaml

from ..paths import EDITION_FILE, PYTHON, ROOT
from .edition import Edition, all_editions, read_edition_file


def config_of(edition: Edition, folder: Path) -> dict[str, Any]:
    """Return the configuration of an edition, to be written into a folder."""
    root = edition.root
    config = yaml.safe_load((root / "_config.yml").read_text(encoding="utf-8"))

    def relative_to(folder: Path, path: str) -> str:
        return Path(os.path.relpath(root / path, folder)).as_posix()

    config["exclude_patterns"] = []
    config["html"]["favicon"] = relative_to(edition.source, config["html"]["favicon"])
    bibliographies = config["bibtex_bibfiles"]
    config["bibtex_bibfiles"] = [relative_to(edition.source, path) for path in bibliographies]
    local = config["sphinx"]["local_extensions"]
    config["sphinx"]["local_extensions"] = {k: relative_to(folder, v) for k, v in local.items()}
    config["sphinx"]["config"] |= {"include_patterns": ["**"], "language": edition.language}
    laid = relative_to(edition.source, PYTHON.relative_to(ROOT).as_posix())
    lead_to_python(edition, config["sphinx"]["config"], laid)
    return merge(config, read_edition_file(edition.source / EDITION_FILE).get("config", {}))


def lead_to_python(edition: Edition, config: dict[str, Any], laid: str) -> None:
    """Let an edition's pages use the Python that is laid once, at the root of the whole site."""
    words = config.get("python_in_pages", {}).get("words", {})
    site_root = "../" if edition.site_folder else ""
    config["python_in_pages"] = {"words": words, "laid": laid, "site_root": site_root}


def merge(base: Any, override: Any) -> Any:
    """Return one tree of settings with the values of another in place of its own."""
    if not isinstance(base, dict) or not isinstance(override, dict):
        return override
    both = {key: merge(base[key], override[key]) for key in base.keys() & override.keys()}
    return base | override | both


def toc_of(edition: Edition) -> Any:
    """Return the table of contents as an edition's builder names its pages."""
    toc = yaml.safe_load((edition.root / "_toc.yml").read_text(encoding="utf-8"))
    return without_prefix(toc, f"{all_editions(edition.root)[0].folder}/")


def without_prefix(tree: Any, prefix: str) -> Any:
    """Take a folder off every text of a tree that begins with it."""
    if isinstance(tree, dict):
        return {key: without_prefix(value, prefix) for key, value in tree.items()}
    if isinstance(tree, list):
        return [without_prefix(value, prefix) for value in tree]
    return tree.removeprefix(prefix) if isinstance(tree, str) else tree


def write_config(edition: Edition, folder: Path) -> tuple[Path, Path]:
    """Write both files of an edition into a folder; one that would not change keeps its date."""
    folder.mkdir(parents=True, exist_ok=True)
    trees = {"_config.yml": config_of(edition, folder), "_toc.yml": toc_of(edition)}
    for name, tree in trees.items():
        text = "# Written by lstm_book.editions.config.\n" + yaml.safe_dump(
            tree, allow_unicode=True
        )
        path = folder / name
        if not path.exists() or path.read_text(encoding="utf-8") != text:
            path.write_text(text, encoding="utf-8")
    return folder / "_config.yml", folder / "_toc.yml"
