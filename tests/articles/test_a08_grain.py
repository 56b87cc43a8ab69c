"""A8: only named verbs drop, add or re-map a dimension."""

import dataclasses

import pytest

from luheng.engine import evaluate
from luheng.errors import BadQuery, GrainMismatch, set_language
from luheng.rules import Quantity, clause, rule
from luheng.units import per_item
from world import activity, append

CITE = clause("gbt_2589", "e2020", "7")


def test_a_dimension_that_no_verb_dropped_is_refused(book):
    @rule(CITE, unit="kgce", grain="entity period", zh="错")
    def wrong(energy_use: Quantity, coal_equivalent: Quantity) -> Quantity:
        return energy_use * coal_equivalent

    set_language("en")
    with pytest.raises(GrainMismatch) as refused:
        book.check_rule(wrong)
    assert "declares the grain (entity, period)" in str(refused.value)


def test_a_sum_over_a_dimension_that_is_not_there_is_refused(book):
    @rule(CITE, unit=per_item(), grain="entity item period", zh="错")
    def wrong(energy_use: Quantity) -> Quantity:
        return energy_use.sum(over="role")

    with pytest.raises(GrainMismatch):
        book.check_rule(wrong)


def test_a_filter_on_a_dimension_that_a_quantity_lacks_is_refused(ledger, book):
    with pytest.raises(BadQuery, match="park"):
        evaluate(ledger, book, ["regional_energy_consumption"], where={"park": "x"}, period="2007")


def test_at_picks_and_sum_adds_up_to_the_whole(ledger, book):
    rows = [activity("E1", "2025", i, 10, "kg") for i in ("diesel", "gasoline", "coke")]
    append(ledger, "activity", rows)

    @rule(CITE, unit="kgce", grain="entity item period", zh="分品种", basis="calorific")
    def energy_by_item(energy_use: Quantity, coal_equivalent: Quantity) -> Quantity:
        return energy_use * coal_equivalent

    @rule(CITE, unit="kgce", grain="entity period", zh="柴油", basis="calorific")
    def energy_of_diesel(energy_by_item: Quantity) -> Quantity:
        return energy_by_item.at(item="diesel")

    made = {r.name: (r,) for r in (energy_by_item, energy_of_diesel)}
    book = dataclasses.replace(book, rules={**book.rules, **made})
    asked = ["energy_by_item", "energy_of_diesel", "comprehensive_energy"]
    figures = evaluate(ledger, book, asked, period="2025")
    parts = [r["value"] for r in figures.rows() if r["quantity"] == "energy_by_item"]
    assert figures.value("comprehensive_energy", entity="E1") == pytest.approx(sum(parts))
    assert figures.value("energy_of_diesel", entity="E1") == pytest.approx(14.571)
