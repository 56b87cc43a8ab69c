"""The audit of the rulebook and the list of a release, on a small rulebook made by hand (OWN)."""

import datetime as dt
import json
from pathlib import Path

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from luheng import errors
from luheng.errors import BadQuery, ProvisionalNotNamed, ReleasedAlready
from luheng.rulebook.audit import audit_rulebook
from luheng.rulebook.audit.clauses import held_of, within
from luheng.rulebook.audit.release import (
    hold_against,
    name_provisional,
    release,
    write_release,
)

STANDARD = """\
id: own_1
code: OWN 1
zh: 自编标准
en: A standard of our own
editions:
  - {id: e2020, code: OWN 1-2020, published: 2020-01-01, applies: {from: 2020-01-01, to: null}, replaces: null}
clauses:
  - {edition: e2020, clause: '4', zh: 范围, status: text, file: null}
  - {edition: e2020, clause: '5', zh: 算法, status: rule, file: e2020/clause_5.py, trust: recalled, note: a number from memory}
  - {edition: e2020, clause: '5', zh: 系数, status: data, file: e2020/table_5.yaml}
  - {edition: e2020, clause: '6', zh: 未读, status: todo, file: null}
"""
RULES = '''\
"""OWN 1-2020, clause 5."""

from luheng.rules import clause, rule, source

amount = source("amount", record="activity", unit="kg", grain="entity period", zh="量")


@rule(clause("own_1", "e2020", "5.1", formula=2), unit="kg", grain="entity period", zh="两倍")
def twice(amount):
    """Twice the amount."""
    return 2 * amount
'''
TABLE = """\
quantity: own_factor
zh: 系数
en: factor
kind: factor
grain: [item]
split_by: period_start
source: {standard: OWN 1-2020, clause: '5', place: table 1, read_from: made up for a test}
applies: {from: 2020-01-01, to: null}
known: {from: 2020-01-01}
values:
  - {item: a, value: '1.0', unit: '1', zh: 甲, trust: transcribed, compared: null}
  - {item: [b, c], value: '2', unit: '1', zh: 乙丙, trust: recalled, compared: null}
  - {item: d, value: '3', unit: '1', zh: 丁, trust: printed, compared: {by: a reader, on: 2021-01-01}}
  - {item: e, low: '4', high: '5', unit: '1', zh: 戊, trust: recalled, compared: null}
  - {item: f, value: '6', unit: '1', zh: 己, trust: conflicting, compared: null}
missing:
  - {item: g, zh: 庚, reason: not seen}
"""
OVERLAY = """\
overlay: as_if
zh: 假设
en: as if
why: a test
factors:
  - quantity: own_factor
    grain: [item]
    source: {standard: OWN 1-2020, clause: '5', place: table 1, read_from: made up for a test}
    applies: {from: 2010-01-01, to: 2020-01-01}
    known: {from: 2020-01-01}
    values:
      - {item: a, value: '0.9', unit: '1', zh: 甲, trust: recalled, compared: null}
"""
EXAMPLE = """\
given: 一家企业两倍于1
source: {source}
ask: {{quantity: twice, where: {{entity: E1}}, period: '2024'}}
"""


@pytest.fixture
def root(tmp_path) -> Path:
    """A rulebook of one standard in which everything agrees."""
    write(tmp_path, "own_1/standard.yaml", STANDARD)
    write(tmp_path, "own_1/e2020/clause_5.py", RULES)
    write(tmp_path, "own_1/e2020/table_5.yaml", TABLE)
    write(tmp_path, "own_1/e2020/example_twice.yaml", EXAMPLE.format(source="OWN"))
    write(tmp_path, "own_1/e2020/example_printed.yaml", EXAMPLE.format(source="A Journal, p. 3"))
    write(tmp_path, "overlays/as_if.yaml", OVERLAY)
    return tmp_path


def write(root: Path, name: str, text: str) -> None:
    path = root / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")


def change(root: Path, name: str, old: str, new: str) -> None:
    text = (root / name).read_text(encoding="utf-8")
    assert old in text, old
    write(root, name, text.replace(old, new))


def told(root: Path) -> list[tuple[str, str]]:
    return [(p.code, p.place) for p in audit_rulebook(root).problems]


# -- rows ------------------------------------------------------------------------------------------


def test_a_clause_is_one_row_with_its_values_and_examples(root):
    audit = audit_rulebook(root)
    assert audit.problems == ()
    rows = {row.clause: row.as_dict() for row in audit.clauses}
    assert list(rows) == ["4", "5", "6"]
    assert rows["5"] == {
        "standard": "own_1",
        "edition": "e2020",
        "clause": "5",
        "status": "rule",
        "values_checked": 1,
        "values_provisional": 2,
        "examples_sourced": 1,
        "examples_own": 1,
        "values_transcribed": 1,
        "ranges": 1,
        "missing": 1,
        "code": "OWN 1-2020",
        "zh": "算法；系数",
        "trust": "recalled",
        "note": "a number from memory",
        "quantities": ["amount", "twice", "own_factor"],
        "files": ["e2020/clause_5.py", "e2020/table_5.yaml"],
    }
    assert audit.statuses() == {"rule": 1, "data": 0, "text": 1, "todo": 1}
    assert audit.tally().provisional == 3  # the overlay's among them


def test_what_a_clause_holds_can_be_shown(root):
    (folder,) = audit_rulebook(root).folders
    held = held_of(folder, "e2020", "5")
    assert [h.definition.name for h in held.definitions] == ["amount", "twice"]
    assert [t.quantity for t in held.tables] == ["own_factor"]
    assert sorted(e.file for e in held.examples) == [
        "e2020/example_printed.yaml",
        "e2020/example_twice.yaml",
    ]
    assert held_of(folder, "e2020", "6").definitions == ()


def test_a_value_keeps_its_text_its_cells_and_where_it_was_read(root):
    (folder,) = audit_rulebook(root).folders
    values = folder.tables[0].values
    assert [v.value for v in values] == ["1.0", "2", "3", "4～5", "6"]
    assert values[1].keys == ("item=b", "item=c")
    assert values[1].at == "own_1/e2020/table_5.yaml#1"
    assert {v.source for v in values} == {"OWN 1-2020, 5"}
    assert {v.read_from for v in values} == {"made up for a test"}


def test_a_borrowed_value_counts_where_it_is_printed(root):
    borrowed = TABLE.partition("values:")[0].replace("own_factor", "borrowed_factor")
    borrowed += "borrows: {tables: [own_1/e2020/table_5.yaml]}\nvalues: []\n"
    write(root, "own_1/e2020/table_6.yaml", borrowed)
    change(
        root,
        "own_1/standard.yaml",
        "status: todo, file: null",
        "status: data, file: e2020/table_6.yaml",
    )
    before = audit_rulebook(root)
    assert [p.code for p in before.problems] == ["RULE-06"]  # it cites clause 5
    change(root, "own_1/e2020/table_6.yaml", "clause: '5'", "clause: '6'")
    audit = audit_rulebook(root)
    assert audit.problems == ()
    held = held_of(audit.folders[0], "e2020", "6")
    assert held.tables[0].borrows == ("own_1/e2020/table_5.yaml",)
    assert {c.clause: c.tally.provisional for c in audit.clauses} == {"4": 0, "5": 2, "6": 0}


def test_one_standard_or_edition_can_be_looked_at_alone(root):
    write(root, "own_2/standard.yaml", STANDARD.replace("own_1", "own_2"))
    audit = audit_rulebook(root)
    assert {p.place.split("/")[0] for p in audit.problems} == {"own_2"}
    alone = audit.of({"own_1": ("e2020",)})
    assert {c.standard for c in alone.clauses} == {"own_1"}
    assert alone.problems == ()
    assert audit.of({"own_1": ("e1999",)}).clauses == ()


@pytest.mark.parametrize(
    ("clause", "registered", "expected"),
    [
        ("7", "7", True),
        ("7.1.2", "7", True),
        ("7", "7.1", False),
        ("71", "7", False),
        ("附录A 表A.1", "附录A", True),
        ("A.1", "a", True),
        ("附件1（二）", "附件1", True),
        ("附件12", "附件1", False),
        ("Ａ.１", "A", True),
        ("7", "", False),
    ],
)
def test_a_part_lies_within_its_clause(clause, registered, expected):
    assert within(clause, registered) is expected


@given(st.lists(st.integers(0, 99), min_size=1, max_size=4), st.integers(0, 99))
def test_every_number_lies_within_what_is_above_it_and_in_no_sibling(numbers, other):
    clause = ".".join(map(str, numbers))
    assert within(clause, str(numbers[0]))
    assert within(clause, clause)
    assert within(clause, str(other)) is (other == numbers[0])


# -- problems --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("file", "old", "new", "expected"),
    [
        # the status says more than there is
        ("own_1/standard.yaml", "status: todo, file: null", "status: rule, file: e2020/clause_6.py", ("RULE-05", "own_1/standard.yaml")),
        ("own_1/standard.yaml", "status: todo, file: null", "status: data, file: e2020/table_6.yaml", ("RULE-05", "own_1/standard.yaml")),
        # what is there is not listed
        ("own_1/e2020/clause_5.py", '"5.1"', '"8"', ("RULE-06", "own_1/e2020/clause_5.py")),
        ("own_1/e2020/clause_5.py", '"e2020"', '"e2021"', ("RULE-06", "own_1/e2020/clause_5.py")),
        ("own_1/e2020/table_5.yaml", "clause: '5'", "clause: '6'", ("RULE-06", "own_1/e2020/table_5.yaml")),
        ("own_1/standard.yaml", "replaces: null}", "replaces: null}\n  - {id: e2030, code: OWN 1-2030, published: null, applies: {from: 2030-01-01, to: null}, replaces: null}", ("RULE-06", "own_1/standard.yaml")),
        # the status says less than there is
        ("own_1/standard.yaml", "status: rule, file: e2020/clause_5.py, trust: recalled, note: a number from memory", "status: text, file: null", ("RULE-07", "own_1/standard.yaml")),
        ("own_1/standard.yaml", "status: data, file: e2020/table_5.yaml", "status: todo, file: e2020/table_5.yaml", ("RULE-07", "own_1/e2020/table_5.yaml")),
        # no value without a source
        ("own_1/e2020/table_5.yaml", "read_from: made up for a test", "read_from: ''", ("RULE-08", "own_1/e2020/table_5.yaml#0")),
        ("own_1/e2020/table_5.yaml", "place: table 1", "place: todo", ("RULE-08", "own_1/e2020/table_5.yaml#0")),
        ("own_1/e2020/table_5.yaml", "trust: transcribed, ", "", ("RULE-08", "own_1/e2020/table_5.yaml#0")),
        ("own_1/e2020/table_5.yaml", "{by: a reader, on: 2021-01-01}", "null", ("RULE-08", "own_1/e2020/table_5.yaml#2")),
        ("own_1/e2020/table_5.yaml", "{by: a reader, on: 2021-01-01}", "{by: a reader}", ("RULE-08", "own_1/e2020/table_5.yaml#2")),
        ("overlays/as_if.yaml", "read_from: made up for a test", "read_from: ''", ("RULE-08", "overlays/as_if.yaml own_factor#0")),
        # an example counts for its clause and says where it is from
        ("own_1/e2020/example_twice.yaml", "source: OWN", "source: ''", ("RULE-09", "own_1/e2020/example_twice.yaml")),
        ("own_1/e2020/example_twice.yaml", "quantity: twice", "quantity: thrice", ("RULE-09", "own_1/e2020/example_twice.yaml")),
        ("own_1/e2020/example_twice.yaml", "source: OWN", "source: OWN\nclause: '9'", ("RULE-09", "own_1/e2020/example_twice.yaml")),
        # what cannot be read
        ("own_1/e2020/clause_5.py", "return 2", "return 2.5", ("RULE-04", "own_1/e2020/clause_5.py")),
        ("own_1/e2020/table_5.yaml", "zh: 系数", "zh: {", ("RULE-04", "own_1/e2020/table_5.yaml")),
        ("own_1/standard.yaml", "editions:", "edition:", ("RULE-04", "own_1/standard.yaml")),
        ("overlays/as_if.yaml", "factors:", "factors: [", ("RULE-04", "overlays/as_if.yaml")),
    ],
)  # fmt: skip
def test_what_does_not_agree_is_told_with_its_place_and_code(root, file, old, new, expected):
    change(root, file, old, new)
    assert expected in told(root)


def test_a_problem_says_place_reason_remedy_and_code_in_both_languages(root):
    change(root, "own_1/e2020/clause_5.py", '"5.1"', '"8"')
    problem = next(p for p in audit_rulebook(root).problems if p.code == "RULE-06")
    assert str(problem) == (
        "own_1/e2020/clause_5.py: cited clause 8 is not listed in own_1/standard.yaml: twice.  "
        "[RULE-06]\n"
        "  Add a line to clauses (7 covers 7.1 as well): "
        "- {edition: e2020, clause: '8', zh: …, status: rule, file: e2020/clause_5.py}"
    )
    errors.set_language("zh")
    assert "没有登记在 own_1/standard.yaml" in str(problem)
    assert set(problem.as_dict()) == {"code", "place", "reason", "remedy"}


def test_one_file_that_breaks_hides_no_other(root):
    write(root, "own_1/e2020/clause_6.py", "def (:\n")
    write(root, "own_3/e2020/clause_1.py", "")
    write(root, "own_4/standard.yaml", "- no mapping\n")
    audit = audit_rulebook(root)
    assert [(p.code, p.place) for p in audit.problems] == [
        ("RULE-04", "own_1/e2020/clause_6.py"),
        ("RULE-04", "own_4/standard.yaml"),
        ("RULE-06", "own_3"),
    ]
    assert [c.clause for c in audit.clauses] == ["4", "5", "6"]


def test_an_open_clause_may_hold_a_rule_if_it_notes_what_is_open(root):
    line = "status: rule, file: e2020/clause_5.py, trust: recalled, note: a number from memory"
    change(root, "own_1/standard.yaml", line, "status: todo, file: null, note: half is missing")
    assert [p for p in told(root) if p[0] == "RULE-07"] == []
    # the ledger quantity goes by the file of its line, and no line names the file now
    assert told(root) == [("RULE-06", "own_1/e2020/clause_5.py")]


def test_an_example_may_name_its_clauses(root):
    change(root, "own_1/e2020/example_twice.yaml", "source: OWN", "source: OWN\nclause: ['4', '6']")
    rows = {
        row.clause: (row.examples_sourced, row.examples_own) for row in audit_rulebook(root).clauses
    }
    assert rows == {"4": (0, 1), "5": (1, 0), "6": (0, 1)}


# -- releases --------------------------------------------------------------------------------------

DAY = dt.date(2026, 12, 1)
NAMED = ("own_factor",)


def made(root: Path, name: str = "2026.1") -> dict:
    audit = audit_rulebook(root)
    return release(
        name, audit, name_provisional(audit, NAMED), rulebook="0.1.0+abc", day=DAY, root=root
    )


def test_a_release_is_refused_until_every_provisional_value_is_named(root):
    audit = audit_rulebook(root)
    with pytest.raises(ProvisionalNotNamed) as refused:
        name_provisional(audit, ())
    assert refused.value.count == 3
    assert refused.value.tables == (
        "own_factor  own_1/e2020/table_5.yaml: recalled 1, conflicting 1",
        "own_factor  overlays/as_if.yaml: recalled 1, conflicting 0",
    )
    with pytest.raises(ProvisionalNotNamed) as refused:
        name_provisional(audit, ["own_1/e2020/table_5.yaml"])
    assert refused.value.count == 1
    named = name_provisional(audit, ["own_1/e2020/table_5.yaml", "overlays/as_if.yaml"])
    assert [t.named for t in named] == ["own_1/e2020/table_5.yaml", "overlays/as_if.yaml"]


def test_a_word_that_names_nothing_is_not_passed_over(root):
    with pytest.raises(BadQuery, match="own_facto names no provisional value"):
        name_provisional(audit_rulebook(root), ["own_factor", "own_facto"])


def test_a_release_lists_what_is_in_force_and_every_value(root, tmp_path):
    held = made(root)
    assert (held["release"], held["rulebook"], held["day"]) == ("2026.1", "0.1.0+abc", "2026-12-01")
    (standard,) = held["standards"]
    assert standard["editions"] == [
        {"edition": "e2020", "code": "OWN 1-2020", "published": "2020-01-01", "from": "2020-01-01", "to": None}
    ]  # fmt: skip
    assert held["clauses"] == {"rule": 1, "data": 0, "text": 1, "todo": 1}
    assert held["counts"] == {
        "values": 5, "printed": 1, "transcribed": 1, "recalled": 2, "conflicting": 1,
        "checked": 1, "ranges": 1,
    }  # fmt: skip
    assert held["provisional"][0] == {
        "quantity": "own_factor", "table": "own_1/e2020/table_5.yaml",
        "recalled": 1, "conflicting": 1, "named": "own_factor",
    }  # fmt: skip
    # an example decides no figure, so it is no part of a release
    assert set(held["files"]) == {
        "own_1/standard.yaml", "own_1/e2020/clause_5.py", "own_1/e2020/table_5.yaml", "overlays/as_if.yaml",
    }  # fmt: skip
    place = write_release(held, tmp_path / "releases")
    assert json.loads(place.read_text(encoding="utf-8")) == held


def test_a_name_is_given_once(root, tmp_path):
    place = write_release(made(root), tmp_path / "releases")
    before = place.read_bytes()
    with pytest.raises(ReleasedAlready, match=r"2026\.1 was released before"):
        write_release(made(root), tmp_path / "releases")
    assert place.read_bytes() == before
    write_release(made(root, "2026.2"), tmp_path / "releases")


@pytest.mark.parametrize("name", ["", "../up", "a b", ".hidden", "发布"])
def test_a_name_is_one_of_a_file(root, name):
    with pytest.raises(BadQuery):
        made(root, name)


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("value: '1.0'", "value: '1.1'", r"released own_factor\[item=a\] from 2020-01-01 as 1.0 1; now it is 1.1 1"),
        ("value: '1.0', unit: '1'", "value: '1.0', unit: '%'", "now it is 1.0 %"),
        ("item: d", "item: h", r"own_factor\[item=d\].*now it is gone"),
        ("[b, c]", "[b]", r"own_factor\[item=c\].*now it is gone"),
    ],
)  # fmt: skip
def test_a_value_that_was_released_is_not_edited_in_place(root, tmp_path, old, new, said):
    write_release(made(root), tmp_path / "releases")
    change(root, "own_1/e2020/table_5.yaml", old, new)
    with pytest.raises(ReleasedAlready, match=said):
        hold_against(made(root, "2026.2"), tmp_path / "releases")


def test_a_correction_stands_beside_the_value_that_was_released(root, tmp_path):
    write_release(made(root), tmp_path / "releases")
    row = "  - {item: a, value: '1.1', unit: '1', zh: 甲, trust: transcribed, known: {from: 2026-12-02}, compared: null}\n"
    change(root, "own_1/e2020/table_5.yaml", "missing:\n", f"{row}missing:\n")
    # what became better known, and an interval that was open and is closed, is no edit
    change(root, "own_1/e2020/table_5.yaml", "乙丙, trust: recalled", "乙丙, trust: transcribed")
    change(root, "own_1/e2020/table_5.yaml", "applies: {from: 2020-01-01, to: null}", "applies: {from: 2020-01-01, to: 2030-01-01}")  # fmt: skip
    held = made(root, "2026.2")
    hold_against(held, tmp_path / "releases")
    assert held["counts"]["values"] == 6


def test_a_list_that_was_changed_after_its_release_is_found(root, tmp_path):
    place = write_release(made(root), tmp_path / "releases")
    write(place.parent, "of_somebody_else.json", "{}")
    hold_against(made(root, "2026.2"), place.parent)
    change(place.parent, place.name, '"value": "1.0"', '"value": "1.1"')
    with pytest.raises(ReleasedAlready, match="was changed after its release"):
        hold_against(made(root, "2026.2"), place.parent)


# -- the rulebook itself ---------------------------------------------------------------------------


def test_the_audit_counts_every_value_of_the_rulebook(repository):
    """By another way: the rows of the YAML files themselves."""
    folder = repository / "src/luheng/rulebook"
    rows = []
    for path in folder.glob("*/*/*.yaml"):
        body = yaml.safe_load(path.read_text(encoding="utf-8"))
        if path.parts[-3] != "plans" and "quantity" in body:
            rows += body["values"]
    for path in (folder / "overlays").glob("*.yaml"):
        for body in yaml.safe_load(path.read_text(encoding="utf-8"))["factors"]:
            rows += body["values"]
    tally = audit_rulebook().tally()
    usable = [row for row in rows if "value" in row]
    assert tally.ranges == len(rows) - len(usable)
    assert tally.provisional == sum(r["trust"] in {"recalled", "conflicting"} for r in usable)
    assert tally.checked == sum(r["trust"] == "printed" for r in usable)
    assert tally.transcribed == sum(r["trust"] == "transcribed" for r in usable)
    assert len(usable) > 390
