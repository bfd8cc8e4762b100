"""Python in the pages of this book: one copy for both editions, a button on each page with code."""

from __future__ import annotations

import gzip
import os
import re
from pathlib import Path

import pytest
from lstm_book.editions.edition import all_editions
from lstm_book.paths import ROOT
from lstm_book.site import python_runtime
from python_in_pages import offline, policy
from python_in_pages.pages import button, laying
from sphinx.errors import ExtensionError

from tests.helpers import fake_runtime
from tests.helpers.soup import soup

LIMIT = 500  # bytes that the button may add to what a page sends, its style sheet included
BUTTON = re.compile(r'<div class="python-in-pages".*?</script></div>', re.DOTALL)
RULE = re.compile(r"[^{}]*\.python-in-pages[^{}]*\{[^}]*\}")
served = pytest.mark.needs("python-in-pages")


def packed(text: str) -> int:
    return len(gzip.compress(text.encode(), 6))


@served
def test_there_is_one_copy_and_the_button_of_every_page_leads_to_it(site, pages):
    (version,) = (site / "python").glob("*/runtime.json")
    buttons = [soup(path).select(".python-in-pages") for path in pages]
    found = {
        (path.parent / each["data-page"]).resolve()
        for path, places in zip(pages, buttons, strict=True)
        for each in places
    }
    assert found == {version.parent / "page.js"}
    folders = [each.site_folder for each in all_editions() if each.site_folder]
    assert not any((site / folder / "python").exists() for folder in folders)


@served
def test_a_page_has_a_button_if_it_shows_code_that_was_run(pages):
    for path in pages:
        page = soup(path)
        shows_code = bool(page.select("div.cell .cell_input"))
        assert len(page.select(".python-in-pages > button")) == shows_code, path.name
        assert len(page.find_all("script", string=button.SCRIPT)) == shows_code, path.name


@served
def test_where_it_cannot_run_a_page_names_make_serve_and_its_own_notebook(pages, edition):
    for path in pages:
        for line in soup(path).select(".python-in-pages > p"):
            assert line.code.text == "make serve"
            assert (path.parent / line.a["href"]).is_file()
            assert bool(re.search("[가-힣]", line.text)) == (edition.language == "ko")


@served
def test_before_it_is_pressed_it_costs_half_a_kilobyte_at_most(site, pages):
    for path in pages:
        html = path.read_text(encoding="utf-8")
        if not (found := BUTTON.search(html)):
            continue
        sheet = path.parent / soup(path).select_one("link[data-sheets]")["href"].partition("?")[0]
        css = sheet.read_text(encoding="utf-8")
        added = packed(html) - packed(html.replace(found[0], ""))
        added += packed(css) - packed(RULE.sub("", css))
        assert 200 < added <= LIMIT, path.name


@served
def test_the_policy_and_the_list_for_offline_belong_to_this_site(site):
    text = (site / policy.FILE).read_text(encoding="utf-8")
    assert len(text) < 4000  # what servers take as one header
    (listed,) = (site / "python").glob(offline.LISTS)
    assert listed.stem.partition("-")[2] in (site / offline.WORKER).read_text(encoding="utf-8")


@pytest.fixture
def python(tmp_path: Path, monkeypatch) -> Path:
    """Return a folder in the place of the one where Python is laid."""
    monkeypatch.setattr(python_runtime, "PYTHON", tmp_path / "python-in-pages")
    monkeypatch.setenv("PYTHON_IN_PAGES", "")  # is put back after the test
    return tmp_path / "python-in-pages"


@pytest.fixture
def missing(monkeypatch) -> None:
    """Let the sources be gone."""

    def lay(root, settings, say):
        raise laying.NotServed("No source has numpy.whl. Tried: ...")

    monkeypatch.setattr(laying, "lay", lay)


def test_what_is_wanted_is_what_the_configuration_says_and_the_wheel_of_the_package(python):
    wanted = python_runtime.wanted()
    (wheel,) = wanted.wheels
    assert wheel.name.startswith("lstm_ref-")
    assert wheel.is_file()
    assert wanted.lock == ROOT / "book" / "python-in-pages.lock.json"
    assert {rule.name for rule in wanted.later} == {"figures", "korean-figures", "widgets"}


def test_without_sources_the_editions_do_without_and_the_build_says_why(python, missing):
    fake_runtime.lay(python)
    assert "No source has numpy.whl" in python_runtime.prepare()
    assert not (python / "python").exists()
    assert os.environ["PYTHON_IN_PAGES"] == "no"


def test_where_python_is_required_the_build_ends_without_its_sources(python, missing, monkeypatch):
    monkeypatch.setenv("PYTHON_IN_PAGES", "required")
    with pytest.raises(ExtensionError, match=r"No source has numpy\.whl"):
        python_runtime.prepare()


def test_no_asks_no_source_and_leaves_nothing_of_an_earlier_build(python, missing, monkeypatch):
    monkeypatch.setenv("PYTHON_IN_PAGES", "no")
    fake_runtime.lay(python)
    assert python_runtime.prepare() == ""
    assert not (python / "python").exists()


def test_a_switch_that_is_written_wrong_ends_the_build(python, monkeypatch):
    monkeypatch.setenv("PYTHON_IN_PAGES", "off")
    with pytest.raises(ExtensionError, match="expected no, required or nothing, got 'off'"):
        python_runtime.prepare()
