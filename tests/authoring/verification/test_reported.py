"""Mistakes from public code and questions: each costs points, and a reader has judged its words.

A message that changes makes its judgement stale: run ``python -m authoring reported --write``, read
what it says now, in both languages, and put the scores into authoring/verification/judgements.
"""

import functools
import re
from dataclasses import replace

import pytest

from authoring.assignments import ASSIGNMENTS
from authoring.verification import reported
from authoring.verification.reported import (
    SCORES,
    Bank,
    Disagreement,
    Judgement,
    agreement,
    disagreements,
    judgements,
    merged,
    table,
)
from tests.helpers.known import FOLDERS, NAMES, proof

# Some mistakes divide by zero, and worse.
pytestmark = pytest.mark.filterwarnings("ignore::RuntimeWarning")

EACH = pytest.mark.parametrize("folder", FOLDERS)
MISTAKES = {folder: reported.reported(folder) for folder in FOLDERS}
ALL = [mistake for found in MISTAKES.values() for mistake in found]
NOW = Judgement("1 of 4", "Not yet.", "아직 맞지 않습니다.")


@functools.cache
def bank(folder):
    return Bank(ASSIGNMENTS[folder])


@EACH
def test_a_learner_hears_what_was_judged(folder):
    """The points and the words of both releases are the stored ones; nothing is stored besides."""
    today, stored = bank(folder).today(), judgements(folder)
    assert [key for key in today if key not in stored] == []
    assert [key for key in stored if key not in today] == []
    stale = [key for key in today if replace(stored[key], first=None, second=None) != today[key]]
    assert stale == [], "run: python -m authoring reported --write; read both languages, and judge"


@EACH
def test_the_second_reader_has_judged_every_message(folder):
    without = [key for key, each in judgements(folder).items() if each.second not in SCORES]
    assert without == []


def test_both_readers_have_judged_most_messages():
    """The first one had not read those that came or changed after him."""
    found = [each for folder in FOLDERS for each in judgements(folder).values()]
    both = [each for each in found if each.first in SCORES and each.second in SCORES]
    assert len(both) > 0.7 * len(found)


def test_what_two_readers_judge_differently_is_settled():
    read, settled = disagreements()
    keys = [each.mistake for each in settled]
    assert len(set(keys)) == len(keys) < read
    assert set(keys) <= {mistake.key for mistake in ALL}
    for each in settled:
        assert each.first != each.second, each.mistake
        assert each.agreed in (each.first, each.second), each.mistake
        assert {each.first, each.second} <= set(SCORES), each.mistake
        assert re.fullmatch(r"\S.{10,}\.", each.why), each.mistake
    found = {key: each for folder in FOLDERS for key, each in judgements(folder).items()}
    differ = {key for key, each in found.items() if each.first and each.first != each.second}
    assert differ <= set(keys)


def test_no_message_is_generic_or_false():
    found = {key: each for folder in FOLDERS for key, each in judgements(folder).items()}
    assert {key for key, each in found.items() if each.score in ("generic", "false")} == set()


@EACH
def test_every_mistake_costs_points_in_its_own_function_only(folder):
    for mistake in MISTAKES[folder]:
        graded = bank(folder).graded(mistake)
        less = [test for test, each in graded.items() if not each.full]
        assert less == [f"test_{mistake.function}"], mistake.key


@EACH
def test_the_visible_test_shows_every_mistake(folder):
    """A learner hears of it before handing in, in both languages."""
    for key, each in judgements(folder).items():
        function = key.partition(".")[0]
        assert re.match(rf"Not yet\. {function}\b", each.en), key
        assert re.match(rf"아직 맞지 않습니다\. {function}\b", each.ko), key
        points, most = map(float, each.points.split(" of "))
        assert points < most, key


def test_there_are_enough_for_each_function_and_no_two_are_the_same():
    counts = {name: [m for m in ALL if m.function == name] for name in NAMES}
    assert len(ALL) == sum(map(len, counts.values())) >= 150
    for name, found in counts.items():
        assert len(found) >= 5, name
        assert len({mistake.name for mistake in found}) == len(found), name
        cells = proof(next(f for f in FOLDERS if found[0] in MISTAKES[f])).cells
        assert len({cells.cell(name, mistake.code) for mistake in found}) == len(found), name


def test_every_mistake_has_its_source_and_says_what_is_wrong():
    for mistake in ALL:
        assert re.fullmatch(r"https://\S+", mistake.source), mistake.key
        assert re.fullmatch(r"\S.{20,}\.", mistake.wrong), mistake.key
        assert re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", mistake.name), mistake.key


@pytest.mark.parametrize("changed", [{"en": "Not yet. Other."}, {"ko": "다른 말입니다."}])
def test_a_changed_message_loses_its_score(changed):
    stored = {"a.b": replace(NOW, first="named", second="placed")}
    assert merged(stored, {"a.b": NOW}) == stored
    later = replace(NOW, **changed)
    assert merged(stored, {"a.b": later}) == {"a.b": later}


def test_a_score_outlives_other_points_but_not_its_mistake():
    stored = {"a.b": replace(NOW, second="placed"), "a.gone": replace(NOW, second="named")}
    later = replace(NOW, points="2 of 4")
    assert merged(stored, {"a.b": later, "a.new": NOW}) == {
        "a.b": replace(later, second="placed"),
        "a.new": NOW,
    }


def test_the_table_counts_scores_by_function_and_in_all():
    found = {
        "f.one": replace(NOW, first="named"),
        "f.two": replace(NOW, first="named", second="false"),
        "g.one": NOW,
    }
    heading, *rows = (line.split() for line in table(found))
    assert heading == ["named", "placed", "generic", "false", "not", "judged", "all"]
    assert rows == [
        ["f", "1", "0", "0", "1", "0", "2"],
        ["g", "0", "0", "0", "0", "1", "1"],
        ["all", "1", "0", "0", "1", "1", "3"],
    ]


@pytest.mark.parametrize(
    ("first", "second", "score"),
    [("named", "false", "false"), ("generic", "placed", "generic"), (None, "placed", "placed")],
)
def test_the_stricter_of_two_scores_counts(first, second, score):
    assert replace(NOW, first=first, second=second).score == score
    assert NOW.score is None


def test_the_agreement_of_two_readers_is_counted():
    found = {
        "f.one": replace(NOW, first="named", second="named"),
        "f.two": replace(NOW, first="named", second="placed"),
        "f.new": replace(NOW, second="named"),
    }
    settled = [Disagreement("f.two", "named", "placed", agreed="placed", why="Why.")]
    assert list(agreement(found, 5, settled)) == [
        "Two readers, 5 messages: the same score for 4. The other 1 are settled, 0 as the first "
        "reader had it, 1 as the second.",
        "Messages of today with both scores: 2, the same for 1.",
    ]


def test_the_command_stores_words_keeps_scores_and_says_if_some_are_missing(
    tmp_path, monkeypatch, capsys
):
    folder = FOLDERS[1]
    monkeypatch.setattr(reported, "JUDGEMENTS", tmp_path / "judgements")
    monkeypatch.setattr(reported, "ASSIGNMENTS", {folder: ASSIGNMENTS[folder]})
    assert reported.main(write=True) == 1
    stored = judgements(folder)
    assert {each.score for each in stored.values()} == {None}
    reported.store(folder, {key: replace(each, second="placed") for key, each in stored.items()})
    assert reported.main(write=True) == 0
    assert {each.score for each in judgements(folder).values()} == {"placed"}
    last = next(line for line in capsys.readouterr().out.splitlines()[::-1] if line[:3] == "all")
    last = last.split()
    assert last == ["all", "0", str(len(stored)), "0", "0", "0", str(len(stored))]
