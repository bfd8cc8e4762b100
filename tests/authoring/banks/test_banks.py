"""The grader is proven: each wrong solution loses points, each right one gets all of them."""

import json
import re

import pytest

from authoring.banks.entries import COMPOSITE
from authoring.banks.proof import EACH_STEP, KOREAN, MODULES, PROOF, replays, table, to_text
from authoring.banks.replay import ROOT
from authoring.korean.particles import misfits

# Some right solutions warn on the way, as learners' do.
pytestmark = pytest.mark.filterwarnings("ignore::RuntimeWarning")

BANKS = [(module, function) for module in MODULES for function in module.BANK]
NAMES = [function for _, function in BANKS]
ENGLISH = re.compile(r"\b[A-Za-z]{2,}(?:[ ,]+[A-Za-z]{2,}\b){3,}")  # four words in a row
OF_PYTHON = re.compile(
    r"오류로 멈췄습니다: .*?호출할 때"
)  # an error of Python's, and a line of code


@pytest.fixture(scope="module")
def computed():
    """The table of all wrong solutions, computed now."""
    return {module.ASSIGNMENT: table(module) for module in MODULES}


@pytest.fixture(params=BANKS, ids=NAMES)
def rows(request, computed):
    module, function = request.param
    return function, computed[module.ASSIGNMENT][function]["mutants"]


@pytest.mark.parametrize("module", MODULES, ids=[module.ASSIGNMENT for module in MODULES])
def test_the_table_is_written_and_is_the_committed_one(module, computed):
    path, now = PROOF / f"{module.ASSIGNMENT}.json", to_text(computed[module.ASSIGNMENT])
    before = path.read_text(encoding="utf-8") if path.exists() else None
    if before != now:
        path.write_text(now, encoding="utf-8")
    assert before == now, f"{path.name} is written anew: read what changed, and commit it"


def test_no_table_is_left_of_an_assignment_that_is_gone():
    assert {path.stem for path in PROOF.iterdir()} == {module.ASSIGNMENT for module in MODULES}


def test_there_are_enough_wrong_solutions_and_each_is_really_wrong(rows):
    function, mutants = rows
    assert len(mutants) >= (12 if function in COMPOSITE else 8)
    assert len({row["name"] for row in mutants}) == len(mutants)
    assert [row["name"] for row in mutants if not row["wrong"]] == []


def test_every_wrong_solution_loses_points(rows):
    _, mutants = rows
    assert [row["name"] for row in mutants if not row["lost"] > 0] == []


def test_every_wrong_solution_costs_points_in_its_own_function_only(rows):
    _, mutants = rows
    assert {row["name"]: row["spoils"] for row in mutants if row["spoils"]} == {}


def test_every_listed_misconception_has_a_message_of_its_own(rows):
    _, mutants = rows
    messages = [row["message"] for row in mutants if row["listed"]]
    assert len(messages) >= 2
    assert None not in messages
    assert len(set(messages)) == len(messages)


def test_every_message_has_a_korean_one(rows):
    _, mutants = rows
    assert [row["name"] for row in mutants if bool(row["message"]) != bool(row["message_ko"])] == []
    for korean in filter(None, (row["message_ko"] for row in mutants)):
        assert "아직입니다. " in korean  # behind what the solution printed
        assert not ENGLISH.search(OF_PYTHON.sub("", korean)), korean
    listed = [row["message_ko"] for row in mutants if row["listed"]]
    assert len(set(listed)) == len(listed)


def test_every_description_has_korean_words_and_these_are_all(computed):
    found = {"mistakes": set(), "right": set()}
    for functions in computed.values():
        for bank in functions.values():
            found["mistakes"] |= {m["mistake"].removesuffix(EACH_STEP) for m in bank["mutants"]}
            found["right"] |= set(bank["right"])
    assert found == {kind: set(words) for kind, words in KOREAN.items()}
    for words in KOREAN["mistakes"].values():
        assert (ord(words[-1]) - ord("가")) % 28 in (10, 16), words  # a noun of a verb: ㄻ, ㅁ
        assert list(misfits(words)) == [], words


def test_no_wrong_solution_meets_a_bare_error(rows):
    function, mutants = rows
    seen = [row for row in mutants if row["caught"] == "visible"]
    assert [row["name"] for row in seen if function not in row["message"]] == []


@pytest.mark.parametrize(("module", "function"), BANKS, ids=NAMES)
def test_every_right_solution_gets_full_marks(module, function):
    right = module.BANK[function].right
    assert len(right) >= 6
    solution, _ = replays(module)
    for name, source in right.items():
        graded = solution.run({function: source})
        assert {test for test, g in graded.items() if not g.full} == set(), name


def test_the_table_holds_every_function_of_the_assignment():
    for module in MODULES:
        path = ROOT / "solutions" / module.ASSIGNMENT / f"{module.NOTEBOOK}.ipynb"
        cells = json.loads(path.read_text(encoding="utf-8"))["cells"]
        tested = {cell["id"].removeprefix("test_") for cell in cells if cell["id"][:5] == "test_"}
        assert tested == set(module.BANK)
