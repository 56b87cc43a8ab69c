"""Profiles in the workspace: kept and read back as they are, and proposed from files."""

import io

import pytest
import xlsxwriter
import yaml
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from luheng.connectors.table.profile import Cell, Condition, Profile, Unpivot
from luheng.errors import BadProfile, BadQuery, UnknownProfile, UnreadableFile
from luheng.intake import receive
from luheng.intake.profiles import Shelf, propose
from luheng.intake.profiles.shelf import from_yaml, to_yaml
from luheng.intake.profiles.translating import translations
from luheng.ledger import Workspace
from luheng.records import record

LAW = settings(
    max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
#: anything that a person may type into a header or a cell
WORD = st.one_of(
    st.sampled_from(["用量(万千瓦时)", "007", "2022", "null", "yes", "1e3", "2025-05-01", "~", "a: b", "#1", "'", " x "]),
    st.text(st.characters(exclude_categories=("Cs", "Cc"), exclude_characters="{}￾￿"), min_size=1, max_size=12),
)  # fmt: skip
ANSWERS = st.dictionaries(WORD, st.one_of(st.none(), WORD), max_size=4)
FROM = st.builds(
    Cell, from_=WORD, part=st.sampled_from(["whole", "before_brackets", "in_brackets"]),
    values=ANSWERS, unlisted=st.sampled_from(["keep", "refuse"]), date_format=st.sampled_from(["", "%Y-%m"]),
)  # fmt: skip
CELL = st.one_of(
    FROM,
    st.builds(Cell, constant=WORD),
    st.builds(lambda a, b: Cell(template=f"{{{a}}}-{b}"), WORD, WORD),
)
CONDITION = st.one_of(
    st.builds(
        lambda c, i: Condition(c, is_=tuple(i)), WORD, st.lists(WORD, min_size=1, max_size=3)
    ),
    st.builds(lambda c, b: Condition(c, blank=b), WORD, st.booleans()),
    st.builds(lambda c: Condition(c, matches=r"^\d+$"), WORD),
)
TURN = st.one_of(
    st.none(),
    st.builds(
        lambda names, blank: Unpivot("quantity", tuple((n, {"period": "2025"}) for n in names), blank=blank),
        st.lists(WORD, min_size=1, max_size=3), st.sampled_from(["absent", "refuse"]),
    ),
    st.just(Unpivot("quantity", (), r"(\d{4})年", {"period": r"\1"})),
)  # fmt: skip
PROFILE = st.builds(
    Profile, name=st.just("p"), record=st.just("activity"),
    columns=st.dictionaries(st.sampled_from(["entity", "item", "role", "method", "note"]), CELL, min_size=1),
    version=st.integers(1, 99), source=WORD, sheet=st.one_of(st.just(""), WORD),
    header_row=st.one_of(st.none(), st.integers(1, 50)), header_rows=st.integers(1, 6),
    texts=st.lists(WORD, max_size=4).map(tuple), fill_down=st.lists(WORD, max_size=2).map(tuple),
    keep=st.lists(CONDITION, max_size=2).map(tuple), skip=st.lists(CONDITION, max_size=2).map(tuple),
    unpivot=TURN,
)  # fmt: skip


@given(PROFILE)
@LAW
def test_a_profile_comes_back_from_its_yaml_as_it_was(profile):
    again = from_yaml("p", to_yaml(profile))
    assert again == profile
    assert again.sha256 == profile.sha256
    assert yaml.safe_load(to_yaml(profile))["record"] == "activity"


@given(PROFILE, PROFILE)
@LAW
def test_the_hash_is_of_what_it_says(one, other):
    same = one.as_dict() | {"version": 1} == other.as_dict() | {"version": 1}
    assert (one.sha256 == other.sha256) == same


@given(st.lists(PROFILE, min_size=1, max_size=4))
@settings(LAW, max_examples=25)
def test_the_shelf_counts_changes_and_keeps_what_was(tmp_path_factory, profiles):
    shelf = Shelf(tmp_path_factory.mktemp("shelf") / "profiles")
    changes, before = 0, ""
    for profile in profiles:
        first = profile.with_version(1)
        kept = shelf.save(first)
        changes += kept.sha256 != before
        before = kept.sha256
        assert shelf.get("p") == kept
        assert kept.version == changes
        assert shelf.save(kept) == kept
    assert shelf.names() == ("p",)
    assert len(list(shelf.folder.glob("earlier/*.yaml"))) == changes - 1


def test_what_a_person_writes_without_quotes_is_its_text():
    text = """
profile: 1
record: activity
columns:
  entity: {from: 企业, values: {007: E7, 1e3: E1000, no: E2}}
  item: {from: 品种, values: {蒸汽: null}}
  period: {constant: 2025-05-01}
rows: {skip: [{column: 备注, blank: true}]}
"""
    made = from_yaml("p", text)
    assert made.columns["entity"].values == {"007": "E7", "1e3": "E1000", "no": "E2"}
    assert made.columns["item"].values == {"蒸汽": None}
    assert made.columns["period"].constant == "2025-05-01"
    assert made.skip == (Condition("备注", blank=True),)


@pytest.mark.parametrize(
    "text", ["", "[1]", "a: [", "profile: 1", "profile: one\nrecord: activity"]
)
def test_yaml_that_is_no_profile_is_refused(text):
    with pytest.raises(BadProfile):
        from_yaml("p", text)


def test_names_stay_in_the_folder(tmp_path):
    shelf = Shelf(tmp_path)
    for name in ("../x", "a/b", "", ".hidden", "x" * 81):
        with pytest.raises(BadProfile):
            shelf.get(name)
    with pytest.raises(UnknownProfile) as caught:
        shelf.get("nothing")
    assert "profiles suggest" in str(caught.value)


# -- proposing -------------------------------------------------------------------------------------


def workbook(rows, name="表1"):
    out = io.BytesIO()
    with xlsxwriter.Workbook(out) as book:
        sheet = book.add_worksheet(name)
        for n, row in enumerate(rows):
            sheet.write_row(n, 0, row)
    return out.getvalue()


def test_titles_aliases_units_in_brackets_and_resemblance():
    content = "企业编码,统计月份,能源品种,收支类别,实物量(吨)\nE1,2025-05,原煤,消费,5\n".encode()
    made = propose(content, "a.csv", "activity", "p")
    found = {m.column: (m.header, m.score) for m in made.matches}
    assert found["entity"] == ("企业编码", 0.95)
    assert found["item"] == ("能源品种", 1.0)
    assert found["period"][0] == "统计月份"
    assert all(m.why_zh and m.why_en for m in made.matches)
    assert made.profile.columns["quantity"] == Cell(from_="实物量(吨)", unit="吨")
    assert (made.missing, made.unread, made.questions) == ((), (), ())


def test_years_as_columns_and_units_in_the_labels():
    rows = [["数据库：年度数据"], ["指标", "2022年", "2021年", "2020年"],
            ["能源消费总量(万吨标准煤)", 541000, 525896, 498314], ["电力消费量(亿千瓦小时)", None, 85200.1, 77620.17]]  # fmt: skip
    made = propose(workbook(rows), "a.xlsx", "statistic", "p", given={"form": "f", "region": "CN"})
    assert made.profile.columns["flow"] == Cell(from_="指标", part="before_brackets")
    assert made.profile.columns["unit"] == Cell(from_="指标", part="in_brackets")
    assert made.profile.unpivot.of("2023年") == {"period": "2023"}
    assert made.missing == ()
    assert next(m for m in made.matches if m.column == "flow").doubtful


def test_carriers_as_columns():
    rows = [["企业", "报告期", "电力(万千瓦时)", "柴油消费量(吨)"], ["E1", "2025-05", 5, 2]]
    made = propose(workbook(rows), "a.xlsx", "activity", "p", given={"role": "consumed"})
    assert [(n, dict(s)) for n, s in made.profile.unpivot.columns] == [
        ("电力(万千瓦时)", {"item": "electricity", "unit": "万千瓦时"}),
        ("柴油消费量(吨)", {"item": "diesel", "unit": "吨"}),
    ]
    assert made.missing == ()


@pytest.mark.parametrize(
    ("title", "given", "period", "asks"),
    [("2025年用电台账", {}, "2025-01", True), ("用电台账", {"year": "2024"}, "2024-01", False),
     ("用电台账", {}, "YYYY-01", True)],
)  # fmt: skip
def test_months_without_a_year_are_asked_about(title, given, period, asks):
    rows = [[title], ["企业", "1月", "2月", "3月"], ["E1", 5, 6, 7]]
    made = propose(workbook(rows), "a.xlsx", "activity", "p", given=given)
    assert made.profile.unpivot.columns[0][1] == {"period": period}
    assert bool(made.questions) == asks
    assert set(made.missing) == {"item", "role", "unit"}


def test_translations_are_proposed_with_their_scores_and_doubts_left_open():
    item = record("activity").columns()["item"]
    by_text = {
        t.text: t for t in translations(item, ["原煤", "焦炭粒", "无烟煤块", "办公用品", "焦炭粒"])
    }
    assert "原煤" not in by_text  # the list knows it
    assert by_text["办公用品"].code is None
    assert by_text["无烟煤块"].code == "anthracite"
    assert 0.75 <= by_text["无烟煤块"].score < 1
    content = "企业,月份,品种,用途,数量,单位\nE1,2025-05,无烟煤块,消费,5,t\nE1,2025-05,办公用品,消费,5,t\n".encode()
    made = propose(content, "a.csv", "activity", "p")
    assert made.profile.columns["item"].values == {"无烟煤块": "anthracite", "办公用品": None}


def test_date_formats_are_told_apart_by_the_days():
    head = "表号,时间,读数,单位\n"
    sure = propose((head + "M1,13-05-2025 08:00,5,kWh\n").encode(), "a.csv", "reading", "p")
    assert sure.profile.columns["at"].date_format == "%d-%m-%Y %H:%M"
    assert sure.questions == ()
    open_ = propose((head + "M1,03-05-2025 08:00,5,kWh\n").encode(), "a.csv", "reading", "p")
    assert "%m-%d-%Y" in open_.questions[0][1]


def test_what_is_named_is_taken_and_what_is_not_there_refused():
    content = "甲,乙\nx,2025\n".encode()
    made = propose(content, "a.csv", "entity", "p", given={"type": "site"}, columns={"id": "甲"})
    assert made.profile.columns["id"] == Cell(from_="甲")
    with pytest.raises(BadQuery):
        propose(content, "a.csv", "entity", "p", columns={"id": "丙"})
    with pytest.raises(BadQuery):
        propose(content, "a.csv", "entity", "p", given={"colour": "red"})
    with pytest.raises(UnreadableFile):
        propose(b"\n\n", "a.csv", "entity", "p")


# -- importing -------------------------------------------------------------------------------------


def test_what_is_proposed_can_be_imported_and_the_receipt_says_by_which(tmp_path):
    workspace = Workspace.create(tmp_path / "w")
    file = tmp_path / "a.csv"
    file.write_text(
        "企业编码,月份,品种,用途,用量(万千瓦时)\nE1,2025-05,电力,消费,5\n", encoding="gb18030"
    )
    made = propose(file.read_bytes(), file.name, "activity", "export")
    kept = Shelf.of(workspace.folder).save(made.profile)
    outcome = receive(workspace, [file], "activity", recorded_by="t", profile="export")
    assert (outcome.kept, outcome.refused) == (1, 0)
    (row,) = workspace.ledger.read("activity").to_pylist()
    assert (row["quantity"], row["unit"], row["amount"]) == (5.0, "万kWh", 50_000.0)
    assert (row["row"], row["col"]) == (2, "E")
    assert workspace.ledger.receipts()["profile"].to_pylist() == [f"export@{kept.sha256}"]
    again = receive(workspace, [file], "activity", recorded_by="t", profile="export")
    assert (again.kept, again.unchanged) == (0, 1)


def test_a_profile_of_another_record_is_refused(tmp_path):
    workspace = Workspace.create(tmp_path / "w")
    Shelf.of(workspace.folder).save(Profile("p", "entity", {"id": Cell(from_="a")}))
    with pytest.raises(BadQuery):
        receive(workspace, [], "activity", recorded_by="t", profile="p")
    with pytest.raises(UnknownProfile):
        receive(workspace, [], "activity", recorded_by="t", profile="q")


HEADS = st.one_of(
    st.sampled_from(["企业", "月份", "2024年", "2025年", "1月", "2月", "电力(kWh)", "柴油(t)", "数量", "单位", "用途", "品种", "", "a", "合计"]),
    st.text(st.characters(exclude_categories=("Cs",), exclude_characters="\x00"), max_size=6),
)  # fmt: skip
CELLS = st.one_of(
    st.sampled_from(["E1", "2025-05", "电力", "消费", "5", "kWh", "", "03-05-2025", "合计", "注：", "#REF!", "{企业}"]),
    st.text(st.characters(exclude_categories=("Cs",), exclude_characters="\x00"), max_size=6),
)  # fmt: skip


@given(
    st.integers(1, 6).flatmap(
        lambda w: st.tuples(
            st.lists(HEADS, min_size=w, max_size=w),
            st.lists(st.lists(CELLS, min_size=w, max_size=w), max_size=5),
        )
    ),
    st.sampled_from(["activity", "statistic", "reading", "entity", "price"]),
)
@settings(LAW, max_examples=120)
def test_any_table_gives_a_proposal_that_reads_it_or_a_refusal(table, name):
    import csv

    from luheng.connectors.table import mapped
    from luheng.intake import check
    from luheng.records import Origin

    out = io.StringIO()
    csv.writer(out).writerows([table[0], *table[1]])
    content = out.getvalue().encode()
    try:
        made = propose(content, "a.csv", name, "p")
        assert from_yaml("p", to_yaml(made.profile)) == made.profile
        batches = mapped.read(content, Origin.of("a.csv", content), made.profile)
    except (UnreadableFile, BadProfile):
        return
    for batch in batches:
        good, findings = check(batch, timezone="Asia/Shanghai")
        assert good.num_rows <= batch.table.num_rows
        assert all(f.problem for f in (*findings, *batch.findings))


# -- names that every system can have --------------------------------------------------------------


def test_a_profile_s_name_is_one_that_windows_can_have(tmp_path):
    shelf = Shelf.of(tmp_path)
    said = {"profile": 1, "record": "activity", "columns": {"entity": {"from": "企业"}}}
    for name in ("con", "NUL", "aux.2025", "Com1"):
        with pytest.raises(BadProfile, match="Windows"):
            shelf.save(Profile.of(name, said))
    shelf.save(Profile.of("Ledger", said))
    with pytest.raises(BadProfile, match="differs in case alone"):
        shelf.save(Profile.of("ledger", said))
    assert shelf.names() == ("Ledger",)


def test_a_file_that_answers_to_another_case_is_another_profile(tmp_path, monkeypatch):
    """On Windows ``ledger.yaml`` opens ``Ledger.yaml``; the receipt would bear a name that is not."""
    shelf = Shelf.of(tmp_path)
    said = {"profile": 1, "record": "activity", "columns": {"entity": {"from": "企业"}}}
    kept = shelf.save(Profile.of("Ledger", said))
    real = type(tmp_path).is_file
    monkeypatch.setattr(type(tmp_path), "is_file", lambda p: real(p) or p.name == "ledger.yaml")
    assert shelf.get("Ledger") == kept
    with pytest.raises(UnknownProfile):
        shelf.get("ledger")
