"""Energy balance of an enterprise (OWN; worked out by hand, and laws for any numbers)."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from luheng.methods.enterprise_energy_balance import (
    CAUSES,
    STAGES,
    Cause,
    carrier_balances,
    conversion_efficiency,
    energy_matrix,
)

#: a coking works: coal 100 in stock, 1000 bought, 1050 coked, 50 left; coke 760 out, 20 used
WORKS = [
    ("washed_coal", "opening_stock", 100.0),
    ("washed_coal", "purchased", 1000.0),
    ("washed_coal", "closing_stock", 50.0),
    ("washed_coal", "consumed", 1050.0),
    ("washed_coal", "transformation_input", 1050.0),
    ("coke", "transformation_output", 760.0),
    ("coke", "produced", 760.0),
    ("coke", "opening_stock", 0.0),
    ("coke", "closing_stock", 40.0),
    ("coke", "sold", 700.0),
    ("coke", "consumed", 20.0),
    ("electricity", "purchased", 500.0),
    ("electricity", "lost", 10.0),
    ("electricity", "consumed", 490.0),
]
MOVED = ("opening_stock", "purchased", "sold", "transferred", "closing_stock",
         "transformation_output", "recovered", "lost")  # fmt: skip
AMOUNTS = st.integers(min_value=0, max_value=10**9)


def one(rows, **more):
    (found,) = carrier_balances(rows, **more)
    return found


def coal(**roles):
    return one([("raw_coal", role, amount) for role, amount in roles.items()])


def test_a_works_by_hand():
    coke, electricity, washed = carrier_balances(WORKS)
    assert [b.item for b in (coke, electricity, washed)] == ["coke", "electricity", "washed_coal"]
    assert all(b.balanced and b.imbalance == 0 and not b.lacks for b in (coke, electricity, washed))
    assert washed.stage("purchase_storage") == 1050
    assert washed.stage("transformation") == -1050
    assert washed.flows["fuel_and_power"] == 0
    # coke that is filed both as a product and as an output is the same coke
    assert "produced" not in coke.flows
    assert (coke.stage("purchase_storage"), coke.stage("transformation")) == (-740, 760)
    assert electricity.stage("distribution") == -10


def test_the_matrix_in_units_and_in_standard_coal():
    factors = {"washed_coal": 0.9, "coke": 0.9714, "electricity": 0.1229}
    balances = carrier_balances(WORKS, coefficients=factors)
    table = energy_matrix(balances).to_pylist()
    cells = {(r["item"], r["stage"], r["flow"]): r for r in table}
    bought = cells["washed_coal", "purchase_storage", "purchased"]
    assert (bought["amount"], bought["tce"]) == (1000.0, pytest.approx(0.9))
    assert cells["coke", "final_use", "sum"]["amount"] == -20
    assert cells["coke", "distribution", "difference"]["amount"] == 0
    assert {r["stage"] for r in table} == set(STAGES)
    # 760 × 0.9714 ÷ (1050 × 0.9)
    assert conversion_efficiency(balances) == pytest.approx(738.264 / 945)
    assert conversion_efficiency(carrier_balances(WORKS)) is None


def test_of_which_parts_are_taken_out_of_consumption_once():
    found = coal(purchased=100, consumed=100, transformation_input=60, raw_material=30)
    assert found.flows["fuel_and_power"] == -10
    assert found.imbalance == 0


def test_stock_change_stands_for_stocks_that_are_not_filed():
    assert coal(purchased=100, stock_change=30, consumed=70).imbalance == 0
    both = coal(opening_stock=10, closing_stock=40, stock_change=25, purchased=100, consumed=70)
    assert both.imbalance == 0
    assert both.differences["purchase_storage"] == -5


def test_records_that_contradict_themselves_show_at_their_stage():
    found = coal(purchased=100, consumed=50, transformation_input=60, closing_stock=50,
                 opening_stock=0)  # fmt: skip
    assert found.differences["transformation"] == 10
    parts = coal(purchased=100, consumed=100, transformation_input=60, raw_material=50,
                 stock_change=0)  # fmt: skip
    assert parts.differences["final_use"] == 10


def test_what_has_no_value_cannot_be_said_and_is_no_zero():
    found = one([("raw_coal", "purchased", None), ("raw_coal", "consumed", 5.0)])
    assert (found.imbalance, found.balanced) == (None, None)
    half = coal(opening_stock=10, purchased=100, consumed=100)
    assert half.imbalance is None
    assert half.lacks == ("closing_stock",)


def test_what_is_not_filed_is_named():
    assert coal(purchased=100, consumed=100).lacks == ("opening_stock", "closing_stock")
    assert one([("electricity", "purchased", 1.0)]).lacks == ("consumed",)


@pytest.mark.parametrize(
    ("roles", "cause"),
    [
        ({"consumed": 5}, Cause("never_bought")),
        ({"purchased": 5, "stock_change": 0}, Cause("use_unfiled")),
        (
            {"purchased": 1000, "consumed": 1_000_000, "stock_change": 0},
            Cause("power_of_ten", "consumed", 1000.0),
        ),
        (
            {"purchased": 100, "consumed": 40, "transformation_input": 60, "stock_change": 0},
            Cause("part_left_out", "transformation_input"),
        ),
        (
            {"purchased": 200, "consumed": 100, "stock_change": 0},
            Cause("counted_twice", "purchased"),
        ),
        ({"purchased": 100, "consumed": 70}, Cause("stocks_unfiled")),
        ({"purchased": 100, "consumed": 70, "stock_change": 0}, Cause("loss_unfiled")),
        ({"purchased": 70, "consumed": 100, "stock_change": 0}, Cause("supply_unfiled")),
    ],
)
def test_the_likeliest_cause(roles, cause):
    found = coal(**roles)
    assert not found.balanced
    assert found.cause == cause
    assert all(found.cause.say())


def test_every_cause_is_said_in_two_languages():
    for name in CAUSES:
        zh, en = Cause(name, "consumed", 10.0).say()
        assert zh
        assert en
        assert "{" not in zh + en


@given(
    st.fixed_dictionaries(dict.fromkeys(MOVED, AMOUNTS)), st.integers(0, 100), st.integers(0, 100)
)
def test_every_balanced_input_has_no_imbalance(roles, share_in, share_raw):
    """Consumption that closes the identity, whatever part of it went into what."""
    left = ("opening_stock", "purchased", "transformation_output", "recovered")
    right = ("sold", "transferred", "closing_stock", "lost")
    consumed = sum(roles[r] for r in left) - sum(roles[r] for r in right)
    put_in = consumed * share_in // 100
    raw = (consumed - put_in) * share_raw // 100
    rows = {**roles, "consumed": consumed, "transformation_input": put_in, "raw_material": raw}
    found = one([("raw_coal", r, float(v)) for r, v in rows.items()])
    assert found.imbalance == 0
    assert sum(found.stage(s) for s in STAGES) == 0


@given(st.dictionaries(st.sampled_from(["purchased", "consumed", "sold", "lost"]), AMOUNTS))
def test_the_stages_add_up_to_the_imbalance(roles):
    rows = [("electricity", r, float(v)) for r, v in roles.items()]
    for found in carrier_balances(rows):
        assert sum(found.stage(s) for s in STAGES) == found.imbalance
        assert found.differences["distribution"] == found.imbalance
