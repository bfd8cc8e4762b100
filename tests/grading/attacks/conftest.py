"""A sandbox that is kept for all attacks."""

import pytest

from tests.helpers.attacks.bench import Bench


@pytest.fixture(scope="session")
def bench():
    made = Bench()
    yield made
    made.close()
