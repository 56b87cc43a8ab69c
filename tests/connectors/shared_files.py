"""The real files that lie beside the repository, as fixtures."""

import os
from pathlib import Path

import pytest

__all__ = ["sheets", "steel"]

SHARED = Path(__file__).resolve().parents[3] / "shared" / "data"


def _lying(path: str) -> Path:
    place = SHARED / path
    if not place.exists():
        if os.environ.get("CI", "").lower() == "true":
            pytest.fail(f"{place} is missing, and CI must have it")
        pytest.skip(f"{place} is not here: lay the shared folder beside the repository")
    return place


@pytest.fixture(scope="session")
def sheets() -> Path:
    """The folder of the thirty provincial balances of 2007."""
    return _lying("zhangda_china_eb2007/energydata/rawdata")


@pytest.fixture(scope="session")
def steel() -> Path:
    """The quarter-hours of the steel works."""
    return _lying("uci_steel_industry/Steel_industry_data.csv")
