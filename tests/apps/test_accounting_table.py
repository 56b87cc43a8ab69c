"""The table of accounts is in step with the rulebook: every name is defined, at the right grain."""

import pytest

from luheng.apps.accounting import account_table
from luheng.apps.accounting.quality.scale import scale
from luheng.apps.accounting.reach import reach
from luheng.periods import parse_period
from luheng.rulebook import load_rulebook
from luheng.units import Unit, unit

KINDS = ("entity", "park", "region")


@pytest.fixture(scope="module")
def book():
    return load_rulebook()


def lines():
    return [(kind, one) for kind in KINDS for one in account_table().lines(kind)]


def test_every_quantity_of_the_table_is_one_of_the_rulebook(book):
    assert sorted(account_table().quantities() - set(book.names())) == []


@pytest.mark.parametrize(("kind", "line"), lines(), ids=lambda one: getattr(one, "quantity", one))
def test_a_line_is_of_its_subject_and_shown_in_a_unit_that_fits(book, kind, line):
    one = book.definition(line.quantity)
    assert kind in one.grain
    if line.shown and isinstance(one.unit, Unit):
        assert one.unit.fits(unit(line.shown))
    for name in (line.parts, line.amount, line.common):
        if name:
            assert kind in book.definition(name).grain
    if line.parts:
        assert "item" in book.definition(line.parts).grain
        assert book.definition(line.parts).unit.fits(one.unit)
    for name in line.ratio:
        assert set(book.definition(name).grain) == {kind, "period"}
    for name in line.variants.values():
        assert book.definition(name).unit.fits(one.unit)


@pytest.mark.parametrize(("kind", "line"), lines(), ids=lambda one: getattr(one, "quantity", one))
def test_what_a_line_rests_on_is_known_without_data(book, kind, line):
    found = reach(book, line.quantity, parse_period("2024-05"))
    assert found.unknown == ()
    assert found.touches


def test_no_line_is_there_twice():
    for kind in KINDS:
        names = [one.quantity for one in account_table().lines(kind)]
        assert len(names) == len(set(names))
        assert len(names) > 12


def test_the_grades_run_from_good_to_poor_and_every_pair_has_one():
    ranks = sorted(c.rank for c in scale().classes)
    assert ranks == [1, 2, 3, 4, 5]
    grades = [scale().grade(a, f).id for a in ranks for f in (0, 1, 2, 3)]
    assert set(grades) == {"A", "B", "C", "D", "E"}
    order = "ABCDE"
    for a in ranks[1:]:
        assert order.index(scale().grade(a, 0).id) >= order.index(scale().grade(a - 1, 0).id)
    assert scale().grade(1, 1, lower=True).id == "B"
    assert scale().grade(5, 3, lower=True).id == "E"


@pytest.mark.parametrize(
    ("method", "origin", "wanted"),
    [("计量", "抄表记录", "measured"), ("计量（检定有效）", "", "verified"), ("结算", "发票", "settled"),
     ("估算", "台账", "estimated"), ("", "", "not_stated"), (None, None, "not_stated"),
     ("metered", "third party verified", "verified"), ("", "invoice", "settled")],
)  # fmt: skip
def test_the_class_of_a_row_by_its_own_words(method, origin, wanted):
    assert scale().class_of(method, origin).id == wanted
