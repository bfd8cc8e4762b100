"""The folder in which jupyter-cache keeps what the cells gave: one for each state of the code.

jupyter-cache recognises a page by the code in its cells alone, so it would go on showing old
results after a change in ``lstm_ref``, in the data that it carries, in the pinned dependencies, in
the font of the figures or in the profile of the kernels. All editions share the folder: a page
whose code is the same in two languages is run once.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

from sphinx.application import Sphinx
from sphinx.config import Config

from ..assets.npm import LOCK
from ..digests import digest_of, package_files, remove_all_but
from ..paths import BUILD, PACKAGE, ROOT

CACHE = BUILD / ".jupyter_cache"
PROFILE = PACKAGE.relative_to(ROOT) / "execution" / "kernel_profile.py"


def result_files(root: Path) -> list[Path]:
    """Return what results depend on besides the pages: package, pins, the font's pin, kernels."""
    return [*package_files(root), root / "requirements.lock", root / LOCK, root / PROFILE]


def cache_folder() -> Path:
    """Return where the results of the present state are kept."""
    return CACHE / digest_of(result_files(ROOT), ROOT)


def use_cache(app: Sphinx, config: Config) -> None:
    """Tell myst-nb the folder; it reads every page anew where that has changed."""
    folder = cache_folder()
    config.nb_execution_cache_path = str(folder)
    remove_all_but(folder.name, CACHE)


def setup(app: Sphinx) -> dict[str, Any]:
    """Choose the folder before the first page is read."""
    app.connect("config-inited", use_cache)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
