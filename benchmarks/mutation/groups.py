"""What is mutated, and where its tests are."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

# Style and types: a mutant that they refuse proves nothing.
NO_BEHAVIOUR = "tests/project/test_quality.py"


@dataclass(frozen=True)
class Group:
    """Modules that are drawn from together.

    tests: the folders that hold all of their tests, for where coverage cannot see.
    pages: folders whose tests see them through the built site.
    copies: where the same text stands again.
    """

    name: str
    sources: tuple[str, ...]
    tests: tuple[str, ...] = ()
    pages: tuple[str, ...] = ()
    copies: tuple[str, ...] = ()

    def modules(self, root: Path) -> list[str]:
        """Return the modules, as paths from the root of a checkout."""
        found = {path for pattern in self.sources for path in root.glob(pattern)}
        return sorted(path.relative_to(root).as_posix() for path in found)

    def files(self, root: Path, module: str) -> list[Path]:
        """Return the files that hold a module: itself, and its copies."""
        text = (root / module).read_bytes()
        copies = {path for pattern in self.copies for path in root.glob(pattern)}
        return [root / module, *sorted(path for path in copies if path.read_bytes() == text)]


GROUPS = (
    Group("lstm_ref", ("lstm_ref/**/*.py",), ("tests/lstm_ref",), ("tests/book",)),
    Group("grading", ("grading/**/*.py",), ("tests/grading",)),
    Group(
        "checks",
        ("solutions/checks.py",),
        ("tests/authoring",),
        copies=("solutions/*/checks.py", "exercises/*/checks.py", "exercises/ko/*/checks.py"),
    ),
    Group("book", ("book/_ext/**/*.py",), pages=("tests/book",)),
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
