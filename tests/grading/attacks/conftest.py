"""The modules of this folder, by name; a sandbox that stays warm."""

import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parent))

from bench import Bench


@pytest.fixture(scope="session")
def bench():
    made = Bench()
    yield made
    made.close()
