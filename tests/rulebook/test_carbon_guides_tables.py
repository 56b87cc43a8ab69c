"""Tables of the guides for power, steel, cement and aluminium, against the reference beside us."""

import csv
import os
from fractions import Fraction
from functools import cache
from pathlib import Path

import pytest
import yaml

from luheng.codelists import load
from luheng.rulebook import load_rulebook

REPOSITORY = Path(__file__).parents[2]
RULEBOOK = REPOSITORY / "src/luheng/rulebook"
REFERENCE = REPOSITORY.parent / "shared/reference"
TRUST = {"verified": "transcribed", "recalled": "recalled", "conflicting": "conflicting"}
CANONICAL = {"other_petroleum": "other_petroleum_products"}
COLUMNS = {
    "fuel_heating_value": "ncv",
    "fuel_carbon_content": "carbon_content",
    "fuel_oxidation_rate": "oxidation_rate_pct",
}
#: where texts disagree the table says which it took and why; the reference row prints another
TAKEN = {("bituminous", "fuel_carbon_content"): "26.18"}
#: of the conflicting rows of the reference, the numbers on which its texts do not disagree
UNDISPUTED = {
    ("bituminous", "fuel_heating_value"),
    ("bituminous", "fuel_oxidation_rate"),
    ("lng", "fuel_heating_value"),
    ("lng", "fuel_oxidation_rate"),
    ("coke_oven_gas", "fuel_oxidation_rate"),
}
#: seen in texts that the reference does not know; each says so
SEEN_ELSEWHERE = {"washed_coal"}


@cache
def reference(name: str) -> list[dict[str, str]]:
    path = REFERENCE / name
    if not path.exists():
        if os.environ.get("CI") == "true":
            pytest.fail(f"{name} is missing: the shared folder must lie beside the repository")
        pytest.skip(f"{name} is not beside this repository, so there is nothing to compare")
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


@cache
def table(name: str) -> dict:
    return yaml.safe_load((RULEBOOK / name).read_text(encoding="utf-8"))


def values(name: str) -> dict[str, dict]:
    return {
        item: row
        for row in table(name)["values"]
        for item in (row["item"] if isinstance(row["item"], list) else [row["item"]])
    }


@pytest.mark.parametrize(("quantity", "column"), COLUMNS.items())
def test_fuels_of_the_market_of_2024_are_the_reference(quantity, column):
    theirs = {
        CANONICAL.get(r["fuel_slug"], r["fuel_slug"]): r
        for r in reference("fuel_carbon.csv")
        if r["guideline_code"].startswith("CETS") and "recalled" not in r["guideline_code"]
    }
    ours = values(f"market_steel/e2024/{quantity}.yaml")
    assert set(ours) - SEEN_ELSEWHERE == set(theirs)
    for item, row in theirs.items():
        assert ours[item]["value"] == TAKEN.get((item, quantity), row[column]), item
        known = "verified" if (item, quantity) in UNDISPUTED else row["confidence"]
        assert ours[item]["trust"] == TRUST[known], item
    for item in SEEN_ELSEWHERE:
        assert ours[item]["note"], item


@pytest.mark.parametrize(("quantity", "column"), COLUMNS.items())
def test_fuels_of_the_power_guide_of_2013_are_the_reference(quantity, column):
    theirs = {
        r["fuel_slug"]: r[column]
        for r in reference("fuel_carbon.csv")
        if r["guideline_code"].startswith("NDRC-2013 power") and r[column]
    }
    name = quantity.removeprefix("fuel_")
    ours = values(f"ndrc_ghg_guides/e2013/power_table_{name}.yaml")
    assert {i: r["value"] for i, r in ours.items() if i in theirs} == theirs
    assert {r["trust"] for r in ours.values()} == {"transcribed"}


@pytest.mark.parametrize(
    ("edition", "code"),
    [("e2021", "〔2021〕9号"), ("e2022", "〔2022〕111号"), ("e2023", "〔2022〕485号")],
)
def test_defaults_of_coal_in_power_units_are_those_of_the_year(edition, code):
    rows = [
        r
        for r in reference("fuel_carbon.csv")
        if code in r["guideline_code"] and "non-conventional" not in r["guideline_code"]
    ]
    (row,) = [r for r in rows if r["fuel_slug"] == "coal_power"]
    carbon = values(f"market_power/{edition}/fuel_carbon_content.yaml")["coal_power"]
    burnt = values(f"market_power/{edition}/fuel_oxidation_rate.yaml")["coal_power"]
    assert (carbon["value"], burnt["value"]) == (row["carbon_content"], row["oxidation_rate_pct"])
    assert carbon["trust"] == burnt["trust"] == TRUST[row["confidence"]]


def by_slug(prefix: str) -> dict[str, dict[str, str]]:
    return {
        r["factor_slug"].removeprefix(prefix): r
        for r in reference("process_emission.csv")
        if r["factor_slug"].startswith(prefix)
    }


def test_materials_and_products_of_steel_in_the_market_are_the_reference():
    said = {**by_slug("cets_steel_")}
    products = {k: said.pop(k) for k in list(said) if k.startswith("product_")}
    ours = values("market_steel/e2024/table_a_2.yaml")
    assert sorted(Fraction(r["value"]) for r in ours.values()) == sorted(
        Fraction(r["value"]) for r in said.values()
    )
    assert {r["zh"]: r["value"] for r in ours.values()} == {
        r["name_zh"]: r["value"] for r in said.values()
    }
    kept = values("market_steel/e2024/fixed_carbon.yaml")
    assert {r["zh"]: r["value"] for r in kept.values()} == {
        r["name_zh"]: r["value"] for r in products.values()
    }


def test_clinker_and_substitutes_in_the_market_are_the_reference():
    kinds = {r["name_zh"]: r["value"] for r in by_slug("cets_clinker_default_").values()}
    ours = values("market_cement/e2024/clinker.yaml")
    assert {r["zh"]: r["value"] for r in ours.values()} == kinds
    deducted = {r["name_zh"]: r["value"] for r in by_slug("cets_cement_deduction_").values()}
    ours = values("market_cement/e2024/substitutes.yaml")
    assert {r["zh"]: r["value"] for r in ours.values()} == deducted
    materials = {*load("materials").ids(), *load("wastes").ids()}
    assert set(ours) <= materials


def test_aluminium_in_the_market_is_the_reference():
    said = by_slug("cets_al_")
    for file, slug in (
        ("anode_loss", "anode_loss"),
        ("anode_sulphur", "anode_sulfur"),
        ("anode_ash", "anode_ash"),
    ):
        (row,) = table(f"market_aluminium/e2024/{file}.yaml")["values"]
        assert Fraction(row["value"]) == Fraction(said[slug]["value"]), file
    gases = values("market_aluminium/e2024/anode_effect.yaml")
    assert Fraction(gases["CF4"]["value"]) == Fraction(said["cf4"]["value"])
    assert Fraction(gases["C2F6"]["value"]) == Fraction(said["c2f6"]["value"])
    potentials = {r["gas"]: r["ar5"] for r in reference("gwp.csv")}
    for gas, row in values("market_aluminium/e2024/gwp.yaml").items():
        assert row["value"] == potentials[gas]


def test_the_guides_of_2013_for_steel_and_aluminium_are_the_reference_where_it_has_them():
    steel = values("gbt_32151_5/e2013/table_2_2.yaml")
    slugs = {"dri": "direct_reduced_iron"}
    for slug, row in by_slug("ndrc_steel_").items():
        if not slug.startswith("product_"):
            assert Fraction(steel[slugs.get(slug, slug)]["value"]) == Fraction(row["value"]), slug
    kept = values("gbt_32151_5/e2013/table_2_3.yaml")
    for item in ("crude_steel", "methanol"):
        assert kept[item]["value"] == by_slug("ndrc_steel_product_")[item]["value"]
    said = by_slug("ndrc_al_")
    (net,) = table("gbt_32151_4/e2013/net_anode.yaml")["values"]
    assert net["value"] == said["net_anode"]["value"]
    gases = values("gbt_32151_4/e2013/anode_effect.yaml")
    assert gases["CF4"]["value"] == said["cf4"]["value"]
    assert gases["C2F6"]["value"] == said["c2f6"]["value"]


def test_what_only_memory_ascribes_to_an_edition_is_recalled_in_it():
    """The guide of 2013 was seen, that the standard of 2015 prints it again was not (A16)."""
    factor = load_rulebook().factors["process_emission_factor"]
    rows = [r for r in factor.rows if dict(r.key) == {"guide": "gbt_32151_5", "item": "limestone"}]
    assert [
        (str(r.applies.start), r.trust.name) for r in sorted(rows, key=lambda r: r.applies.start)
    ] == [
        ("2013-01-01", "TRANSCRIBED"),
        ("2016-06-01", "RECALLED"),
    ]


def test_the_three_tables_of_a_guide_speak_of_the_same_fuels():
    for stem in ("metals", "cement"):
        names = [
            f"ndrc_ghg_guides/e2013/{stem}_table_{c.removeprefix('fuel_')}.yaml" for c in COLUMNS
        ]
        assert len({frozenset(values(n)) for n in names}) == 1, stem
