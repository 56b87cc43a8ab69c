"""A10: two values of one name never govern one period; a gap is a finding, never zero."""

import dataclasses
import datetime as dt

import pytest

from luheng.engine import check, evaluate
from luheng.errors import OverlappingRules
from luheng.periods import Validity, parse_period
from luheng.rules import Quantity, clause, read_factor, rule
from luheng.units import unit
from world import activity, append


def values(*rows):
    head = {
        "grain": [], "kind": "factor", "source": {"standard": "OWN"}, "known": {"from": "2000-01-01"},
        "values": [{"value": v, "unit": "1", "applies": {"from": a, "to": b}} for v, a, b in rows],
    }  # fmt: skip
    return read_factor("k", [("own.yaml", "", head)], lambda _: unit("1"))


def test_overlapping_values_are_found_before_any_data(book):
    factor = values(("1", "2020-01-01", "2021-01-01"), ("2", "2020-07-01", None))
    problems = check(dataclasses.replace(book, factors={**book.factors, "k": factor}))
    assert [type(p.error) for p in problems] == [OverlappingRules]


def test_overlapping_rules_are_found(book):
    @rule(
        clause("gbt_2589", "e2020", "8"), unit="kWh", grain="entity period", zh="再次定义",
        applies=Validity(dt.date(2020, 1, 1), None),
    )  # fmt: skip
    def electricity_use(energy_use: Quantity) -> Quantity:
        return energy_use.at(item="electricity")

    rules = {**book.rules, "electricity_use": (*book.rules["electricity_use"], electricity_use)}
    found = [p.quantity for p in check(dataclasses.replace(book, rules=rules))]
    assert found == ["electricity_use"]


def test_a_gap_between_values_has_no_value():
    factor = values(("1", "2020-01-01", "2021-01-01"), ("2", "2022-01-01", None))
    years = [parse_period(y) for y in ("2020", "2021", "2022")]
    found = {r.period: r.value for r in factor.resolve(years, dt.date(2026, 1, 1))}
    assert found == {"2020": 1.0, "2022": 2.0}


def test_a_period_that_no_edition_governs_cannot_be_said(ledger, book):
    append(ledger, "activity", [activity("E1", "2005-05", "electricity", 1000, "kWh")])
    figures = evaluate(ledger, book, ["comprehensive_energy"], period="2005-05")
    assert set(figures.gaps) == {"comprehensive_energy", "energy_by_carrier"}
    assert [r["value"] for r in figures.rows()] == [None]


def test_each_period_is_counted_by_the_edition_in_force(ledger, book):
    rows = [activity("E1", m, "electricity", 1000, "kWh") for m in ("2021-03", "2021-04")]
    append(ledger, "activity", rows)
    figures = evaluate(ledger, book, ["comprehensive_energy"], period=["2021-03", "2021-04"])
    assert [r["period"] for r in figures.rows()] == ["2021-03", "2021-04"]
    from luheng.engine import explain

    for month, edition in (("2021-03", "GB/T 2589-2008"), ("2021-04", "GB/T 2589-2020")):
        text = explain(ledger, book, "comprehensive_energy", key={"entity": "E1"}, period=month)
        assert edition in text.text()


@pytest.mark.parametrize("name", ["no_such_quantity"])
def test_a_name_that_nothing_defines_is_refused(ledger, book, name):
    from luheng.errors import UnknownQuantity

    with pytest.raises(UnknownQuantity):
        evaluate(ledger, book, [name], period="2025")
