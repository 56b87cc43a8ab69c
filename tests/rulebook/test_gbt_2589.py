"""GB/T 2589: what counts as energy, net use, both bases, and years (OWN; by hand arithmetic)."""

import csv
import datetime as dt

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from luheng.codelists import load
from luheng.engine import evaluate, explain
from luheng.periods import parse_period
from luheng.rulebook import load_rulebook
from luheng.rulebook.luheng_conventions.e2026.clause_2 import BIOMASS, ENERGY, MEDIA
from luheng.rulebook.luheng_conventions.e2026.clause_5 import PRODUCTS
from world import activity, append, member, meter, quarter_hours, workspace

TODAY = dt.date(2026, 11, 1)
#: classes of carriers that are no energy of their own: sums, bases, proofs, parts, readings
ASIDE = {"aggregate", "basis_variant", "certificate", "measured", "of_which"}


@pytest.fixture
def ledger(tmp_path):
    return workspace(tmp_path).ledger


@pytest.fixture(scope="module")
def book():
    return load_rulebook()


def value(ledger, book, quantity, period, **key):
    figures = evaluate(ledger, book, [quantity], where=key, period=period)
    return figures.value(quantity, period=period, **key)


# -- what is energy --------------------------------------------------------------------------


def test_every_carrier_of_the_list_is_energy_a_medium_or_named_as_neither():
    classes = {row["id"]: row["class"] for row in load("energy_carriers").rows}
    assert len(set(ENERGY)) == len(ENERGY)
    assert set(ENERGY) | set(MEDIA) == {c for c, kind in classes.items() if kind not in ASIDE}
    assert {classes[m] for m in MEDIA} == {"working_medium"}
    assert {classes[b] for b in BIOMASS} == {"biomass"}


def test_products_are_of_the_lists_and_no_economic_amount():
    assert set(PRODUCTS) <= load("items").ids()
    assert not set(PRODUCTS) & load("economics").ids()


def resolved(book, name, year):
    rows = book.factors[name].resolve([parse_period(year)], TODAY)
    return {dict(r.key)["item"]: (r.value, r.row.source) for r in rows}


@pytest.mark.parametrize("year", ["2010", "2015", "2018", "2022", "2026"])
def test_a_fuel_has_one_coefficient_on_both_bases_and_electricity_and_heat_have_not(book, year):
    calorific = resolved(book, "coal_equivalent", year)
    primary = resolved(book, "coal_equivalent_primary_equivalent", year)
    only = set(calorific) - set(primary)
    assert only <= {"electricity", "heat", "steam_low_pressure", "waste_heat_pressure"}
    assert "electricity" in only
    assert {item: calorific[item] for item in primary} == primary


def test_annex_a_comes_before_the_statistical_list_and_no_item_has_both(book):
    found = resolved(book, "coal_equivalent", "2022")
    assert found["raw_coal"][1] == "GB/T 2589-2020"
    assert found["converter_gas"][1].startswith("能源统计报表制度")
    assert "natural_gas" not in found
    assert "lng" in resolved(book, "coal_equivalent", "2018")


def test_what_the_statistical_list_adds_is_the_reference(shared, book):
    """Only carriers that annex A prints in neither edition, or not yet."""
    with (shared / "reference/tce_factors.csv").open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    theirs = {
        r["code_slug"]: r["tce_factor_low"]
        for r in rows
        if r["edition"].startswith("NBS 205-1") and r["tce_factor_low"] == r["tce_factor_high"]
    }
    ours = [r for r in book.factors["coal_equivalent"].rows if "e2017" in r.file]
    assert len(ours) == 20
    for row in ours:
        assert row.value == theirs[dict(row.key)["item"]]
        assert row.trust.provisional


# -- net use ---------------------------------------------------------------------------------


@settings(max_examples=5, deadline=None)
@given(st.lists(st.tuples(st.integers(0, 10**6), st.integers(0, 10**6)), min_size=20, max_size=20))
def test_what_an_entity_makes_and_uses_itself_counts_once(tmp_path_factory, works):
    """Coke made and used within cancels, whatever its coefficient: the coal alone is left."""
    ledger = workspace(tmp_path_factory.mktemp("works")).ledger
    rows = []
    for n, (coal, coke) in enumerate(works):
        rows += [
            activity(f"E{n}", "2024", "raw_coal", float(coal), "t"),
            activity(f"E{n}", "2024", "coke", float(coke), "t", role="transformation_output"),
            activity(f"E{n}", "2024", "coke", float(coke), "t"),
        ]
    append(ledger, "activity", rows)
    figures = evaluate(ledger, load_rulebook(), ["comprehensive_energy"], period="2024")
    found = {r["entity"]: r["value"] for r in figures.rows()}
    assert found == pytest.approx({f"E{n}": coal * 714.3 for n, (coal, _) in enumerate(works)})


def test_purchases_alone_are_no_consumption(ledger, book):
    append(ledger, "activity", [activity("E1", "2024", "raw_coal", 5.0, "t", role="purchased")])
    figures = evaluate(ledger, book, ["comprehensive_energy"], period="2024")
    assert [r["value"] for r in figures.rows()] in ([], [None])


def test_an_output_without_an_amount_makes_the_total_absent(ledger, book):
    rows = [
        activity("E1", "2024", "raw_coal", 5.0, "t"),
        activity("E1", "2024", "coke", None, "t", role="transformation_output"),
    ]
    append(ledger, "activity", rows)
    assert value(ledger, book, "comprehensive_energy", "2024", entity="E1") is None


def test_metered_electricity_counts_where_none_is_filed_and_filed_heat_beside_it(ledger, book):
    append(ledger, "entity", [meter("M1")])
    append(ledger, "membership", [member("meter_of", "M1", "E1")])
    append(ledger, "reading", quarter_hours("M1", dt.datetime(2024, 5, 1, 0, 15), 96 * 31, 10.0))
    append(ledger, "activity", [activity("E1", "2024-05", "heat", 100.0, "GJ")])
    # 96 × 31 × 10 kWh × 0.1229 + 100 000 MJ × 0.03412
    expected = 29760 * 0.1229 + 100_000 * 0.03412
    found = value(ledger, book, "comprehensive_energy", "2024-05", entity="E1")
    assert found == pytest.approx(expected)


def test_a_year_is_the_sum_of_its_months(ledger, book):
    rows = [activity("E1", f"2024-{m:02d}", "diesel", 10.0 * m, "t") for m in range(1, 13)]
    append(ledger, "activity", rows)
    # 10 × (1 + … + 12) t × 1.4571
    found = value(ledger, book, "comprehensive_energy", "2024", entity="E1")
    assert found == pytest.approx(780_000 * 1.4571)


# -- editions, bases, explanation ------------------------------------------------------------


def test_the_two_bases_are_two_quantities_and_cannot_be_added(book):
    from luheng.errors import KindMismatch
    from luheng.rules import Quantity, clause, rule

    @rule(clause("gbt_2589", "e2020", "7"), unit="kgce", grain="entity period", zh="混加")
    def mixed(
        comprehensive_energy: Quantity, comprehensive_energy_primary_equivalent: Quantity
    ) -> Quantity:
        return comprehensive_energy + comprehensive_energy_primary_equivalent

    with pytest.raises(KindMismatch, match=r"basis|口径"):
        book.check_rule(mixed, dt.date(2024, 1, 1))


def test_an_overlay_brings_the_rate_of_electricity_and_its_name_is_on_the_figure(ledger):
    append(ledger, "activity", [activity("E1", "2015", "electricity", 1000.0, "kWh")])
    book = load_rulebook(overlays=("electricity_at_404_gce",))
    name = "comprehensive_energy_primary_equivalent"
    (row,) = evaluate(ledger, book, [name], period="2015").rows()
    assert row["value"] == pytest.approx(404.0)
    assert (row["basis"], row["overlays"]) == ("primary_equivalent", "electricity_at_404_gce")


def test_the_explanation_names_annex_and_net_use(ledger, book):
    rows = [
        activity("E1", "2024", "coke", 10.0, "t"),
        activity("E1", "2024", "coke", 4.0, "t", role="transformation_output"),
    ]
    append(ledger, "activity", rows)
    said = explain(ledger, book, "comprehensive_energy", key={"entity": "E1"}, period="2024")
    text = said.text()
    assert "GB/T 2589-2020" in text
    assert "0.9714" in text
    assert "net_energy_use [e1, coke, 2024] = 6,000 kg" in text.lower()


def test_before_the_edition_of_2008_nothing_is_said(ledger, book):
    append(ledger, "activity", [activity("E1", "2007", "diesel", 1.0, "t")])
    assert value(ledger, book, "comprehensive_energy", "2007", entity="E1") is None
