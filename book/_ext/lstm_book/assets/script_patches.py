"""Mends to scripts of other extensions, which Sphinx has copied into the site.

What stands there, and what should; where it does not stand there the build fails, so that a new
version of the extension cannot undo a mend unseen.
"""

from __future__ import annotations

from pathlib import Path

from sphinx.application import Sphinx
from sphinx.errors import ExtensionError

Mends = dict[str, tuple[str, str]]  # script -> what stands there, what should


def mended(script: str, old: str, new: str) -> str:
    """Return a script with one mend, once."""
    if new in script:
        return script
    if script.count(old) != 1:
        raise ExtensionError(f"a script has another form than its mend knows: {old!r}")
    return script.replace(old, new)


def mend_all(app: Sphinx, mends: Mends) -> None:
    """Mend the scripts of a site."""
    for name, (old, new) in mends.items():
        path = Path(app.outdir, "_static", name)
        path.write_text(mended(path.read_text("utf-8"), old, new), encoding="utf-8")
