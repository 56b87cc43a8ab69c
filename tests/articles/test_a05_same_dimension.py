"""A5: + - < where need the same dimension, kind and basis; a factor cancels item by item."""

import pytest

from luheng.engine import check
from luheng.errors import KindMismatch, UnitDoesNotCancel, UnitMismatch, set_language
from luheng.rules import Quantity, clause, read_factor, rule
from luheng.units import Kind, unit

CITE = clause("gbt_2589", "e2020", "7")


@pytest.fixture(autouse=True)
def english():
    set_language("en")


def with_rules(book, *rules, **factors):
    import dataclasses

    made = {r.name: (r,) for r in rules}
    return dataclasses.replace(
        book, rules={**book.rules, **made}, factors={**book.factors, **factors}
    )


def test_adding_a_mass_to_an_energy_is_refused_before_any_data(book):
    @rule(CITE, unit="kg", grain="entity period", zh="产品产量")
    def product_mass(energy_use: Quantity) -> Quantity:
        return energy_use.at(item="diesel")

    @rule(CITE, unit="kgce", grain="entity period", zh="错")
    def wrong(comprehensive_energy: Quantity, product_mass: Quantity) -> Quantity:
        return comprehensive_energy + product_mass

    problems = check(with_rules(book, product_mass, wrong))
    mismatch = [p.error for p in problems if isinstance(p.error, UnitMismatch)]
    first, second, *_ = str(mismatch[0]).splitlines()
    assert first == "wrong would add comprehensive_energy in kgce to product_mass in kg.  [UNIT-01]"
    assert second.startswith("  Written at tests/articles/") or "test_a05" in second
    assert "No data has been read" in second


def test_two_bases_do_not_add(book):
    def factor(basis):
        head = {
            "grain": ["item"], "kind": "factor", "basis": basis,
            "source": {"standard": "OWN"},
            "values": [{"item": "electricity", "value": "0.3", "unit": "kgce/kWh"}],
        }  # fmt: skip
        return read_factor(f"f_{basis}", [("own", "", head)], lambda _: unit("kWh"))

    @rule(CITE, unit="kgce", grain="entity item period", zh="错")
    def both(energy_use: Quantity, f_calorific: Quantity, f_primary: Quantity) -> Quantity:
        return energy_use * f_calorific + energy_use * f_primary

    book = with_rules(book, both, f_calorific=factor("calorific"), f_primary=factor("primary"))
    with pytest.raises(KindMismatch, match="differ in basis"):
        book.check_rule(both)


def test_a_factor_must_cancel_the_unit_of_each_item():
    units = {"diesel": unit("kg"), "electricity": unit("kWh")}
    head = {
        "grain": ["item"], "kind": "factor", "source": {"standard": "OWN"},
        "values": [
            {"item": "diesel", "value": "1.4571", "unit": "kgce/kg"},
            {"item": "electricity", "value": "0.1229", "unit": "kgce/kg"},
        ],
    }  # fmt: skip
    with pytest.raises(UnitDoesNotCancel) as refused:
        read_factor("k", [("own", "", head)], units.get)
    assert "electricity" in str(refused.value).splitlines()[0]


def test_an_intensity_and_an_amount_do_not_add(book):
    @rule(CITE, unit="1", grain="entity period", zh="比", kind=Kind.INTENSIVE)
    def share(comprehensive_energy: Quantity) -> Quantity:
        return comprehensive_energy / comprehensive_energy

    @rule(CITE, unit="1", grain="entity period", zh="比", kind=Kind.INTENSIVE)
    def wrong(share: Quantity, comprehensive_energy: Quantity) -> Quantity:
        return share + comprehensive_energy

    with pytest.raises(UnitMismatch):
        with_rules(book, share, wrong).check_rule(wrong)


def test_every_rule_of_the_rulebook_can_be_right_in_every_regime():
    from luheng.rulebook import load_rulebook
    from luheng.rulebook.loader import overlay_names

    assert check(load_rulebook(overlays=overlay_names())) == ()
