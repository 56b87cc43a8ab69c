"""The door as a whole: files in, every good row in the ledger, an answer for every bad cell."""

import datetime as dt
import io
import re
import sys
import zipfile
from collections import Counter
from itertools import pairwise
from pathlib import Path

import pyarrow.compute as pc
import pytest
import xlsxwriter
from balances import cells, place, workbook

from luheng.errors import BadQuery, set_language
from luheng.intake import receive
from luheng.records import Level

HEADER = "单位编码,报告期,品种,用途,数量,计量单位"
GOOD = "E1,2025-05,电力,消费,118400,kWh"


@pytest.fixture(autouse=True)
def _english():
    set_language("en")


def take(workspace, *files, as_="activity"):
    return receive(workspace, files, as_, recorded_by="tester")


def counts(outcome):
    said = outcome.as_dict()
    return [said[k] for k in ("kept", "refused", "noted", "corrected", "unchanged")]


def told(outcome):
    return [(f.code, str(f.level), f.row) for f in outcome.findings]


def test_the_outcome_as_a_program_reads_it(workspace, write):
    file = write("五月.csv", f"{HEADER}\n{GOOD}\nE1,2025-05,煤碳,消费,12万,吨\n")
    said = take(workspace, file).as_dict()
    assert list(said) == [
        "kept", "refused", "noted", "corrected", "unchanged", "dry_run", "findings",
    ]  # fmt: skip
    assert [said[k] for k in list(said)[:6]] == [1, 1, 1, 0, 0, False]
    assert said["findings"][1] == {
        "code": "CELL-02",
        "level": "refused",
        "source": "五月.csv",
        "sheet": "",
        "row": 3,
        "column": "quantity",
        "cell": "E3",
        "value": "12万",
        "problem": "'12万' holds 万 (a multiplier) and is not read as a number.",
        "remedy": "Write the number alone and put 万 into the unit, for instance 万kWh.",
    }
    assert [f["level"] for f in said["findings"]] == ["refused", "refused", "noted"]


def test_the_thirty_balances(workspace, sheets):
    files = [sheets / f"{n}.xls" for n in range(1, 31)]
    outcome = take(workspace, *files, as_="energy_balance")
    assert counts(outcome) == [30 * 33 * 22, 0, 37, 0, 0]
    kinds = Counter(f.code for f in outcome.findings)
    assert kinds == {"BALANCE-01": 3, "BALANCE-02": 27, "BALANCE-06": 6, "TABLE-08": 1}
    identity = outcome.findings[:3]
    assert [(f.source, f.cell, f.code) for f in identity] == [
        ("11.xls", "C42", "BALANCE-01"),  # Zhejiang, coal
        ("30.xls", "V42", "BALANCE-01"),  # Xinjiang, heat
        ("23.xls", "D42", "BALANCE-01"),  # Sichuan, raw coal
    ]
    assert identity[0].problem == (
        "Zhejiang 2007, coal total, Statistical Difference: printed -0.01, supply + transformation "
        "− losses − final consumption is -12,000; the gap is 11,999.99 万t."
    )
    assert "the gap is -300 百亿kJ" in identity[1].problem
    assert "the gap is 139.6 万t" in identity[2].problem
    assert (outcome.findings[3].source, outcome.findings[3].cell) == ("11.xls", "C11")
    assert outcome.findings[3].value == "1024.12"

    rows = workspace.ledger.read("statistic", {"region": "130000", "item": "coal_total"})
    (total,) = rows.filter(pc.equal(rows["flow"], "total_consumption")).to_pylist()
    assert total["amount"] == pytest.approx(24548.505411351867e7, rel=1e-15)
    assert (total["canonical_unit"], total["state"], total["unit"]) == ("kg", "value", "万t")
    assert rows.num_rows == 33

    again = take(workspace, *files, as_="energy_balance")
    assert counts(again) == [0, 0, 37, 0, 30 * 33 * 22]


def test_the_steel_works(workspace, steel):
    outcome = take(workspace, steel, as_="steel_works_csv")
    assert counts(outcome) == [6 * 35_040 + 7 + 6 + 6, 0, 365, 6 * 365, 0]
    assert {f.code for f in outcome.findings} == {"READING-07"}
    assert len({f.row for f in outcome.findings}) == 365
    ledger = workspace.ledger
    rows = ledger.read("reading", {"meter": "GWANGYANG-EM/kwh"})
    assert rows.num_rows == 35_040
    assert pc.count_distinct(rows["at"]).as_py() == 35_040
    bounds = pc.min_max(rows["at"]).as_py()
    assert bounds["min"].isoformat() == "2017-12-31T15:15:00+00:00"  # 2018-01-01 00:15 in Seoul
    assert bounds["max"].isoformat() == "2018-12-31T15:00:00+00:00"  # 2019-01-01 00:00
    instants = sorted(rows["at"].to_pylist())
    assert {b - a for a, b in pairwise(instants)} == {dt.timedelta(minutes=15)}
    assert pc.sum(rows["amount"]).as_py() == pytest.approx(959_636.71)
    by_rule = rows.filter(pc.equal(rows["corrected_by"], "closing_midnight"))
    assert by_rule.num_rows == 365
    first = outcome.receipts[3].number
    as_received = ledger.read("reading", {"meter": "GWANGYANG-EM/kwh"}, known=first)
    assert pc.min(as_received["at"]).as_py().isoformat() == "2017-12-31T15:00:00+00:00"

    again = take(workspace, steel, as_="steel_works_csv")
    assert counts(again) == [0, 0, 365, 0, 6 * 35_040 + 19]
    repeated = ledger.read("reading", {"meter": "GWANGYANG-EM/kwh"})
    assert repeated.sort_by("at").equals(rows.sort_by("at"))


def test_an_import_cut_off_before_its_correction_is_completed_by_repeating_it(
    workspace, steel, write, monkeypatch
):
    lines = steel.read_text(encoding="utf-8-sig").splitlines()[: 1 + 2 * 96]
    file = write("two_days.csv", "\n".join(lines))

    def stop(workspace, rules, batch, *rest):
        if batch.record.record_name == "reading":
            raise KeyboardInterrupt
        return ()

    with monkeypatch.context() as broken:
        broken.setattr(sys.modules["luheng.intake.receive"], "apply_rules", stop)
        with pytest.raises(KeyboardInterrupt):
            take(workspace, file, as_="steel_works_csv")
    assert workspace.ledger.read("reading").num_rows == 6 * 192
    outcome = take(workspace, file, as_="steel_works_csv")
    assert counts(outcome) == [0, 0, 2, 12, 6 * 192 + 19]
    moved = workspace.ledger.read("reading", {"corrected_by": "closing_midnight"})
    assert moved.num_rows == 12


def test_a_second_import_of_the_same_file_adds_nothing(workspace, write):
    file = write("a.csv", f"{HEADER}\n{GOOD}\nE2,2025-05,电力,消费,5,kWh\n")
    assert counts(take(workspace, file)) == [2, 0, 2, 0, 0]
    assert counts(take(workspace, file)) == [0, 0, 2, 0, 2]
    assert workspace.ledger.read("activity").num_rows == 2


def test_another_value_for_a_known_key_is_a_correction(workspace, write):
    take(workspace, write("a.csv", f"{HEADER}\n{GOOD}\n"))
    outcome = take(workspace, write("b.csv", f"{HEADER}\n{GOOD.replace('118400', '118500')}\n"))
    assert counts(outcome) == [0, 0, 1, 1, 0]
    assert workspace.ledger.read("activity")["amount"].to_pylist() == [118500.0]


def test_an_unknown_entity_is_kept_and_noted_once(workspace, write):
    entities = write("e.csv", "编码,类型,名称\nE1,企业,一厂\n")
    assert counts(take(workspace, entities, as_="entity")) == [1, 0, 0, 0, 0]
    text = f"{HEADER}\n{GOOD}\nE9,2025-05,电力,消费,5,kWh\nE9,2025-06,电力,消费,5,kWh\n"
    outcome = take(workspace, write("a.csv", text))
    assert counts(outcome) == [3, 0, 1, 0, 0]
    (finding,) = outcome.findings
    assert (finding.code, finding.level, finding.row, finding.value) == (
        "ENTITY-01",
        Level.NOTED,
        3,
        "E9",
    )


def test_a_region_is_no_unknown_entity(workspace, write):
    file = write("m.csv", "关系,下级编码,上级编码,起始日\n位于,E1,130000,2020-01-01\n")
    outcome = take(workspace, file, as_="membership")
    assert [f.value for f in outcome.findings] == ["E1"]


def test_one_unreadable_file_holds_no_other_back(workspace, write, tmp_path):
    files = [
        write("empty.csv", b""),
        write("no.xlsx", b"this is no zip"),
        tmp_path / "missing.csv",
        write("a.csv", f"{HEADER}\n{GOOD}\n"),
    ]
    outcome = take(workspace, *files)
    assert counts(outcome) == [1, 3, 1, 0, 0]
    assert [(f.code, f.source) for f in outcome.findings[:3]] == [
        ("FILE-01", "empty.csv"),
        ("FILE-01", "no.xlsx"),
        ("FILE-01", "missing.csv"),
    ]
    assert all(f.remedy for f in outcome.findings[:3])


def test_a_zip_bomb_is_one_refusal(workspace, write):
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as box:
        box.writestr("[Content_Types].xml", "")
        box.writestr("xl/worksheets/sheet1.xml", b"0" * 40_000_000)
    outcome = take(workspace, write("a.xlsx", buffer.getvalue()))
    assert counts(outcome) == [0, 1, 0, 0, 0]
    assert "zip bomb" in outcome.findings[0].problem


def test_a_missing_column(workspace, write):
    file = write(
        "a.csv",
        "单位编码,报告期,用途,数量,计量单位\nE1,2025-05,消费,5,kWh\nE2,2025-05,消费,5,kWh\n",
    )
    outcome = take(workspace, file)
    assert counts(outcome) == [0, 2, 0, 0, 0]
    assert told(outcome) == [("TABLE-01", "refused", 1)]
    assert outcome.findings[0].column == "item"


def test_merged_cells_text_in_a_number_and_an_unknown_unit(workspace, write):
    buffer = io.BytesIO()
    with xlsxwriter.Workbook(buffer) as book:
        sheet = book.add_worksheet("一厂")
        sheet.write_row(0, 0, HEADER.split(","))
        for n, (item, quantity, unit) in enumerate(
            [("电力", 5.0, "kWh"), ("原煤", "五吨", "t"), ("柴油", 3.0, "桶"), ("汽油", 4.0, "t")],
            start=1,
        ):
            sheet.write_row(n, 1, ["2025-05", item, "消费", quantity, unit])
        sheet.merge_range("A2:A5", "E1")
    outcome = take(workspace, write("a.xlsx", buffer.getvalue()))
    assert counts(outcome) == [2, 2, 2, 0, 0]
    assert [(f.code, f.cell) for f in outcome.findings] == [
        ("CELL-02", "E3"),
        ("UNIT-02", "F4"),
        ("TABLE-04", "A2:A5"),
        ("ENTITY-01", ""),
    ]
    rows = workspace.ledger.read("activity")
    assert sorted(rows["item"].to_pylist()) == ["electricity", "gasoline"]
    assert set(rows["sheet"].to_pylist()) == {"一厂"}


def test_two_rows_for_one_key(workspace, write):
    outcome = take(workspace, write("a.csv", f"{HEADER}\n{GOOD}\n{GOOD[:-10]}9,kWh\n{GOOD}\n"))
    assert counts(outcome) == [0, 3, 0, 0, 0]
    assert told(outcome) == [("KEY-02", "refused", n) for n in (2, 3, 4)]


def test_gb18030(workspace, write):
    outcome = take(workspace, write("a.csv", f"{HEADER}\n{GOOD}\n", encoding="gb18030"))
    assert counts(outcome) == [1, 0, 2, 0, 0]
    assert {f.code for f in outcome.findings} == {"TABLE-09", "ENTITY-01"}


def test_one_bad_cell_of_a_balance_costs_only_itself(workspace, write):
    rows = cells()
    r, _ = place(rows, "三.损失量")
    rows[r][3] = "约5"
    outcome = take(workspace, write("own.xlsx", workbook(rows)), as_="energy_balance")
    assert counts(outcome) == [33 * 22 - 1, 1, 0, 0, 0]
    assert [(f.code, f.cell, f.value) for f in outcome.findings] == [
        ("CELL-02", f"D{r + 1}", "约5")
    ]


def test_a_wrong_province_costs_the_sheet_or_only_a_doubt(workspace, write):
    doubtful = cells(title="6-3  河比能源平衡表(实物量)-2007")
    outcome = take(workspace, write("a.xlsx", workbook(doubtful)), as_="energy_balance")
    assert counts(outcome) == [33 * 22, 0, 1, 0, 0]
    wrong = cells(title="6-3  湖南能源平衡表(实物量)-2007")
    outcome = take(workspace, write("b.xlsx", workbook(wrong)), as_="energy_balance")
    assert counts(outcome) == [0, 1, 0, 0, 0]
    assert told(outcome) == [("BALANCE-03", "refused", 1)]


def test_a_balance_that_does_not_balance_is_kept_and_told(workspace, write):
    rows = cells()
    r, _ = place(rows, "五.平衡差额")
    rows[r][3] = 11.0
    outcome = take(workspace, write("own.xlsx", workbook(rows)), as_="energy_balance")
    assert counts(outcome)[:2] == [33 * 22, 0]
    assert [(f.code, f.cell) for f in outcome.findings] == [
        ("BALANCE-01", f"D{r + 1}"),
        ("BALANCE-02", f"C{r + 1}"),
    ]


def test_the_demo_tables_come_in_through_the_same_door(workspace):
    from luheng.connectors import demo_tables

    with demo_tables.folder() as folder:
        outcome = take(workspace, folder / demo_tables.BALANCES, as_="demo_tables")
    assert outcome.kept == 30 * 33 * 22
    assert Counter(f.code for f in outcome.findings)["BALANCE-01"] == 3


def test_what_is_neither_record_nor_connector(workspace):
    with pytest.raises(BadQuery, match="There is no connector 'nonsense'"):
        take(workspace, as_="nonsense")


def test_findings_are_kept_with_the_receipt(workspace, write):
    outcome = take(workspace, write("a.csv", f"{HEADER}\n{GOOD.replace('kWh', '桶')}\n"))
    (receipt,) = outcome.receipts
    assert workspace.ledger.findings(receipt.number) == outcome.findings


def test_every_code_has_its_page():
    root = Path(__file__).resolve().parents[2]
    rooms = [root / "src/luheng/connectors", root / "src/luheng/intake"]
    texts = [p.read_text(encoding="utf-8") for room in rooms for p in room.rglob("*.py")]
    codes = {c for text in texts for c in re.findall(r'"([A-Z]+-\d\d)"', text)} | {"FILE-01"}
    assert {"CELL-02", "READING-07", "BALANCE-01"} <= codes
    missing = [c for c in sorted(codes) if not (root / "docs/findings" / f"{c}.md").is_file()]
    assert missing == []
