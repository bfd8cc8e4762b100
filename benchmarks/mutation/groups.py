"""What is mutated, and where its tests are."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from authoring.bundle import Bundle, bundle

NO_BEHAVIOUR = "tests/test_quality.py"  # style and types: a mutant that they refuse proves nothing


@dataclass(frozen=True)
class Group:
    """Modules that are drawn from together.

    tests: the folders that hold all of their tests, for where coverage cannot see.
    pages: folders whose tests see them through the built site.
    joined: the files that all modules together are made into.
    """

    name: str
    sources: tuple[str, ...]
    tests: tuple[str, ...] = ()
    pages: tuple[str, ...] = ()
    joined: tuple[str, ...] = ()

    def modules(self, root: Path) -> list[str]:
        """Return the modules, as paths from the root of a checkout."""
        found = {path for pattern in self.sources for path in root.glob(pattern)}
        return sorted(path.relative_to(root).as_posix() for path in found)

    def files(self, root: Path, module: str) -> list[Path]:
        """Return the files that hold a module: itself, and those that it is joined into."""
        return [root / module, *sorted({p for pattern in self.joined for p in root.glob(pattern)})]

    def texts(self, root: Path, module: str) -> dict[Path, str]:
        """Return what these files have to hold, as the module is now."""
        own, *others = self.files(root, module)
        found = {own: own.read_text(encoding="utf-8")}
        return found | dict.fromkeys(others, _joined(own).text) if others else found

    def lines(self, root: Path, module: str, numbers: Sequence[int]) -> dict[Path, list[int]]:
        """Return where lines of a module stand in these files."""
        own, *others = self.files(root, module)
        if not others:
            return {own: list(numbers)}
        places = _joined(own).lines
        joined = [places[own.stem, n] for n in numbers if (own.stem, n) in places]
        return {own: list(numbers), **dict.fromkeys(others, joined)}


def _joined(module: Path) -> Bundle:
    """Return a module and those beside it as one file."""
    return bundle(module.parent)


GROUPS = (
    Group("lstm_ref", ("lstm_ref/**/*.py",), ("tests/reference",), ("tests/site",)),
    Group("grading", ("grading/**/*.py",), ("tests/grading",)),
    Group(
        "checks",
        ("authoring/checks/[!_]*.py",),
        ("tests/authoring",),
        joined=("solutions/*/checks.py", "exercises/*/checks.py", "exercises/ko/*/checks.py"),
    ),
    Group("book", ("book/_ext/**/*.py",), pages=("tests/site", "tests/parity")),
)


def needs_site(places: Sequence[str]) -> bool:
    """Say whether tests, by their files or folders, look at the built site."""
    pages = {Path(page) for group in GROUPS for page in group.pages}
    paths = [Path(place) for place in places]
    return any(p.is_relative_to(page) or page.is_relative_to(p) for p in paths for page in pages)


def shares(count: int, groups: Sequence[Group] = GROUPS) -> dict[str, int]:
    """Return how many mutants each group gets: evenly, the first ones one more."""
    least, more = divmod(count, len(groups))
    return {group.name: least + (number < more) for number, group in enumerate(groups)}
