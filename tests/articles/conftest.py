"""One file per article of the design; the worlds are small and made by hand (OWN)."""

import pytest

from luheng.rulebook import load_rulebook
from world import workspace


@pytest.fixture
def ledger(tmp_path):
    return workspace(tmp_path).ledger


@pytest.fixture(scope="session")
def book():
    return load_rulebook()
