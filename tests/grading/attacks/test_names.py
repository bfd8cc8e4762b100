"""An attack that names what is gone attacks nothing: each name that one uses exists."""

import pytest

from tests.helpers.attacks.attack import Attack
from tests.helpers.attacks.bank import ATTACKS
from tests.helpers.attacks.bench import bundle
from tests.helpers.attacks.cells import FILES
from tests.helpers.attacks.names import exists, names_used


@pytest.mark.parametrize("attack", ATTACKS, ids=lambda attack: attack.name)
def test_the_names_of_an_attack_exist(attack):
    assert [name for name in sorted(names_used(attack)) if not exists(name)] == []


def test_names_are_found_in_every_form():
    code = """
import checks as c
import grading.student.shell as own
from grading.wire.codec import encode
c._close.x = own.CAPTURED.outputs
"grading.judge.session"
"""
    due = {"checks", "checks._close.x", "checks._close", "grading.student.shell"}
    due |= {"grading.student.shell.CAPTURED.outputs", "grading.student.shell.CAPTURED"}
    due |= {"grading.wire.codec.encode", "grading.judge.session", "grading.wire.codec", "os.x"}
    assert names_used(Attack("a", own=code, uses=("os.x",))) == due


@pytest.mark.parametrize(
    "name", ["grading.student.nowhere", "grading.wire.codec.none", "checks.No"]
)
def test_a_name_that_is_gone_is_noticed(name):
    assert not exists(name)


def test_the_attacks_know_the_parts_that_they_go_for():
    used = set().union(*map(names_used, ATTACKS))
    assert len([name for name in used if name.startswith("grading.")]) >= 8
    assert len([name for name in used if name.startswith("checks.")]) >= 8


def test_files_are_handed_in_under_the_names_of_the_instructor_s():
    assert bundle().files.keys() <= FILES.keys()
