"""Every attack gets exactly what its honest part deserves, and the next submission gets its own."""

from dataclasses import replace

import pytest

from tests.helpers.attacks.attack import HONEST, Attack, answer
from tests.helpers.attacks.bank import ATTACKS
from tests.helpers.attacks.bench import right
from tests.helpers.attacks.searching import MEETING

pytestmark = pytest.mark.needs("sandbox")

REACHED = ("grading.wire.codec._dtype: expected",)
GATES = ("input_gate", "candidate", "forget_gate", "cell_state", "output_gate", "hidden_state")


def test_there_are_enough_and_each_has_a_name_of_its_own():
    assert len(ATTACKS) >= 60
    assert len({attack.name for attack in ATTACKS}) == len(ATTACKS)


@pytest.mark.parametrize("attack", ATTACKS, ids=lambda attack: attack.name)
def test_an_attack_gets_to_its_check_and_earns_what_its_honest_part_deserves(bench, plain, attack):
    found, trace = bench.traced(attack)
    assert found == attack.earns
    assert trace.missing(attack, plain) == []


@pytest.mark.parametrize(
    "fails",
    [
        Attack("dies-on-the-way", functions=answer("say({'result': 4.0})"), reaches=REACHED),
        Attack("never-gets-there", functions=answer("return 0"), reaches=REACHED),
        Attack("names-nothing", functions=answer("return 0")),
        Attack("names-what-all-reach", functions=answer("return 0"), reaches=("checks.close",)),
    ],
    ids=lambda attack: attack.name,
)
def test_an_attack_that_misses_its_check_is_noticed(bench, plain, fails):
    assert bench.traced(fails)[1].missing(fails, plain)


def test_a_message_under_no_number_gets_nowhere(bench, plain):
    """The bank's own messages were such: each of them died before it was looked at."""
    attack = next(attack for attack in ATTACKS if attack.name == "talk-forged-dtype-object")
    idle = replace(attack, own=attack.own.replace(', "id": me.number', ""))
    assert idle.own != attack.own
    trace = bench.traced(idle)[1]
    assert trace.missing(idle, plain) == list(attack.reaches)
    assert trace.has("grading.judge.session.Session._receive: 'id'")


def test_two_submissions_do_not_meet(bench, plain):
    for attack in MEETING:
        found, trace = bench.traced(attack)
        assert found == attack.earns
        assert trace.missing(attack, plain) == []


def test_after_all_that_an_honest_submission_gets_everything(bench):
    honest = Attack("honest", functions={gate: right(gate) for gate in GATES})
    found, notes = bench.grade(honest)
    assert found == HONEST | {
        "input_gate": 4,
        "candidate": 3,
        "forget_gate": 3,
        "output_gate": 3,
        "hidden_state": 3,
    }
    assert notes == []
