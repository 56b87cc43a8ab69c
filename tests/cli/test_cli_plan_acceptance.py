"""Accepting a plan document on the command line: asked, in a workbook, or all that is sure enough."""

import json

import openpyxl
import pytest
from typer.testing import CliRunner

from luheng.cli.plans import app
from luheng.errors import set_language
from luheng.ledger import Workspace

#: OWN
TEXT = """河北省“十四五”工业节能规划
一、总体要求
（一）主要目标
到2025年，规模以上工业单位增加值能耗比2020年下降15%，大宗工业固废综合利用率达到57%。
二、主要任务
（一）推进节能改造
更换低效设备。以水泥行业为重点更换电机，到2025年，累计创建绿色工厂30家。
三、保障措施
（一）加强组织领导。建立联席会议制度，按年公布进展。
"""


@pytest.fixture
def place(tmp_path):
    Workspace.create(tmp_path / "w")
    (tmp_path / "plan.txt").write_text(TEXT, encoding="utf-8")
    return tmp_path


@pytest.fixture
def run(place, monkeypatch):
    set_language("en")
    monkeypatch.setenv("COLUMNS", "160")

    def call(*words, keys=None):
        words = ["accept", place / "plan.txt", *words, "--workspace", place / "w", "--by", "Li"]
        return CliRunner().invoke(app, [str(w) for w in words], input=keys)

    return call


def standing(place):
    """The number, value and decision of each target in the ledger, in the order of the text."""
    rows = Workspace.open(place / "w").ledger.read("target").to_pylist()
    return [(r["quantity"], r["decision"]) for r in sorted(rows, key=lambda r: r["number"])]


def test_all_that_is_sure_enough_is_accepted_without_asking(run, place):
    said = json.loads(run("--all", "--at-least", "0.5", "--plan-id", "p", "--json").stdout)
    assert said["plan"] == "p"
    assert (said["corrected"], said["rejected"], said["refused"]) == (0, 0, 0)
    assert said["accepted"] > 3
    assert standing(place) == [(15.0, "accepted"), (57.0, "accepted"), (30.0, "accepted")]
    again = json.loads(run("--all", "--at-least", "0.5", "--json").stdout)
    assert (again["plan"], again["accepted"], again["receipts"]) == ("p", 0, [])


def test_what_is_not_sure_enough_is_left(run, place):
    said = json.loads(run("--all", "--at-least", "1.01", "--json").stdout)
    # the document itself; everything else waits
    assert (said["plan"], said["accepted"]) == ("plan", 1)
    assert said["left"] > 3
    assert standing(place) == []


def test_keys_decide_draft_by_draft_and_the_rest_waits(run, place):
    keys = "a\na\ne\n目标值=56\nnone=1\n\na\nr\nq\n"
    shown = run("--plan-id", "p", keys=keys).stdout
    assert "大宗工业固废综合利用率达到57%" in shown
    assert "No such column: none" in shown
    assert "accepted 2, corrected 1, rejected 1" in shown
    assert standing(place) == [(15.0, "accepted"), (56.0, "corrected"), (None, "rejected")]
    # what was decided is not asked again; the end of the input saves
    shown = run(keys="A 0.5\n").stdout
    assert "57%" not in shown
    assert "left undecided" not in shown
    assert "nothing changed" in run(keys="").stdout


def test_a_refused_edit_is_answered_and_asked_again(run, place):
    shown = run("--plan-id", "p", keys="a\ne\nunit=万顿\n\na\ns\nq\n").stdout
    assert "[UNIT-02]" in shown
    assert standing(place) == []


def test_a_figure_is_moved_to_where_it_belongs(run, place):
    run("--plan-id", "p", keys="a\ne\nrecord=stated_fact\nperiod=2020\n\na\nq\n")
    assert standing(place) == []
    (fact,) = Workspace.open(place / "w").ledger.read("stated_fact").to_pylist()
    assert (fact["quantity"], fact["period"], fact["decision"]) == (15.0, "2020", "corrected")


def test_again_asks_what_was_decided(run, place):
    run("--plan-id", "p", keys="a\na\nq\n")
    run("--again", keys="s\nr\nq\n")
    assert standing(place) == [(None, "rejected")]


def test_the_workbook_goes_out_and_comes_back(run, place):
    book = place / "审阅.xlsx"
    shown = run("--review", book, "--plan-id", "p").stdout
    assert f"--from {book}" in shown
    sheets = openpyxl.load_workbook(book)
    for row in range(2, 4):
        sheets["目标"].cell(row, 2).value = "accept"
    sheets.save(book)
    said = json.loads(run("--from", book, "--json").stdout)
    assert (said["plan"], said["accepted"], said["findings"]) == ("p", 2, [])
    assert standing(place) == [(15.0, "accepted"), (57.0, "accepted")]


def test_an_indicator_of_the_office_is_known(run, place):
    said = """indicators:
  - {id: frost_index, zh: 霜花指数, en: frost index, unit: '%', kind: share, direction: up,
     measured_by: {statistic: {form: frost, flow: frost}}}
"""
    (place / "w" / "indicators.yaml").write_text(said, encoding="utf-8")
    shown = run("--plan-id", "p", keys="a\ne\nindicator=frost_index\n\na\nq\n")
    assert shown.exit_code == 0, shown.exception
    (row,) = Workspace.open(place / "w").ledger.read("target").to_pylist()
    assert row["indicator"] == "frost_index"


def test_errors_have_codes(run, place):
    assert run("--all", "--plan-id", "cn_industrial_green_13th").exception.code == "PLAN-02"
    (place / "b.csv").write_text("a,b\n1,2\n", encoding="utf-8")
    assert run("--from", place / "b.csv").exception.code == "PLAN-03"
    assert run("--from", place / "none.xlsx").exception.code == "FILE-01"
    assert run("--all", "--review", place / "r.xlsx").exception.code == "QUERY-01"
