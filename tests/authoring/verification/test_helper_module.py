"""What one run does to checks.py never reaches the next run."""

import numpy as np
import pytest

from authoring.verification.helper_module import HelperModule
from tests.helpers.contract import NOTEBOOKS

TRICKS = [
    "checks.TOLERANCE = 9.0",
    "checks.more = 1",
    "del checks.HALVED",
    "checks.Test.score = print",
    "checks.Points.words = 'all of them'",
    "checks.same = print",
    "checks.same.__code__ = (lambda got, expected: True).__code__",
    "checks.VIEWS['first_step'] = None",
    "checks.PREFIXES.clear()",
    "checks.DATA['functions']['rnn_step']['examples'].pop()",
    "checks.DATA['functions']['rnn_step']['examples'][0]['returns']['h_t'][0][0] += 1e-9",
    "checks.DATA['words']['en']['not_yet'] = 'Right!'",
]


@pytest.fixture
def helper(releases):
    return HelperModule(releases["02-vanilla-rnn/vanilla_rnn"].path.with_name("checks.py"))


@pytest.mark.parametrize("trick", TRICKS)
def test_one_that_was_changed_is_made_anew(helper, trick):
    with helper.importable() as first:
        exec(trick, {"checks": first})
    with helper.importable() as second:
        assert second is not first


def test_one_that_met_an_error_is_made_anew(helper):
    with pytest.raises(KeyboardInterrupt), helper.importable() as first:
        raise KeyboardInterrupt
    with helper.importable() as second:
        assert second is not first


def test_a_run_inside_of_another_gets_its_own(helper):
    with helper.importable() as outer, helper.importable() as inner:
        assert inner is not outer


@pytest.mark.parametrize("notebook", NOTEBOOKS)
def test_one_that_was_only_used_is_kept(releases, notebook):
    """Or else each run pays for a new one."""
    helper = HelperModule(releases[notebook].path.with_name("checks.py"))
    with helper.importable() as first:
        for function in first.DATA["functions"]:
            for answer in (None, np.ones(3)):
                first.Test(function, {function: lambda *_, a=answer: a}, value=1).score()
    with helper.importable() as second:
        assert second is first
