"""``luheng accounting``, as a person at a terminal meets it."""

import hashlib

import pytest

import plants
import world

ACCOUNTING = ("run", "check", "compare", "balance", "file", "filings", "filing", "cost", "shifts")


@pytest.fixture(scope="module")
def works(tmp_path_factory):
    return plants.plants(tmp_path_factory.mktemp("plants") / "ws").folder


@pytest.fixture
def own(tmp_path):
    """OWN: one entity with electricity and diesel, for filing."""
    made = world.workspace(tmp_path / "own")
    rows = [world.activity("E", "2024-05", "electricity", 1_234_560, "kWh", method="计量"),
            world.activity("E", "2024-05", "diesel", 100, "kg"),
            world.activity("E", "2024-05", "diesel", 100, "kg", role="purchased")]  # fmt: skip
    world.append(made.ledger, "activity", rows, "may.csv")
    return made


@pytest.mark.parametrize("command", ACCOUNTING)
def test_every_command_has_its_help(luheng, here, command):
    said = luheng("accounting", command, "--help")
    assert said.code == 0
    assert "--json" in said.out


@pytest.mark.slow
def test_run_prints_the_sections_and_gives_json_and_csv(luheng, works):
    asked = (
        "accounting",
        "run",
        "--workspace",
        works,
        "--entity",
        plants.STEEL,
        "--section",
        "energy",
    )
    said = luheng(*asked, "--period", "2024-05")
    assert said.code == 0, said.err
    assert "comprehensive energy consumption" in said.out
    assert "55,000.0" in said.out
    assert "As known at receipt 5" in said.out
    account = luheng(*asked, "--period", "2024-05", "--json").json()
    lines = {(one["quantity"], one.get("item")): one for one in account["lines"]}
    assert lines["electricity_use", None]["value"] == 5.5e7
    assert lines["electricity_use", None]["grade"]["grade"] == "B"
    assert lines["energy_use", "coke"]["value"] == 36_000_000
    csv = luheng(*asked, "--period", "2024-05", "--csv").out.splitlines()
    assert csv[0].startswith("subject,section,quantity,title")
    assert len(csv) == len(account["lines"]) + 1


@pytest.mark.slow
def test_run_over_months_and_as_a_page(luheng, works, here):
    asked = ("accounting", "run", "--workspace", works, "--entity", plants.STEEL, "--section", "energy",
             "--period", "2024-01..2024-03")  # fmt: skip
    said = luheng(*asked, "--lang", "zh", "--html", "page.html")
    assert said.code == 0, said.err
    assert "2024-03" in said.out
    assert "综合能耗" in said.out
    page = (here / "page.html").read_text(encoding="utf-8")
    assert "某钢铁有限公司" in page
    assert "Plotly" in page


def test_a_subject_must_be_named_and_one_alone(luheng, works):
    nobody = luheng("accounting", "run", "--workspace", works, "--period", "2024")
    assert (nobody.code, "[QUERY-01]" in nobody.err) == (1, True)
    both = luheng(
        "accounting",
        "run",
        "--workspace",
        works,
        "--period",
        "2024",
        "--entity",
        "E",
        "--park",
        "P",
    )
    assert both.code == 1


def test_check_lists_what_is_wrong(luheng, own):
    world.append(own.ledger, "activity", [world.activity("E", "2024-06", "electricity", -1, "kWh")])
    asked = ("accounting", "check", "--workspace", own.folder, "--entity", "E", "--period", "2024")
    said = luheng(*asked)
    assert "[ACCOUNT-01]" in said.out
    assert "1 findings" in said.out or "findings." in said.out
    rows = luheng(*asked, "--json").json()
    assert rows[0]["code"] == "ACCOUNT-01"
    assert {"problem", "cause", "remedy", "entity", "period"} <= set(rows[0])


def test_compare_two_months(luheng, works):
    asked = ("accounting", "compare", "2024-01", "2024-02", "--workspace", works, "--entity", plants.CEMENT,
             "--quantity", "electricity_use")  # fmt: skip
    said = luheng(*asked)
    assert said.code == 0, said.err
    found = luheng(*asked, "--json").json()
    assert found["differ"] == ["period"]
    assert found["lines"][0]["change"] == 0
    wrong = luheng(
        "accounting", "compare", "now", "now", "--workspace", works, "--entity", plants.CEMENT
    )
    assert "[QUERY-01]" in wrong.err


def test_balance_of_energy(luheng, works, here):
    asked = (
        "accounting",
        "balance",
        "energy",
        "--workspace",
        works,
        "--entity",
        plants.STEEL,
        "--period",
        "2024-05",
    )
    said = luheng(*asked, "--html", "flow.html")
    assert said.code == 0, said.err
    assert "blast furnace gas" in said.out
    assert "2 do not close" in said.out
    assert (here / "flow.html").stat().st_size > 100_000
    found = luheng(*asked, "--json").json()
    assert found["open"] == ["blast_furnace_gas", "coke_oven_gas"]
    wrong = luheng(
        "accounting", "balance", "money", "--workspace", works, "--entity", "E", "--period", "2024"
    )
    assert wrong.code == 1


@pytest.mark.slow
def test_a_filing_from_the_first_to_its_correction(luheng, own, here):
    proof = here / "盖章页.pdf"
    proof.write_bytes(b"signed")
    words = ("--workspace", own.folder)
    asked = ("accounting", "file", *words, "--entity", "E", "--period", "2024-05", "--by", "张三")
    first = luheng(*asked, "--number", "QS-1", "--attach", proof)
    assert first.code == 0, first.err
    assert "Filed QS-1" in first.out
    again = luheng(*asked, "--number", "QS-1")
    assert "[FILING-03]" in again.err
    late = [world.activity("E", "2024-05", "electricity", 1_300_000, "kWh")]
    world.append(own.ledger, "activity", late, "late.csv")
    shown = luheng("accounting", "filing", "QS-1", *words)
    assert "1234.56 → 1300.00 MWh" in shown.out
    assert "1,234,560 → 1,300,000 kWh" in shown.out
    assert hashlib.sha256(b"signed").hexdigest() in shown.out
    mended = luheng(*asked, "--number", "QS-2", "--supersedes", "QS-1", "--json").json()
    assert mended["restated"][0]["number"] == "QS-1"
    assert mended["restated"][0]["moved"]
    listed = luheng("accounting", "filings", *words, "--json").json()
    assert [(f["number"], f["superseded_by"]) for f in listed] == [("QS-1", "QS-2"), ("QS-2", None)]
    assert "corrects QS-1" in luheng("accounting", "filings", *words).out
    assert luheng("accounting", "filing", "QS-9", *words).code == 1
    unknown = luheng(*asked, "--form", "no-such-form")
    assert "[FILING-01]" in unknown.err


def test_calendars_are_listed(luheng, works):
    said = luheng("accounting", "calendars", "--workspace", works, "--json").json()
    assert [c["id"] for c in said] == ["gwangyang_2018_load"]
    without = luheng("accounting", "cost", "--workspace", works, "--entity", plants.STEEL, "--period", "2024",
                     "--calendar", "gwangyang_2018_load")  # fmt: skip
    assert "no meter" in without.err
