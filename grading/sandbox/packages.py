"""Which Python packages a submission can import: those named, with all that they need.

`packages` of the settings (c.Judge.packages) names them, for the command, nbgrader, Dask and the
doctor alike: as a package index does (scikit-learn), as a requirement (pandas[excel]), or as an
import does (sklearn). The sandbox itself needs two of them, which are always there.
"""

import functools
import importlib.util
import sys
from collections.abc import Iterable, Iterator, Sequence
from importlib.metadata import (
    Distribution,
    PackageNotFoundError,
    distribution,
    packages_distributions,
)
from pathlib import Path

from packaging.requirements import InvalidRequirement, Requirement
from packaging.utils import canonicalize_name

from .settings import BUBBLEWRAP, SandboxSettings

NEEDED = ("numpy", "ipython")


@functools.cache
def entries(names: tuple[str, ...]) -> tuple[Path, ...]:
    """Return the files and folders, beside each other in site-packages, of these packages."""
    found: set[Path] = set()
    for package in _closure((*names, *NEEDED)):
        for first in {file.parts[0] for file in package.files or []}:  # of thousands, a few
            if first not in ("..", "__pycache__") and not first.endswith(".pth"):
                found.add(Path(str(package.locate_file(first))))
    return tuple(sorted(path for path in found if path.exists()))


def installed(names: Iterable[str]) -> dict[str, str | None]:
    """Return each name with the version that is installed here; None where there is none."""
    found = {name: _distribution(name) for name in names}
    return {name: package.version if package else None for name, package in found.items()}


def can_import(module: str, settings: SandboxSettings) -> bool:
    """Say whether a submission can import a module of Python or of the packages, by its name."""
    first, _, below = module.partition(".")
    if first in sys.stdlib_module_names or BUBBLEWRAP not in settings.protections:
        places = _places(first)
    else:
        allowed = entries(settings.packages)
        places = [path for path in allowed if first == path.name.partition(".")[0]]
    return bool(places) and (not below or _is_below(below.partition(".")[0], places))


@functools.cache
def _places(module: str) -> list[Path]:
    """Return where this Python has a module; parts of its library are another system's."""
    try:
        found = importlib.util.find_spec(module)
    except (ValueError, ImportError):  # one that was made by hand
        return [Path(module)] if module in sys.modules else []
    return [Path(path) for path in (found.submodule_search_locations or [module])] if found else []


def _is_below(part: str, places: Sequence[Path]) -> bool:
    """Say whether any package brings a part of a namespace, such as google.colab.

    Of what is no namespace only the whole is looked for.
    """
    folders = [path for path in places if path.is_dir()]
    if not folders or any((path / "__init__.py").exists() for path in folders):
        return True
    return any((path / part).is_dir() or any(path.glob(f"{part}.*")) for path in folders)


def _closure(names: Iterable[str]) -> list[Distribution]:
    queue, found = list(names), dict[tuple[str, str], Distribution]()
    while queue:
        name = queue.pop()
        package = _distribution(name)
        if package is None:
            continue
        for extra in ("", *_extras(name)):
            key = canonicalize_name(package.name), extra
            if key not in found:
                found[key] = package
                queue += _requires(package, extra)
    return list(found.values())


def _requires(package: Distribution, extra: str) -> Iterator[str]:
    """Yield what a package needs, with an extra of its own."""
    for line in package.requires or []:
        needed = Requirement(line)
        if not needed.marker or needed.marker.evaluate({"extra": extra}):
            yield f"{needed.name}[{','.join(needed.extras)}]" if needed.extras else needed.name


def _extras(name: str) -> list[str]:
    try:
        return sorted(Requirement(name).extras)
    except InvalidRequirement:
        return []


@functools.cache
def _distribution(name: str) -> Distribution | None:
    """Return the package that a name means, as an index, a requirement or an import has it."""
    try:
        known = Requirement(name).name
    except InvalidRequirement:
        return None
    try:
        return distribution(known)
    except PackageNotFoundError:
        return next(map(distribution, _brought_by(known)), None)


def _brought_by(module: str) -> list[str]:
    """Return the packages that bring a module. Where there is none, nothing is searched."""
    return packages_distributions().get(module, []) if _places(module) else []
