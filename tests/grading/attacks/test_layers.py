"""The banks are not empty talk: without any one layer, named attacks and probes get through."""

import pytest

from grading.doctor import is_prevented
from grading.sandbox.probes import PROBES
from grading.sandbox.process import SandboxProcess
from grading.sandbox.settings import SANDBOX
from tests.helpers.attacks.attack import EVIDENCE, JUDGE, SANITISER
from tests.helpers.attacks.bank import ATTACKS
from tests.helpers.attacks.bench import Bench, settings
from tests.helpers.attacks.searching import MEETING

pytestmark = pytest.mark.needs("sandbox")

# Without this layer of the sandbox these things work (and perhaps more).
GETS_THROUGH = {
    "bubblewrap": {"secrets", "reference", "nbgrader"},
    "namespaces": {"others"},
    "disk": {"many-files"},
    "limits": {"threads", "memory"},
    "landlock": {"pipes"},
    "seccomp": {"processes", "namespaces", "hidden-memory", "limits", "lease"},
}


@pytest.fixture
def without():
    """Return a function that makes a bench without one layer."""
    made = []

    def make(layer):
        made.append(Bench(off=layer))
        return made[-1]

    yield make
    for bench in made:
        bench.close()


def test_each_layer_has_attacks_or_probes_that_need_it():
    assert set(GETS_THROUGH) == set(SANDBOX)
    for layer in (JUDGE, SANITISER, EVIDENCE, "bubblewrap"):
        assert [attack for attack in ATTACKS if layer in attack.needs], layer


@pytest.mark.parametrize("layer", [JUDGE, SANITISER, EVIDENCE, "bubblewrap"])
def test_without_a_layer_its_attacks_earn_what_they_should_not(without, layer):
    bench = without(layer)
    for attack in ATTACKS:
        if layer in attack.needs:
            found, _ = bench.grade(attack)
            assert sum(found.values()) > sum(attack.earns.values()), attack.name


@pytest.mark.parametrize("layer", SANDBOX)
def test_without_a_layer_of_the_sandbox_its_probes_get_through(layer):
    sandbox = SandboxProcess(settings(off=layer))
    try:
        tried = [probe for probe in PROBES if layer in probe.protections]
        through = {probe.name for probe in tried if not is_prevented(sandbox, probe)}
    finally:
        sandbox.close()
    assert through >= GETS_THROUGH[layer]


@pytest.mark.parametrize("layer", ["disk", "namespaces"])
def test_without_a_disk_of_their_own_two_submissions_meet(without, layer):
    bench = without(layer)
    first, second = MEETING
    bench.grade(first)
    assert bench.grade(second)[0] == {"cell_state": 4.0, "input_gate": 4.0}
