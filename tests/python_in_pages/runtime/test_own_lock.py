"""The lock of this book has what its settings name, and no more, for the Pyodide of npm's lock."""

from __future__ import annotations

import json
import tomllib
from pathlib import Path

import pytest
import yaml
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name
from python_in_pages import settings
from python_in_pages.runtime import locks, renew

ROOT = Path(__file__).parents[3]
CONFIG = yaml.safe_load((ROOT / "_config.yml").read_text(encoding="utf-8"))
WANTED = settings.read(CONFIG["sphinx"]["config"]["python_in_pages"], ROOT)


@pytest.fixture(scope="module")
def lock() -> dict:
    return json.loads(WANTED.lock.read_text(encoding="utf-8"))


def test_it_is_for_the_pyodide_that_npm_installs(lock):
    wanted = json.loads((renew.NPM / "package.json").read_text(encoding="utf-8"))
    assert lock["pyodide"] == wanted["dependencies"]["pyodide"]


def test_it_has_what_the_settings_name_and_no_more(lock):
    named = {*WANTED.start, *(name for rule in WANTED.later for name in rule.packages)}
    assert set(lock["packages"]) == {canonicalize_name(name) for name in named}
    depends = {name: tuple(each["depends"]) for name, each in lock["wheels"].items()}
    kernel = [name for name in locks.KERNEL if name not in renew.FROM_NPM]
    needed = locks.closure([*named, *kernel], depends, WANTED.lock)
    assert set(needed) == set(depends)


def test_it_has_what_the_books_own_package_needs(lock):
    project = (ROOT / "pyproject.toml").read_text(encoding="utf-8")
    lines = tomllib.loads(project)["project"]["dependencies"]
    assert {canonicalize_name(Requirement(line).name) for line in lines} <= set(lock["wheels"])
