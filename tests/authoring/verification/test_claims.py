"""No sentence says what is not so: the claim of whatever is said, for wrong answers of any kind.

Known mistakes; mixtures of them, drawn with a seed; small changes of known mistakes and of right
solutions; mistakes from public code. The claims are in authoring/verification/claims.
"""

import numpy as np
import pytest
import yaml

from authoring.fixtures import PHRASES
from authoring.verification.claims import MISTAKES, SENTENCES
from authoring.verification.reported import reported
from authoring.verification.slips import slips
from tests.helpers.claimed import bench
from tests.helpers.known import FUNCTIONS, NAMES, proof
from tests.helpers.wrong_answers import Answer

# Drawn code divides by zero, and worse.
pytestmark = pytest.mark.filterwarnings("ignore")

SEED = 21
MIXTURES = 200  # drawn for each function
EACH = pytest.mark.parametrize(("assignment", "function"), FUNCTIONS, ids=NAMES)


def false_of(made, answers):
    """Return the names of the answers of which something false is said, and what."""
    return {a.name: f for a in answers if (f := made.false(made.table(a)))}


def written(assignment, function, code):
    return proof(assignment.folder).cells.function(function.name, code)


@EACH
def test_of_mixed_mistakes_nothing_false_is_said(assignment, function):
    with bench(assignment, function) as made:
        rng = np.random.default_rng(SEED)
        assert false_of(made, made.answers.drawn(rng, MIXTURES)) == {}


@EACH
def test_of_results_in_any_order_nothing_false_is_said(assignment, function):
    with bench(assignment, function) as made:
        assert false_of(made, made.answers.orders(np.random.default_rng(SEED))) == {}


@pytest.mark.slow
@EACH
def test_of_any_two_mistakes_nothing_false_is_said(assignment, function):
    with bench(assignment, function) as made:
        assert false_of(made, made.answers.pairs(np.random.default_rng(SEED))) == {}


@EACH
def test_of_known_and_reported_mistakes_nothing_false_is_said(assignment, function):
    codes = {mistake.key: mistake.code for mistake in function.mistakes}
    found = [m for m in reported(assignment.folder) if m.function == function.name]
    codes |= {mistake.key: mistake.code for mistake in found}
    with bench(assignment, function) as made:
        learners = {key: written(assignment, function, code) for key, code in codes.items()}
        assert {k: f for k, learner in learners.items() if (f := made.false(learner))} == {}


@EACH
def test_of_small_changes_of_some_mistakes_nothing_false_is_said(assignment, function):
    """Two mistakes at once, as a learner writes them: a known one, and one more."""
    some = np.random.default_rng(SEED).permutation(list(function.explained.values()))[:6]
    assert false_of_changes(assignment, function, some) == {}


@pytest.mark.slow
@EACH
def test_of_small_changes_of_any_mistake_nothing_false_is_said(assignment, function):
    assert false_of_changes(assignment, function, function.explained.values()) == {}


def false_of_changes(assignment, function, mistakes):
    rng, wrong = np.random.default_rng(SEED), {}
    with bench(assignment, function) as made:
        for mistake in mistakes:
            cell = proof(assignment.folder).cells.cell(function.name, mistake.code)
            changed = changes_of(cell)
            for text in rng.choice(changed, min(4, len(changed)), replace=False):
                if found := made.false(written(assignment, function, str(text))):
                    wrong[str(text)] = found
    return wrong


def changes_of(cell):
    try:
        return slips(cell)
    except ValueError:  # more than one function stands in the cell
        return []


# --- the claims themselves ---------------------------------------------------------------------


def test_every_known_mistake_has_a_claim_and_every_claim_a_mistake():
    claimed = {name: set(claims) for name, claims in MISTAKES.items()}
    assert claimed == {f.name: set(f.explained) for _, f in FUNCTIONS}


def test_a_claim_of_a_sentence_belongs_to_its_words():
    phrases = yaml.safe_load(PHRASES.read_text(encoding="utf-8"))
    assert sorted(set(SENTENCES) - set(phrases)) == ["hint"]


@EACH
def test_the_claim_of_a_known_mistake_holds_for_its_code_and_not_for_a_right_one(
    assignment, function
):
    with bench(assignment, function) as made:
        right = made.seen(written(assignment, function, function.solutions[0].code))
        for key, mistake in function.explained.items():
            claim = MISTAKES[function.name][key]
            assert claim({}, made.seen(written(assignment, function, mistake.code))), key
            assert not claim({}, right), key


def test_a_diagnosis_by_one_result_of_several_would_be_caught(monkeypatch):
    """As it was once: any part of what a mistake gives was a sign of it."""

    def any_part(subject, visible):
        first = next(outcome for outcome in visible if not outcome.right)
        for key, words in subject.spec["mistakes"].items():
            for name, part in zip(
                first.case.expected, first.case.mistakes.get(key, ()), strict=False
            ):
                came = first.results.get(name)
                if not first.is_right(name) and made.checks.same(came, part):
                    return made.checks.Finding(key, words=words)
        return None

    caught = 0
    for assignment, function in FUNCTIONS:
        with bench(assignment, function) as made:
            monkeypatch.setattr(made.checks, "_known", any_part)
            rng = np.random.default_rng(SEED)
            caught += bool(false_of(made, made.answers.drawn(rng, 30)))
            monkeypatch.undo()
    assert caught >= 5


ISSUES = {
    "lstm_step": {"h_t twice": [0, 0], "C_t twice": [1, 1]},
    "lstm": {"C for all": [0, 2, 2], "h for all": [1, 1, 1]},
    "bidirectional_lstm": {"forward states twice": [0, 1, 2, 1, 2]},
}


@pytest.mark.parametrize(
    ("name", "case"), [(name, case) for name, cases in ISSUES.items() for case in cases]
)
def test_what_holds_another_result_hears_which(name, case):
    assignment, function = next(pair for pair in FUNCTIONS if pair[1].name == name)
    with bench(assignment, function) as made:
        rows, order = made.answers.rows, ISSUES[name][case]
        right = [list(row.right.values()) for row in rows]
        returned = [[r[k] for k in order] if len(r) == len(order) else r for r in right]
        answer = Answer(case, [r if len(r) > 1 else r[0] for r in returned])
        report = made.report(made.table(answer))
        assert " holds what " in report.message("en")
        assert made.false(made.table(answer)) == []
