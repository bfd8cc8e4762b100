"""The grader is proven: each wrong solution loses points, each right one gets all of them."""

import re

import pytest

from authoring.assignments import ASSIGNMENTS
from authoring.keys import ANY, listed
from authoring.korean.particles import misfits
from authoring.verification.proof import PROOFS, to_text
from tests.helpers.contract import CONTRACT
from tests.helpers.known import FOLDERS, FUNCTIONS, NAMES, proof, right

# Some right solutions warn on the way, as learners' do.
pytestmark = pytest.mark.filterwarnings("ignore::RuntimeWarning")

COMPOSITE = (
    *("jacobian_norms", "rnn_forward", "lstm_step"),
    *("simple_rnn", "lstm", "bidirectional_lstm"),
)
ENGLISH = re.compile(r"\b[A-Za-z]{2,}(?:[ ,]+[A-Za-z]{2,}\b){3,}")  # four words in a row
OF_PYTHON = re.compile(
    r"오류로 멈췄습니다: .*?호출할 때"
)  # an error of Python's, and a line of code


@pytest.fixture(scope="module")
def computed():
    """The proofs, computed now."""
    return {folder: proof(folder).table() for folder in FOLDERS}


@pytest.fixture(params=FUNCTIONS, ids=NAMES)
def rows(request, computed):
    assignment, function = request.param
    return function.name, computed[assignment.folder][function.name]["mutants"]


@pytest.mark.parametrize("folder", FOLDERS)
def test_the_committed_proofs_are_up_to_date(folder, computed):
    committed = (PROOFS / f"{folder}.json").read_text(encoding="utf-8")
    how = f"run: python -m authoring prove {folder}; read what changed, and commit it"
    assert to_text(computed[folder]) == committed, how


def test_no_proof_is_left_of_an_assignment_that_is_gone():
    assert {path.stem for path in PROOFS.iterdir()} == set(ASSIGNMENTS)


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
        assert not ENGLISH.search(OF_PYTHON.sub("", korean)), korean
    listed = [row["message_ko"] for row in mutants if row["listed"]]
    assert len(set(listed)) == len(listed)


def test_every_message_is_that_of_its_mistake(computed):
    """What a learner hears is what the record says, for all records that have a row."""
    for assignment, function in FUNCTIONS:
        rows = computed[assignment.folder][function.name]["mutants"]
        for mistake, row in zip(function.proven, rows, strict=True):
            if mistake.says:
                # Behind another sentence it starts with a capital letter.
                assert mistake.says.en[1:] in row["message"], (function.name, mistake.key)
                assert mistake.says.ko in row["message_ko"], (function.name, mistake.key)


def test_every_description_has_korean_words():
    for _, function in FUNCTIONS:
        for mistake in function.proven:
            words = mistake.described.ko
            assert words, (function.name, mistake.key)
            assert (ord(words[-1]) - ord("가")) % 28 in (10, 16), words  # a noun of a verb: ㄻ, ㅁ
            assert list(misfits(words)) == [], words
        assert all(way.described.ko for way in function.solutions), function.name


def test_no_wrong_solution_meets_a_bare_error(rows):
    function, mutants = rows
    seen = [row for row in mutants if row["caught"] == "visible"]
    assert [row["name"] for row in seen if not row["message"]] == []
    keys = {row["key"].partition(".") for row in seen}
    assert {(name, key in listed()[name] or key in listed()[ANY]) for name, _, key in keys} == {
        (function, True)
    }


@pytest.mark.parametrize(("assignment", "function"), FUNCTIONS, ids=NAMES)
def test_every_right_solution_gets_full_marks(assignment, function):
    ways = right(assignment, function)
    assert len(ways) == len(function.solutions) >= 6
    for name, source in ways.items():
        graded = proof(assignment.folder).solution.run({function.name: source})
        assert {test for test, g in graded.items() if not g.full} == set(), name


def test_every_function_of_the_contract_has_its_records():
    for notebook, functions in CONTRACT.items():
        folder, name = notebook.split("/")
        assignment = ASSIGNMENTS[folder]
        assert assignment.notebook == name
        assert [function.name for function in assignment.functions] == list(functions)
