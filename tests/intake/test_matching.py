"""Listings that name enterprises: proposals against the ledger, decisions, and names in records."""

import openpyxl
import pytest

from luheng.errors import BadQuery, UnreadableFile
from luheng.intake import receive
from luheng.intake.match_review import write_review
from luheng.intake.matching import (
    decide,
    decide_one,
    designations,
    enterprises,
    listing,
    propose,
)
from luheng.intake.named_entities import read_names
from luheng.ledger import Workspace
from luheng.records import Batch, Origin, record

ENTITIES = """编码,类型,名称,地址,行业代码
E1,enterprise,唐山宏达钢铁有限公司,唐山市丰润区建设路88号,3120
E2,enterprise,唐山宏远钢铁有限公司,,3120
E3,enterprise,河北新武安钢铁集团有限公司,,3120
S1,site,唐山宏达钢铁有限公司,唐山市丰润区建设路88号,3120
"""
MEMBERSHIPS = """relation,child,parent,valid_from
located_in,E1,130200,2020-01-01
located_in,E2,130200,2020-01-01
located_in,E3,130400,2020-01-01
"""
LISTING = """企业名称,地市,地址,产量
唐山市宏达钢铁,唐山市,建设路88号,5
唐山宏远钢铁有限责任公司,130200,,6
新武安钢铁有限公司,邯郸市,,7
=某某公司,,,8
"""


@pytest.fixture
def workspace(tmp_path):
    made = Workspace.create(tmp_path / "w")
    for name, text in (("entity", ENTITIES), ("membership", MEMBERSHIPS)):
        path = tmp_path / f"{name}.csv"
        path.write_text(text, encoding="utf-8")
        assert receive(made, [path], name, recorded_by="测试").refused == 0
    return made


@pytest.fixture
def names(tmp_path):
    path = tmp_path / "名单.csv"
    path.write_text(LISTING, encoding="utf-8")
    return path


def said(proposals):
    found = proposals.matches.select(["id", "decision", "candidate", "reason"]).to_pylist()
    return {f["id"]: (f["decision"], f["candidate"], f["reason"]) for f in found}


def proposed(workspace, names):
    ledger = workspace.ledger
    return propose(listing(names), enterprises(ledger), designations(ledger))


def test_a_listing_is_matched_with_the_enterprises_of_the_ledger(workspace, names):
    proposals = proposed(workspace, names)
    assert said(proposals) == {
        "2": ("same", "E1", "points"),
        "3": ("same", "E2", "points"),
        "4": ("ask", "E3", "few_points"),
        "5": ("new", None, "nothing_near"),
    }
    assert proposals.counts() == {"same": 2, "ask": 1, "new": 1}


def test_a_decision_is_remembered_and_a_later_one_corrects_it(workspace, names):
    decide_one(workspace, "新武安钢铁有限公司", "E3", region="邯郸", recorded_by="甲")
    assert said(proposed(workspace, names))["4"] == ("same", "E3", "remembered")
    again = decide_one(workspace, "新武安钢铁有限公司", "none", region="邯郸", recorded_by="乙")
    assert again.corrected == 1
    assert said(proposed(workspace, names))["4"] == ("new", None, "remembered")


def test_a_decision_holds_in_its_region_and_one_for_anywhere_everywhere(workspace, names):
    decide_one(workspace, "新武安钢铁有限公司", "E3", region="唐山市", recorded_by="甲")
    assert said(proposed(workspace, names))["4"][0] == "ask"
    decide_one(workspace, "新武安钢铁有限公司", "E3", recorded_by="甲")
    assert said(proposed(workspace, names))["4"] == ("same", "E3", "remembered")


def test_a_row_that_wants_what_a_decided_name_means_is_asked_about(workspace, tmp_path):
    decide_one(workspace, "武钢", "E1", recorded_by="甲")
    path = tmp_path / "l.csv"
    path.write_text("企业名称,地市\n武钢,唐山市\n唐山宏达钢铁有限公司,唐山市\n", encoding="utf-8")
    assert said(proposed(workspace, path))["3"] == ("ask", "E1", "taken")


def test_a_decision_for_an_unknown_entity_is_not_kept(workspace):
    with pytest.raises(BadQuery):
        decide_one(workspace, "某公司", "E9", recorded_by="甲")


def test_the_workbook_comes_back_as_decisions(workspace, names, tmp_path):
    path = tmp_path / "待确认.xlsx"
    write_review(proposed(workspace, names), path)
    book = openpyxl.load_workbook(path)
    assert len(book.sheetnames) == 3
    sheet = book[book.sheetnames[0]]
    assert sheet.max_row == 2
    assert sheet.data_validations.dataValidation[0].formula1 == '"E3,none"'
    new = book[book.sheetnames[2]]
    assert new["A2"].value == "=某某公司"
    assert new["A2"].data_type != "f"
    assert decide(workspace, path, recorded_by="甲").kept == 0
    sheet["C2"] = "E3"
    book.save(path)
    assert decide(workspace, path, recorded_by="甲").kept == 1
    assert said(proposed(workspace, names))["4"] == ("same", "E3", "remembered")


def test_a_file_without_names_or_without_decisions_is_told(workspace, names, tmp_path):
    path = tmp_path / "x.csv"
    path.write_text("甲,乙\n1,2\n", encoding="utf-8")
    with pytest.raises(UnreadableFile):
        listing(path)
    with pytest.raises(UnreadableFile):
        decide(workspace, names, recorded_by="甲")
    with pytest.raises(UnreadableFile):
        listing(tmp_path / "nowhere.csv")


def test_records_that_name_an_enterprise_are_read_or_told(workspace):
    import pyarrow as pa

    wanted = ["唐山宏达钢铁有限公司", "唐山宏大钢铁有限公司", "E2", "某某纸业有限公司", None]
    table = pa.table({"entity": wanted, "row": pa.array(range(2, 7), pa.int32())})
    batch = Batch(record("activity"), Origin("a.csv"), table)
    read, findings = read_names(workspace.ledger, batch, {"E1", "E2", "E3"})
    assert read.table["entity"].to_pylist() == ["E1", wanted[1], "E2", wanted[3], None]
    assert [(f.code, f.value) for f in findings] == [
        ("MATCH-01", wanted[0]),
        ("MATCH-02", wanted[1]),
    ]


def test_records_with_ids_alone_are_left_as_they_are(workspace):
    import pyarrow as pa

    batch = Batch(record("activity"), Origin("a.csv"), pa.table({"entity": ["E1", "X"]}))
    read, findings = read_names(workspace.ledger, batch, {"E1"})
    assert (read.table.equals(batch.table), findings) == (True, ())


def test_an_import_reads_a_name_that_was_decided_as_its_id(tmp_path):
    from luheng.intake import receive
    from luheng.ledger import Workspace

    workspace = Workspace.create(tmp_path / "w")
    register = tmp_path / "entity.csv"
    register.write_text("id,type,name_zh\nE7,enterprise,青林市东山铸造有限公司\n", encoding="utf-8")
    receive(workspace, [register], "entity", recorded_by="张三")
    decided = tmp_path / "designation.csv"
    decided.write_text("name,region,entity\n东山铸造厂,,E7\n", encoding="utf-8")
    done = receive(workspace, [decided], "designation", recorded_by="张三")
    assert done.kept == 1, [str(f) for f in done.findings]
    rows = tmp_path / "activity.csv"
    rows.write_text(
        "entity,period,item,role,quantity,unit\n东山铸造厂,2025-05,electricity,consumed,100,kWh\n",
        encoding="utf-8",
    )
    outcome = receive(workspace, [rows], "activity", recorded_by="张三")
    assert outcome.kept == 1, [str(f) for f in outcome.findings]
    assert workspace.ledger.read("activity")["entity"].to_pylist() == ["E7"]
    assert "MATCH-01" in {f.code for f in outcome.findings}
