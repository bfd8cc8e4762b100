"""The layout of a learner's folder: lay out what is new, renew what is untouched, keep the rest.

An item of which the learner has changed one file stays as it is, with the checks it came with.
``fresh`` fetches the release's copy of one item; the old files go, all together, into a folder of
their own beside it, where the old notebook still runs. Nothing is ever half written: files are
written beside their places and then renamed, and what a learner wrote is copied before that.
"""

import datetime
import itertools
import os
import shutil
import tempfile
from pathlib import Path

from .items import EXERCISES, Item, items
from .ledger import Ledger
from .words import say

UNREADABLE = b"\0no file"  # a folder in a file's place, or a file that must not be read


class UnknownItemError(Exception):
    """There is no assignment or chapter of this name; the message lists those there are."""


def lay_out(root: Path, work: Path) -> list[str]:
    """Bring a learner's folder up to date; return what there is to say, a line each."""
    ledger = Ledger(work)
    found = items(root)
    said = [line for item in found for line in _news(item, work, ledger)]
    first = not any(_present(item, work) for item in found)
    wanted = [_wanted(item, work, ledger) for item in found]
    for item in found:
        if not _is_touched(item, work, ledger):
            ledger.add(item)
    ledger.save()
    for files in wanted:
        _write(work, files)
    return [say("first", way, folder=work.name) for way in ("en", "ko")] if first else said


def _news(item: Item, work: Path, ledger: Ledger) -> list[str]:
    """Say what will become of an item, where its learner should know."""
    present, key = _present(item, work), ""
    if not present:
        key = "added"
    elif not _is_touched(item, work, ledger):
        key = "" if present == item.files else "renewed"
    elif item.is_released and not ledger.has_newest(item):
        key = "newer"
    return [say(key, item.language, name=item.name, short=_short(item.name))] if key else []


def _wanted(item: Item, work: Path, ledger: Ledger) -> dict[str, bytes]:
    """Return the files of an item that are to be written."""
    present = _present(item, work)
    if not _is_touched(item, work, ledger):
        return {} if present == item.files else item.files
    if not ledger.has_newest(item):
        return {}  # a file of this release would not fit the others
    return {name: content for name, content in item.files.items() if name not in present}


def _is_touched(item: Item, work: Path, ledger: Ledger) -> bool:
    """Tell whether a file of an item is neither of this release nor as it was laid out."""
    return any(
        content != item.files[name] and not ledger.knows(name, content)
        for name, content in _present(item, work).items()
    )


def _present(item: Item, work: Path) -> dict[str, bytes]:
    """Return the files of an item that are there."""
    return {name: _read(work / name) for name in item.files if os.path.lexists(work / name)}


def _read(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError:
        return UNREADABLE


def fresh(root: Path, work: Path, name: str) -> list[str]:
    """Put the release's copy of one item into a learner's folder, and keep what was there."""
    item, ledger, said = _find(root, name), Ledger(work), []
    present = _present(item, work)
    if present == item.files:
        return [say("same", item.language, name=item.name)]
    if present:
        kept = _keep(item, work)
        said.append(say("kept", item.language, place=kept.relative_to(work).as_posix()))
    ledger.add(item)
    ledger.save()
    _write(work, item.files)
    key = "edited" if item.edited else "fresh"
    return [*said, say(key, item.language, name=item.name)]


def _find(root: Path, name: str) -> Item:
    """Return the item of a name; exercises/ in front of it may be left out."""
    found = {item.name: item for item in items(root)}
    wanted = name.strip("/")
    for each in (wanted, f"{EXERCISES}/{wanted}"):
        if each in found:
            return found[each]
    raise UnknownItemError("\n".join([say("unknown", "en", name=name), *map(_short, found)]))


def _short(name: str) -> str:
    return name.removeprefix(f"{EXERCISES}/")


def _keep(item: Item, work: Path) -> Path:
    """Copy the files of an item into a folder beside it that was not there; return the folder."""
    inside = work / next(iter(item.files))
    day = datetime.date.today().isoformat()
    copies = Path(tempfile.mkdtemp(prefix=".before-", dir=inside.parent))
    try:
        for name in _present(item, work):
            shutil.copy2(work / name, copies)
        copies.chmod(0o755)  # made for nobody else
        for number in itertools.count(1):
            kept = inside.with_name(f"before-{day}" + (f"-{number}" if number > 1 else ""))
            if _renamed(copies, kept):
                return kept
    finally:
        shutil.rmtree(copies, ignore_errors=True)
    raise AssertionError  # numbers do not end


def _renamed(folder: Path, name: Path) -> bool:
    """Rename a folder; tell whether the name was free. One with files in it is never replaced."""
    try:
        os.rename(folder, name)
    except OSError:
        if os.path.lexists(name):
            return False
        raise
    return True


def _write(work: Path, wanted: dict[str, bytes]) -> None:
    """Write files, each whole or not at all, the notebook first.

    Stopped after the notebook, the next run finds it untouched and brings the others.
    """
    beside: dict[Path, Path] = {}
    try:
        for name, content in wanted.items():
            path = work / name
            path.parent.mkdir(parents=True, exist_ok=True)
            beside[path] = path.with_name(f".{path.name}.{os.getpid()}.new")
            beside[path].write_bytes(content)
        for path, new in beside.items():
            os.replace(new, path)
    finally:
        for new in beside.values():
            new.unlink(missing_ok=True)
