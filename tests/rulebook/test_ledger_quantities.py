"""Quantities that are read from the ledger: their unit is the one that amounts are held in."""

import pytest

from luheng.codelists import load
from luheng.rulebook import load_rulebook
from luheng.units import PerItem, unit

#: a source of products with a property is in the product's unit: amount and property are multiplied
SOURCES = [
    s for s in load_rulebook().sources.values()
    if s.record == "activity" and "item" in s.where and not s.times_assay
]  # fmt: skip


@pytest.mark.parametrize("source", SOURCES, ids=lambda s: s.name)
def test_a_source_of_some_items_has_the_unit_that_they_are_held_in(source):
    """Amounts are converted to the item's canonical unit at the door; a source does not convert."""
    if isinstance(source.unit, PerItem):
        return
    for item in source.where["item"]:
        assert unit(load("items").get(item)["unit"]) == source.unit, item


def test_there_are_such_sources():
    assert len(SOURCES) > 20
