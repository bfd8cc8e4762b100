"""What a page shows was computed by what is in this folder now.

jupyter-cache recognises a page by the code in its cells alone, so it would go on showing old
results after a change in ``lstm_ref`` or in the pinned dependencies. Here each state of those has
a cache folder of its own. And a build that ended with warnings is not remembered: Sphinx would
not read those pages again, and the next build would pass.
"""

from __future__ import annotations

import hashlib
import platform
import shutil
from pathlib import Path
from typing import Any

from sphinx.application import ENV_PICKLE_FILENAME, Sphinx
from sphinx.config import Config

CACHE = ".jupyter_cache"


def computed_with(root: Path, other: str = "requirements.lock") -> str:
    """Return a short hash of Python's version, the package's code and one other file.

    With the pinned dependencies as the other file, that is all that a cell's result depends on
    besides the cell.
    """
    digest = hashlib.sha256(platform.python_version().encode())
    for path in [*sorted((root / "lstm_ref").rglob("*.py")), root / other]:
        name = path.relative_to(root).as_posix()
        digest.update(f"\n{name}\n".encode() + path.read_bytes())
    return digest.hexdigest()[:16]


def choose_cache(app: Sphinx, config: Config) -> None:
    """Point myst-nb to the cache of the present state.

    The option is part of the environment, so Sphinx reads every page anew when it changes.
    """
    caches = Path(app.outdir).parent / CACHE
    present = computed_with(Path(app.srcdir))
    config.nb_execution_cache_path = str(caches / present)
    prune(caches, keep=present)


def prune(caches: Path, keep: str) -> None:
    """Remove the caches of earlier states."""
    for path in caches.glob("*"):
        if path.name == keep:
            continue
        if path.is_dir():
            shutil.rmtree(path)
        else:
            path.unlink()


def forget_if_warned(app: Sphinx, exception: Exception | None) -> None:
    """Make the next build read everything again when this one was not clean.

    The results of cells stay in their cache, so that costs seconds.
    """
    if exception or app._warncount:
        (Path(app.doctreedir) / ENV_PICKLE_FILENAME).unlink(missing_ok=True)


def setup(app: Sphinx) -> dict[str, Any]:
    """Choose before the build, forget after it."""
    app.connect("config-inited", choose_cache)
    app.connect("build-finished", forget_if_warned)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
