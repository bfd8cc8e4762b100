"""The bundles: one style sheet for each page, with the rules that the site uses and no others.

The theme and its extensions bring ten style sheets, which delay the first paint of a page.
PurgeCSS reads all pages and scripts of the site and drops the rules whose names are in none of
them. A page's link keeps the names of the sheets in its bundle, since Sphinx does not write
unchanged pages again.
"""

from __future__ import annotations

import hashlib
import json
import posixpath
import re
from pathlib import Path
from typing import Any

from .npm import node, packages

STATIC = "_static"
IMPORT = re.compile(r"""@import\s+(?:url\()?["']([^"']+)["']\)?\s*;""")
ADDRESS = re.compile(r"""url\(\s*(["']?)(?!data:|#)([^)"']+)\1\s*\)""")
LINK = re.compile(r'<link data-sheets="([^"]*)" href="[^"?]*\?v=(\w+)"')
Pages = dict[Path, str]  # where a page is -> its HTML


def bundle_name(sheets: str) -> str:
    """Return the name of the file that holds these sheets: the same in every build."""
    return f"styles-{short_hash(sheets)}.css"


def short_hash(text: str) -> str:
    """Return eight digits that change with a text."""
    return hashlib.sha256(text.encode()).hexdigest()[:8]


def read_sheet(site: Path, sheet: str) -> str:
    """Return a style sheet with what it imports, its addresses as seen from ``_static``."""
    text, folder = (site / sheet).read_text(encoding="utf-8"), posixpath.dirname(sheet)
    text = re.sub(r'@charset "[^"]*";', "", text)

    def rebased(found: re.Match[str]) -> str:
        path = posixpath.normpath(posixpath.join(folder, found[2]))
        return f'url("{posixpath.relpath(path, STATIC)}")'

    text = ADDRESS.sub(rebased, IMPORT.sub(lambda m: f"\0{m[1]}\0", text))
    parts = text.split("\0")
    for index in range(1, len(parts), 2):
        parts[index] = read_sheet(site, posixpath.normpath(posixpath.join(folder, parts[index])))
    return "".join(parts)


def write_bundles(site: Path, pages: Pages) -> Pages:
    """Write the bundles of the pages; return the pages, each with its bundle's present hash."""
    sheets = {found[1] for html in pages.values() if (found := LINK.search(html))}
    bundles = {
        bundle_name(names): "\n".join(read_sheet(site, name) for name in names.split())
        for names in sorted(sheets)
    }
    purged = purge(site, pages, site.parent / "styles", bundles)
    for name, text in purged.items():
        (site / STATIC / name).write_text(text, encoding="utf-8")
    return {path: with_hash(html, purged) for path, html in pages.items()}


def with_hash(html: str, bundles: dict[str, str]) -> str:
    """Return a page whose link says which state of its bundle it wants: a browser keeps files."""
    if not (found := LINK.search(html)):
        return html
    name = bundle_name(found[1])
    return re.sub(rf"{name}\?v=\w+", f"{name}?v={short_hash(bundles[name])}", html)


def purge(site: Path, pages: Pages, kept: Path, bundles: dict[str, str]) -> dict[str, str]:
    """Return the bundles without unused rules; PurgeCSS runs only if anything has changed."""
    # The hashes in the links follow from what this function returns.
    texts = [re.sub(r"\?v=\w+", "", html) for _, html in sorted(pages.items())]
    files = sorted([*(site / STATIC).rglob("*.html"), *site.rglob("*.js")])
    digest = hashlib.sha256(json.dumps([bundles, texts], sort_keys=True).encode())
    for path in files:
        digest.update(path.read_bytes())
    state, folder = digest.hexdigest(), kept / "purged"
    if not (folder / "state").exists() or (folder / "state").read_text() != state:
        content = [*map(Path.as_posix, files), *({"raw": t, "extension": "html"} for t in texts)]
        _run_purge(content, kept, folder, bundles)
        (folder / "state").write_text(state)
    return {name: (folder / name).read_text(encoding="utf-8") for name in bundles}


def _run_purge(content: list[Any], kept: Path, folder: Path, bundles: dict[str, str]) -> None:
    """Write the bundles without the rules that no file or text of the content names."""
    whole = kept / "whole"
    for place in (whole, folder):
        place.mkdir(parents=True, exist_ok=True)
    for name, text in bundles.items():
        (whole / name).write_text(text, encoding="utf-8")
    settings = {"content": content, "css": [(whole / name).as_posix() for name in bundles]}
    (kept / "purge.cjs").write_text(f"module.exports = {json.dumps(settings)}", encoding="utf-8")
    script = packages() / "purgecss" / "bin" / "purgecss.js"
    node(script, "--config", str(kept / "purge.cjs"), "--output", str(folder))
