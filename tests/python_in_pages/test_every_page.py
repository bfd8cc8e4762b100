"""The cells of a page, run in the page, show what the build computed for it.

By default on four pages, which have text, tables, figures, widgets, errors and Korean letters; on
every page with SLOW=1. Of the other editions, the cells that the first one does not have.
"""

from __future__ import annotations

import pytest
from lstm_book.editions.edition import Edition, all_editions

from tests.book.conftest import address, site  # noqa: F401 (fixtures)
from tests.helpers.page_outputs import Known, differences, same_line
from tests.helpers.running_page import RunningPage, Window
from tests.helpers.visible_code import changed_cells, pages_with_code
from tests.helpers.visit import DESK, Visit

FIRST, *OTHERS = all_editions()
ALWAYS = {
    (FIRST.language, "03-1-input-gate"),
    (FIRST.language, "06-bidirectional-lstm"),
    (FIRST.language, "the-post"),
    ("ko", "03-2-forget-gate"),
}
NOISE = r"(0\.0|\d(\.\d+)?e-\d\d)"
ROUNDING = "the order of sums differs, so the last digits of float32, or of a difference, do too"
KNOWN = (
    Known("02-vanilla-rnn", rf"(largest difference|가장 큰 차이): {NOISE}", ROUNDING),
    Known("03-5-backward", rf"(weights|가중치) 2 +{NOISE}", ROUNDING),
    Known("06-bidirectional-lstm", rf".* {NOISE}", ROUNDING),
    Known("the-post", r"retun-state .*retun_state'(\. Did you mean.*)?", "Python 3.14's own words"),
)


def cases() -> list[object]:
    """Return each edition's pages with code; those of ALWAYS run without SLOW=1."""
    found = [(each, page) for each in all_editions() for page in pages_with_code(each.source)]
    return [
        pytest.param(
            *case,
            id=f"{case[0].language}-{case[1]}",
            marks=[] if (case[0].language, case[1]) in ALWAYS else pytest.mark.slow,
        )
        for case in found
        if case[0] == FIRST or changed(*case)
    ]


def changed(edition: Edition, page: str) -> list[int]:
    """Return the cells of a page that are not the first edition's."""
    return changed_cells(FIRST.source / f"{page}.md", edition.source / f"{page}.md")


@pytest.fixture(scope="module")
def visit(browser):
    """Open one window for all pages."""
    made = Visit(browser, DESK)
    yield made
    made.context.close()


@pytest.mark.needs("python-in-pages")
@pytest.mark.parametrize(("edition", "page"), cases())
def test_the_cells_show_what_the_build_computed(visit, browser, address, edition, page):  # noqa: F811
    visit.troubles.clear()
    window = Window(browser.version, visit.open, visit.page.evaluate)
    running = RunningPage(window, f"{address}/{edition.address(page)}")
    running.start()
    if edition == FIRST:
        asked = list(range(len(running.built)))
        running.run_all()
    else:
        asked = changed(edition, page)
        running.run_until(asked[-1])
    assert [running.states()[number] for number in asked] == ["ran"] * len(asked)
    assert running.differences(page, KNOWN, asked) == {}
    assert visit.troubles == []


@pytest.mark.parametrize(
    ("built", "ran", "same"),
    [
        ("C_t [0.74870425 1.]", "C_t [0.7487043  1.]", True),
        ("C_t [0.74870425 1.]", "C_t [0.74870725 1.]", False),
        ("(1, 4, 3)", "(1, 3, 4)", False),
        ("\u22120.5 steps", "-0.5 steps", True),
        ("0.5 steps", "-0.5 steps", False),
        ("True", "False", False),
        ("LSTM, $b_f$ = 1", "LSTM,  b_f  = 1", True),
        ("1e-3", "0.001", True),
        ("1 2", "1 2 3", False),
    ],
)
def test_a_line_may_differ_by_a_millionth_of_a_number(built, ran, same):
    assert same_line(built, ran) is same


def cell(lines=(), figures=0, widgets=0, error=""):
    return {"lines": list(lines), "figures": figures, "widgets": widgets, "error": error}


@pytest.mark.parametrize(
    "ran",
    [
        cell(["a 1"], 1, 1, "E: x"),
        cell(["a 1", "b"], 0, 1, "E: x"),
        cell(["a 1", "b"], 1, 0, "E: x"),
        cell(["a 1", "b"], 1, 1, "E: y"),
        cell(["a 2", "b"], 1, 1, "E: x"),
    ],
    ids=["line", "figure", "widget", "error", "number"],
)
def test_what_is_missing_in_a_cell_is_a_difference(ran):
    built = cell(["a 1", "b"], 1, 1, "E: x")
    assert differences("page", built, built, ()) == []
    assert len(differences("page", built, ran, ())) == 1


def test_a_known_difference_is_no_other():
    known = [Known("page", r"largest: (0\.0|\de-0\d)", "noise")]
    zero, noise, much = (cell([f"largest: {each}"]) for each in ("0.0", "6e-08", "0.1"))
    assert differences("page", zero, noise, known) == []
    assert len(differences("page", zero, much, known)) == 1
    assert len(differences("other", zero, noise, known)) == 1
