"""``luheng submissions``, ``materialise`` and ``refresh``: what a person types, and what a program reads."""

import json

import pytest

from luheng.cli.main import main
from luheng.ledger import Workspace
from world import activity, append, expected, member

MONTH = "2025-05"


@pytest.fixture
def folder(tmp_path):
    made = Workspace.create(tmp_path / "w")
    append(made.ledger, "expectation", [
        expected("activity", e, "P1M", "2025-01-01", item="diesel", role="consumed")
        for e in ("E1", "E2")
    ])  # fmt: skip
    append(made.ledger, "membership", [member("located_in", e, "130100") for e in ("E1", "E2")])
    append(made.ledger, "activity", [activity("E1", MONTH, "diesel", 5.0, "kg")], "may.csv")
    return made.folder


@pytest.fixture
def run(folder, capsys):
    def say(*words, code=0):
        assert main(["--workspace", str(folder), *words]) == code
        return capsys.readouterr()

    return say


def step(run, action, *words, code=0):
    return run("submissions", action, *words, "--period", MONTH, "--by", "A", code=code)


def test_a_month_goes_through_its_steps(run):
    said = json.loads(step(run, "file", "E1", "--json").out)
    assert (said["state"], said["entities"]) == ("filed", ["E1"])
    step(run, "check", "E1")
    step(run, "return", "E1", "--remark", "item=diesel#quantity: too small")
    out = run("submissions", "history", "E1", "--period", MONTH).out
    assert "may.csv:2: too small" in out
    step(run, "file", "E1")
    step(run, "accept", "E1")
    rows = json.loads(run("submissions", "list", "--period", MONTH, "--json").out)
    assert [(r["entity"], r["state"]) for r in rows] == [("E1", "accepted"), ("E2", "owed")]
    table = run("submissions", "list", "--period", MONTH).out
    assert "accepted 1" in table
    assert "owed 1" in table
    checked = json.loads(run("submissions", "verify", "--period", MONTH, "--json").out)
    assert (checked["steps"], checked["sound"]) == (5, True)


def test_a_file_is_imported_and_filed_in_one_go(run, tmp_path):
    path = tmp_path / "june.csv"
    path.write_text(
        "单位编码,报告期,品种,用途,数量,计量单位\nE2,2025-05,diesel,consumed,3,kg\n", "utf-8"
    )
    said = step(run, "file", "E2", "--import", str(path), "--as", "activity")
    assert "1 kept" in said.err
    assert "filed" in said.out


def test_who_has_not_filed_is_reminded(run):
    said = json.loads(step(run, "remind", "--early", "--json").out)
    assert [(r["entity"], r["count"]) for r in said] == [("E1", 1), ("E2", 1)]
    assert "E2" in step(run, "remind", "E2", "--early").out


def test_a_step_that_does_not_follow_ends_with_code_one(run):
    assert "SUBMIT-01" in step(run, "accept", "E1", code=1).err
    assert (
        "SUBMIT-04"
        in step(run, "file", "E1").err
        + step(run, "return", "E1", "--remark", "item=coke: x", code=1).err
    )


def test_figures_are_stored_and_follow_a_correction(run, folder):
    run("materialise", "comprehensive_energy", "--period", MONTH)
    append(Workspace.open(folder).ledger, "activity", [activity("E1", MONTH, "diesel", 9.0, "kg")])
    (done,) = json.loads(run("refresh", "--json").out)
    (moved,) = done["figures"]
    assert (moved["key"], moved["old"], moved["new"]) == ('{"entity":"E1"}', 7.2855, 13.1139)
    assert "0 cells" in run("refresh", "figures").out
    assert "QUERY-01" in run("refresh", "nothing", code=1).err


def test_an_import_flows_into_stored_figures_by_itself(run, tmp_path):
    run("materialise", "comprehensive_energy", "--period", MONTH)
    path = tmp_path / "june.csv"
    path.write_text(
        "单位编码,报告期,品种,用途,数量,计量单位\nE1,2025-05,diesel,consumed,9,kg\n", "utf-8"
    )
    said = json.loads(run("import", str(path), "--as", "activity", "--json").out)
    (done,) = said["reflow"]
    assert [f["new"] for f in done["figures"]] == [13.1139]
    assert "0 cells" in run("refresh").out
