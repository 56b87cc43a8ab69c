"""A6: intensive quantities are never summed; a group's intensity is a ratio of sums."""

import dataclasses

import pytest

from luheng.engine import evaluate
from luheng.errors import KindMismatch
from luheng.rules import Quantity, clause, rule
from luheng.units import Kind
from world import activity, append, member

CITE = clause("gbt_2589", "e2020", "7")


@rule(CITE, unit="kgce/kg", grain="entity period", zh="单耗", kind=Kind.INTENSIVE)
def energy_per_diesel(comprehensive_energy: Quantity, energy_use: Quantity) -> Quantity:
    """OWN: an intensity whose denominator is at hand."""
    return comprehensive_energy.per(energy_use.at(item="diesel"))


@rule(CITE, unit="kgce/kg", grain="region period", zh="地区单耗", kind=Kind.INTENSIVE)
def regional_energy_per_diesel(comprehensive_energy: Quantity, energy_use: Quantity) -> Quantity:
    """OWN: the ratio of the two sums of a region."""
    whole = comprehensive_energy.roll_up(along="located_in")
    return whole.per(energy_use.at(item="diesel").roll_up(along="located_in"))


def test_a_sum_of_intensities_is_refused(book):
    @rule(CITE, unit="kgce/kg", grain="region period", zh="错", kind=Kind.INTENSIVE)
    def wrong(energy_per_diesel: Quantity) -> Quantity:
        return energy_per_diesel.roll_up(along="located_in")

    rules = {**book.rules, "energy_per_diesel": (energy_per_diesel,), "wrong": (wrong,)}
    with pytest.raises(KindMismatch):
        dataclasses.replace(book, rules=rules).check_rule(wrong)


def test_a_group_has_the_ratio_of_its_sums(ledger, book):
    rules = {r.name: (r,) for r in (energy_per_diesel, regional_energy_per_diesel)}
    book = dataclasses.replace(book, rules={**book.rules, **rules})
    append(
        ledger,
        "activity",
        [
            activity("E1", "2025", "diesel", 100, "kg"),
            activity("E1", "2025", "electricity", 1000, "kWh"),
            activity("E2", "2025", "diesel", 300, "kg"),
        ],
    )
    append(ledger, "membership", [member("located_in", e, "130000") for e in ("E1", "E2")])
    asked = ["energy_per_diesel", "regional_energy_per_diesel"]
    figures = evaluate(ledger, book, asked, period="2025")
    assert figures.value("energy_per_diesel", entity="E1") == pytest.approx(2.6861)
    # (1.4571 * 400 + 122.9) / 400, not the mean of 2.6861 and 1.4571
    assert figures.value("regional_energy_per_diesel", entity="130000") == pytest.approx(1.76435)


def test_a_ratio_to_nothing_cannot_be_said(ledger, book):
    book = dataclasses.replace(
        book, rules={**book.rules, "energy_per_diesel": (energy_per_diesel,)}
    )
    append(ledger, "activity", [activity("E1", "2025", "diesel", 0, "kg")])
    assert evaluate(ledger, book, ["energy_per_diesel"], period="2025").rows()[0]["value"] is None
