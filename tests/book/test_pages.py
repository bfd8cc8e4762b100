"""The pages as files: links, pictures' texts, other hosts, and what must not be there."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from urllib.parse import unquote, urlsplit

import pytest
from bs4 import NavigableString, Tag
from lstm_book.paths import ROOT

from tests.helpers.soup import soup

LOADING = [
    ("script", "src"),
    ("link", "href"),
    ("img", "src"),
    ("iframe", "src"),
    ("source", "src"),
]
NAMES = {
    "en": ("LSTM, gate by gate", "By The LSTM course authors"),
    "ko": ("LSTM, 게이트 하나씩", "지은이: LSTM 강좌 집필진"),
}


@cache
def anchors(path: Path) -> frozenset[str]:
    page = soup(path)
    named = [node["name"] for node in page.select("a[name]")]
    return frozenset([node["id"] for node in page.select("[id]")] + named)


def test_every_link_within_the_site_leads_somewhere(pages):
    broken = []
    for path in pages:
        for link in soup(path).select("a[href]"):
            parts = urlsplit(link["href"])
            if parts.scheme or parts.netloc:
                continue
            target = (path.parent / unquote(parts.path)).resolve() if parts.path else path
            if not target.is_file():
                broken.append(f"{path.name}: {link['href']}")
            elif parts.fragment and target.suffix == ".html":
                wanted = unquote(parts.fragment)
                if wanted not in anchors(target):
                    broken.append(f"{path.name}: {link['href']}")
    assert broken == []


def test_every_file_that_a_page_loads_is_in_the_site(pages):
    for path in pages:
        for tag, attribute in LOADING:
            for node in soup(path).select(f"{tag}[{attribute}]"):
                parts = urlsplit(node[attribute])
                if parts.scheme == "data" or node[attribute] == "#":
                    continue
                assert not parts.scheme, f"{path.name}: {node}"
                assert not parts.netloc, f"{path.name}: {node}"
                assert (path.parent / unquote(parts.path)).is_file(), f"{path.name}: {node}"


def test_no_inline_script_names_another_host(pages):
    for path in pages:
        for script in soup(path).select("script:not([src])"):
            assert "//" not in re.sub(r"(?m)//\s.*$", "", script.text), f"{path.name}: {script}"


@pytest.mark.parametrize("word", ["mathjax", "require", "thebe", "embed-amd", "manager", "katex"])
def test_no_script_for_maths_and_no_widget_manager_is_in_the_site(site, word):
    assert [path for path in site.rglob("*.js") if word in path.name.lower()] == []


def test_pages_with_widgets_load_one_small_script_for_them_and_other_pages_none(own_site, pages):
    (script,) = [path for path in own_site.glob("_static/**/*.js") if "widget" in path.name]
    assert script.stat().st_size < 12_000
    for path in pages:
        page = soup(path)
        loaded = page.select(f"script[src*='{script.name}']")
        assert len(loaded) == bool(page.select("script[type*='widget-state']")), path.name
        assert len(page.select("noscript table")) == len(page.select("script[type*='widget-view']"))


def test_every_picture_says_in_words_what_it_shows(pages):
    for path in pages:
        pictures = [image.get("alt", "") for image in soup(path).select("main img")]
        drawn = soup(path).select("main svg[role=img]")
        pictures += [drawing.title.get_text() if drawing.title else "" for drawing in drawn]
        for text in pictures:
            assert len(text.split()) >= 4, f"{path.name}: alternative text {text!r}"
            assert not re.search(r"[0-9a-f]{16}|\.(png|svg|jpg)\b", text), f"{path.name}: {text!r}"


def test_no_name_is_given_twice_on_a_page(pages):
    for path in pages:
        names = [node["id"] for node in soup(path).select("[id]")]
        assert [name for name in set(names) if names.count(name) > 1] == [], path.name


def test_pages_name_the_course_and_their_language(pages, edition):
    course, authors = NAMES[edition.language]
    for path in pages:
        page = soup(path)
        assert page.html["lang"] == edition.language, path.name
        assert course in page.title.text, path.name
        assert page.select_one("link[rel=icon], link[rel='shortcut icon']"), path.name
        assert authors in page.select_one(".bd-footer-content").text, path.name


@pytest.mark.parametrize(
    "unwanted", ["executablebooks", "thebe", "mathjax.org", "unpkg", "jsdelivr"]
)
def test_pages_hold_nothing_of_jupyter_books_defaults(pages, unwanted):
    for path in pages:
        assert unwanted not in path.read_text(encoding="utf-8"), path.name


def test_no_page_names_a_folder_of_the_building_machine(site):
    folders = (str(ROOT), str(Path.home()) + "/")
    for path in [*site.rglob("*.html"), *site.rglob("*.ipynb"), *site.rglob("*.js")]:
        text = path.read_text(encoding="utf-8")
        for folder in folders:
            assert folder not in text, path


def is_source(node: Tag) -> bool:
    return node.name in ("pre", "code", "annotation") or "katex" in node.get("class", [])


def prose(node: Tag) -> Iterator[str]:
    """Give what is read of an element, without code and without formulas."""
    for child in node.children:
        if type(child) is NavigableString:  # no comment, script or style
            yield child
        elif isinstance(child, Tag) and not is_source(child):
            yield from prose(child)


def test_formulas_are_not_left_as_source(pages):
    for path in pages:
        if main := soup(path).select_one("main"):
            text = "".join(prose(main))
            assert not re.search(r"\$\$|\\\(|\\begin\{|\\frac", text), path.name
