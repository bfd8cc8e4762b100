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
    switch = _switch()
    if switch == "no":
        shutil.rmtree(PYTHON, ignore_errors=True)
        return ""
    try:
        laying.lay(PYTHON, wanted(), lambda line: print(line, flush=True))
    except laying.LayingError as error:
        raise ExtensionError(str(error)) from error
    except laying.NotServed as missing:
        if switch == "required":
            raise ExtensionError(str(missing)) from missing
        shutil.rmtree(PYTHON, ignore_errors=True)
        os.environ[settings.SWITCH] = "no"  # for the builds of the editions
        return str(missing)
    return ""


def _switch() -> str:
    try:
        return settings.switch()
    except settings.SettingsError as error:
        raise ExtensionError(str(error)) from error


def lay_out(site: Path) -> None:
    """Copy Python to the root of the site, and seal the site: nothing may change after that."""
    if PYTHON.exists():
        shutil.copytree(PYTHON, site, dirs_exist_ok=True)
    laying.seal(site)
