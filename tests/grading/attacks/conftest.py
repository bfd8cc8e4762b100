"""A sandbox that is kept for all attacks."""

import pytest

from tests.helpers.attacks.attack import Attack
from tests.helpers.attacks.bench import Bench


@pytest.fixture(scope="session")
def bench():
    made = Bench()
    yield made
    made.close()


@pytest.fixture(scope="session")
def plain(bench):
    """Return the trace of a submission that attacks nothing."""
    return bench.traced(Attack("plain"))[1]
