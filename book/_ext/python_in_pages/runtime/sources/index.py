"""The package index that pip is set to use."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

from packaging.utils import canonicalize_name, parse_wheel_filename

from ..failures import SourceError
from ..locks import Pinned
from . import pip

ANY_PYTHON = ("--ignore-requires-python",)  # the hash has chosen the file


class Index:
    """Wheels by name, version and hash from the package index."""

    title = "the package index"

    def __init__(self) -> None:
        self.gone: SourceError | None = None

    def offers(self, wheel: Pinned) -> bool:
        """Any wheel can be there; those that Pyodide builds come by and by."""
        return True

    def give(
        self, wheels: Sequence[Pinned], folder: Path, say: Callable[[str], None]
    ) -> dict[Pinned, Path | SourceError]:
        """Ask for all at once; where that fails, one by one, to know which."""
        groups: dict[bool, list[Pinned]] = {}
        for wheel in wheels:
            groups.setdefault(wheel.built, []).append(wheel)
        found: dict[Pinned, Path | SourceError] = {}
        for group in groups.values():
            found |= self._together(group, folder, say)
        return found

    def _together(
        self, wheels: Sequence[Pinned], folder: Path, say: Callable[[str], None]
    ) -> dict[Pinned, Path | SourceError]:
        if self.gone:
            return dict.fromkeys(wheels, self.gone)
        try:
            self._download(wheels, folder, say)
        except SourceError as error:
            if error.gone:
                self.gone = error
            if error.gone or len(wheels) == 1:
                return dict.fromkeys(wheels, error)
            found: dict[Pinned, Path | SourceError] = {}
            for wheel in wheels:
                found |= self._together([wheel], folder, say)
            return found
        return {wheel: _file(folder, wheel) for wheel in wheels}

    def _download(self, wheels: Sequence[Pinned], folder: Path, say: Callable[[str], None]) -> None:
        lines = [f"{each.name}=={each.version} --hash=sha256:{each.sha256}" for each in wheels]
        wanted = folder / "wanted.txt"
        wanted.write_text("\n".join(lines) + "\n", encoding="utf-8")
        arguments = ["--require-hashes", *only_for(wheels[0]), f"--requirement={wanted}"]
        many = f"{len(wheels)} wheels" if len(wheels) > 1 else wheels[0].file
        pip.download(arguments, folder, say, f"fetching {many}")


def only_for(wheel: Pinned) -> list[str]:
    """Return pip's options for a wheel as Pyodide takes it, whatever the Python here is."""
    tag = sorted(parse_wheel_filename(wheel.file)[3], key=str)[0]
    if not wheel.built:
        return ["--only-binary=:all:", "--platform=any", "--abi=none", *ANY_PYTHON]
    version = tag.interpreter.removeprefix("cp")
    python = ["--implementation=cp", f"--python-version={version[0]}.{version[1:]}"]
    return ["--only-binary=:all:", f"--platform={tag.platform}", f"--abi={tag.abi}", *python]


def _file(folder: Path, wheel: Pinned) -> Path | SourceError:
    """Return the file that pip wrote: an index may spell a wheel's name in another way."""
    for path in folder.glob("*.whl"):
        if canonicalize_name(path.name.split("-")[0]) == wheel.name:
            return path
    return SourceError("pip downloaded something else")
