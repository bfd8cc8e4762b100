"""Every attack gets exactly what its honest part deserves, and the next submission gets its own."""

import pytest

from tests.helpers.attacks.attack import HONEST, Attack
from tests.helpers.attacks.bank import ATTACKS
from tests.helpers.attacks.bench import right
from tests.helpers.attacks.searching import MEETING

pytestmark = pytest.mark.needs("sandbox")

GATES = ("input_gate", "candidate", "forget_gate", "cell_state", "output_gate", "hidden_state")


def test_there_are_enough_and_each_has_a_name_of_its_own():
    assert len(ATTACKS) >= 60
    assert len({attack.name for attack in ATTACKS}) == len(ATTACKS)


@pytest.mark.parametrize("attack", ATTACKS, ids=lambda attack: attack.name)
def test_an_attack_gets_what_its_honest_part_deserves(bench, attack):
    found, notes = bench.grade(attack)
    assert found == attack.earns, notes


def test_two_submissions_do_not_meet(bench):
    first, second = MEETING
    assert bench.grade(first)[0] == first.earns
    assert bench.grade(second)[0] == second.earns


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
