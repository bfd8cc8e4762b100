"""The version, of which pyproject.toml is the one source."""

import tomllib
from importlib import metadata
from pathlib import Path


def find_version() -> str:
    """Return the version of the installed package, or of the tree where none is installed."""
    try:
        return metadata.version("lstm-ref")
    except metadata.PackageNotFoundError:
        project = Path(__file__).parents[1] / "pyproject.toml"
        return str(tomllib.loads(project.read_text(encoding="utf-8"))["project"]["version"])
