"""The keys of what a test can find: listed, each with its meaning, and never used for another."""

import pytest
import yaml

from authoring import keys
from authoring.assignments import ASSIGNMENTS
from authoring.checks.findings import BESIDE, TELLING
from authoring.fixtures import PHRASES
from authoring.verification.claims import LEADING
from tests.helpers.known import FUNCTIONS

GIVEN = {keys.ANY: set(LEADING), **keys.of_mistakes(list(ASSIGNMENTS.values()))}
ADD = "authoring/keys.yml: a line for each new key, at the end of its function, with its meaning"


def test_every_key_is_listed_and_none_is_lost():
    assert keys.problems(GIVEN, keys.listed()) == [], ADD


def test_every_key_has_a_meaning_of_its_own():
    for function, meanings in keys.listed().items():
        assert len(set(meanings.values())) == len(meanings), function
        assert all(len(meaning) > 5 for meaning in meanings.values()), function


def test_no_known_mistake_has_the_key_of_a_sentence():
    phrases = {*yaml.safe_load(PHRASES.read_text(encoding="utf-8")), *BESIDE}
    used = {f.name: phrases & f.explained.keys() for _, f in FUNCTIONS}
    assert {name: both for name, both in used.items() if both} == {}


def test_what_tells_more_has_a_key_of_its_own():
    assert set(TELLING) <= set(LEADING)
    assert not BESIDE & set(LEADING)


LIST = {"f": {"a": "the meaning of a", "b": "gone: what b was"}}


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"f": {"a"}}, []),
        ({"f": {"a", "c"}}, ["f.c: not listed, add a line"]),
        ({"f": set()}, ["f.a: gone, so say 'gone: '"]),
        ({}, ["f.a: gone, so say 'gone: '"]),
        ({"f": {"a", "b"}}, ["f.b: was gone, take a new key"]),
        ({"f": {"a"}, "g": {"a"}}, ["g.a: not listed, add a line"]),
    ],
)
def test_a_key_is_added_and_retired_but_never_used_again(given, said):
    assert keys.problems(given, LIST) == said
