"""The carbon of an enterprise: in one unit over all carriers, and never made from nothing."""

import pytest

from luheng.methods.carbon_balance import carbon_balance
from luheng.methods.enterprise_energy_balance import carrier_balances

#: OWN: 100 t of coal coked to 70 t of coke, all burnt; contents of 0.75 and 0.85 tC/t
FLOWS = (
    ("washed_coal", "purchased", 100.0), ("washed_coal", "consumed", 100.0),
    ("washed_coal", "transformation_input", 100.0),
    ("coke", "transformation_output", 70.0), ("coke", "consumed", 70.0),
)  # fmt: skip
CONTENTS = {"washed_coal": 0.75, "coke": 0.85}


def test_carbon_by_hand():
    # conversion keeps 75 − 59.5 tC; burnt are the coke's 59.5 and those 15.5; 44/12 · 0.98 of it
    found = carbon_balance(carrier_balances(FLOWS), CONTENTS, co2=75 * 0.98 * 44 / 12)
    assert found.supplied == pytest.approx(75)
    assert found.conversion == pytest.approx(15.5)
    assert found.burnt == pytest.approx(75)
    assert found.emitted == pytest.approx(73.5)
    assert found.unoxidised == pytest.approx(1.5)
    assert (found.balanced, found.open_conversion, found.open_combustion) == (True, False, False)
    assert found.missing == ()


def test_more_carbon_out_of_an_oven_than_into_it_is_told():
    found = carbon_balance(carrier_balances(FLOWS), {"washed_coal": 0.5, "coke": 0.85})
    assert found.open_conversion
    assert found.conversion == pytest.approx(50 - 59.5)
    assert (found.emitted, found.unoxidised) == (None, None)


def test_more_carbon_dioxide_than_carbon_is_told():
    found = carbon_balance(carrier_balances(FLOWS), CONTENTS, co2=75 * 1.1 * 44 / 12)
    assert found.open_combustion
    assert found.unoxidised == pytest.approx(-7.5)


def test_what_has_no_content_is_named_and_left_out():
    found = carbon_balance(carrier_balances(FLOWS), {"coke": 0.85})
    assert found.missing == ("washed_coal",)
    assert [line.item for line in found.lines] == ["coke"]


def test_what_is_bought_and_not_used_is_open():
    flows = [*FLOWS, ("diesel", "purchased", 10.0), ("diesel", "consumed", 4.0)]
    found = carbon_balance(carrier_balances(flows), {**CONTENTS, "diesel": 0.86})
    assert found.imbalance == pytest.approx(6 * 0.86)
    assert found.balanced is False
    unknown = carbon_balance(carrier_balances([("coke", "purchased", None)]), CONTENTS)
    assert unknown.balanced is None
