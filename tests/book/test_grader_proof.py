"""The page about the grader shows the table that the test run writes."""

import re

import pytest
from bs4 import BeautifulSoup
from lstm_book.directives.grader_proof import in_language, overview, plain, read
from lstm_book.words import words
from markdown_it import MarkdownIt

from tests.helpers.soup import soup

FUNCTIONS = {
    function: found for functions in read().values() for function, found in functions.items()
}


@pytest.fixture(scope="module")
def page(site, edition):
    return soup(site / edition.address("grader-proof"))


@pytest.mark.parametrize("text", ["x @ W_x*b_i*", "a | b", "<b> & `c` $d$", "e[t + 1]\n- f", "{g}"])
def test_any_message_is_shown_as_it_is(text):
    html = MarkdownIt("commonmark").enable("table").render(f"| a |\n|---|\n| {plain(text)} |")
    shown = BeautifulSoup(html, "html.parser").find("td").get_text()
    assert shown == " ".join(text.split())


def test_the_overview_adds_up():
    *rows, total = overview({"all": FUNCTIONS}).splitlines()[2:]
    counts = [[int(n.strip(" *")) for n in row.split("|")[2:-1]] for row in [*rows, total]]
    assert [sum(column) for column in zip(*counts[:-1], strict=True)] == counts[-1]
    assert counts[-1][0] == sum(len(found["mutants"]) for found in FUNCTIONS.values())
    assert all(wrong == seen + hidden for wrong, seen, hidden, *_ in counts)


@pytest.mark.parametrize("function", FUNCTIONS)
def test_each_function_has_its_box_with_every_wrong_solution(page, edition, function):
    (box,) = (d for d in page.find_all("details") if d.summary.find("code", string=function))
    rows = [[cell.get_text() for cell in row.find_all("td")] for row in box.tbody.find_all("tr")]
    mutants, language = FUNCTIONS[function]["mutants"], edition.language
    mistakes = [in_language(mutant, "mistake", language) for mutant in mutants]
    assert [row[0] for row in rows] == [" ".join(mistake.split()) for mistake in mistakes]
    assert [float(row[1]) for row in rows] == [m["lost"] for m in mutants]
    hidden = words(language, "grader_proof")["hidden"]
    for (*_, shown), mutant in zip(rows, mutants, strict=True):
        said = in_language(mutant, "message", language)
        assert shown in said if said else shown == hidden


@pytest.mark.parametrize("function", FUNCTIONS)
def test_the_korean_page_says_it_in_korean(site, function):
    page = soup(site / "ko" / "grader-proof.html")
    (box,) = (d for d in page.find_all("details") if d.summary.find("code", string=function))
    for cell in box.select("tbody td:not(:nth-child(2)), summary"):
        assert re.search("[가-힣]", cell.get_text()), cell
