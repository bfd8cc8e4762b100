"""What a site needs so that its pages, and Python, work offline: the list of all its files.

The list belongs to one version of the site and is named by its own hash. The service worker names
the list, so a changed file anywhere makes a new worker, which is how a browser sees a new version.
"""

import hashlib
import json
import re
from pathlib import Path

SCRIPTS = Path(__file__).parent / "scripts"
WORKER = "python-service-worker.js"  # its scope is the folder that it is in
LISTS = "site-*.json"
NOT_ASKED_FOR = {".map", ".po", ".mo", ".pickle", ".doctree"}  # no page loads these
SITE = 'self.PYTHON_IN_PAGES_SITE="{}";\n'
LETTERS = 16  # of a sha256: enough to tell two files apart, and the list stays short
NAME_LETTERS = 12


def seal(root: Path, worker: str) -> str:
    """List all files of a finished site, and lay the worker that belongs to this list.

    root: the site's root, above its folder `python`. worker: the text of the service worker; the
    name of the list is put above it, in the place of an earlier one.
    Call it when nothing of the site changes any more. Returns the name of the version. Raises
    ValueError if the site does not hold one Python.
    """
    found = [path.parent.name for path in (root / "python").glob("*/runtime.json")]
    if len(found) != 1:
        raise ValueError(f"expected one runtime.json in folders of {root / 'python'}, got {found}")
    for old in (root / "python").glob(LISTS):
        old.unlink()
    listed = {path.relative_to(root).as_posix(): path for path in sorted(root.rglob("*"))}
    sums = {name: _sum(path) for name, path in listed.items() if _is_served(name, path)}
    text = json.dumps(sums, ensure_ascii=False, separators=(",", ":")).encode()
    version = hashlib.sha256(text).hexdigest()[:NAME_LETTERS]
    (root / "python" / LISTS.replace("*", version)).write_bytes(text)
    _lay(root, SITE.format(version) + re.sub(SITE.format(r"\w+"), "", worker))
    return version


def retire(root: Path) -> None:
    """Lay a worker that removes what an earlier version of this site has kept in browsers."""
    _lay(root, (SCRIPTS / "service-worker-off.js").read_text(encoding="utf-8"))


def _is_served(name: str, path: Path) -> bool:
    hidden = any(part.startswith(".") for part in name.split("/"))
    return path.is_file() and not hidden and name != WORKER and path.suffix not in NOT_ASKED_FOR


def _sum(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()[:LETTERS]


def _lay(root: Path, text: str) -> None:
    """Write beside and rename: a server may be giving out the old one."""
    part = root / f".{WORKER}"
    part.write_text(text, encoding="utf-8")
    part.replace(root / WORKER)
