"""Each protection is needed: without any one of them, named attacks and probes get through."""

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

# Without this protection of the sandbox these probes get through (and perhaps more).
GETS_THROUGH = {
    "bubblewrap": {"secrets", "reference", "nbgrader"},
    "namespaces": {"others"},
    "disk": {"many-files"},
    "limits": {"threads", "memory", "pending-signals"},
    "landlock": {"pipes"},
    "seccomp": {"processes", "namespaces", "hidden-memory", "limits", "lease", "lock"}
    | {"record-lock", "lock-query", "watch", "shared-futex", "aio", "socket-buffers", "sent-files"}
    | {"pipe-buffers", "urgent-data", "list-mounts", "ask-mount", "open-tree"},
}


@pytest.fixture
def without():
    """Return a function that makes a bench without one protection."""
    made = []

    def make(protection):
        made.append(Bench(off=protection))
        return made[-1]

    yield make
    for bench in made:
        bench.close()


def test_each_protection_has_attacks_or_probes_that_need_it():
    assert set(GETS_THROUGH) == set(SANDBOX)
    for protection in (JUDGE, SANITISER, EVIDENCE, "bubblewrap"):
        assert [attack for attack in ATTACKS if protection in attack.needs], protection


@pytest.mark.parametrize("protection", [JUDGE, SANITISER, EVIDENCE, "bubblewrap"])
def test_without_a_protection_its_attacks_earn_what_they_should_not(without, protection):
    bench = without(protection)
    for attack in ATTACKS:
        if protection in attack.needs:
            found, _ = bench.grade(attack)
            assert sum(found.values()) > sum(attack.earns.values()), attack.name


@pytest.mark.parametrize("protection", SANDBOX)
def test_without_a_protection_of_the_sandbox_its_probes_get_through(protection):
    sandbox = SandboxProcess(settings(off=protection))
    try:
        tried = [probe for probe in PROBES if protection in probe.protections]
        through = {probe.name for probe in tried if not is_prevented(sandbox, probe)}
    finally:
        sandbox.close()
    assert through >= GETS_THROUGH[protection]


@pytest.mark.parametrize("protection", ["disk", "namespaces"])
def test_without_a_disk_of_their_own_two_submissions_meet(without, protection):
    bench = without(protection)
    first, second = MEETING
    bench.grade(first)
    assert bench.grade(second)[0] == {"cell_state": 4.0, "input_gate": 4.0}
