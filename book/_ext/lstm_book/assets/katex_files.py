"""KaTeX from npm: its script for the build, its style sheet and fonts for the pages."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

from docutils import nodes
from sphinx.application import Sphinx

from ..paths import BUILD
from .npm import packages

STYLE_SHEET = "katex/katex.min.css"


def script() -> Path:
    """Return the script, which ``katex_renderer`` runs."""
    return packages() / "katex" / "dist" / "katex.min.js"


def woff2_only(css: str) -> str:
    """Drop the older font formats from the style sheet: every browser in use reads woff2."""
    return re.sub(r',url\([^)]*\.(?:woff|ttf)\) format\("[a-z]+"\)', "", css)


def static_files(package: Path) -> dict[str, bytes]:
    """Return the style sheet, the woff2 fonts and the licence of the package, by name."""
    css = woff2_only((package / "dist" / "katex.min.css").read_text(encoding="utf-8"))
    found = {"katex.min.css": css.encode("utf-8"), "LICENSE": (package / "LICENSE").read_bytes()}
    return found | {
        f"fonts/{path.name}": path.read_bytes() for path in package.glob("dist/fonts/*.woff2")
    }


def write_static_files() -> Path:
    """Write the files; return the folder of static files that holds them."""
    folder = BUILD / "katex" / "static"
    for name, data in static_files(packages() / "katex").items():
        target = folder / "katex" / name
        target.parent.mkdir(parents=True, exist_ok=True)
        if not target.exists() or target.read_bytes() != data:  # another edition may be copying it
            target.write_bytes(data)
    return folder


def add_folder(app: Sphinx) -> None:
    """Let Sphinx copy the files."""
    if app.builder.format == "html":
        app.config.html_static_path.append(str(write_static_files()))


def link_style_sheet(
    app: Sphinx, pagename: str, templatename: str, context: dict[str, Any], doctree: nodes.document
) -> None:
    """Link the style sheet from the pages that have a formula, and from no other."""
    if app.env.get_domain("math").has_equations(pagename):  # type: ignore[attr-defined]
        app.add_css_file(STYLE_SHEET)


def setup(app: Sphinx) -> dict[str, Any]:
    """Write before the build, link page by page."""
    app.connect("builder-inited", add_folder)
    app.connect("html-page-context", link_style_sheet)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
