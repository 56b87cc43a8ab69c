"""The official tables on the command line."""

import pytest

from luheng.codelists import load, names


def test_every_list_is_there_with_its_source(luheng):
    said = luheng("codelists", "list", "--json").json()
    assert [row["list"] for row in said] == list(names())
    for row in said:
        assert row["rows"] == len(load(row["list"]).rows)
        assert row["source"]
        assert row["licence"]


@pytest.mark.parametrize("language", ["zh", "en"])
def test_a_list_is_shown_with_its_rows(luheng, language):
    shown = luheng("codelists", "show", "wastes", "--lang", language)
    assert shown.code == 0
    assert "steel_slag" in shown.out
    assert "钢渣" in shown.out
    said = luheng("codelists", "show", "wastes", "--json").json()
    assert [r["id"] for r in said["rows"]] == [r["id"] for r in load("wastes").rows]


def test_an_unknown_list_is_answered_with_what_is_near(luheng):
    shown = luheng("codelists", "show", "waste")
    assert shown.code == 1
    assert "wastes" in shown.err


@pytest.mark.parametrize(
    ("language", "why"), [("zh", "名称相同：钢渣"), ("en", "is the name: 钢渣")]
)
def test_a_search_says_why(luheng, language, why):
    shown = luheng("codelists", "search", "钢渣", "--lang", language)
    assert shown.code == 0
    assert "steel_slag" in shown.out
    assert why in shown.out


def test_a_search_can_be_read_by_a_program(luheng):
    said = luheng("codelists", "search", "钢渣", "--json").json()
    first = said["hits"][0]
    assert (first["list"], first["id"], first["reason"], first["unit"]) == (
        "wastes", "steel_slag", "name", "t",
    )  # fmt: skip
    assert said["found"] >= len(said["hits"])


def test_a_long_answer_is_cut_and_says_so(luheng):
    shown = luheng("codelists", "search", "制造", "--limit", "3", "--lang", "en")
    assert shown.code == 0
    assert "more: see --limit" in shown.out
    assert len(luheng("codelists", "search", "制造", "--limit", "3", "--json").json()["hits"]) == 3


def test_a_search_keeps_to_one_list(luheng):
    said = luheng("codelists", "search", "炼钢", "--list", "sectors_2011", "--json").json()
    assert {h["list"] for h in said["hits"]} == {"sectors_2011"}
    assert said["hits"][0]["id"] == "312"


@pytest.mark.parametrize("form", [[], ["--json"]])
def test_nothing_found_is_an_answer_and_no_success(luheng, form):
    shown = luheng("codelists", "search", "qqqqqqqqqq", "--lang", "en", *form)
    assert shown.code == 1
    assert ("No code list" in shown.out) is not bool(form)
