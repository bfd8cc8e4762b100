"""One style sheet for each page, with the rules that the site uses and no others.

The theme and its extensions bring ten style sheets, which hold the first sight of the page up.
PurgeCSS reads all pages and scripts of the site and drops the rules whose names nobody mentions.
Which sheets a page was made with stays in its link, since Sphinx does not write unchanged pages
again.
"""

from __future__ import annotations

import hashlib
import json
import posixpath
import re
from pathlib import Path
from typing import Any

from bs4 import BeautifulSoup, Tag
from sphinx.application import Sphinx

from .npm import node, packages

STATIC = "_static"
IMPORT = re.compile(r"""@import\s+(?:url\()?["']([^"']+)["']\)?\s*;""")
ADDRESS = re.compile(r"""url\(\s*(["']?)(?!data:|#)([^)"']+)\1\s*\)""")
LINK = re.compile(r'<link data-sheets="([^"]*)" href="[^"?]*\?v=(\w+)"')


def one_link(html: str, page: str) -> str:
    """Put one link in the place of a page's style sheets; it remembers which they were."""
    soup = BeautifulSoup(html, "html.parser")
    links = soup.select('link[rel="stylesheet"]:not([media])')
    if not links:
        return html
    folder = posixpath.dirname(page)
    found = [posixpath.join(folder, link["href"].partition("?")[0]) for link in links]
    sheets = " ".join(map(posixpath.normpath, found))
    href = posixpath.relpath(f"{STATIC}/{name_of(sheets)}", folder or ".")
    attributes = {"data-sheets": sheets, "href": f"{href}?v=0", "rel": "stylesheet"}
    links[0].replace_with(Tag(name="link", attrs=attributes, can_be_empty_element=True))
    for link in links[1:]:
        link.decompose()
    return str(soup)


def read(site: Path, sheet: str) -> str:
    """Return a style sheet with what it imports, its addresses as seen from ``_static``."""
    text, folder = (site / sheet).read_text(encoding="utf-8"), posixpath.dirname(sheet)
    text = re.sub(r'@charset "[^"]*";', "", text)

    def rebased(found: re.Match[str]) -> str:
        path = posixpath.normpath(posixpath.join(folder, found[2]))
        return f'url("{posixpath.relpath(path, STATIC)}")'

    text = ADDRESS.sub(rebased, IMPORT.sub(lambda m: f"\0{m[1]}\0", text))
    parts = text.split("\0")
    for place in range(1, len(parts), 2):
        parts[place] = read(site, posixpath.normpath(posixpath.join(folder, parts[place])))
    return "".join(parts)


def name_of(sheets: str) -> str:
    """Return the file that holds these sheets: the same in every build."""
    return f"styles-{short_hash(sheets)}.css"


def short_hash(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()[:8]


def purge(site: Path, kept: Path, bundles: dict[str, str]) -> dict[str, str]:
    """Return the bundles without unused rules; PurgeCSS runs only if anything has changed."""
    content = sorted([*site.rglob("*.html"), *site.rglob("*.js")])
    digest = hashlib.sha256(json.dumps(bundles, sort_keys=True).encode())
    for path in content:
        # The links to the bundles change with what comes out of here.
        digest.update(re.sub(rb"\?v=\w+", b"", path.read_bytes()))
    state, folder = digest.hexdigest(), kept / "purged"
    if not (folder / "state").exists() or (folder / "state").read_text() != state:
        _run_purge(site, kept, folder, bundles)
        (folder / "state").write_text(state)
    return {name: (folder / name).read_text(encoding="utf-8") for name in bundles}


def _run_purge(site: Path, kept: Path, folder: Path, bundles: dict[str, str]) -> None:
    whole = kept / "whole"
    for place in (whole, folder):
        place.mkdir(parents=True, exist_ok=True)
    for name, text in bundles.items():
        (whole / name).write_text(text, encoding="utf-8")
    settings = {
        "content": [f"{site.as_posix()}/**/*.html", f"{site.as_posix()}/**/*.js"],
        "css": [(whole / name).as_posix() for name in bundles],
    }
    (kept / "purge.cjs").write_text(f"module.exports = {json.dumps(settings)}", encoding="utf-8")
    script = packages() / "purgecss" / "bin" / "purgecss.js"
    node(script, "--config", str(kept / "purge.cjs"), "--output", str(folder))


def pages(site: Path) -> list[Path]:
    """Return the pages of the site, without the theme's templates."""
    return [path for path in site.rglob("*.html") if STATIC not in path.parts]


def provide(app: Sphinx, exception: Exception | None) -> None:
    """Write the style sheets of all pages, and link them."""
    if exception or app.builder.format != "html":
        return
    site, linked, bundles = Path(app.outdir), {}, {}
    for path in pages(site):
        html = path.read_text(encoding="utf-8")
        if not LINK.search(html):
            html = one_link(html, path.relative_to(site).as_posix())
        if found := LINK.search(html):
            linked[path] = html, name_of(found[1])
            sheets = found[1].split()
            bundles[name_of(found[1])] = "\n".join(read(site, sheet) for sheet in sheets)
    purged = purge(site, site.parent / "styles", bundles)
    for name, text in purged.items():
        (site / STATIC / name).write_text(text, encoding="utf-8")
    for path, (html, name) in linked.items():
        href = f"{name}?v={short_hash(purged[name])}"
        path.write_text(re.sub(rf"{name}\?v=\w+", href, html), encoding="utf-8")


def setup(app: Sphinx) -> dict[str, Any]:
    """Run after ``finish`` has mended the pages."""
    app.connect("build-finished", provide, priority=600)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
