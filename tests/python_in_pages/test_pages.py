"""The button on the pages: on which, with what, and what it costs before it is pressed."""

from __future__ import annotations

import gzip
import json
import re
import shutil
from contextlib import closing
from pathlib import Path

import pytest
from bs4 import BeautifulSoup
from python_in_pages import offline, policy
from python_in_pages.pages import button, laying, words
from python_in_pages.pages.bundle import Bundle
from python_in_pages.runtime.failures import CacheError, LockError, Missing, MissingError, Tried
from python_in_pages.settings import Settings, SettingsError
from sphinx.errors import ConfigError, ExtensionError

from benchmarks.server import Plain, serve
from tests.helpers import fake_runtime, korean_register, small_book

SHOWN = "```{code-cell} ipython3\nshown = 1\n```\n\n"
REMOVED = "```{code-cell} ipython3\n:tags: [remove-cell]\nremoved = 1\n```\n\n"
NO_INPUT = "```{code-cell} ipython3\n:tags: [remove-input]\nprint(2)\n```\n\n"
FOLDED = "```{code-cell} ipython3\n:tags: [hide-input]\nfolded = 1\n```\n\n"
CARRIED = REMOVED.replace("remove-cell", "remove-cell, run-in-page").replace(
    "removed = 1", "if 1 < 2:\n    carried = 1"
)
NOT_RUN = "```python\nnot_run = 1\n```\n\n"
BUTTON = "div.python-in-pages > button"
LIMIT = 500  # bytes on the wire


@pytest.fixture(autouse=True)
def no_switch(monkeypatch) -> None:
    monkeypatch.delenv("PYTHON_IN_PAGES", raising=False)


def build(folder: Path, text: str, **settings: object) -> BeautifulSoup:
    """Build a page with the module alone, over a runtime that is laid."""
    fake_runtime.lay(folder / "laid")
    language = settings.pop("language", "en")
    expected = settings.pop("suppress_warnings", [])
    builder = settings.pop("builder", "html")
    given = {"laid": str(folder / "laid")} | settings
    ours = {key: value for key, value in given.items() if value is not None}
    book = {"extensions": ["myst_nb", "python_in_pages"], "nb_execution_mode": "off"}
    book |= {"html_theme": "basic", "language": language, "python_in_pages": ours}
    book |= {"suppress_warnings": expected, "version": "1", "copyright": "nobody"}
    page, warnings = small_book.build(folder, text, book, builder)
    assert warnings == ""
    return page


@pytest.mark.parametrize(
    ("text", "buttons"),
    [
        (SHOWN + SHOWN, 1),
        (FOLDED, 1),
        (SHOWN + REMOVED, 1),
        (REMOVED, 0),
        (NO_INPUT, 0),
        (REMOVED + NO_INPUT + NOT_RUN, 0),
        (NOT_RUN, 0),
        ("Words.\n", 0),
    ],
    ids=[
        "shown",
        "folded",
        "one of two",
        "removed",
        "no input",
        "none of three",
        "not run",
        "text",
    ],
)
def test_a_page_has_one_button_if_its_reader_sees_code_that_runs(tmp_path, text, buttons):
    page = build(tmp_path, text)
    assert len(page.select(BUTTON)) == buttons
    assert len(page.find_all(string=button.SCRIPT)) == buttons


def test_a_page_for_another_language_has_no_button(tmp_path, monkeypatch):
    head = small_book.HEAD.replace("ipython3", "julia").replace("name: python\n", "name: julia\n")
    monkeypatch.setattr(small_book, "HEAD", head.replace("name: python3", "name: julia-1.11"))
    page = build(tmp_path, "```{code-cell} julia\nx = 1\n```\n")
    assert page.select("div.cell_input")
    assert not page.select(BUTTON)


@pytest.mark.parametrize(("builder", "buttons"), [("dirhtml", 1), ("epub", 0)])
def test_a_site_has_buttons_and_a_book_for_readers_of_epub_has_none(tmp_path, builder, buttons):
    page = build(tmp_path, SHOWN, builder=builder, suppress_warnings=["epub.unknown_project_files"])
    assert len(page.select(BUTTON)) == buttons
    assert bool(list((tmp_path / "out").glob("python-*"))) == bool(buttons)


def test_a_page_that_is_not_read_as_a_notebook_has_no_button(tmp_path, monkeypatch):
    without = "---\nkernelspec:\n  name: python3\n---\n# T\n\n"
    monkeypatch.setattr(small_book, "HEAD", without)
    page = build(tmp_path, SHOWN, suppress_warnings=["mystnb.nbcell"])
    assert page.h1
    assert not page.select(BUTTON)


def test_a_book_that_has_copied_the_module_gets_no_page_of_it():
    ours = Path(offline.__file__).parent
    read = [path for path in ours.rglob("*") if path.suffix in {".md", ".ipynb", ".rst"}]
    assert read == []


def test_the_button_stands_below_the_title_and_says_what_comes_with_it(tmp_path):
    page = build(tmp_path, SHOWN)
    place = page.h1.find_next_sibling()
    assert place["class"] == ["python-in-pages"]
    assert place["data-page"] == f"./python/{fake_runtime.VERSION}/page.js"
    assert place.button.text == "Run this page"
    assert place.small.text == "1.2 MB to start, 71.2 MB in all, once"


STARTED = "(selector) => document.querySelector(selector).textContent === 'started'"


def test_the_button_works_beside_what_a_theme_names_alike(tmp_path, browser):
    build(tmp_path, SHOWN)
    page = tmp_path / "out" / "index.html"
    theirs = '<nav data-page="index"><b></b><i></i><u></u></nav>'
    html = page.read_text(encoding="utf-8").replace("<body>", f"<body>{theirs}")
    page.write_text(html, encoding="utf-8")
    shutil.copytree(tmp_path / "laid" / "python", tmp_path / "out" / "python")
    assert theirs in html
    with serve(tmp_path / "out", Plain) as address, closing(browser.new_page()) as window:
        window.goto(f"{address}/index.html")
        window.click(BUTTON)
        window.wait_for_function(STARTED, arg=BUTTON)
        assert not window.locator(".python-in-pages > p").is_visible()


def test_without_scripts_the_page_says_that_python_cannot_run(tmp_path):
    place = build(tmp_path, SHOWN).select_one(".python-in-pages")
    assert place.button.has_attr("hidden")
    assert place.small.has_attr("hidden")
    assert not place.p.has_attr("hidden")


def test_a_book_below_the_sites_root_uses_the_copy_at_the_root(tmp_path):
    page = build(tmp_path, SHOWN, site_root="../")
    assert page.select_one(".python-in-pages")["data-page"].startswith("../python/")
    assert not (tmp_path / "out" / "python").exists()


def test_a_page_without_a_title_has_the_button_first():
    assert button.below_title("<p>a</p>", "<b>") == "<b><p>a</p>"
    assert button.below_title("<h1>t</h1><p>a</p><h1>u</h1>", "<b>") == (
        "<h1>t</h1>\n<b><p>a</p><h1>u</h1>"
    )


def test_a_hidden_cell_that_is_needed_is_carried_at_its_place(tmp_path):
    page = build(tmp_path, SHOWN + CARRIED + REMOVED + FOLDED + CARRIED)
    (carried,) = page.select('script[type="text/x-python"]')
    assert carried.string == "if 1 < 2:\n    carried = 1"
    assert "shown" in carried.find_previous("div", class_="cell").text
    assert "folded" in carried.find_next("div", class_="cell").text


def test_code_that_html_cannot_hold_fails_the_build(tmp_path):
    bad = CARRIED.replace("carried = 1", "carried = '</script>'")
    with pytest.raises(ExtensionError, match=r"index\.md: a cell tagged run-in-page cannot hold"):
        build(tmp_path, bad + SHOWN)


def test_a_language_without_words_gets_english_and_a_book_can_say_it_in_its_own(tmp_path):
    own = {"de": {"button": "Diese Seite ausführen"}, "en": {"cannot_run": "See {page}.ipynb"}}
    danish = build(tmp_path / "da", SHOWN, language="da").select_one(".python-in-pages")
    assert danish.button.text == "Run this page"
    german = build(tmp_path / "de", SHOWN, language="de", words=own).select_one(".python-in-pages")
    assert german.button.text == "Diese Seite ausführen"
    assert german.p.text == "See index.ipynb"
    korean = build(tmp_path / "ko", SHOWN, language="ko").select_one(".python-in-pages")
    assert re.search("[가-힣]", korean.button.text)


def test_a_country_of_a_language_has_the_words_of_the_language():
    own = Settings(words={"pt": {"button": "Executar"}})
    assert words.of_language(own, "pt_BR")["button"] == "Executar"


def test_words_that_no_page_says_are_refused():
    own = Settings(words={"en": {"buton": "Go"}})
    with pytest.raises(SettingsError, match=r"words\.en: unknown: buton; there are .*button"):
        words.all_words(own)


@pytest.mark.parametrize("folder", words.FOLDERS, ids=["build", "browser"])
def test_every_language_has_the_same_words_with_the_same_gaps(folder):
    files = sorted(folder.glob("*.json"))
    english, *others = (json.loads(path.read_text(encoding="utf-8")) for path in files)
    assert [path.stem for path in files] == ["en", "ko"]
    for said in others:
        assert said.keys() == english.keys()
        for key, text in said.items():
            assert set(re.findall(r"{\w+}", text)) == set(re.findall(r"{\w+}", english[key])), key


def test_korean_words_keep_the_register_of_a_course():
    for text in words.of_language(Settings(), "ko").values():
        assert list(korean_register.slips(text)) == []
        assert "파이썬" not in text


def test_a_wrong_setting_fails_the_build_with_its_name(tmp_path):
    with pytest.raises(ConfigError, match="python_in_pages: unknown: packages"):
        build(tmp_path, SHOWN, packages=["numpy"])


def test_no_means_no_button_and_no_request_for_python(tmp_path, monkeypatch):
    monkeypatch.setenv("PYTHON_IN_PAGES", "no")
    page = build(tmp_path, SHOWN)
    assert "python-in-pages" not in str(page)


def test_where_nothing_is_laid_the_build_goes_on_without_buttons(tmp_path):
    page = build(tmp_path, SHOWN, laid=str(tmp_path / "nowhere"))
    assert not page.select(BUTTON)


def test_where_python_is_required_the_build_fails_without_it(tmp_path, monkeypatch):
    monkeypatch.setenv("PYTHON_IN_PAGES", "required")
    with pytest.raises(ExtensionError, match=r"There is no Python for the pages in .*nowhere"):
        build(tmp_path, SHOWN, laid=str(tmp_path / "nowhere"))


def test_what_the_book_asks_for_is_laid_at_the_root_of_its_site(tmp_path, monkeypatch):
    def lay(root, settings, say):
        assert settings.start == ("numpy",)
        fake_runtime.lay(root)
        (root / offline.WORKER).write_text("worker", encoding="utf-8")
        return laying.described(root)

    monkeypatch.setattr(laying, "lay", lay)
    page = build(tmp_path, SHOWN, laid=None, start=["numpy"])
    address = page.select_one(".python-in-pages")["data-page"]
    assert (tmp_path / "out" / address).is_file()
    assert (tmp_path / "out" / offline.WORKER).read_text(encoding="utf-8").endswith("worker")
    assert "sha256-" in (tmp_path / "out" / policy.FILE).read_text(encoding="utf-8")


@pytest.fixture
def nothing_to_fetch(tmp_path, monkeypatch) -> None:
    """Let the scripts be there, and the cache be one of the test's own."""
    monkeypatch.setenv("PYTHON_IN_PAGES_CACHE", str(tmp_path / "cache"))
    monkeypatch.setattr(laying.node, "install", lambda npm, target, say: target)
    made = Bundle(tmp_path, tmp_path / "worker.js", {}, ())
    monkeypatch.setattr(laying, "bundle", lambda modules, cache: made)


@pytest.mark.parametrize(
    ("failure", "is_gone"),
    [
        (MissingError([Missing("a.whl", (Tried("an index", "it is silent"),))]), True),
        (CacheError("the folder cannot be written"), True),
        (LockError("the lock lacks numpy"), False),
    ],
    ids=["gone", "no cache", "wrong"],
)
def test_a_source_that_is_gone_is_done_without_and_a_wrong_lock_is_not(
    tmp_path, monkeypatch, nothing_to_fetch, failure, is_gone
):
    def lay(*args, **kwargs):
        raise failure

    monkeypatch.setattr(laying.runtime, "lay", lay)
    if is_gone:
        assert not build(tmp_path, SHOWN, laid=None).select(BUTTON)
        assert "unregister" in (tmp_path / "out" / offline.WORKER).read_text(encoding="utf-8")
        return
    with pytest.raises(ExtensionError, match=r"the lock lacks numpy\nPYTHON_IN_PAGES=no builds"):
        build(tmp_path, SHOWN, laid=None)


def test_a_site_that_no_longer_has_python_keeps_nothing_of_it(tmp_path, monkeypatch):
    monkeypatch.setenv("PYTHON_IN_PAGES", "no")
    fake_runtime.lay(tmp_path / "out")
    build(tmp_path, SHOWN, laid=None)
    assert not (tmp_path / "out" / "python").exists()
    assert "unregister" in (tmp_path / "out" / offline.WORKER).read_text(encoding="utf-8")


def test_a_site_whose_sources_are_gone_keeps_nothing_of_an_earlier_python(
    tmp_path, monkeypatch, nothing_to_fetch
):
    def lay(*args, **kwargs):
        raise MissingError([Missing("a.whl", (Tried("an index", "it is silent"),))])

    monkeypatch.setattr(laying.runtime, "lay", lay)
    fake_runtime.lay(tmp_path / "out")
    (tmp_path / "out" / policy.FILE).write_text("script-src 'none'", encoding="utf-8")
    assert not build(tmp_path, SHOWN, laid=None).select(BUTTON)
    assert not (tmp_path / "out" / "python").exists()
    assert not (tmp_path / "out" / policy.FILE).exists()
    assert "unregister" in (tmp_path / "out" / offline.WORKER).read_text(encoding="utf-8")
    assert "No page of this site loads Python" in page_of_licences(tmp_path).text


def page_of_licences(tmp_path: Path) -> BeautifulSoup:
    html = (tmp_path / "out" / "python-licences.html").read_text(encoding="utf-8")
    return BeautifulSoup(html, "html.parser")


def test_a_page_names_all_that_is_served_and_shows_each_licence_once(tmp_path):
    build(tmp_path, SHOWN)
    page = page_of_licences(tmp_path)
    rows = [[cell.text for cell in row.select("td")] for row in page.select("tbody tr")]
    assert rows == [["b 2", "MIT"], ["c", "MIT"], ["d 1.0", "0BSD"]]
    assert [text.text for text in page.select("pre")] == ["Do & have", "<free>"]
    for row, text in zip(page.select("tbody a"), ["Do & have", "Do & have", "<free>"], strict=True):
        assert page.select_one(row["href"]).pre.text == text
    assert [heading.text for heading in page.select("h2")] == ["MIT: b, c", "0BSD: d"]
    assert "standard text" in page.select_one("#licence-1").text
    assert "standard text" not in page.select_one("#licence-0").text
    assert "d is at https://example.org/d, version 1.0." in page.select_one("#licence-1").text
    assert "source" not in page.select_one("#licence-0").text


def test_the_page_of_licences_of_a_site_without_python_says_so(tmp_path, monkeypatch):
    monkeypatch.setenv("PYTHON_IN_PAGES", "no")
    build(tmp_path, SHOWN)
    assert "No page of this site loads Python" in page_of_licences(tmp_path).text


@pytest.mark.parametrize(
    ("language", "sentence"),
    [("en", "A sentence with the number"), ("ko", "이 문장에는 다음 수가 있습니다")],
)
def test_a_button_costs_half_a_kilobyte_at_most(tmp_path, language, sentence):
    text = "".join(f"{sentence} {n}.\n\n" for n in range(500))
    html = str(build(tmp_path, SHOWN + text, language=language))
    added = re.search(r'<div class="python-in-pages".*?</script></div>', html, re.DOTALL)
    assert 200 < packed(html) - packed(html.replace(added[0], "")) <= LIMIT


def packed(html: str) -> int:
    return len(gzip.compress(html.encode(), 6))
