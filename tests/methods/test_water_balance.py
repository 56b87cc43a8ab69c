"""The water balance of units and the likeliest cause of an imbalance (OWN cases, by hand)."""

import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from luheng.methods.water_balance import (
    CAUSES,
    SIGNS,
    Cause,
    balance_matrix,
    unassigned,
    unit_balances,
)

#: boiler house and cooling, each in balance: 5000 in; 3000 passed on, 800 + 100 out, 1100 used up
BOILER = {"purchased": 5000.0, "transferred": 3000.0, "discharged": 800.0, "lost": 100.0}
BOILER |= {"used_up": 1100.0}
COOLING = {"transferred": -3000.0, "reused": 250000.0, "discharged": 600.0, "used_up": 2400.0}


def rows(**units):
    return [(unit, role, value) for unit, flows in units.items() for role, value in flows.items()]


def only(*, boiler=None, cooling=None, tolerance=0.01):
    """The balances with some flows at other values; None as a value leaves the flow out."""
    one = {**BOILER, **(boiler or {})}
    two = {**COOLING, **(cooling or {})}
    said = rows(
        boiler={r: v for r, v in one.items() if v is not None},
        cooling={r: v for r, v in two.items() if v is not None},
    )
    return {b.entity: b for b in unit_balances(said, tolerance=tolerance)}


def test_two_units_balance_and_circulation_is_on_both_sides():
    found = only()
    assert {u: (b.imbalance, b.balanced, b.cause) for u, b in found.items()} == {
        "boiler": (0.0, True, None),
        "cooling": (0.0, True, None),
    }
    assert (found["boiler"].input, found["boiler"].output) == (5000.0, 5000.0)
    # water from another unit stands on the side of the input
    assert (found["cooling"].input, found["cooling"].output) == (3000.0, 3000.0)
    assert found["cooling"].flows["reused"] == 250000.0


@pytest.mark.parametrize(
    ("boiler", "cooling", "unit", "gap", "cause"),
    [
        # 0.8 of a thousand cubic metres filed as m3
        ({"discharged": 0.8}, {}, "boiler", 799.2, Cause("power_of_ten", "discharged", 0.001)),
        ({"purchased": 50000.0}, {}, "boiler", 45000.0, Cause("power_of_ten", "purchased", 10.0)),
        ({}, {"transferred": 3000.0}, "cooling", -6000.0, Cause("sign", "transferred")),
        # neither filed the 3000: the gaps are opposite
        (
            {"transferred": None},
            {"transferred": None, "purchased": 0.0},
            "boiler",
            3000.0,
            Cause("transfer_unfiled", other="cooling"),
        ),
        # the boiler house filed it, cooling did not
        ({}, {"transferred": None}, "cooling", -3000.0, Cause("transfer_one_sided")),
        # the leak stands in the discharge too
        ({"discharged": 900.0}, {}, "boiler", -100.0, Cause("counted_twice", "lost")),
        # the discharge was added up twice
        ({"discharged": 1600.0}, {}, "boiler", -800.0, Cause("counted_twice", "discharged")),
        ({"used_up": 480.0}, {}, "boiler", 620.0, Cause("output_missing")),
        ({"used_up": 1600.0}, {}, "boiler", -500.0, Cause("input_missing")),
    ],
)
def test_the_likeliest_cause_is_named(boiler, cooling, unit, gap, cause):
    found = only(boiler=boiler, cooling=cooling)[unit]
    assert found.imbalance == pytest.approx(gap)
    assert found.balanced is False
    assert found.cause == cause
    zh, en = cause.say()
    assert cause.role in zh
    assert cause.other in en
    assert "{" not in zh + en


def test_every_cause_can_be_said_in_both_languages():
    for name in CAUSES:
        assert all(Cause(name, "lost", 10.0, "cooling").say())


def test_within_the_tolerance_a_unit_balances():
    # 40 of 5000 are 0.8 %
    assert only(boiler={"used_up": 1060.0})["boiler"].balanced is True
    assert only(boiler={"used_up": 1060.0}, tolerance=0.005)["boiler"].balanced is False


def test_a_balance_that_is_closed_by_the_use_up_has_nothing_to_show():
    found = only(boiler={"used_up": None})["boiler"]
    assert (found.imbalance, found.balanced, found.cause) == (None, None, None)
    assert (found.input, found.output) == (5000.0, 3900.0)


def test_a_flow_without_a_value_is_not_nil():
    said = [*rows(boiler=BOILER), ("boiler", "sold", None)]
    (found,) = unit_balances(said)
    assert (found.imbalance, found.balanced, found.input) == (None, None, None)
    assert found.flows["sold"] is None
    # in several rows of one pair, one without a value leaves the pair without one
    (found,) = unit_balances([*rows(boiler=BOILER), ("boiler", "lost", None)])
    assert found.imbalance is None


def test_the_matrix_has_a_column_per_role_and_null_where_nothing_is_filed():
    said = [*rows(boiler=BOILER, cooling=COOLING), ("offices", "withdrawn", 400.0)]
    table = balance_matrix(
        pa.Table.from_pylist([{"entity": u, "role": r, "value": v} for u, r, v in said])
    )
    assert set(SIGNS) | {"reused", "input", "output", "imbalance"} <= set(table.column_names)
    by_unit = {r["entity"]: r for r in table.to_pylist()}
    assert by_unit["boiler"]["stock_change"] is None
    assert by_unit["cooling"]["reused"] == 250000.0
    assert by_unit["offices"]["imbalance"] is None
    assert by_unit["boiler"]["balanced"] is True
    assert by_unit["boiler"]["cause"] is None


def test_what_no_unit_has_of_the_enterprise_is_named():
    units = rows(boiler=BOILER, cooling=COOLING)
    whole = {"purchased": 5600.0, "discharged": 1400.0, "lost": 100.0, "withdrawn": 7.0}
    assert unassigned(whole, units) == (("purchased", 600.0), ("discharged", 0.0), ("lost", 0.0))
    # a unit whose amount is unknown leaves the comparison out
    assert "lost" not in dict(unassigned(whole, [*units, ("offices", "lost", None)]))


FLOWS = st.dictionaries(
    st.sampled_from([r for r in SIGNS if r != "used_up"]),
    st.floats(1.0, 1e6).map(lambda v: round(v, 3)),
    min_size=1,
)


@given(FLOWS)
def test_a_unit_closed_by_hand_balances_and_its_sides_differ_by_the_imbalance(flows):
    gap = sum(SIGNS[r] * v for r, v in flows.items())
    (closed,) = unit_balances(rows(unit={**flows, "used_up": gap}))
    assert closed.imbalance == pytest.approx(0.0, abs=1e-6)
    assert closed.balanced is True
    (open_,) = unit_balances(rows(unit={**flows, "used_up": 0.0}))
    assert open_.input - open_.output == pytest.approx(open_.imbalance, abs=1e-6)


@given(FLOWS, FLOWS)
def test_the_imbalances_of_units_add_up_to_that_of_all_flows(one, two):
    said = rows(a={**one, "used_up": 1.0}, b={**two, "used_up": 1.0})
    total = sum(b.imbalance for b in unit_balances(said))
    (whole,) = unit_balances([("all", r, v) for _, r, v in said])
    assert total == pytest.approx(whole.imbalance, abs=1e-3)
