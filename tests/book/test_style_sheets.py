"""One style sheet a page: smaller, and nobody can see a difference."""

from __future__ import annotations

from pathlib import Path
from types import SimpleNamespace

import pytest
from bs4 import BeautifulSoup
from lstm_book.assets import icon_font, style_sheets
from lstm_book.editions.edition import all_editions
from lstm_book.pages.page import Page
from lstm_book.pages.style_link import link_one_style_sheet
from sphinx.errors import ExtensionError

from tests.helpers.soup import soup
from tests.helpers.visit import DESK, PHONE, Visit

# Put the theme's own style sheets, as they came, in the place of the one link, and say what is
# then drawn otherwise: how every element looks, and what stands before and after it.
DIFFERENCES = """async root => {
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
  const looks = () => [...document.querySelectorAll('body, body *')].map(node => {
    const {x, y, width, height} = node.getBoundingClientRect();
    const parts = [null, '::before', '::after'].map(part => look(node, part));
    return [`${node.tagName}.${node.className}`, x, y, width, height, ...parts].join(' ');
  });
  const ours = looks();
  const link = document.querySelector('link[data-sheets]');
  await Promise.all(link.dataset.sheets.split(' ').map(sheet => new Promise(done => {
    const own = document.createElement('link');
    own.rel = 'stylesheet';
    own.href = root + sheet;
    own.onload = done;
    link.before(own);
  })));
  link.remove();
  await document.fonts.ready;
  const theirs = looks();
  const differ = ours.map((look, at) => [look, theirs[at]]).filter(([a, b]) => a !== b);
  return [ours.length, theirs.length, differ.slice(0, 3)];
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
    text = style_sheets.read_sheet(site, "_static/a/theme.css").strip()
    basic = 'b {d: url("img/y.png"); e: url(data:image/svg+xml,z(1))}'
    assert text == f'{basic} i {{c: url("a/x.png")}}'


def linked(html: str) -> str:
    page = Page(BeautifulSoup(html, "html.parser"), "book/x.html")
    link_one_style_sheet(page)
    return str(page.soup)


def test_a_page_gets_one_link_that_remembers_its_sheets():
    page = (
        '<head><link href="../_static/a.css?v=1" rel="stylesheet"/>'
        '<link href="../_static/b.css" rel="stylesheet"/>'
        '<link href="../_static/print.css" media="print" rel="stylesheet"/></head>'
    )
    html = linked(page)
    first, second = BeautifulSoup(html, "html.parser").select("link")
    assert first["data-sheets"] == "_static/a.css _static/b.css"
    assert first["href"].startswith("../_static/styles-")
    assert second["media"] == "print"
    assert style_sheets.LINK.search(html)[1] == first["data-sheets"]


def test_a_page_without_style_sheets_is_left_as_it_is():
    assert linked("<head></head>") == "<head></head>"


def test_every_page_has_one_style_sheet_and_unused_rules_are_gone(own_site, pages):
    for path in pages:
        (link,) = soup(path).select("[rel=stylesheet]")
        sheet = (path.parent / link["href"].partition("?")[0]).resolve()
        whole = sum((own_site / name).stat().st_size for name in link["data-sheets"].split())
        assert sheet.stat().st_size < whole / 2.5
        text = sheet.read_text(encoding="utf-8")
        assert link["href"].endswith(f"?v={style_sheets.short_hash(text)}")  # browsers keep files
        assert ".fa-bars" in text
        assert ".fa-yin-yang" not in text


def compare(visit: Visit, address: str, site: Path, pages: list[Path]) -> None:
    """Open pages; none may look otherwise with all rules of the theme."""
    for path in pages:
        name = path.relative_to(site).as_posix()
        visit.open(f"{address}/{name}")
        visit.wait_for_widgets()
        edition = next(
            each for each in all_editions()[::-1] if path.parent == site / each.site_folder
        )
        count, *other = visit.page.evaluate(DIFFERENCES, f"{address}/{edition.site_folder}/")
        assert other == [count, []], name
        assert count > 100
    visit.context.close()


@pytest.mark.parametrize("viewport", [DESK, PHONE], ids=["light desk", "dark phone"])
def test_no_kind_of_element_looks_other_than_with_all_rules(browser, address, site, few, viewport):
    visit = Visit(browser, viewport, reduced_motion="reduce")
    visit.choose("light" if viewport == DESK else "dark")
    compare(visit, address, site, few)


@pytest.mark.slow
def test_no_page_looks_other_than_with_all_rules(browser, address, site, pages):
    compare(Visit(browser, DESK, reduced_motion="reduce"), address, site, pages)


def test_a_theme_without_icon_fonts_fails_the_build(tmp_path):
    app = SimpleNamespace(builder=SimpleNamespace(format="html"), outdir=tmp_path)
    with pytest.raises(ExtensionError, match="no font in"):
        icon_font.reduce_fonts(app, None)


def test_the_icon_fonts_have_each_icon_that_a_style_sheet_names(own_site, icons):
    sheets = [path.read_text(encoding="utf-8") for path in own_site.glob("_static/styles-*.css")]
    wanted = {code for code in icon_font.icon_codes(sheets) if code >= 0xE000}
    assert len(wanted) >= 25
    assert wanted <= icons
