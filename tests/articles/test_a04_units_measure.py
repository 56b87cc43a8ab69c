"""A4: a unit measures; a factor converts and has a source."""

import pytest

from luheng.errors import UnitMismatch, UnknownUnit
from luheng.units import unit, vocabulary


def test_standard_coal_carbon_dioxide_and_yuan_are_dimensions_of_their_own():
    dimensions = {
        unit(u).dimension for u in ("tce", "tCO2", "tCO2e", "tC", "CNY", "t", "GJ", "toe")
    }
    assert len(dimensions) == 8


@pytest.mark.parametrize(
    ("a", "b"), [("tce", "t"), ("tCO2", "t"), ("tCO2e", "tCO2"), ("kWh", "kgce")]
)
def test_no_scale_leads_from_one_to_another(a, b):
    with pytest.raises(UnitMismatch):
        unit(a).ratio_to(unit(b))


def test_a_unit_outside_the_vocabulary_names_its_neighbours():
    with pytest.raises(UnknownUnit) as refused:
        unit("tonns")
    assert str(refused.value).splitlines()[0].endswith("[UNIT-02]")
    assert "tonne" in str(refused.value)


def test_every_symbol_of_the_vocabulary_reads_back():
    for row in vocabulary():
        assert unit(row.symbol).symbol == row.symbol
        if row.zh:
            assert unit(row.zh).dimension == unit(row.symbol).dimension
