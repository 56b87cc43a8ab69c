"""Lists that stand in clauses of the accounts are those of the code lists; laws of their sums (OWN)."""

import importlib

import pytest

from luheng.codelists import load
from luheng.engine import evaluate
from luheng.rulebook import load_rulebook
from world import activity, append, member, workspace


def clause_file(path):
    return importlib.import_module(f"luheng.rulebook.{path}")


def of(name, **cells):
    return {r["id"] for r in load(name).rows if all(r[c] == v for c, v in cells.items())}


def test_waters_are_those_of_the_list():
    water = clause_file("luheng_water.e2026.clause_1")
    assert set(water.CONVENTIONAL) == of("waters", **{"class": "conventional"})
    assert set(water.UNCONVENTIONAL) == of("waters", **{"class": "unconventional"}) - {"seawater"}
    inside = of("waters", **{"class": "internal"}) | of("waters", **{"class": "waste_water"})
    assert set(water.INTERNAL) == inside
    assert set(clause_file("luheng_park_inventory.e2026.clause_3").WATERS) == set(water.SOURCES)
    assert {load("waters").get(i)["unit"] for i in water.FRESH} == {"m3"}


def test_wastes_are_those_of_the_list_and_each_stands_under_its_wider_one():
    waste = clause_file("luheng_waste.e2026.clause_1")
    assert set(waste.KINDS) == of("wastes", parent="general_industrial_solid_waste")
    assert set(waste.KINDS_OF_KINDS) == {
        r["id"] for r in load("wastes").rows if r["parent"] in waste.KINDS
    }
    assert set(waste.RECYCLABLE) == of("wastes", **{"class": "recyclable"})
    assert set(clause_file("solid_waste_statistics.current.indicators").BULK) <= set(waste.KINDS)


def test_pollutants_are_those_of_the_list_and_are_carried_by_their_medium():
    first = clause_file("luheng_pollutants.e2026.clause_1")
    assert set(first.AIR) == of("pollutants", **{"class": "air"})
    assert set(first.WATER) == of("pollutants", **{"class": "water"})
    carrier = clause_file("luheng_pollutants.e2026.clause_2").CARRIER
    assert {carrier[p] for p in first.AIR} == {"waste_gas"}
    assert {carrier[p] for p in first.WATER} == {"waste_water"}
    words = [w for some in (first.MEASURED, first.BALANCE, first.FACTOR) for w in some]
    assert len(words) == len(set(words))  # no word names two methods


def test_fuels_of_the_sulphur_balance_have_a_release_and_are_kept_in_kilograms():
    fuels = clause_file("discharge_declaration.current.so2").FUELS
    released = {dict(r.key)["item"] for r in load_rulebook().factors["sulphur_release"].rows}
    assert set(fuels) == released
    assert {load("energy_carriers").get(f)["unit"] for f in fuels} == {"kg"}


def test_the_energy_mix_has_each_carrier_of_the_balance_once():
    mix = clause_file("luheng_regional_accounts.e2026.clause_2")
    assert len(mix.CARRIERS) == len(set(mix.CARRIERS))
    assert set(mix.CARRIERS) == set(clause_file("nbs_energy_yearbook.e2008.table_6").CARRIERS)
    rows = load("balance_flows").rows
    assert set(mix.SECTORS) == {r["id"] for r in rows if r["parent"] == "total_final_consumption"}


# -- laws --------------------------------------------------------------------------------------


def values(ledger, name, by, **more):
    figures = evaluate(ledger, load_rulebook(), [name], **more)
    return {r[by]: r["value"] for r in figures.table.to_pylist()}


@pytest.fixture
def ledger(tmp_path):
    made = workspace(tmp_path).ledger
    append(made, "activity", [
        activity("E1", f"2024-{m:02d}", item, 100.0 * m, unit, role=role)
        for m in (1, 2, 3)
        for item, unit, role in (
            ("raw_coal", "t", "consumed"), ("groundwater", "m3", "withdrawn"),
            ("fly_ash", "t", "generated"), ("fly_ash", "t", "utilised"),
        )
    ])  # fmt: skip
    append(made, "membership", [
        member("located_in", "E1", "130100", end="2024-02-01"),
        member("located_in", "E1", "230100", "2024-02-01"),
    ])  # fmt: skip
    return made


@pytest.mark.parametrize(
    "name",
    [
        "enterprise_energy_of_region",
        "enterprise_water_withdrawal_of_region",
        "enterprise_solid_waste_generation_of_region",
    ],
)
def test_an_enterprise_that_moves_counts_where_it_was(ledger, name):
    months = ("2024-01", "2024-02", "2024-03")
    hebei = values(ledger, name, "period", where={"region": "130000"}, period=months)
    north = values(ledger, name, "period", where={"region": "230000"}, period=months)
    whole = values(ledger, name, "period", where={"region": "CN"}, period=months)
    assert set(hebei) == {"2024-01"}
    assert set(north) == {"2024-02", "2024-03"}
    # the country holds both places: the enterprise never left it
    assert whole == {**hebei, **north}
    # a year in which it was in two provinces is neither's (A9)
    year = values(ledger, name, "entity", period="2024")
    assert year["130000"] is None
    assert year["230000"] is None


def test_a_rate_of_a_region_is_that_of_its_only_enterprise(ledger):
    where = {"region": "130000"}
    rate = "enterprise_solid_waste_utilisation_rate_of_region"
    own = values(ledger, "solid_waste_utilisation_rate", "entity", period="2024-01")
    assert values(ledger, rate, "entity", where=where, period="2024-01") == {"130000": own["E1"]}
