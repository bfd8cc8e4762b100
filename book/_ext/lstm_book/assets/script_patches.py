"""Patches to scripts of other extensions, which Sphinx has copied into the site.

A patch is the text that the script has, and the text that it gets. Where the script lacks that
text the build fails: a new version of the extension cannot make a patch useless in silence.
"""

from __future__ import annotations

from pathlib import Path

from sphinx.application import Sphinx
from sphinx.errors import ExtensionError

Patches = dict[str, tuple[str, str]]  # script -> the text that it has, the text that it gets


def patched(script: str, old: str, new: str) -> str:
    """Return a script with a patch; one that has it already is returned as it is."""
    if new in script:
        return script
    if script.count(old) != 1:
        raise ExtensionError(f"a script has another form than its patch knows: {old!r}")
    return script.replace(old, new)


def patch_scripts(app: Sphinx, patches: Patches) -> None:
    """Patch the scripts of a site."""
    for name, (old, new) in patches.items():
        path = Path(app.outdir, "_static", name)
        path.write_text(patched(path.read_text("utf-8"), old, new), encoding="utf-8")
