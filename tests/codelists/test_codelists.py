"""The code lists: what they hold, how a text finds its code, and what the sources call it."""

import csv
import datetime as dt
import os
import re
import subprocess
import sys
from collections import defaultdict
from pathlib import Path

import pytest

from luheng.codelists import UNIONS, CodeList, load, names
from luheng.errors import UnknownCode

SHARED = Path(__file__).parents[2].parent / "shared"
BALANCES = SHARED / "data/zhangda_china_eb2007/energydata/rawdata"

CONSTANTS = {"standard_coal_ncv", "kcal_to_kj", "kwh_to_mj"}
ITEM_UNITS = {"kg", "m3", "kWh", "MJ", "kgce", "kvarh", "tCO2"}
#: heads of the 22 columns of the provincial balance, as printed
BALANCE_COLUMNS = {
    "煤合计": "coal_total",
    "原煤": "raw_coal",
    "洗精煤": "washed_coal",
    "其他洗煤": "other_washed_coal",
    "型煤": "briquette",
    "焦炭": "coke",
    "焦炉煤气": "coke_oven_gas",
    "其他煤气": "other_gas",
    "油品合计": "petroleum_total",
    "原油": "crude_oil",
    "汽油": "gasoline",
    "煤油": "kerosene",
    "柴油": "diesel",
    "燃料油": "fuel_oil",
    "液化石油气": "lpg",
    "炼厂干气": "refinery_gas",
    "天然气": "natural_gas",
    "其他石油制品": "other_petroleum_products",
    "其他焦化产品": "other_coking_products",
    "热力": "heat",
    "电力": "electricity",
    "其他能源": "other_energy",
}


def shared(path: Path) -> Path:
    """A file beside the repository; on CI it has to be there."""
    if not path.exists():
        if os.environ.get("CI") == "true":
            pytest.fail(f"{path.name} is missing: the shared folder must lie beside the repository")
        pytest.skip(f"{path.name} is not beside this repository, so there is nothing to compare")
    return path


def reference(name: str) -> list[dict[str, str]]:
    with shared(SHARED / "reference" / name).open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def sheet(name: str) -> list[list[object]]:
    from python_calamine import CalamineWorkbook

    book = CalamineWorkbook.from_path(str(shared(BALANCES / name)))
    return book.get_sheet_by_index(0).to_python(skip_empty_area=False)


def made(*rows: dict[str, str]) -> CodeList:
    return CodeList("made", "自编", "OWN", rows)


# -- every list ------------------------------------------------------------------------------


def test_every_csv_is_registered_with_title_source_and_licence():
    folder = Path(sys.modules["luheng.codelists"].__file__).parent
    tables = set(names()) - set(UNIONS)
    assert {path.stem for path in folder.glob("*.csv")} == {*tables, "sources"}
    assert set(UNIONS) <= set(names())
    for name in names():
        assert load(name).title_zh
        assert load(name).source
    with (folder / "sources.csv").open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            assert row["edition"], row
            assert row["licence"], row


@pytest.mark.parametrize("name", names())
def test_rows_are_whole_and_ids_unique(name):
    rows = load(name).rows
    assert rows
    assert len({row["id"] for row in rows}) == len(rows)
    for row in rows:
        assert None not in row, row
        for cell in row.values():
            assert cell == cell.strip(), row
        assert row["id"], row
        assert row["zh"] or row["en"], row


@pytest.mark.parametrize("name", [n for n in names() if n not in UNIONS])
def test_no_name_is_borne_by_two_codes_but_a_group_and_its_only_class(name):
    codes = load(name)
    bearers = defaultdict(set)
    for row in codes.rows:
        aliases = row.get("aliases", "").split("|")
        for text in (row["zh"], row["en"], row.get("short", ""), *aliases):
            if text:
                bearers[text].add(row["id"])
    for text, ids in bearers.items():
        top = {i for i in ids if codes.get(i).get("parent") not in ids}
        assert len(top) == 1, (text, ids)
        assert codes.match(text) == top.pop(), text


@pytest.mark.parametrize("name", names())
def test_parents_are_in_the_list(name):
    codes = load(name)
    parents = {row["parent"] for row in codes.rows if row.get("parent")}
    assert parents <= codes.ids()


def test_loading_reads_nothing_at_import_and_once_afterwards():
    assert load("regions") is load("regions")
    seen = subprocess.run(
        [
            sys.executable,
            "-c",
            "import sys, luheng.codelists.codelist as c; print(c.load.cache_info().currsize)",
        ],
        capture_output=True,
        text=True,
        check=True,
    )
    assert seen.stdout.strip() == "0"


def test_an_unknown_list_is_answered_with_what_is_near():
    with pytest.raises(UnknownCode) as refused:
        load("energy_carrier")
    assert refused.value.value == "energy_carrier"
    assert "energy_carriers" in refused.value.near


# -- finding a code --------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("raw_coal", "raw_coal"),
        (" 洗 精 煤 ", "washed_coal"),
        ("Cleaned_Coal", "washed_coal"),
        ("CleanedCoal", "washed_coal"),
        ("Cleaned Coal", "washed_coal"),
        ("其它洗煤", "other_washed_coal"),
        ("Briquettes", "briquette"),
        ("Diesel_Oil", "diesel"),
        ("Diesel Oil", "diesel"),
        ("ＬＰＧ", "lpg"),
        ("other_petroleum", "other_petroleum_products"),
        ("焦油/煤焦油", "coal_tar"),
        ("电力（当量值）", "electricity"),
        ("电力(当量值)", "electricity"),
        ("电力（等价值）", "electricity_primary"),
        ("热力(当量)", "heat"),
        ("煤", None),
        ("", None),
    ],
)
def test_match_ignores_width_spaces_and_case(text, code):
    assert load("energy_carriers").match(text) == code


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("河北", "130000"),
        ("河北省", "130000"),
        ("HEBEI", "130000"),
        ("InnerMongolia", "150000"),
        ("Innermongolia", "150000"),
        ("INNER MONGOLIA", "150000"),
        ("HAINAN ", "460000"),
        ("Shanxi", "140000"),
        ("Shaanxi", "610000"),
        ("全国", "CN"),
        ("唐山", "130200"),
        ("河北唐山", "130200"),
        ("华北", None),  # a region of statistics to one source and a grid to another
    ],
)
def test_regions_are_found_under_the_spellings_of_their_sources(text, code):
    assert load("regions").match(text) == code


def test_a_name_of_two_codes_names_neither_but_an_id_always_wins():
    codes = made(
        {"id": "a", "zh": "煤", "en": "", "aliases": "b"},
        {"id": "b", "zh": "煤", "en": "", "aliases": ""},
    )
    assert codes.match("煤") is None
    assert codes.match("b") == "b"


def test_get_follows_validity_which_is_half_open():
    codes = made(
        {"id": "x", "zh": "新", "en": "", "valid_from": "2017-10-01", "valid_to": ""},
        {"id": "x", "zh": "旧", "en": "", "valid_from": "2011-11-01", "valid_to": "2017-10-01"},
    )
    assert codes.get("x")["zh"] == "新"
    assert codes.get("x", dt.date(2017, 9, 30))["zh"] == "旧"
    assert codes.get("x", dt.date(2017, 10, 1))["zh"] == "新"
    with pytest.raises(UnknownCode):
        codes.get("x", dt.date(2011, 10, 31))
    assert codes.ids() == {"x"}


def test_get_of_an_unknown_code_says_what_is_near():
    with pytest.raises(UnknownCode) as refused:
        load("energy_carriers").get("raw_cole")
    assert refused.value.codelist == "energy_carriers"
    assert refused.value.value == "raw_cole"
    assert refused.value.near[0] == "raw_coal"
    assert len(refused.value.near) <= 3


def test_near_names_codes_once_and_search_keeps_the_order_of_the_table():
    carriers = load("energy_carriers")
    near = carriers.near("其他石油制", 5)
    assert near[0] == "other_petroleum_products"
    assert len(near) == len(set(near)) <= 5
    assert carriers.near("zzzzzzzz") == ()
    assert [row["id"] for row in carriers.search("石油")] == [
        "petroleum_total",
        "lpg",
        "petroleum_coke",
        "asphalt",
        "other_petroleum_products",
    ]


def test_rows_cannot_be_changed():
    with pytest.raises(TypeError):
        load("gases").rows[0]["zh"] = "x"


# -- energy carriers -------------------------------------------------------------------------


def test_carriers_have_a_canonical_unit_and_a_class():
    for row in load("energy_carriers").rows:
        assert row["unit"] in ITEM_UNITS, row
        assert row["class"], row
        assert row["fossil"] in {"yes", "no", ""}, row
    get = load("energy_carriers").get
    assert get("electricity")["unit"] == "kWh"
    assert get("heat")["unit"] == "MJ"
    assert get("other_energy")["unit"] == "kgce"
    assert get("natural_gas")["unit"] == "m3"
    assert get("coal_total")["class"] == get("petroleum_total")["class"] == "aggregate"


def test_every_slug_of_the_reference_names_a_carrier():
    carriers = load("energy_carriers")
    slugs = {row["code_slug"] for row in reference("tce_factors.csv")} - CONSTANTS
    assert slugs <= carriers.ids()
    for row in reference("fuel_carbon.csv"):
        assert carriers.match(row["fuel_slug"]), row["fuel_slug"]
        assert carriers.match(row["fuel_zh"]) == carriers.match(row["fuel_slug"])


@pytest.mark.parametrize("number", [1, 3, 8, 18, 30])
def test_the_heads_of_the_provincial_balance_name_the_carriers(number):
    rows = sheet(f"{number}.xls")
    heads = [str(cell) for cell in rows[3][2:]]
    assert {head: load("energy_carriers").match(head) for head in heads} == BALANCE_COLUMNS


# -- balance flows ---------------------------------------------------------------------------


def test_the_33_rows_of_the_balance_are_named_as_printed():
    flows = load("balance_flows")
    rows = sheet("3.xls")[10:]
    assert len(rows) == len(flows.rows) == 33
    for order, (printed, row) in enumerate(zip(rows, flows.rows, strict=True), start=1):
        assert row["order"] == str(order)
        assert row["zh"] == str(printed[0]).strip()
        assert row["en"] == re.sub(r"\s+", " ", str(printed[1])).strip()
        assert flows.match(str(printed[0])) == row["id"]


@pytest.mark.parametrize(
    ("parent", "number"),
    [("transformation", 18), ("total_final_consumption", 3), ("statistical_difference", 18)],
)
def test_signs_give_the_printed_totals(parent, number):
    """Hunan re-feeds coke to its gas works, so that the sign of coke_input shows."""
    flows = load("balance_flows")
    printed = {
        row["id"]: [cell if isinstance(cell, float) else 0.0 for cell in cells[2:]]
        for row, cells in zip(flows.rows, sheet(f"{number}.xls")[10:], strict=True)
    }
    children = [row for row in flows.rows if row["parent"] == parent]
    assert children
    for column, total in enumerate(printed[parent]):
        added = sum(int(row["sign"]) * printed[row["id"]][column] for row in children)
        assert added == pytest.approx(total, abs=0.011)


# -- the other lists -------------------------------------------------------------------------


def test_provinces_and_cities_are_those_of_the_reference():
    regions = load("regions")
    for row in reference("gbt2260_provinces.csv"):
        assert regions.get(row["code6"])["zh"] == row["name"]
        assert regions.get(row["code6"])["abbr"] == row["abbr"]
    for row in reference("gbt2260_cities_hebei_heilongjiang_hunan.csv"):
        assert regions.get(row["code6"])["zh"] == row["name"]
        assert regions.get(row["code6"])["parent"] == f"{row['province_code']}0000"
    for row in reference("grid_factors.csv"):
        if row["region_level"] == "province":
            assert regions.match(row["region_zh"]) == row["region_code"]
            assert regions.match(row["region_en"]) == row["region_code"]


def test_every_division_of_prefecture_level_is_held_under_its_code():
    regions = load("regions")
    with shared(SHARED / "data/admin_codes/cities.csv").open(encoding="utf-8", newline="") as file:
        rows = [r for r in csv.DictReader(file) if not re.search("辖|^县$", r["name"])]
    assert len(rows) > 330
    for row in rows:
        ours = regions.get(f"{row['code']}00")
        assert (ours["zh"], ours["parent"]) == (row["name"], f"{row['provinceCode']}0000")
        assert ours["en"]
    assert regions.match("Suzhou") == regions.match("苏州市") == "320500"
    assert regions.match("Suzhou (Anhui)") == "341300"
    assert regions.match("吉林") == "220000"


def test_sectors_and_gases_are_those_of_the_reference():
    sectors = load("sectors")
    said = {"verified": "transcribed", "recalled": "recalled"}
    for row in reference("gbt4754.csv"):
        ours = sectors.get(row["code"])
        assert (ours["zh"], ours["parent"], ours["trust"]) == (
            row["name"],
            row["section"],
            said[row["confidence"]],
        )
    gases = load("gases")
    for row in reference("gwp.csv"):
        if not row["gas"].startswith("POLICY"):
            ours = gases.get(gases.match(row["gas"]))
            assert ours["zh"] in {row["name_zh"], ""}
            assert ours["formula"] == row["formula"]


def test_roles_and_qualities_that_records_default_to_exist():
    assert {"purchased", "consumed", "produced", "sold", "stock_change"} <= load(
        "activity_roles"
    ).ids()
    assert {"transferred", "discharged", "utilised", "disposed", "generated", "stored"} <= load(
        "activity_roles"
    ).ids()
    assert {"measured", "estimated", "substituted", "manual", "doubtful"} == load(
        "reading_quality"
    ).ids()
    assert load("reading_kinds").ids() == {"register", "interval"}
    dimensions = {"entity", "region", "park", "sector", "meter", "product", "guide", "item"}
    dimensions |= {"quota_class", "counterpart"}
    for row in load("relations").rows:
        assert row["child_dimension"] in dimensions
        assert row["parent_dimension"] in dimensions
