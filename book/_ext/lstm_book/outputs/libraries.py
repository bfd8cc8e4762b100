"""The libraries that have a tab beside a cell of ``lstm_ref``."""

from __future__ import annotations

import importlib.util
from dataclasses import dataclass
from importlib.metadata import version


@dataclass(frozen=True)
class Library:
    """A library with a tab: its directive is ``in-<name>``.

    packages: what its tab says of versions, as name -> package.
    """

    name: str
    label: str
    packages: dict[str, str]

    @property
    def directive(self) -> str:
        """Return the name of the directive that holds the library's code."""
        return f"in-{self.name}"

    def is_here(self) -> bool:
        """Say whether its code can be run here."""
        return all(importlib.util.find_spec(package) for package in self.packages.values())

    def versions(self) -> str:
        """Return what is installed, without the name of a build, as in 2.13.0+cpu."""
        return ", ".join(
            f"{name} {version(package).partition('+')[0]}"
            for name, package in self.packages.items()
        )


LIBRARIES = {
    library.name: library
    for library in (
        Library("keras", "Keras 3", {"Keras": "keras", "JAX": "jax"}),
        Library("pytorch", "PyTorch", {"PyTorch": "torch"}),
    )
}
