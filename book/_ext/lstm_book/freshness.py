"""What a page shows was computed by what is in this folder now.

jupyter-cache recognises a page by the code in its cells alone, so it would go on showing old
results after a change in ``lstm_ref`` or in the pinned dependencies. Here each state of those has
a cache folder of its own. Sphinx looks at the pages alone, so it would miss a change in this
extension or in a style sheet; and it would not read a page again whose warning failed the build,
so that the next build would pass.
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

CACHE = ".jupyter_cache"
STAMP = "site.built"
STATE = "site.state"


def state(files: Iterable[Path], root: Path) -> str:
    """Return a short hash of files, of their names and of Python's version."""
    digest = hashlib.sha256(platform.python_version().encode())
    for path in sorted(files):
        digest.update(f"\n{path.relative_to(root).as_posix()}\n".encode() + path.read_bytes())
    return digest.hexdigest()[:16]


def package_files(root: Path) -> list[Path]:
    """Return the code of ``lstm_ref``."""
    found = (root / "lstm_ref").rglob("*")
    return [path for path in found if path.suffix in (".py", ".js", ".css")]


def site_files(root: Path) -> list[Path]:
    """Return what all pages are made with: settings, this extension, the files they load."""
    book = root / "book"
    assets = [path for path in (book / "_assets").rglob("*") if path.is_file()]
    settings = [root / "_config.yml", root / "_toc.yml"]
    return [*settings, *(book / "_ext").rglob("*.py"), *assets]


def remember(app: Sphinx, config: Config) -> None:
    """Tell Sphinx the states: where one has changed, it reads every page anew."""
    root = Path(app.srcdir)
    caches = Path(app.outdir).parent / CACHE
    present = state([*package_files(root), root / "requirements.lock"], root)
    config.nb_execution_cache_path = str(caches / present)
    prune(caches, keep=present)
    config.lstm_book_state = state(site_files(root), root)
    start_anew_if_changed(Path(app.outdir), config.lstm_book_state)
    stamp_of(app).unlink(missing_ok=True)


def start_anew_if_changed(site: Path, present: str) -> None:
    """Empty the site when all pages will be written: Sphinx leaves what it no longer makes."""
    record = site.parent / STATE
    if not record.exists() or record.read_text(encoding="utf-8") != present:
        shutil.rmtree(site, ignore_errors=True)
        site.mkdir(parents=True)
        record.write_text(present, encoding="utf-8")


def prune(folder: Path, keep: str) -> None:
    """Remove what belongs to earlier states."""
    for path in folder.glob("*"):
        if path.name == keep:
            continue
        if path.is_dir():
            shutil.rmtree(path)
        else:
            path.unlink()


def stamp_of(app: Sphinx) -> Path:
    """Return the file that says, by its date, when the whole site was last built cleanly."""
    return Path(app.outdir).parent / STAMP


def settle(app: Sphinx, exception: Exception | None) -> None:
    """Note a clean build; after any other, make the next one read everything again.

    The results of cells stay in their cache, so that costs seconds.
    """
    if exception or app._warncount:
        (Path(app.doctreedir) / ENV_PICKLE_FILENAME).unlink(missing_ok=True)
    elif app.builder.format == "html":
        stamp_of(app).touch()


def setup(app: Sphinx) -> dict[str, Any]:
    """Look before the build, and settle when everything else is done."""
    app.add_config_value("lstm_book_state", "", "env")
    app.connect("config-inited", remember)
    app.connect("build-finished", settle, priority=999)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
