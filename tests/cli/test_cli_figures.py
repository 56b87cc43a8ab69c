"""Figures on the command line: for a person, for a program, and explained."""

import csv
import io

import pytest

from luheng.cli.figures import digits, where_of
from luheng.errors import BadQuery, UnknownCode

#: GB/T 2589-2020, annex A: 1000 kWh × 0.1229 + 200 kg × 1.4571
MAY = 414.32


@pytest.fixture
def ask(luheng, filled):
    def run(*words):
        return luheng(*words, "--workspace", filled)

    return run


def test_a_program_reads_figures_as_a_list(ask):
    rows = ask(
        "evaluate", "comprehensive_energy", "--where", "entity=E1", "--period", "2025-05", "--json"
    ).json()
    assert len(rows) == 1
    row = rows[0]
    assert list(row)[:10] == ["quantity", "entity", "period", "value", "unit", "coverage",
                              "provisional", "basis", "trust", "overlays"]  # fmt: skip
    assert row["value"] == pytest.approx(MAY, rel=1e-12)
    assert (row["quantity"], row["entity"], row["period"]) == (
        "comprehensive_energy",
        "E1",
        "2025-05",
    )
    assert (row["unit"], row["basis"]) == ("kgce", "calorific")
    # the coefficients of annex A are transcribed at best, so no figure can be "printed"
    assert row["trust"] in {"transcribed", "recalled"}
    assert row["provisional"] is (row["trust"] == "recalled")


def test_several_quantities_and_periods(ask):
    rows = ask("evaluate", "electricity_use,comprehensive_energy", "energy_use", "--period",
               "2025-05..2025-06", "--json").json()  # fmt: skip
    found = {(r["quantity"], r.get("item"), r["period"]): r["value"] for r in rows}
    assert found["electricity_use", None, "2025-06"] == 1200
    assert found["energy_use", "diesel", "2025-05"] == 200
    assert len(found) == 8


def test_what_cannot_be_said_is_null_and_in_words(ask):
    asked = ("evaluate", "comprehensive_energy", "--period", "2025-06")
    assert ask(*asked, "--json").json()[0]["value"] is None
    shown = ask(*asked)
    assert "cannot be said" in shown.out
    assert "`luheng explain` says which." in shown.out
    zh = ask(*asked, "--lang", "zh").out
    assert "无法给出" in zh
    assert "综合能耗" in zh


def test_a_person_sees_name_value_unit_and_what_was_known(ask):
    shown = ask("evaluate", "comprehensive_energy", "--period", "2025-05")
    assert "comprehensive energy consumption" in shown.out
    assert "414.320" in shown.out
    assert "kgce" in shown.out
    assert "As known at receipt 1" in shown.out
    assert "explain" not in shown.out


def test_csv_has_the_columns_of_json(ask):
    asked = ("evaluate", "energy_use", "--period", "2025-05")
    lines = list(csv.DictReader(io.StringIO(ask(*asked, "--csv").out)))
    assert len(lines) == 2
    assert lines[0].keys() == ask(*asked, "--json").json()[0].keys()
    assert {line["item"]: float(line["value"]) for line in lines} == {
        "diesel": 200,
        "electricity": 1000,
    }


def test_names_of_code_lists_are_understood(ask):
    rows = ask(
        "evaluate", "energy_use", "--where", "item=柴油", "--period", "2025-05", "--json"
    ).json()
    assert [r["item"] for r in rows] == ["diesel"]


def test_where_reads_names_lists_and_repetition():
    assert where_of(["region=河北, 430000", "region=HEBEI", "entity=河北"]) == {
        "region": ["130000", "430000", "130000"],
        "entity": ["河北"],
    }
    with pytest.raises(BadQuery):
        where_of(["region"])
    with pytest.raises(UnknownCode) as refused:
        where_of(["item=dieselx"])
    assert "diesel" in refused.value.near


def test_nothing_on_record_is_said(ask):
    shown = ask("evaluate", "comprehensive_energy", "--period", "1999-01", "--where", "entity=E1")
    assert shown.code == 0
    assert ask("evaluate", "comprehensive_energy", "--period", "2025-05", "--where", "entity=E9",
               "--json").json() == []  # fmt: skip
    empty = ask("evaluate", "comprehensive_energy", "--period", "2025-05", "--where", "entity=E9")
    assert "The ledger holds nothing" in empty.out


@pytest.mark.parametrize(
    ("words", "code"),
    [
        (["evaluate", "comprehensive_energi", "--period", "2025-05"], "RULE-03"),
        (["evaluate", "comprehensive_energy", "--period", "May"], "PERIOD-01"),
        (["evaluate", "comprehensive_energy", "--period", "2025", "--known-at", "yesterday"], "PERIOD-01"),
        (["evaluate", "comprehensive_energy", "--period", "2025", "--where", "item"], "QUERY-01"),
        (["evaluate", "energy_use", "--period", "2025", "--where", "item=dieselx"], "CODE-01"),
        (["explain", "comprehensive_energy", "--period", "2025-05"], "QUERY-01"),
        (["explain", "energy_use", "--period", "2025-05", "--where", "item=diesel,electricity",
          "--where", "entity=E1"], "QUERY-01"),
    ],
)  # fmt: skip
def test_a_question_that_cannot_be_answered_says_why(ask, words, code):
    shown = ask(*words)
    assert (shown.code, shown.out) == (1, "")
    assert f"[{code}]" in shown.err


def test_as_known_at_a_receipt_or_an_instant(ask, filled, luheng, tmp_path):
    from luheng.ledger import Workspace

    works = Workspace.open(filled)
    known = works.ledger.receipts()["known_from"][0].as_py()
    asked = ("evaluate", "electricity_use", "--period", "2025-05", "--json", "--known-at")
    assert ask(*asked, "1").json()[0]["value"] == 1000
    assert ask(*asked, known.isoformat()).json()[0]["value"] == 1000
    assert ask(*asked, "2000-01-01").json() == []
    assert ask(*asked, "2000-01-01T00:00:00Z").json() == []


def test_an_explanation_names_the_clause_the_factor_and_the_cell(ask):
    asked = ("explain", "comprehensive_energy", "--where", "entity=E1", "--period", "2025-05")
    shown = ask(*asked).out
    assert "GB/T 2589-2020, 7" in shown
    assert "1.4571" in shown
    assert "activity.csv" in shown
    tree = ask(*asked, "--json").json()
    assert tree["quantity"] == "comprehensive_energy"
    assert tree["value"] == pytest.approx(MAY, rel=1e-12)
    assert tree["known_at"] == 1


def test_an_explanation_as_a_page_of_its_own(ask, tmp_path):
    page = tmp_path / "figure.html"
    asked = ("explain", "comprehensive_energy", "--where", "entity=E1", "--period", "2025-05")
    shown = ask(*asked, "--html", page)
    assert shown == (0, f"Wrote {page}.\n", "")
    text = page.read_text(encoding="utf-8")
    assert text.startswith('<!doctype html>\n<html lang="en"><head><meta charset="utf-8">')
    assert "GB/T 2589-2020" in text
    assert text.rstrip().endswith("</html>")


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        (None, "cannot be said"), (0.0, "0"), (513634245.27, "513,634,245"), (414.32, "414.320"),
        (-1.5, "-1.50000"), (0.1229, "0.1229"), (0.00071433333, "0.000714333"), (999999.6, "1,000,000"),
        (12345.678, "12,345.7"), (1e-9, "1e-09"),
    ],
)  # fmt: skip
def test_values_are_shown_in_sensible_digits(value, shown):
    assert digits(value) == shown


def test_a_basis_picks_the_quantity_that_is_worked_out_on_it(ask):
    asked = ("--where", "entity=E1", "--period", "2025-05")
    (total,) = ask("evaluate", "ghg_emissions", *asked, "--basis", "ar5", "--json").json()
    assert (total["quantity"], total["basis"]) == ("ghg_emissions_ar5", "AR5")
    (market,) = ask(
        "evaluate", "scope_2_location_based", *asked, "--basis", "market", "--json"
    ).json()
    assert (market["quantity"], market["basis"]) == ("scope_2_market_based", "market")
    # 1000 kWh at the national factor without traded non-fossil power of 2023: 0.6096
    assert market["value"] == pytest.approx(0.6096)
    refused = ask("evaluate", "electricity_use", *asked, "--basis", "AR5")
    assert refused.code == 1
    assert "BASIS-01" in refused.err
