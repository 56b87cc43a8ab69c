"""Finding codes in all lists; the lists of items; the industrial classification of 2011."""

import csv
from collections import Counter

import pytest
from test_codelists import SHARED, reference, shared

from luheng.codelists import UNIONS, find, load, names
from luheng.errors import UnknownCode
from luheng.units import unit

TRUSTS = {"printed", "transcribed", "recalled", "conflicting"}


def found(text, *lists):
    return [(hit.codelist, hit.row["id"], hit.reason) for hit in find(text, lists)]


# -- searching -------------------------------------------------------------------------------------


def test_a_name_comes_before_what_only_contains_it():
    first, *rest = found("钢渣")
    assert first == ("wastes", "steel_slag", "name")
    assert all(reason != "name" for _, _, reason in rest)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("steel_slag", ("wastes", "steel_slag", "code")),
        ("转炉渣", ("wastes", "steel_slag", "alias")),
        ("STEEL SLAG", ("wastes", "steel_slag", "name")),
        ("ＣＯＤ", ("pollutants", "cod", "code")),
        ("河北", ("regions", "130000", "name")),
        ("石家", ("regions", "130100", "begins")),
        ("一批转炉渣", ("wastes", "steel_slag", "within")),
    ],
)
def test_each_hit_says_how_it_was_met(text, expected):
    assert found(text)[0] == expected


def test_a_misspelt_name_is_answered_with_what_resembles_it():
    hits = find("粉媒灰")
    assert "fly_ash" in [hit.row["id"] for hit in hits]
    assert {hit.reason for hit in hits} == {"resembles"}
    assert [hit.likeness for hit in hits] == sorted((h.likeness for h in hits), reverse=True)


def test_what_resembles_is_not_told_where_something_is_met():
    assert "resembles" not in {hit.reason for hit in find("水泥")}


def test_nothing_is_found_for_a_blank_or_for_noise():
    assert find("  ") == ()
    assert find("qqqqqqqqqq") == ()


def test_a_search_keeps_to_the_lists_that_are_named():
    assert {name for name, _, _ in found("电力", "energy_carriers")} == {"energy_carriers"}
    assert {name for name, _, _ in found("电力")} >= {"energy_carriers", "sectors_2011"}
    assert "items" not in {name for name, _, _ in found("电力")}
    assert found("钢渣", "items") == [("items", "steel_slag", "name")]
    with pytest.raises(UnknownCode):
        find("钢渣", ["waste"])


# -- the items -------------------------------------------------------------------------------------


def test_the_items_are_the_rows_of_their_lists_one_after_another():
    parts = [(name, row["id"]) for name in UNIONS["items"] for row in load(name).rows]
    assert [(row["list"], row["id"]) for row in load("items").rows] == parts
    assert max(Counter(code for _, code in parts).values()) == 1


def test_every_item_has_a_canonical_unit_of_the_vocabulary():
    for row in load("items").rows:
        assert unit(row["unit"]).dimension, row


def test_an_item_is_found_by_the_name_that_its_own_list_gives_it():
    items = load("items")
    several = set()
    for row in items.rows:
        for text in (row["id"], row["zh"], row["en"]):
            if text and items.match(text) != row["id"]:
                several.add(text)
    assert several == set()


def test_a_name_of_two_lists_is_read_as_the_first_and_both_are_told():
    items = load("items")
    assert items.match("煤矸石") == "coal_gangue"
    assert items.bearers("煤矸石") == ("coal_gangue", "gangue_waste")
    assert load("wastes").match("煤矸石") == "gangue_waste"


@pytest.mark.parametrize("name", ["wastes", "waters", "pollutants", "products", "gases"])
def test_rows_say_how_far_they_are_to_be_trusted_and_from_when(name):
    for row in load(name).rows:
        assert row["trust"] in TRUSTS, row
        assert {"valid_from", "valid_to"} <= row.keys()


def test_products_take_their_unit_from_the_limit_that_names_them():
    """The unit of output stands under the line of the limit: kgce/t is of a product in tonnes."""
    printed = {}
    for row in reference("energy_limits.csv"):
        if "/" in row["unit"]:
            of = row["unit"].split("/")[-1].replace("m²", "m2").replace("m³", "m3")
            printed.setdefault(row["standard_no"], set()).add(of)
    other = {"重箱": "t", "km²": "m2", "km2": "m2", "Adt": "t", "kL": "m3"}
    for row in load("products").rows:
        if row["standard"]:
            units = {other.get(u, u) for u in printed[row["standard"]]}
            assert row["unit"] in units, row


def test_hj_212_codes_of_pollutants_are_those_that_were_seen():
    text = shared(SHARED / "reference/protocols.md").read_text(encoding="utf-8")
    for row in load("pollutants").rows:
        if row["code"] and row["trust"] == "transcribed":
            assert row["code"] in text, row


# -- GB/T 4754 ------------------------------------------------------------------------------------


def test_the_classification_of_2011_is_whole():
    levels = Counter(row["level"] for row in load("sectors_2011").rows)
    assert levels == {"section": 20, "division": 96, "group": 432, "class": 1094}


def test_the_classification_of_2011_is_that_of_its_source():
    path = shared(SHARED / "data/gbt4754_2011/n10191379.csv")
    said = {}
    with path.open(encoding="utf-8-sig", newline="") as file:
        for *codes, name in csv.reader(file):
            for code in (c.replace("\u3000", "").strip() for c in codes):
                if code:
                    said[code] = "".join(name.split())
    assert {row["id"]: row["zh"] for row in load("sectors_2011").rows} == said


def test_a_sector_of_2011_is_mapped_only_where_code_and_name_are_the_same():
    now = load("sectors")
    for row in load("sectors_2011").rows:
        same = row["id"] in now.ids() and now.get(row["id"])["zh"] == row["zh"]
        assert row["mapping"] == ("identical" if same else "none_sourced"), row
        assert row["code_2017"] == (row["id"] if same else "")
    get = load("sectors_2011").get
    assert get("31")["mapping"] == "identical"
    # the division of 2011 was 石油加工、炼焦和核燃料加工业; it became 石油、煤炭及其他燃料加工业
    assert get("25")["mapping"] == "none_sourced"


def test_the_name_of_a_group_and_its_only_class_names_the_group():
    codes = load("sectors_2011")
    assert codes.get("312")["zh"] == codes.get("3120")["zh"] == "炼钢"
    assert codes.match("炼钢") == "312"
    assert codes.match("3120") == "3120"


def test_every_list_is_named_once():
    assert len(set(names())) == len(names())
