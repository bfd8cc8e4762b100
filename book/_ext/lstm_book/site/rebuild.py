"""What Sphinx must build again, and does not see by itself.

Sphinx looks at the pages alone: it would miss a change in this extension, in a style sheet or in
the list of pages that the other editions have. Nor would it read a page again whose warning failed
the build, so that the next build would pass.
"""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Any

from sphinx.application import ENV_PICKLE_FILENAME, Sphinx
from sphinx.config import Config

from ..digests import digest_of
from ..editions.edition import all_editions
from ..paths import EDITION_FILE, ROOT, STAMP

RECORD = "site.state"


def site_files(root: Path) -> list[Path]:
    """Return what all pages are made with: settings, this extension, the files they load."""
    book = root / "book"
    assets = [path for path in (book / "_assets").rglob("*") if path.is_file()]
    settings = [root / "_config.yml", root / "_toc.yml", *book.glob(f"*/{EDITION_FILE}")]
    extension = [*(book / "_ext").rglob("*.py"), *(book / "_ext").rglob("*.html")]
    return [*settings, *extension, *assets]


def page_names() -> str:
    """Return which pages each edition has: the others link to them."""
    pages = [path for edition in all_editions() for path in edition.source.glob("*.md")]
    return " ".join(sorted(path.relative_to(ROOT).as_posix() for path in pages))


def rebuild_if_changed(app: Sphinx, config: Config) -> None:
    """Tell Sphinx the state of the files: where it has changed, Sphinx reads every page anew."""
    config.lstm_book_state = f"{digest_of(site_files(ROOT), ROOT)} {page_names()}"
    empty_site_if_changed(Path(app.outdir), config.lstm_book_state)
    STAMP.unlink(missing_ok=True)


def empty_site_if_changed(site: Path, present: str) -> None:
    """Empty the site when all pages will be written: Sphinx leaves what it no longer makes."""
    record = site.parent / RECORD
    if not record.exists() or record.read_text(encoding="utf-8") != present:
        shutil.rmtree(site, ignore_errors=True)
        site.mkdir(parents=True)
        record.write_text(present, encoding="utf-8")


def reread_after_warnings(app: Sphinx, exception: Exception | None) -> None:
    """After a build that was not clean, make the next one read everything again.

    The results of cells stay in their cache, so that costs seconds.
    """
    if exception or app._warncount:
        (Path(app.doctreedir) / ENV_PICKLE_FILENAME).unlink(missing_ok=True)


def setup(app: Sphinx) -> dict[str, Any]:
    """Look before the build, and again when everything else is done."""
    app.add_config_value("lstm_book_state", "", "env")
    app.connect("config-inited", rebuild_if_changed)
    app.connect("build-finished", reread_after_warnings, priority=999)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
