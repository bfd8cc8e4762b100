"""Python and the scripts of the pages at a site's root: made there, or described where they lie."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from .. import node, offline, policy, runtime
from ..runtime.cache import Cache, user_folder
from ..runtime.failures import CacheError
from ..runtime.layout import FOLDER
from ..settings import SWITCH, Settings
from .bundle import NPM, bundle

DESCRIPTION = "runtime.json"


class NotServed(Exception):  # noqa: N818  no failure: a site can do without
    """Python cannot be served; the message says what is missing, and what to do."""


class LayingError(Exception):
    """Python cannot be served as the book asks for it; the message says what is wrong."""


@dataclass(frozen=True)
class Served:
    """What the pages must know of the Python that lies at the site's root."""

    version: str
    start: float  # megabytes on the wire, of what is loaded before the first cell
    total: float  # of all: the rest is loaded for later
    folder: Path  # of the version, where it lies

    @property
    def page(self) -> str:
        """The address of the script behind the button, as the site's root sees it."""
        return f"{FOLDER}/{self.version}/page.js"


WAYS = (
    "This site has no buttons to run its pages. To try again, run the same command again; "
    f"{SWITCH}=no builds without Python and without this message."
)


def prepare(
    root: Path, settings: Settings, switch: str, say: Callable[[str], None]
) -> tuple[Served | None, str]:
    """Lay Python at a site's root, or find it where the book says that it lies already.

    Return what is served, and what is missing where nothing is. Then, and where the switch is "no",
    nothing of an earlier build stays at the root.

    Raises LayingError where the book or its lock are wrong, and where something is missing and the
    switch is "required".
    """
    if switch == "no":
        remove(root)
        return None, ""
    try:
        return described(settings.laid) if settings.laid else lay(root, settings, say), ""
    except NotServed as missing:
        if switch == "required":
            raise LayingError(str(missing)) from missing
        remove(root)
        return None, str(missing)


def lay(root: Path, settings: Settings, say: Callable[[str], None]) -> Served:
    """Lay Python and the scripts below a site's root; what is not in the user's cache is fetched.

    Raises NotServed where something cannot be had, LayingError where the book or its lock are
    wrong; then nothing is laid.
    """
    try:
        modules = _packages(say)
        made = bundle(modules, Cache())
        runtime.lay(
            root,
            settings,
            bundle=made.folder,
            node_modules=modules,
            groups=made.groups,
            npm_packages=made.packages,
            say=say,
        )
    except (runtime.MissingError, CacheError) as error:
        raise NotServed(f"{error}\n{WAYS}") from error
    except (node.NodeError, runtime.RuntimeFailure) as error:
        raise LayingError(f"{error}\n{SWITCH}=no builds without Python in the pages.") from error
    shutil.copyfile(made.service_worker, root / offline.WORKER)
    return described(root)


def _packages(say: Callable[[str], None]) -> Path:
    """Return the npm packages of the scripts, installed in the user's cache."""
    target = user_folder() / "npm" / node.digest(NPM)
    try:
        return node.install(NPM, target, say)
    except node.NodeError as error:
        raise NotServed(f"{error}\n{WAYS}") from error


def described(root: Path) -> Served:
    """Return what lies at a site's root.

    Raises NotServed where nothing does.
    """
    found = sorted((root / FOLDER).glob(f"*/{DESCRIPTION}"))
    if not found:
        raise NotServed(f"There is no Python for the pages in {root}.\n{WAYS}")
    description = json.loads(found[-1].read_text(encoding="utf-8"))
    files = description["files"]
    start = sum(each["wire"] for each in files if each["group"] == "start")
    total = sum(each["wire"] for each in files)
    return Served(description["version"], start / 1e6, total / 1e6, found[-1].parent)


def seal(root: Path) -> None:
    """Finish a site whose last page is written: what it has is listed for the offline side.

    A site without Python gets a service worker that removes what an earlier version has left in
    browsers.
    """
    served = any((root / FOLDER).glob(f"*/{DESCRIPTION}"))
    if served:
        policy.write(root)
        offline.seal(root, (root / offline.WORKER).read_text(encoding="utf-8"))
    else:
        offline.retire(root)


def remove(root: Path) -> None:
    """Remove what an earlier build has laid at a site's root."""
    shutil.rmtree(root / FOLDER, ignore_errors=True)
    (root / policy.FILE).unlink(missing_ok=True)
