"""What a page shows was computed by what is in this folder now.

jupyter-cache recognises a page by the code in its cells alone, so it would go on showing old
results after a change in ``lstm_ref``, in the pinned dependencies or in the font of the figures.
Here each state of those has a cache folder of its own, which all editions share: a page whose code
is the same in two languages is run once. Sphinx looks at the pages alone, so it would miss a
change in this extension or in a style sheet; and it would not read a page again whose warning
failed the build, so that the next build would pass.
"""

from __future__ import annotations

import hashlib
import platform
import shutil
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from sphinx.application import ENV_PICKLE_FILENAME, Sphinx
from sphinx.config import Config

from . import quiet_kernel
from .editions import FILE, all_editions, edition_in
from .npm import LOCK
from .places import BUILD, ROOT, STAMP

CACHE = BUILD / ".jupyter_cache"
STATE = "site.state"


def state(files: Iterable[Path], root: Path) -> str:
    """Return a short hash of files, of their names and of Python's version."""
    digest = hashlib.sha256(platform.python_version().encode())
    for path in sorted(files):
        digest.update(f"\n{path.relative_to(root).as_posix()}\n".encode() + path.read_bytes())
    return digest.hexdigest()[:16]


def package_files(root: Path) -> list[Path]:
    """Return the code of ``lstm_ref``, and the results that it carries."""
    found = (root / "lstm_ref").rglob("*")
    return [path for path in found if path.suffix in (".py", ".js", ".css", ".json")]


def result_files(root: Path) -> list[Path]:
    """Return what results depend on besides the pages: package, pins, the font's pin, kernels."""
    kernels = Path(quiet_kernel.__file__)
    return [*package_files(root), root / "requirements.lock", root / LOCK, kernels]


def site_files(root: Path) -> list[Path]:
    """Return what all pages are made with: settings, this extension, the files they load."""
    book = root / "book"
    assets = [path for path in (book / "_assets").rglob("*") if path.is_file()]
    settings = [root / "_config.yml", root / "_toc.yml", *book.glob(f"*/{FILE}")]
    extension = [*(book / "_ext").rglob("*.py"), *(book / "_ext").rglob("*.html")]
    return [*settings, *extension, *assets]


def cache_folder() -> Path:
    """Return where the results of the present state are kept."""
    return CACHE / state(result_files(ROOT), ROOT)


def names_of_pages() -> str:
    """Return which pages each edition has: the others link to them."""
    pages = [path for edition in all_editions() for path in edition.source.glob("*.md")]
    return " ".join(sorted(path.relative_to(ROOT).as_posix() for path in pages))


def remember(app: Sphinx, config: Config) -> None:
    """Tell Sphinx the states: where one has changed, it reads every page anew."""
    folder = cache_folder()
    config.nb_execution_cache_path = str(folder)
    prune(CACHE, keep=folder.name)
    config.lstm_book_state = f"{state(site_files(ROOT), ROOT)} {names_of_pages()}"
    start_anew_if_changed(Path(app.outdir), config.lstm_book_state)
    take_other_editions_out(Path(app.outdir), edition_in(config.language).folder)
    STAMP.unlink(missing_ok=True)


def start_anew_if_changed(site: Path, present: str) -> None:
    """Empty the site when all pages will be written: Sphinx leaves what it no longer makes."""
    record = site.parent / STATE
    if not record.exists() or record.read_text(encoding="utf-8") != present:
        shutil.rmtree(site, ignore_errors=True)
        site.mkdir(parents=True)
        record.write_text(present, encoding="utf-8")


def take_other_editions_out(site: Path, own: str) -> None:
    """Leave an edition's own pages alone in its site: the last passes go over all that is there.

    ``python -m lstm_book`` lays the others in again when it has built them.
    """
    for folder in site.glob("book/*/"):
        if folder != site / own:
            shutil.rmtree(folder)


def prune(folder: Path, keep: str) -> None:
    """Remove what belongs to earlier states."""
    for path in folder.glob("*"):
        if path.name == keep:
            continue
        if path.is_dir():
            shutil.rmtree(path)
        else:
            path.unlink()


def settle(app: Sphinx, exception: Exception | None) -> None:
    """After a build that was not clean, make the next one read everything again.

    The results of cells stay in their cache, so that costs seconds.
    """
    if exception or app._warncount:
        (Path(app.doctreedir) / ENV_PICKLE_FILENAME).unlink(missing_ok=True)


def setup(app: Sphinx) -> dict[str, Any]:
    """Look before the build, and settle when everything else is done."""
    app.add_config_value("lstm_book_state", "", "env")
    app.connect("config-inited", remember)
    app.connect("build-finished", settle, priority=999)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
