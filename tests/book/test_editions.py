"""The editions: one site, the same pages in each, and a way from every page to its counterpart."""

from __future__ import annotations

import posixpath
from pathlib import Path

import pytest
import yaml
from bs4 import BeautifulSoup
from jupyter_cache import get_cache
from lstm_book.downloads.exercise_zips import assignments
from lstm_book.editions import config
from lstm_book.editions.edition import MADE_BY_SPHINX, Edition, all_editions
from lstm_book.editions.language_switch import alternate_links, links
from lstm_book.execution.result_cache import CACHE
from lstm_book.paths import ROOT
from lstm_book.site import build as site_build
from lstm_book.site import python_runtime

from tests.helpers.small_book import SETTINGS as BOOK
from tests.helpers.small_book import build
from tests.helpers.soup import soup
from tests.helpers.visit import DESK, PHONE, Visit

CODE = "```{code-cell}"
SETTINGS = {
    "title": "T",
    "exclude_patterns": [".venv/**"],
    "html": {"favicon": "book/icon.svg"},
    "bibtex_bibfiles": ["book/a.bib"],
    "sphinx": {"local_extensions": {"ours": "book/_ext"}, "config": {"language": "en", "x": 1}},
}


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """Return a project of two editions, the second one without the page ``only``."""
    files = {
        "_toc.yml": {"root": "book/en/index", "chapters": [{"file": "book/en/only"}]},
        "_config.yml": SETTINGS,
        "book/en/edition.yml": {"name": "English"},
        "book/xx/edition.yml": {
            "name": "Xish",
            "config": {"title": "X", "sphinx": {"config": {"y": 2}}},
        },
    }
    for name, tree in files.items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(yaml.safe_dump(tree), encoding="utf-8")
    for page in ("en/index.md", "en/only.md", "xx/index.md"):
        (tmp_path / "book" / page).touch()
    return tmp_path


@pytest.fixture
def editions(project: Path) -> tuple[Edition, ...]:
    return all_editions(project)


def test_a_folder_with_its_file_is_an_edition_and_the_contents_say_which_is_first(
    editions,
):
    first, second = editions
    assert (first.language, first.name, first.is_first) == ("en", "English", True)
    assert (second.language, second.name, second.is_first) == ("xx", "Xish", False)


def test_settings_are_derived_and_what_differs_is_laid_over(editions, project):
    folder = project / "_build" / "xx"
    found = config.config_of(editions[1], folder)
    assert found["title"] == "X"
    assert found["sphinx"]["config"] == {
        "language": "xx",
        "include_patterns": ["**"],
        "x": 1,
        "y": 2,
        "python_in_pages": {
            "words": {},
            "laid": "../../_build/python-in-pages",
            "site_root": "../",
        },
    }
    first = config.config_of(editions[0], folder)["sphinx"]["config"]
    assert first["python_in_pages"]["site_root"] == ""
    assert found["html"]["favicon"] == "../icon.svg"
    assert found["bibtex_bibfiles"] == ["../a.bib"]
    assert found["sphinx"]["local_extensions"] == {"ours": "../../book/_ext"}
    assert config.toc_of(editions[1]) == {"root": "index", "chapters": [{"file": "only"}]}


def test_links_lead_to_the_same_page_or_to_the_welcome_page(editions):
    first, second = editions

    def hrefs(here: Edition, page: str) -> list[str]:
        return [each["href"] for each in links(here, page, editions)]

    assert hrefs(first, "index") == ["index.html", "xx/index.html"]
    assert hrefs(first, "only") == ["only.html", "xx/index.html"]
    assert hrefs(second, "index") == ["../index.html", "index.html"]
    assert hrefs(first, "search") == ["search.html", "xx/search.html"]
    assert hrefs(second, "genindex") == ["../genindex.html", "genindex.html"]


def test_search_engines_hear_of_real_counterparts_alone(editions):
    head = BeautifulSoup(alternate_links(links(editions[0], "only", editions)), "html.parser")
    assert [link["hreflang"] for link in head.select("link")] == ["en", "x-default"]


def test_nothing_old_stays_where_the_editions_are_laid_out(editions, tmp_path, monkeypatch):
    monkeypatch.setattr(site_build, "BUILD", tmp_path)
    monkeypatch.setattr(python_runtime, "PYTHON", tmp_path / "python")
    site = tmp_path / "site"
    for edition in editions:
        made = site_build.output_folder(edition)
        made.mkdir(parents=True)
        for name in ("index.html", ".buildinfo"):
            (made / name).write_text(edition.language)
    (site / "xx").mkdir(parents=True)
    (site / "xx" / "old.html").touch()
    site_build.lay_out(editions, site)
    found = {path.relative_to(site).as_posix() for path in site.rglob("*") if path.is_file()}
    pages = {"index.html", "xx/index.html"}
    redirects = {"book/en/index.html", "book/xx/index.html"}
    assert found == pages | redirects | {"python-service-worker.js"}
    assert [(site / page).read_text() for page in sorted(pages)] == ["en", "xx"]


def test_a_language_is_no_assignment(editions, tmp_path):
    for name in ("01-a", "xx/01-a", "xx/02-b"):
        (tmp_path / name).mkdir(parents=True)
    found = [[path.name for path in assignments(tmp_path, edition)] for edition in editions]
    assert found == [["01-a"], ["01-a", "02-b"]]


def names(site: Path, edition: Edition) -> set[str]:
    found = {path.stem for path in (site / edition.site_folder).glob("*.html")}
    return found - set(MADE_BY_SPHINX)


def test_every_edition_has_every_page_and_no_other(site, edition):
    text = (ROOT / "_toc.yml").read_text(encoding="utf-8")
    wanted = {line.split("/")[-1] for line in text.split() if line.startswith("book/")}
    assert names(site, edition) == wanted


def test_every_page_leads_to_itself_in_the_other_editions(site, pages, edition):
    others = [each for each in all_editions() if each != edition]
    for path in pages:
        found = soup(path).select(".bd-header-article .language-switch a")
        assert len(found) == len(others) > 0, path.name
        for link, other in zip(found, others, strict=True):
            assert (link.text, link["lang"], link["hreflang"]) == (
                other.name,
                other.language,
                other.language,
            )
            target = (path.parent / link["href"]).resolve()
            assert target == site / other.address(path.stem), path.name
            assert soup(target).html["lang"] == other.language


def test_every_page_names_all_its_languages_for_search_engines(site, pages):
    for path in pages:
        found = {
            link["hreflang"]: posixpath.normpath(path.parent / link["href"])
            for link in soup(path).head.select("link[rel=alternate][hreflang]")
        }
        wanted = {each.language: str(site / each.address(path.stem)) for each in all_editions()}
        assert found == wanted | {"x-default": wanted[all_editions()[0].language]}, path.name


def test_search_engines_read_whole_addresses(browser, address, edition):
    page = browser.new_page()
    page.goto(f"{address}/{edition.address('03-lstm')}")
    links = page.locator("head link[hreflang]")
    hrefs = links.evaluate_all("links => links.map(link => link.getAttribute('href'))")
    names = [f"{address}/{each.address('03-lstm')}" for each in all_editions()]
    assert hrefs == [*names, names[0]]
    page.close()


@pytest.mark.parametrize("viewport", [DESK, PHONE], ids=["desk", "phone"])
def test_the_switch_is_in_sight_and_works_by_keyboard_both_ways(
    browser, address, edition, viewport
):
    visit = Visit(browser, viewport)
    visit.open(f"{address}/{edition.address('03-2-forget-gate')}")
    for other in [each for each in all_editions() if each != edition]:
        link = visit.page.get_by_role("link", name=other.name, exact=True)
        box = link.bounding_box()
        assert 0 <= box["x"] < box["x"] + box["width"] <= viewport["width"]
        assert box["height"] >= 24
        assert box["y"] < 100
        link.focus()
        visit.page.keyboard.press("Enter")
        visit.page.wait_for_url(f"{address}/{other.address('03-2-forget-gate')}")
        visit.page.get_by_role("link", name=edition.name, exact=True).click()
        visit.page.wait_for_url(f"{address}/{edition.address('03-2-forget-gate')}")
    assert visit.troubles == []
    visit.context.close()


def test_one_cache_holds_the_runs_of_every_edition(site):
    (folder,) = CACHE.iterdir()
    runs = [Path(record.uri) for record in get_cache(folder).list_project_records()]
    for edition in all_editions():
        with_code = [
            path for path in edition.source.glob("*.md") if CODE in path.read_text("utf-8")
        ]
        assert {path for path in runs if path.parent == edition.source} == set(with_code)


def test_the_same_code_in_two_languages_is_run_once(tmp_path):
    count, cache = tmp_path / "count", str(tmp_path / "cache")
    code = f"""```{{code-cell}} ipython3\nprint(open({str(count)!r}, "a").write("run "))\n```\n"""
    for language, words in (("en", "Words.\n\n"), ("ko", "글.\n\n")):
        own = {"language": language, "nb_execution_mode": "cache", "nb_execution_cache_path": cache}
        page, _ = build(tmp_path / language, words + code, BOOK | own)
        assert page.select_one(".cell_output").text.strip() == "4"
    assert count.read_text(encoding="utf-8") == "run "


BLOCKS = ".bd-article section > :not(section, script)"
IN_SIGHT = """blocks => [...document.querySelectorAll(blocks)].findIndex(
  block => block.getBoundingClientRect().height && block.getBoundingClientRect().bottom > 64)"""
CLICK = "link => link.click()"  # Playwright's own click would scroll first


def test_pages_of_all_editions_have_the_same_blocks(site, edition, pages):
    first = all_editions()[0]
    for path in pages:
        here, there = (
            soup(page).select(BLOCKS) for page in (path, site / first.address(path.stem))
        )
        assert [each.name for each in here] == [each.name for each in there], path.name


@pytest.mark.parametrize("viewport", [DESK, PHONE], ids=["desk", "phone"])
def test_the_switch_keeps_the_place_on_the_page(browser, address, viewport):
    first, second = all_editions()
    visit = Visit(browser, viewport)

    def switch_to(edition: Edition) -> None:
        visit.page.get_by_role("link", name=edition.name, exact=True).evaluate(CLICK)
        visit.page.wait_for_url(f"{address}/{edition.address('03-2-forget-gate')}")
        visit.page.wait_for_load_state()

    for place in (900, 2000, 3500):
        visit.open(f"{address}/{first.address('03-2-forget-gate')}")
        visit.page.evaluate(f"scrollTo(0, {place})")
        before = visit.page.evaluate(IN_SIGHT, BLOCKS)
        switch_to(second)
        assert visit.page.evaluate(IN_SIGHT, BLOCKS) == before > 2
        switch_to(first)
        assert visit.page.evaluate(IN_SIGHT, BLOCKS) == before
        assert abs(visit.page.evaluate("scrollY") - place) < 60
    visit.page.evaluate("scrollTo(0, 0)")
    switch_to(second)
    assert visit.page.evaluate("scrollY") == 0
    assert visit.troubles == []
    visit.context.close()


def test_the_root_offers_korean_to_a_korean_browser_once_and_forces_nothing(browser, address):
    visit = Visit(browser, PHONE, locale="ko-KR")
    offer = visit.page.locator(".language-offer")
    visit.open(f"{address}/")
    assert offer.inner_text().startswith("이 강좌는 한국어로도")
    offer.get_by_role("link").click()
    visit.page.wait_for_url(f"{address}/ko/index.html")
    visit.open(f"{address}/")
    assert not offer.is_visible()
    visit.open(f"{address}/01-long-term-dependencies.html")
    assert offer.count() == 0
    assert visit.troubles == []
    visit.context.close()


def test_the_offer_goes_when_it_is_declined_and_others_do_not_see_it(browser, address):
    korean, english = (Visit(browser, DESK, locale=each) for each in ("ko-KR", "en-US"))
    korean.open(f"{address}/index.html")
    korean.page.locator(".language-offer button").click()
    assert not korean.page.locator(".language-offer").is_visible()
    english.open(f"{address}/index.html")
    assert not english.page.locator(".language-offer").is_visible()
    for visit in (korean, english):
        assert visit.troubles == []
        visit.context.close()
