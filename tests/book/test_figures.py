"""Figures in the page: named apart, said in words, in the colours of the theme."""

from xml.etree import ElementTree

from bs4 import BeautifulSoup
from lstm_book.pages.inline_svg import inline, inline_figures
from lstm_book.pages.page import Page

SVG = (
    '<?xml version="1.0"?>\n<!DOCTYPE svg PUBLIC "x">\n'
    '<svg width="4pt" viewBox="0 0 4 4" xmlns="http://www.w3.org/2000/svg" '
    'xmlns:xlink="http://www.w3.org/1999/xlink"><metadata>who</metadata>'
    "<defs><style>*{stroke-linejoin: round}</style></defs><!-- a -->"
    '<g id="line"><path style="stroke: #000000; fill: #ffffff"/></g>'
    '<use xlink:href="#line" clip-path="url(#clip)"/></svg>'
)


def test_a_figure_takes_the_pages_colours_and_says_what_it_shows():
    made = inline(SVG, "a line < 3 & more", 2)
    root = ElementTree.fromstring(made)
    assert root.get("role") == "img"
    assert root[0].text == "a line < 3 & more"
    assert "stroke: currentColor; fill: var(--pst-color-background)" in made
    assert "#000000" not in made
    assert ".figure-svg *{stroke-linejoin" in made
    assert "who" not in made


def test_names_are_told_apart_and_still_lead_to_their_targets():
    made = inline(SVG, "x", 2)
    assert 'id="figure-2-line"' in made
    assert 'href="#figure-2-line"' in made
    assert "url(#figure-2-clip)" in made


def with_figures(html, folder):
    page = Page(BeautifulSoup(html, "html.parser"), "page.html", folder)
    inline_figures(page)
    return str(page.soup)


def test_every_image_of_a_page_is_put_in_once(tmp_path):
    (tmp_path / "_images").mkdir()
    (tmp_path / "_images" / "a.svg").write_text(SVG, encoding="utf-8")
    page = '<p><img alt="one" src="_images/a.svg"/> <img src="_images/a.svg" alt="2 &lt; 3"/></p>'
    made = with_figures(page, tmp_path)
    assert made.count("<svg ") == 2
    assert "<title>one</title>" in made
    assert "<title>2 &lt; 3</title>" in made
    assert "figure-1-line" in made
    assert "figure-2-line" in made
    assert with_figures(made, tmp_path) == made


def test_no_figure_is_left_as_an_image_and_lines_have_the_colour_of_the_text(
    browser, address, edition
):
    page = browser.new_page()
    page.add_init_script("localStorage.setItem('mode', 'dark')")
    page.goto(f"{address}/{edition.address('03-1-input-gate')}")
    assert page.locator("main img[src$='.svg']").count() == 0
    line = page.locator("figure, .cell_output").locator(".figure-svg path[style*=stroke]").first
    stroke, text = line.evaluate(
        "node => [getComputedStyle(node).stroke, getComputedStyle(document.body).color]"
    )
    assert stroke == text
    page.close()
