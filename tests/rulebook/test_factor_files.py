"""The factor files: their form, their codes and units, and their values against the sources."""

import csv
import datetime as dt
import itertools
import json
import os
import re
from collections import defaultdict
from collections.abc import Iterator
from fractions import Fraction
from functools import cache
from pathlib import Path

import pytest
import yaml
from jsonschema import Draft202012Validator
from referencing import Registry, Resource

from luheng.codelists import load
from luheng.periods import ALWAYS, Validity
from luheng.units import unit

REPOSITORY = Path(__file__).parents[2]
SHARED = REPOSITORY.parent / "shared"
RULEBOOK = REPOSITORY / "src/luheng/rulebook"

STANDARDS = sorted(RULEBOOK.glob("*/standard.yaml"))
OVERLAYS = sorted((RULEBOOK / "overlays").glob("*.yaml"))
FACTORS = sorted(
    {
        path.parent / clause["file"]
        for path in STANDARDS
        for clause in yaml.safe_load(path.read_text(encoding="utf-8"))["clauses"]
        if clause["status"] == "data" and clause["file"].endswith(".yaml")
    }
)

CODELIST_OF = {
    "item": "items",
    "region": "regions",
    "sector": "sectors",
    "gas": "gases",
    "role": "activity_roles",
    "guide": "guides",
    "grade": "quota_grades",
    "quota_class": "water_quota_classes",
}
TRUST = {"verified": "transcribed", "recalled": "recalled", "conflicting": "conflicting"}
#: canonical id of a slug that the reference spells in another way
CANONICAL = {"other_petroleum": "other_petroleum_products"}
NDRC = "NDRC-2013/2014/2015 (24 guidelines, common table)"
#: values that the reference does not hold and that carry evidence of their own
OFF_REFERENCE = {("gbt_2589/e2008/annex_a.yaml", "electricity")}
#: the carriers of the balance for which the yearbook prints no single value
NOT_IN_YEARBOOK = {
    "other_washed_coal",
    "briquette",
    "coke_oven_gas",
    "other_gas",
    "other_petroleum_products",
    "other_coking_products",
}
#: the seventeen fossil carriers of the balance
FOSSIL = NOT_IN_YEARBOOK | {
    "raw_coal",
    "washed_coal",
    "coke",
    "crude_oil",
    "gasoline",
    "kerosene",
    "diesel",
    "fuel_oil",
    "lpg",
    "refinery_gas",
    "natural_gas",
}
MEASURES = {"千克": "kg", "立方米": "m3", "百万焦耳": "MJ", "千瓦小时": "kWh"}


def members(row: dict, dimension: str) -> list[str]:
    """The members that one printed value stands for: one, or a list of them."""
    said = row[dimension]
    return said if isinstance(said, list) else [said]


def named(path: Path) -> str:
    return path.relative_to(RULEBOOK).as_posix()


def shared(path: Path) -> Path:
    """A file beside the repository; on CI it has to be there."""
    if not path.exists():
        if os.environ.get("CI") == "true":
            pytest.fail(f"{path.name} is missing: the shared folder must lie beside the repository")
        pytest.skip(f"{path.name} is not beside this repository, so there is nothing to compare")
    return path


@cache
def reference(name: str) -> list[dict[str, str]]:
    with shared(SHARED / "reference" / name).open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


@cache
def workbook_rows(name: str, sheet: str) -> list[list[object]]:
    from python_calamine import CalamineWorkbook

    path = shared(SHARED / "data/zhangda_china_eb2007/energydata/rawdata" / name)
    book = CalamineWorkbook.from_path(str(path))
    return book.get_sheet_by_name(sheet).to_python(skip_empty_area=False)


@cache
def read(path: Path) -> dict:
    return yaml.safe_load(path.read_text(encoding="utf-8"))


def bodies() -> Iterator[tuple[str, dict]]:
    """Every table of factors, of the standards and of the overlays, with its place."""
    for path in FACTORS:
        yield named(path), read(path)
    for path in OVERLAYS:
        for body in read(path)["factors"]:
            yield f"{named(path)} {body['quantity']}", body


BODIES = list(bodies())
each_body = pytest.mark.parametrize(("place", "body"), BODIES, ids=[place for place, _ in BODIES])


def as_json(value: object) -> object:
    """YAML reads a day as a date; JSON Schema knows text only."""
    if isinstance(value, dt.date):
        return value.isoformat()
    if isinstance(value, dict):
        return {key: as_json(inner) for key, inner in value.items()}
    return [as_json(inner) for inner in value] if isinstance(value, list) else value


@cache
def validator(name: str) -> Draft202012Validator:
    schemas = {
        key: json.loads((RULEBOOK / f"schema/{key}.json").read_text(encoding="utf-8"))
        for key in ("factors", "standard", "overlay")
    }
    for schema in schemas.values():
        Draft202012Validator.check_schema(schema)
    known = Registry().with_resources(
        (schema["$id"], Resource.from_contents(schema)) for schema in schemas.values()
    )
    return Draft202012Validator(schemas[name], registry=known)


def faults(name: str, value: object) -> list[str]:
    return [f"{e.json_path}: {e.message}" for e in validator(name).iter_errors(as_json(value))]


# -- form ------------------------------------------------------------------------------------


@pytest.mark.parametrize("path", FACTORS, ids=named)
def test_factor_files_follow_their_schema(path):
    assert faults("factors", read(path)) == []


@pytest.mark.parametrize("path", STANDARDS, ids=named)
def test_standards_follow_their_schema_and_their_folder(path):
    standard = read(path)
    assert faults("standard", standard) == []
    assert standard["id"] == path.parent.name
    editions = {edition["id"] for edition in standard["editions"]}
    assert editions >= {clause["edition"] for clause in standard["clauses"]}
    listed = {clause["file"] for clause in standard["clauses"] if clause["file"]}
    for file in listed:
        assert (path.parent / file).is_file(), file
    held = {file.relative_to(path.parent).as_posix() for file in path.parent.glob("*/*.yaml")}
    assert {file for file in held if "example" not in file} <= listed


@pytest.mark.parametrize("path", OVERLAYS, ids=named)
def test_overlays_follow_their_schema_and_are_named_as_their_file(path):
    assert faults("overlay", read(path)) == []
    assert read(path)["overlay"] == path.stem


@pytest.mark.parametrize(
    ("change", "fault"),
    [
        ({"value": 0.1229}, "is not of type 'string'"),
        ({"value": "0,1229"}, "does not match"),
        ({"value": "1e-3"}, "does not match"),
        ({"low": "1", "high": "2"}, "is not valid under any of the given schemas"),
        ({"trust": "verified"}, "is not one of"),
        ({"trust": "printed"}, "is not of type 'object'"),
        ({"carrier": "diesel"}, "Additional properties are not allowed"),
    ],
)
def test_the_schema_refuses(change, fault):
    body = as_json(read(RULEBOOK / "gbt_2589/e2020/annex_a.yaml"))
    body["values"] = [{**body["values"][0], **change}]
    assert any(fault in message for message in faults("factors", body))


# -- codes, values, units --------------------------------------------------------------------


@each_body
def test_rows_carry_the_grain_and_codes_of_the_lists(place, body):
    grain = set(body["grain"])
    for row in [*body["values"], *body.get("missing", [])]:
        assert {key for key in row if key in CODELIST_OF} == grain, row
        for dimension in grain:
            assert set(members(row, dimension)) <= load(CODELIST_OF[dimension]).ids(), row


@each_body
def test_values_are_decimal_text_or_a_fraction_of_two(place, body):
    for row in body["values"]:
        texts = [row["value"]] if "value" in row else [row["low"], row["high"]]
        numbers = [Fraction(*map(Fraction, text.split("/"))) for text in texts]
        assert numbers == sorted(numbers), row
        assert body["quantity"].endswith("_sign") or all(number > 0 for number in numbers), row


@each_body
def test_units_are_of_the_closed_vocabulary_and_cancel_the_unit_of_the_item(place, body):
    for row in body["values"]:
        assert unit(row["unit"]), row
        per = row["unit"].rpartition("/")[2]
        if "item" in row and per in {"kg", "t", "m3", "万m3", "kWh", "MJ", "kgce"}:
            for item in members(row, "item"):
                canonical = load("items").get(item)["unit"]
                assert unit(per).dimension == unit(canonical).dimension, row


def test_no_item_has_two_values_for_one_period():
    """A10, over all files of the standards."""
    laid = defaultdict(list)
    for path in FACTORS:
        body = read(path)
        for row in body["values"]:
            if "value" in row:
                span = Validity.of(row.get("applies", body["applies"]))
                for key in itertools.product(*(members(row, d) for d in body["grain"])):
                    laid[body["quantity"], *key].append(span)
    for cell, spans in laid.items():
        for n, span in enumerate(spans):
            assert not any(span.overlaps(other) for other in spans[n + 1 :]), cell


def test_an_overlay_adds_and_never_contradicts_a_value_of_the_standards():
    laid = defaultdict(list)
    for path in FACTORS:
        body = read(path)
        for row in body["values"]:
            if "value" in row and "item" in row:
                for item in members(row, "item"):
                    laid[body["quantity"], item].append(Validity.of(body["applies"]))
    for path in OVERLAYS:
        for body in read(path)["factors"]:
            span = Validity.of(body["applies"])
            for row in body["values"]:
                spans = [s for item in members(row, "item") for s in laid[body["quantity"], item]]
                assert not any(span.overlaps(other) for other in spans), row


def test_factors_apply_within_their_edition():
    for path in STANDARDS:
        for edition in read(path)["editions"]:
            span = Validity.of(edition["applies"])
            for file in (f for f in FACTORS if f.parent == path.parent / edition["id"]):
                body = read(file)
                # a definition or a ratio of masses has no edition; a value that is printed elsewhere
                # governs as it does there
                if Validity.of(body["applies"]) != ALWAYS and "borrows" not in body:
                    assert Validity.of(body["applies"]) == span, named(file)


# -- against the reference -------------------------------------------------------------------


def printed(row: dict) -> tuple[Fraction, Fraction]:
    low, high = (row["value"], row["value"]) if "value" in row else (row["low"], row["high"])
    return Fraction(low), Fraction(high)


@pytest.mark.parametrize("edition", ["2008", "2020"])
@pytest.mark.parametrize("annex", ["a", "b"])
def test_annexes_of_gbt_2589_are_the_reference_row_by_row(edition, annex):
    path = RULEBOOK / f"gbt_2589/e{edition}/annex_{annex}.yaml"
    ours = {row["item"]: row for row in read(path)["values"]}
    theirs = {
        row["code_slug"]: row
        for row in reference("tce_factors.csv")
        if row["source"].startswith(f"GB/T 2589-{edition}")
        and row["category"] != "constant"
        and (row["category"] == "working_medium") == (annex == "b")
        and row["tce_factor_low"]
    }
    own = {item for place, item in OFF_REFERENCE if place == named(path)}
    assert set(ours) - own == set(theirs)
    for item, row in theirs.items():
        assert printed(ours[item]) == (
            Fraction(row["tce_factor_low"]),
            Fraction(row["tce_factor_high"]),
        ), item
        assert ours[item]["unit"] == row["tce_unit"], item
        assert ours[item]["trust"] == TRUST[row["confidence"]], item
        assert ours[item]["zh"] == row["name_zh"], item
    for item in own:
        assert ours[item]["evidence"], item


def test_the_old_list_of_statistics_is_the_reference_and_fills_only_the_gaps_of_the_yearbook():
    body = read(RULEBOOK / "nbs_energy_report/legacy/reference_coefficients.yaml")
    assert {row["item"] for row in body["values"]} == NOT_IN_YEARBOOK
    theirs = {
        row["code_slug"]: row
        for row in reference("tce_factors.csv")
        if row["edition"] == "NBS legacy list"
    }
    for row in body["values"]:
        assert printed(row)[0] == Fraction(theirs[row["item"]]["tce_factor_low"])
        assert row["unit"] == theirs[row["item"]]["tce_unit"]


@pytest.mark.parametrize(
    ("file", "column", "quantity"),
    [
        ("heating_value", "ncv", "guide_heating_value"),
        ("carbon_content", "carbon_content", "carbon_content"),
        ("oxidation_rate", "oxidation_rate_pct", "oxidation_rate"),
    ],
)
def test_the_common_table_of_the_guides_is_the_reference(file, column, quantity):
    body = read(RULEBOOK / f"ndrc_ghg_guides/e2013/common_table_{file}.yaml")
    assert body["quantity"] == quantity
    theirs = {
        CANONICAL.get(row["fuel_slug"], row["fuel_slug"]): row
        for row in reference("fuel_carbon.csv")
        if row["guideline_code"] == NDRC
    }
    assert {row["item"] for row in body["values"]} == set(theirs)
    units = {"GJ/t": "GJ/t", "GJ/1e4 Nm3": "GJ/万m3"}
    for row in body["values"]:
        source = theirs[row["item"]]
        assert row["value"] == source[column], row
        assert row["trust"] == TRUST[source["confidence"]], row
        if column == "ncv":
            assert row["unit"] == units[source["ncv_unit"]], row


@pytest.mark.parametrize("year", [2021, 2022, 2023])
@pytest.mark.parametrize(
    ("file", "variant"),
    [
        ("annex_1", "average"),
        ("annex_1_excl_market_nonfossil", "average_excl_market_traded_nonfossil"),
        ("annex_1_fossil", "fossil_only"),
    ],
)
def test_grid_factors_are_the_reference(year, file, variant):
    body = read(RULEBOOK / f"mee_grid_factor/e{year}/{file}.yaml")
    ours = {row["region"]: row for row in body["values"]}
    theirs = {
        row["region_code"]: row
        for row in reference("grid_factors.csv")
        if (row["data_year"], row["variant"]) == (str(year), variant)
    }
    assert set(ours) == set(theirs)
    for region, row in theirs.items():
        assert ours[region]["value"] == row["value"], region
        assert ours[region]["trust"] == TRUST[row["confidence"]], region
        assert row["unit"].startswith(ours[region]["unit"])
    assert "540000" not in ours


# -- against the yearbook's own sheets -------------------------------------------------------


def cell(place: str) -> str:
    """The text of a cell such as ``fu04 C5``, without its blanks."""
    sheet, at = place.split()
    column, row = re.fullmatch(r"([A-Z])([0-9]+)", at).groups()
    cells = workbook_rows("fu04.xls" if sheet == "fu04" else "3.xls", sheet)[int(row) - 1]
    return re.sub(r"\s", "", str(cells[ord(column) - ord("A")]))


@pytest.mark.parametrize(
    ("file", "pattern", "prefix", "column"),
    [
        ("appendix_4", r"([\d.]+)(?:～([\d.]+))?千克标准煤/(\S+)", "kgce", "C"),
        ("appendix_4_heating_value", r"(\d+)(?:～(\d+))?千焦/\(.*千卡\)/(\S+)", "kJ", "B"),
    ],
)
def test_appendix_4_is_the_yearbook_cell_by_cell(file, pattern, prefix, column):
    body = read(RULEBOOK / f"nbs_energy_yearbook/e2008/{file}.yaml")
    for row in body["values"]:
        low, high, per = re.fullmatch(pattern, cell(row["place"])).groups()
        texts = (row["value"], None) if "value" in row else (row["low"], row["high"])
        assert texts == (low, high), row
        assert row["unit"] == f"{prefix}/{MEASURES[per]}", row
        beside = row["place"].replace(f" {column}", " A")
        assert row["zh"] == cell(beside), row
        assert load("energy_carriers").match(row["zh"]) == row["item"], row
    # nothing that the sheet prints with a number was left out
    index = "ABC".index(column)
    rows = workbook_rows("fu04.xls", "fu04")
    numbered = {
        f"fu04 {column}{n}"
        for n, cells in enumerate(rows, start=1)
        if str(cells[0]).strip() and re.match(r"\s*\d", str(cells[index]))
    }
    assert {row["place"] for row in body["values"]} == numbered


def test_other_energy_is_printed_in_standard_coal():
    (row,) = read(RULEBOOK / "nbs_energy_yearbook/e2008/table_6.yaml")["values"]
    assert cell(row["place"]) == "(万吨标煤)"
    assert cell(row["place"].replace("X5", "X4")) == row["zh"]
    assert printed(row) == (1, 1)


# -- what a province's balance of 2007 needs -------------------------------------------------


def usable(quantity: str, day: dt.date, *overlays: str) -> set[str]:
    tables = [read(path) for path in FACTORS]
    tables += [t for o in overlays for t in read(RULEBOOK / f"overlays/{o}.yaml")["factors"]]
    return {
        row["item"]
        for body in tables
        if body["quantity"] == quantity and Validity.of(body["applies"]).holds(day)
        for row in body["values"]
        if "value" in row
    }


def test_every_carrier_of_the_balance_of_2007_has_its_factors():
    day = dt.date(2007, 1, 1)
    laid = "ndrc_guides_for_earlier_years"
    assert usable("statistical_coal_equivalent", day) >= FOSSIL | {
        "heat",
        "electricity",
        "other_energy",
    }
    for quantity in ("heating_value", "carbon_content", "oxidation_rate"):
        assert usable(quantity, day, laid) >= FOSSIL, quantity
    assert usable("carbon_content", day) == set()  # without the overlay nothing governs 2007


def test_the_overlay_of_the_guides_takes_the_guides_own_values():
    stands_for = {"raw_coal": "bituminous", "other_coking_products": "coal_tar"}
    table = {"heating_value": "guide_heating_value"}
    guides = {
        body["quantity"]: {row["item"]: row for row in body["values"]}
        for body in map(read, FACTORS)
        if "common_table" not in body and body["source"]["clause"] == "附录二 表2.1"
    }
    for body in read(RULEBOOK / "overlays/ndrc_guides_for_earlier_years.yaml")["factors"]:
        expected = NOT_IN_YEARBOOK if body["quantity"] == "heating_value" else FOSSIL
        assert {row["item"] for row in body["values"]} == expected
        for row in body["values"]:
            origin = stands_for.get(row["item"], row["item"])
            theirs = guides[table.get(body["quantity"], body["quantity"])][origin]
            assert (row["value"], row["unit"]) == (theirs["value"], theirs["unit"]), row
            assert (origin != row["item"]) <= ("taken as" in row.get("note", "")), row


def test_the_works_in_korea_borrows_the_average_of_hebei_in_2021():
    (body,) = read(RULEBOOK / "overlays/as_if_in_hebei_2021.yaml")["factors"]
    (row,) = body["values"]
    (hebei,) = (
        other
        for other in read(RULEBOOK / "mee_grid_factor/e2021/annex_1.yaml")["values"]
        if other["region"] == "130000"
    )
    assert (row["value"], row["unit"]) == (hebei["value"], hebei["unit"])
    assert body["quantity"] == "electricity_emission_factor"
    assert "as if" in row["note"]
