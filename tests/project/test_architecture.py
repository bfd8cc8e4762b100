"""ARCHITECTURE.md names what is there."""

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "ARCHITECTURE.md").read_text(encoding="utf-8")
ROOMS = ("book/_ext", "book/_ext/lstm_book", "authoring/checks", "book", "grading")
BASES = (ROOT, *(ROOT / room for room in ROOMS))
IN_TESTS = (ROOT / "tests",)  # `helpers/`
MADE = {"_build/html", "submitted/", "autograded/", "feedback/", "grades.csv", "checks.py"}
NAMED = re.findall(r"`([\w./-]+)`", PAGE)
PATHS = sorted({n for n in NAMED if "/" in n or re.search(r"\.(py|js|yml|md|toml|csv)$", n)} - MADE)


def found(name: str) -> bool:
    return any((base / name).exists() for base in (*BASES, *IN_TESTS, ROOT / "lstm_ref"))


@pytest.mark.parametrize("name", PATHS)
def test_a_path_it_names_is_there(name):
    assert found(name)


def test_it_names_enough_to_be_a_map():
    assert len(PATHS) > 50
    folders = {path.name for path in ROOT.iterdir() if (path / "__init__.py").exists()}
    assert {f"{name}/" for name in folders} <= set(PATHS)


def rows(heading: str) -> list[list[str]]:
    """Return the cells of the table under a heading, without its head."""
    section = PAGE.split(f"\n## {heading}\n")[1].split("\n## ")[0]
    lines = [line for line in section.splitlines() if line.startswith("|")]
    return [[cell.strip() for cell in line.strip("|").split("|")] for line in lines[2:]]


@pytest.mark.parametrize("row", rows("What must never break"), ids=lambda row: row[0])
def test_each_invariant_has_a_file_of_tests(row):
    files = re.findall(r"`(tests/[\w/]+\.py)`", row[1])
    assert files
    for name in files:
        assert "\ndef test_" in (ROOT / name).read_text(encoding="utf-8"), name


@pytest.mark.parametrize("row", rows("Where do I change ..."), ids=lambda row: row[0])
def test_each_change_has_a_place(row):
    assert re.search(r"`[\w./-]+\.(py|yml|ipynb)`", row[1])


def test_it_is_two_pages_at_most():
    assert len(PAGE.splitlines()) <= 120
