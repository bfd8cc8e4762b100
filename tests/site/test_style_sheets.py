"""One style sheet a page: smaller, and nobody can see a difference."""

from __future__ import annotations

import gzip
import io
from pathlib import Path

import pytest
from bs4 import BeautifulSoup
from fontTools.ttLib import TTFont
from lstm_book import icon_font, style_sheets
from test_browser import DESK, PHONE, Visit

LIMIT = 420_000  # bytes over the wire, the whole page
TEXT = (".html", ".css", ".js", ".svg")

# Put the theme's own style sheets, as they came, in the place of the one link.
UNPURGED = """async root => {
  const link = document.querySelector('link[data-sheets]');
  const loaded = link.dataset.sheets.split(' ').map(sheet => new Promise(done => {
    const own = document.createElement('link');
    own.rel = 'stylesheet';
    own.href = root + sheet;
    own.onload = done;
    link.before(own);
  }));
  await Promise.all(loaded);
  link.remove();
  await document.fonts.ready;
}"""

# How every element, and what stands before and after it, is drawn.
LOOKS = """() => {
  const names = ['display', 'position', 'visibility', 'opacity', 'color', 'background', 'border',
    'borderRadius', 'boxShadow', 'outline', 'margin', 'padding', 'font', 'lineHeight',
    'letterSpacing', 'textAlign', 'textDecoration', 'textTransform', 'textOverflow', 'whiteSpace',
    'overflow', 'width', 'height', 'inset', 'flex', 'flexDirection', 'alignItems', 'gap',
    'gridTemplateColumns', 'float', 'zIndex', 'transform', 'listStyle', 'verticalAlign', 'content',
    'cursor', 'scrollMarginTop', 'fill', 'stroke'];
  const look = (node, part) => {
    const style = getComputedStyle(node, part);
    if (part && style.content === 'none') return '';
    return names.map(name => style[name]).join('|');
  };
  return [...document.querySelectorAll('body, body *')].map(node => {
    const {x, y, width, height} = node.getBoundingClientRect();
    const parts = [null, '::before', '::after'].map(part => look(node, part));
    return [`${node.tagName}.${node.className}`, x, y, width, height, ...parts].join(' ');
  });
}"""


def write(folder: Path, files: dict[str, str]) -> Path:
    for name, text in files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text, encoding="utf-8")
    return folder


def test_a_sheet_is_read_with_its_imports_and_addresses_that_still_lead_there(tmp_path):
    site = write(
        tmp_path,
        {
            "_static/a/theme.css": '@charset "utf-8"; @import "../basic.css"; i {c: url(x.png)}',
            "_static/basic.css": "b {d: url('img/y.png'); e: url(data:image/svg+xml,z(1))}",
        },
    )
    text = style_sheets.read(site, "_static/a/theme.css").strip()
    basic = 'b {d: url("img/y.png"); e: url(data:image/svg+xml,z(1))}'
    assert text == f'{basic} i {{c: url("a/x.png")}}'


def test_a_page_gets_one_link_that_remembers_its_sheets():
    page = (
        '<head><link href="../_static/a.css?v=1" rel="stylesheet"/>'
        '<link href="../_static/b.css" rel="stylesheet"/>'
        '<link href="../_static/print.css" media="print" rel="stylesheet"/></head>'
    )
    html = style_sheets.one_link(page, "book/x.html")
    first, second = BeautifulSoup(html, "html.parser").select("link")
    assert first["data-sheets"] == "_static/a.css _static/b.css"
    assert first["href"].startswith("../_static/styles-")
    assert second["media"] == "print"
    assert style_sheets.LINK.search(html)[1] == first["data-sheets"]


def test_a_page_without_style_sheets_is_left_as_it_is():
    assert style_sheets.one_link("<head></head>", "x.html") == "<head></head>"


def test_every_page_has_one_style_sheet_and_unused_rules_are_gone(own_site, pages):
    for path in pages:
        (link,) = BeautifulSoup(path.read_text("utf-8"), "html.parser").select("[rel=stylesheet]")
        sheet = (path.parent / link["href"].partition("?")[0]).resolve()
        whole = sum((own_site / name).stat().st_size for name in link["data-sheets"].split())
        assert sheet.stat().st_size < whole / 2.5
        assert ".fa-bars" in sheet.read_text(encoding="utf-8")
        assert ".fa-yin-yang" not in sheet.read_text(encoding="utf-8")


def test_no_page_looks_other_than_with_all_rules(browser, address, site, pages, edition):
    few = [path for path in pages if path.stem in ("index", "03-4-output-gate", "search")]
    for viewport, theme, those in ((DESK, "light", pages), (PHONE, "dark", few)):
        visit = Visit(browser, viewport)
        visit.page.emulate_media(reduced_motion="reduce")
        visit.page.add_init_script(
            f"localStorage.setItem('mode', '{theme}'); localStorage.setItem('theme', '{theme}')"
        )
        for path in those:
            name = path.relative_to(site).as_posix()
            visit.open(f"{address}/{name}")
            visit.page.wait_for_timeout(400)  # widgets speak after 300 ms
            ours = visit.page.evaluate(LOOKS)
            visit.page.evaluate(UNPURGED, f"{address}/{edition.place}/")
            theirs = visit.page.evaluate(LOOKS)
            differ = [(a, b) for a, b in zip(ours, theirs, strict=True) if a != b]
            assert differ[:3] == [], f"{name}, {theme}"
            assert len(ours) > 100
        visit.context.close()


def icons_there(site: Path) -> set[int]:
    fonts = [path.read_bytes() for path in (site / icon_font.FOLDER).glob("*.woff2")]
    assert sum(map(len, fonts)) < 10_000
    return {code for data in fonts for code in TTFont(io.BytesIO(data)).getBestCmap()}


def test_the_icon_fonts_have_each_icon_that_a_style_sheet_names(own_site):
    sheets = [path.read_text(encoding="utf-8") for path in own_site.glob("_static/styles-*.css")]
    wanted = {code for code in icon_font.codes(sheets) if code >= 0xE000}
    assert len(wanted) >= 25
    assert wanted <= icons_there(own_site)


# The icons on a page: the characters that are drawn with the icon font.
ICONS = """() => [...document.querySelectorAll('body *')].flatMap(node =>
  ['::before', '::after'].map(part => getComputedStyle(node, part))
    .filter(style => style.fontFamily.includes('Font Awesome'))
    .flatMap(style => [...style.content].map(letter => letter.codePointAt(0)))
    .filter(code => code >= 0xe000 && code <= 0xf8ff))"""


def test_no_icon_of_any_page_is_missing_in_the_font(site, own_site, browser, address, pages):
    there, page, seen = icons_there(own_site), browser.new_page(), set()
    for path in pages:
        page.goto(f"{address}/{path.relative_to(site).as_posix()}")
        icons = set(page.evaluate(ICONS))
        assert icons <= there, path.name  # else it shows an empty box
        seen |= icons
    page.close()
    assert len(seen) >= 12


def wire_size(site: Path, name: str) -> int:
    data = (site / name).read_bytes()
    return len(gzip.compress(data, 6)) if name.endswith(TEXT) else len(data)


@pytest.mark.parametrize("viewport", [DESK, PHONE], ids=["desk", "phone"])
def test_no_page_weighs_more_than_its_limit(browser, address, site, pages, viewport):
    for path in pages:
        visit = Visit(browser, viewport)
        loaded: set[str] = set()
        visit.page.on("response", lambda response, seen=loaded: seen.add(response.url))
        visit.open(f"{address}/{path.relative_to(site).as_posix()}")
        names = {
            url.removeprefix(f"{address}/").partition("?")[0]
            for url in loaded
            if url.startswith(address)
        }
        total = sum(wire_size(site, name) for name in names)
        assert len(names) > 5
        assert total <= LIMIT, f"{path.name}: {total}"
        visit.context.close()
