"""The evaluation report: what stands in the Word document and on the page, for real plans."""

import datetime as dt
import io
import json
import re
import subprocess
import zipfile

import pytest
from docx import Document
from openpyxl import load_workbook

from luheng.apps.targets.status.targets import Colour
from luheng.cli.main import main
from luheng.errors import set_language
from luheng.ledger import Workspace
from luheng.reports.targets import EvaluationKind, gather, write_document, write_page
from luheng.rulebook import plans

PLAN = "cn_industrial_green_13th"
MADE = dt.datetime(2021, 12, 31, 9, tzinfo=dt.UTC)


@pytest.fixture(scope="module")
def evaluation():
    set_language("zh")
    return gather(PLAN, at=dt.date(2021, 12, 31), made_at=MADE)


@pytest.fixture(scope="module")
def content(evaluation):
    set_language("zh")
    return write_document(evaluation)


def texts(document):
    cells = (c.text for t in document.tables for row in t.rows for c in row.cells)
    return "\n".join([*(p.text for p in document.paragraphs), *cells])


def test_a_plan_whose_last_year_is_over_has_a_final_evaluation():
    plan = plans.load(PLAN)
    assert EvaluationKind.at(plan, dt.date(2020, 12, 31)) is EvaluationKind.MID_TERM
    assert EvaluationKind.at(plan, dt.date(2021, 1, 1)) is EvaluationKind.FINAL


def test_every_own_target_has_its_row_and_no_restatement_has(evaluation):
    header, rows = evaluation.indicator_table()
    own = [t.number for t in plans.load(PLAN).targets if not t.restates and t.tier != "context"]
    assert [r[0] for r in rows] == own
    assert {len(r) for r in rows} == {len(header)}
    assert sum(evaluation.colours.values()) == len(own)


def test_what_is_not_known_is_a_dash_and_never_a_nought(evaluation):
    set_language("zh")
    header, rows = evaluation.indicator_table()
    for row, status in zip(rows, evaluation.own, strict=True):
        cells = dict(zip(header, row, strict=True))
        assert (cells["预测（区间）"] == "—") == (status.forecast is None)
        assert (cells["达标概率"] == "—") == (status.probability is None)
        assert (cells["差距"] == "—") == (status.gap is None)


def test_the_document_has_the_parts_of_such_reports_in_their_order(content):
    document = Document(io.BytesIO(content))
    heads = [p.text for p in document.paragraphs if p.style.name == "Heading 1"]
    assert [h[0] for h in heads] == ["一", "二", "三", "四", "五", "附"]
    text = texts(document)
    assert "《工业绿色发展规划（2016—2020年）》实施情况总结评估报告" in text
    for status in gather(PLAN, at=dt.date(2021, 12, 31), made_at=MADE).problems:
        assert status.reason.zh in text


def test_the_charts_are_words_own_with_their_numbers_in_them(content, evaluation):
    with zipfile.ZipFile(io.BytesIO(content)) as package:
        charts = [n for n in package.namelist() if re.fullmatch(r"word/charts/chart\d+\.xml", n)]
        # one of the colours, one of the tasks, one a target that has two periods or more
        assert len(charts) == 2 + len(evaluation.drawn)
        sheets = [n for n in package.namelist() if n.startswith("word/embeddings/")]
        assert len(sheets) == len(charts)
        first = load_workbook(io.BytesIO(package.read(sheets[0]))).active
        held = {
            first.cell(1, c).value: first.cell(2, c).value for c in range(2, first.max_column + 1)
        }
    assert held == {c.words.zh: n for c, n in evaluation.colours.items()}


def test_the_header_of_a_table_comes_again_on_each_page(content):
    document = Document(io.BytesIO(content))
    assert document.tables
    for table in document.tables:
        assert "w:tblHeader" in table.rows[0]._tr.xml


def test_the_page_stands_alone_and_says_the_same(evaluation):
    set_language("zh")
    page = write_page(evaluation)
    assert not re.search(r"<(?:script|link|img)[^>]+(?:src|href)=[\"']?https?:", page)
    _, rows = evaluation.indicator_table()
    for row in rows:
        assert row[0] in page
    assert page.count("plotly-graph-div") == 2 + len(evaluation.drawn)


def test_english_readers_get_english(evaluation):
    set_language("en")
    try:
        document = Document(io.BytesIO(write_document(evaluation)))
    finally:
        set_language("zh")
    heads = [p.text for p in document.paragraphs if p.style.name == "Heading 1"]
    assert heads[1] == "2 Indicators"


def test_the_command_writes_both_files_and_says_where(tmp_path, capsys, monkeypatch):
    monkeypatch.chdir(tmp_path)
    words = ["targets", "report", PLAN, "--at", "2021-12-31", "--out", "made", "--json"]
    assert main(words) == 0
    said = json.loads(capsys.readouterr().out)
    assert said["kind"] == "final"
    assert sum(said["colours"].values()) == said["targets"]
    for kind in ("docx", "html"):
        assert (tmp_path / said[kind]).stat().st_size > 10_000


def test_an_unknown_plan_is_one_clear_message(tmp_path, capsys, monkeypatch):
    monkeypatch.chdir(tmp_path)
    assert main(["targets", "report", "no_such_plan"]) == 1
    assert "no_such_plan" in capsys.readouterr().err
    assert list(tmp_path.iterdir()) == []


def test_a_workspace_adds_what_its_ledger_knows(tmp_path, capsys, monkeypatch):
    workspace = Workspace.create(tmp_path / "w")
    monkeypatch.chdir(tmp_path)
    number = next(t.number for t in plans.load(PLAN).tasks if t.type in {"measure", "box_item"})
    words = ["--workspace", str(workspace.folder), "targets", "task", PLAN, number]
    assert main([*words, "--state", "done", "--by", "张三"]) == 0
    capsys.readouterr()
    found = gather(PLAN, at=dt.date(2099, 1, 1), made_at=MADE, ledger=workspace.ledger)
    assert sum(g.states["done"] for g in found.groups) == 1
    assert found.known_at == "1"


@pytest.mark.browser
def test_a_browser_draws_every_chart(tmp_path, evaluation, chromium):
    set_language("zh")
    page = tmp_path / "page.html"
    page.write_text(write_page(evaluation), encoding="utf-8")
    done = subprocess.run(
        [chromium, "--headless=new", "--no-sandbox", "--disable-gpu", f"--user-data-dir={tmp_path}/p",
         "--virtual-time-budget=8000", "--dump-dom", page.as_uri()],
        capture_output=True, check=True, timeout=120, text=True,
    )  # fmt: skip
    assert done.stdout.count('class="main-svg"') >= 2 * (2 + len(evaluation.drawn))
    assert Colour.GREY.words.zh in done.stdout
