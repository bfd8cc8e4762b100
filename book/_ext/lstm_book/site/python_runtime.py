"""Python for the cells of the pages: ``python_in_pages`` lays it once, for all editions."""

from __future__ import annotations

import dataclasses
import os
import shutil
from pathlib import Path

import yaml
from python_in_pages import settings
from python_in_pages.pages import laying
from sphinx.errors import ExtensionError

from ..downloads.wheel import kept_wheel
from ..paths import PYTHON, ROOT


def wanted() -> settings.Settings:
    """Return what ``_config.yml`` says, with the wheel of the package as it is now."""
    config = yaml.safe_load((ROOT / "_config.yml").read_text(encoding="utf-8"))
    given = settings.read(config["sphinx"]["config"]["python_in_pages"], ROOT)
    return dataclasses.replace(given, wheels=(*given.wheels, kept_wheel()))


def prepare() -> str:
    """Lay Python below ``_build``; return what is missing, and then the editions do without it.

    Raises ExtensionError where it is missing and PYTHON_IN_PAGES says that it is required, and
    where the book or its lock are wrong.
    """
    try:
        _, missing = laying.prepare(PYTHON, wanted(), settings.switch(), _say)
    except (settings.SettingsError, laying.LayingError) as error:
        raise ExtensionError(str(error)) from error
    if missing:
        os.environ[settings.SWITCH] = "no"  # for the builds of the editions
    return missing


def _say(line: str) -> None:
    print(line, flush=True)


def lay_out(site: Path) -> None:
    """Copy Python to the root of the site, and seal the site: nothing may change after that."""
    if PYTHON.exists():
        shutil.copytree(PYTHON, site, dirs_exist_ok=True)
    laying.seal(site)
