"""Does a balance balance: what is a deviation, and which figure it is put down to."""

import pyarrow as pa
import pytest

from luheng.codelists import load
from luheng.connectors.energy_balance import read
from luheng.intake import check
from luheng.methods.energy_balance import deviations
from luheng.records import Origin

#: OWN: a carrier whose rows all agree
BASE = {
    "total_primary_supply": 100.0,
    "thermal_power": -40.0,
    "heating_supply": 10.0,
    "transformation": -30.0,
    "losses": 5.0,
    "industry": 50.0,
    "residential": 4.0,
    "residential_urban": 1.0,
    "residential_rural": 3.0,
    "total_final_consumption": 54.0,
    "statistical_difference": 11.0,
    "total_consumption": 99.0,
}


def table(without=(), **items):
    """One balance; each item is BASE with changes, blanks elsewhere."""
    rows = [
        {
            "region": "130000",
            "period": "2007",
            "flow": flow["id"],
            "item": item,
            "quantity": (BASE | changes).get(flow["id"]),
        }
        for item, changes in items.items()
        for flow in load("balance_flows").rows
        if flow["id"] not in without
    ]
    return pa.Table.from_pylist(rows)


def found(*args, **named):
    return [
        (d["check"], d["flow"], d["item"], round(d["gap"], 6), d["breaks"])
        for d in deviations(table(*args, **named)).to_pylist()
    ]


def test_a_balance_that_balances():
    assert found(raw_coal={}) == []


def test_rounding_of_the_printed_digits_is_no_deviation():
    assert found(raw_coal={"statistical_difference": 11.02}) == []
    assert found(raw_coal={"statistical_difference": 11.03}) == [
        ("identity", "statistical_difference", "raw_coal", 0.03, "")
    ]
    one = table(raw_coal={"statistical_difference": 11.02})
    assert deviations(one, digits=3).num_rows == 1


def test_a_row_that_is_absent_is_not_taken_for_zero():
    assert found(("losses",), raw_coal={}) == []
    assert found(("heating_supply",), raw_coal={}) == []


def test_a_wrong_total_is_told_once_with_what_it_breaks():
    assert found(raw_coal={"transformation": -31.0}) == [
        ("parts", "transformation", "raw_coal", -1.0, "identity")
    ]
    assert found(raw_coal={"total_final_consumption": 55.0}) == [
        ("parts", "total_final_consumption", "raw_coal", 1.0, "identity consumption")
    ]
    assert found(raw_coal={"residential": 4.0, "residential_rural": 2.0}) == [
        ("parts", "residential", "raw_coal", 1.0, "")
    ]


def test_a_wrong_total_excuses_no_other_fault():
    said = found(raw_coal={"transformation": -31.0, "statistical_difference": 0.0})
    assert said == [
        ("identity", "statistical_difference", "raw_coal", -10.0, ""),
        ("parts", "transformation", "raw_coal", -1.0, ""),
    ]


def test_total_consumption_counts_what_went_in_and_not_what_came_out():
    assert found(raw_coal={"total_consumption": 89.0}) == [
        ("consumption", "total_consumption", "raw_coal", -10.0, "")
    ]
    # what the aggregate gives back of itself is not consumed
    members = dict.fromkeys(("washed_coal", "other_washed_coal", "briquette"), dict.fromkeys(BASE))
    assert found(coal_total={"total_consumption": 89.0}, raw_coal={}, **members) == []


def test_an_aggregate_against_its_members():
    members = dict.fromkeys(("washed_coal", "other_washed_coal", "briquette"), dict.fromkeys(BASE))
    coal = {"total_consumption": 89.0, "losses": 6.0, "statistical_difference": 10.0}
    said = found(coal_total=coal | {"total_consumption": 90.0}, raw_coal={}, **members)
    assert said == [
        ("members", "losses", "coal_total", 1.0, ""),
        ("members", "statistical_difference", "coal_total", -1.0, ""),
    ]
    # without one of its members nothing can be said of the aggregate
    del members["briquette"]
    assert found(coal_total=coal | {"total_consumption": 90.0}, raw_coal={}, **members) == []


def test_nothing_to_check():
    nothing = deviations(table(raw_coal={}).slice(0, 0))
    assert nothing.num_rows == 0
    assert nothing.schema == deviations(table(raw_coal={"losses": 9.0})).schema


@pytest.fixture(scope="module")
def real(sheets):
    parts = []
    for number in range(1, 31):
        content = (sheets / f"{number}.xls").read_bytes()
        rows, findings = check(
            read(content, Origin.of(f"{number}.xls", content)), timezone="Asia/Shanghai"
        )
        assert findings == ()
        parts.append(rows)
    return deviations(pa.concat_tables(parts)).to_pylist()


def test_the_identity_breaks_in_three_figures_of_the_year_2007(real):
    identity = [d for d in real if d["check"] == "identity"]
    assert [(d["region"], d["item"], round(d["gap"], 2)) for d in identity] == [
        ("330000", "coal_total", 11999.99),
        ("650000", "heat", -300.0),
        ("510000", "raw_coal", 139.6),
    ]


def test_totals_that_are_not_the_sum_of_their_rows(real):
    said = [
        (d["region"], d["flow"], d["item"], round(d["gap"], 2), d["breaks"])
        for d in real
        if d["check"] == "parts"
    ]
    assert said == [
        ("230000", "transformation", "petroleum_total", -117.01, "consumption"),
        ("370000", "total_final_consumption", "other_coking_products", -53.16, ""),
        ("310000", "transformation", "coke", 38.32, ""),
        ("230000", "total_final_consumption", "coal_total", -11.79, ""),
        ("340000", "residential", "petroleum_total", 9.0, ""),
        ("330000", "total_final_consumption", "lpg", 5.03, "identity consumption"),
        ("650000", "transformation", "coal_total", 3.9, "identity consumption"),
        ("650000", "transformation", "raw_coal", 3.9, "identity"),
        ("330000", "total_final_consumption", "natural_gas", -1.71, "identity consumption"),
    ]


def test_what_else_does_not_add_up(real):
    gaps = {
        check: [(d["region"], d["flow"], round(d["gap"], 2)) for d in real if d["check"] == check]
        for check in ("members", "consumption")
    }
    assert len(gaps["members"]) == 9
    assert gaps["members"][0] == ("330000", "total_primary_supply", -11999.99)
    assert len(gaps["consumption"]) == 9
    assert gaps["consumption"][0] == ("370000", "total_consumption", -1553.5)
    sizes = [abs(d["gap"]) for d in real]
    assert sizes == sorted(sizes, reverse=True)
