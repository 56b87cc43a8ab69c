"""Plan documents on the command line: drafts of figures and tasks, and the register."""

import json

import pytest
from typer.testing import CliRunner

from luheng.cli.plans import app
from luheng.errors import set_language
from luheng.rulebook import plans

TEXT = """青山市“十四五”工业节能规划
一、主要任务
（一）推进节能改造
更换低效设备。以水泥行业为重点更换电机，到2025年，累计创建绿色工厂30家。
二、保障措施
（一）加强组织领导。建立联席会议制度，按年公布进展。
"""


@pytest.fixture
def run():
    set_language("en")
    return lambda *arguments: CliRunner().invoke(app, [str(a) for a in arguments])


@pytest.fixture
def plan(tmp_path):
    file = tmp_path / "plan.txt"
    file.write_text(TEXT, encoding="utf-8")
    return file


def test_a_document_is_read_into_drafts_as_json(run, plan):
    said = [json.loads(line) for line in run("read", plan, "--json").stdout.splitlines()]
    assert {one["plan"] for one in said} == {"plan"}
    head = said[0]
    assert (head["type"], head["title"]) == ("plan", "青山市“十四五”工业节能规划")
    assert head["last_year"] == 2025
    (figure,) = [f for f in said if f["type"] == "target"]
    assert (figure["value"], figure["unit"], figure["target_year"]) == (30, "家", 2025)
    assert (figure["line"], figure["page"]) == (4, None)
    tasks = [one for one in said if one["type"] == "plan_task"]
    assert [(t["title_zh"], t["node"]) for t in tasks[2:4]] == [
        ("（一）推进节能改造", "section"),
        ("更换低效设备", "measure"),
    ]


def test_a_reader_sees_head_figures_and_tasks(run, plan):
    shown = run("read", plan).stdout
    assert "2021-2025" in shown
    assert "(not stated)" in shown  # the issuer: nothing is made up
    assert "更换低效设备" in shown
    assert "targets 1" in shown


def test_one_bad_file_among_good_ones_is_named_and_the_rest_is_read(run, plan, tmp_path):
    bad = tmp_path / "scan.pdf"
    bad.write_bytes(b"%PDF-1.4")
    done = run("read", bad, plan, tmp_path / "none.txt", "--json")
    assert done.exit_code == 1
    heads = [o for o in map(json.loads, done.stdout.splitlines()) if o["type"] == "plan"]
    assert [h["file"] for h in heads] == ["plan.txt"]
    assert "scan.pdf" in done.stderr
    assert "none.txt" in done.stderr
    assert "FILE-01" in done.stderr


def test_who_is_responsible_and_by_when_is_said_in_json(run, tmp_path):
    file = tmp_path / "plan.txt"
    note = "2023年底前完成。（市工信局牵头，市发改委配合）"
    file.write_text(TEXT.replace("绿色工厂30家。", f"绿色工厂30家。{note}"), encoding="utf-8")
    said = [json.loads(line) for line in run("read", file, "--json").stdout.splitlines()]
    task = next(one for one in said if one.get("title_zh") == "更换低效设备")
    assert task["responsible"] == ["市工信局", "市发改委"]
    assert task["due"] == "2023-12-31"
    assert [t["due"] for t in said if t["type"] == "plan_task" and t is not task] == [None] * 5


def test_what_is_no_plan_is_refused_unless_it_is_asked_for(run, tmp_path):
    file = tmp_path / "list.txt"
    file.write_text("采购清单\n到2025年，电机达到20台\n", encoding="utf-8")
    done = run("read", file, "--json")
    assert (done.exit_code, done.stdout) == (1, "")
    assert "DOC-01" in done.stderr
    assert run("read", file, "--json", "--anyway").exit_code == 0


def test_a_file_of_200_mb_is_refused_before_it_is_read(run, tmp_path):
    file = tmp_path / "large.pdf"
    with file.open("wb") as out:
        out.truncate(200_000_000)
    done = run("read", file)
    assert done.exit_code == 1
    assert "200 MB, more than the 100 MB" in done.stderr


def test_a_warning_goes_to_stderr_and_stops_nothing(run, tmp_path):
    file = tmp_path / "mixed.txt"
    first, rest = TEXT.split("\n", 1)
    file.write_bytes(first.encode("gb18030") + b"\n" + rest.encode())
    done = run("read", file, "--json")
    assert done.exit_code == 0
    assert "[DOC-03]" in done.stderr
    assert json.loads(done.stdout.splitlines()[0])["title"] == first


def test_registered_plans_are_listed_and_shown(run):
    listed = json.loads(run("list", "--json").stdout)
    assert [p["id"] for p in listed] == list(plans.names())
    shown = run("list").stdout
    for row in listed:
        assert f"{row['first_year']}-{row['last_year']}" in shown
        loaded = plans.load(row["id"])
        assert row["targets"] == len(loaded.targets)
        page = run("show", row["id"]).stdout
        assert f"{len(loaded.targets)} targets, {len(loaded.facts)} stated facts." in page
        held = json.loads(run("show", row["id"], "--json").stdout)
        assert [t["number"] for t in held["targets"]] == [t.number for t in loaded.targets]


def test_an_unknown_plan_is_an_error_of_the_register(run):
    assert run("show", "no_such_plan").exception.code == "PLAN-01"
