"""Plan tasks: states that are reported, states that follow, and a history that nobody rewrites."""

import datetime as dt
import hashlib
from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import load_workbook

import world
from luheng.apps.targets.tasks import (
    TaskStateName,
    TaskStep,
    attach,
    record_step,
    states_of,
    strange_steps,
    task_states,
)
from luheng.errors import BadQuery, UnknownTask
from luheng.intake import receive
from luheng.intake.template import write_template
from luheng.rulebook.plans import PlanTaskNode, load

PLAN = "cn_industrial_green_14th"
DAY = dt.date(2025, 6, 30)


def node(number, parent=None, due=None, kind="measure", responsible=()):
    return PlanTaskNode(
        plan="OWN", number=number, parent=parent, type=kind, zh=f"任务{number}", en=f"task {number}",
        function="none", also=(), section="一", line=1, responsible=responsible, due=due,
    )  # fmt: skip


def step(number, day, *, by="张三", **said):
    at = dt.datetime.fromisoformat(day).replace(tzinfo=dt.UTC)
    return TaskStep(number=number, at=at, by=by, **said)


TREE = (
    node("0", kind="plan"),
    node("1", "0", kind="section"),
    node("1.1", "1", due=dt.date(2025, 5, 31), responsible=("省工信厅",)),
    node("1.2", "1"),
    node("1.2a", "1.2"),
    node("1.2b", "1.2", due=dt.date(2025, 12, 31)),
)


def at(*steps, day=DAY):
    return {s.node.number: s for s in states_of(TREE, steps, at=day)}


# ---- states


def test_what_nobody_reported_is_neither_open_nor_done_nor_late():
    found = at()
    assert {str(s.state) for s in found.values()} == {"not_reported"}
    assert found["1.1"].overdue == 30  # by hand: 31 May to 30 June
    assert found["1.2b"].overdue == 0


@pytest.mark.parametrize(
    ("state", "day", "follows", "overdue"),
    [
        ("open", dt.date(2025, 5, 31), "open", 0),
        ("open", dt.date(2025, 6, 1), "late", 1),
        ("under_way", dt.date(2025, 6, 30), "late", 30),
        ("done", dt.date(2030, 1, 1), "done", 0),
    ],
)
def test_late_follows_from_the_deadline_alone(state, day, follows, overdue):
    found = at(step("1.1", "2025-01-10", state=state), day=day)["1.1"]
    assert (str(found.state), found.overdue, str(found.reported)) == (follows, overdue, state)


def test_a_step_leaves_what_it_does_not_say():
    found = at(
        step("1.1", "2025-02-01", state="under_way", evidence="会议纪要"),
        step("1.1", "2025-03-01", due=dt.date(2025, 12, 31), by="李四"),
        step("1.1", "2025-04-01", responsible=("市工信局", "发改委"), note="移交"),
    )["1.1"]
    assert str(found.state) == "under_way"
    assert found.due == dt.date(2025, 12, 31)
    assert found.due_from.by == "李四"
    assert found.responsible == ("市工信局", "发改委")
    assert found.evidence == "会议纪要"
    assert [s.at.month for s in found.history] == [2, 3, 4]


def test_steps_after_the_day_asked_for_have_not_happened_yet():
    found = at(step("1.1", "2025-07-01", state="done"))["1.1"]
    assert (str(found.state), found.history) == ("not_reported", ())


def test_a_day_ends_where_the_workspace_is():
    """23:30 in China on 30 June is 15:30 UTC; 00:30 on 1 July is still June in UTC."""
    late = TaskStep("1.1", dt.datetime(2025, 6, 30, 16, 30, tzinfo=dt.UTC), "张三", state="done")
    zone = dt.timezone(dt.timedelta(hours=8))
    assert str(states_of(TREE, [late], at=DAY)[2].state) == "done"
    assert str(states_of(TREE, [late], at=DAY, zone=zone)[2].state) == "not_reported"


def test_a_heading_counts_the_leaves_below_it():
    found = at(
        step("1.1", "2025-01-10", state="done"),
        step("1.2b", "2025-01-10", state="open"),
        step("1.2", "2025-01-10", state="done"),
    )
    # 1.2 was reported done as a whole; its parts were not, and nobody says so for them
    assert {str(k): n for k, n in found["1.2"].roll_up.items()} == {"not_reported": 1, "open": 1}
    assert str(found["1.2"].state) == "done"
    expected = {"done": 1, "not_reported": 1, "open": 1}
    assert {str(k): n for k, n in found["1"].roll_up.items()} == expected
    assert found["0"].roll_up == found["1"].roll_up
    assert [s.node.number for s in found.values() if s.is_leaf] == ["1.1", "1.2a", "1.2b"]


_STEPS = st.lists(
    st.builds(
        step,
        st.sampled_from(["1.1", "1.2a", "1.2b"]),
        st.dates(dt.date(2025, 1, 1), dt.date(2025, 12, 31)).map(str),
        state=st.sampled_from([None, "open", "under_way", "done"]),
        due=st.none() | st.dates(dt.date(2025, 1, 1), dt.date(2025, 12, 31)),
        by=st.sampled_from(["甲", "乙"]),
    ),
    max_size=6,
    unique_by=lambda s: (s.number, s.at),
)


@given(_STEPS, st.dates(dt.date(2025, 1, 1), dt.date(2026, 12, 31)), st.randoms())
def test_laws_of_states(steps, day, shuffled):
    found = states_of(TREE, steps, at=day)
    mixed = list(steps)
    shuffled.shuffle(mixed)
    assert found == states_of(TREE, mixed, at=day)  # the order of rows does not count
    for one in found:
        reports = [s for s in one.history if s.state]
        # absent is never done, and nothing is late that nobody spoke of
        assert (one.state is TaskStateName.NOT_REPORTED) == (not reports)
        assert (one.state is TaskStateName.DONE) == bool(reports and reports[-1].state == "done")
        assert (one.state is TaskStateName.LATE) == bool(reports and one.overdue)
    leaves = Counter(s.state for s in found if s.is_leaf)
    assert dict(found[0].roll_up) == dict(leaves)


# ---- the ledger


def test_steps_are_kept_read_back_and_known_as_of_a_receipt(tmp_path):
    ledger = world.workspace(tmp_path).ledger
    first = record_step(ledger, PLAN, step("B4.1", "2024-03-01", state="under_way"))
    record_step(ledger, PLAN, step("B4.1", "2025-03-01", state="done", evidence="验收意见"))
    now = {s.node.number: s for s in task_states(PLAN, at=DAY, ledger=ledger)}["B4.1"]
    assert (str(now.state), now.evidence, len(now.history)) == ("done", "验收意见", 2)
    then = task_states(PLAN, at=DAY, ledger=ledger, known_at=first.number)
    assert [str(s.state) for s in then if s.node.number == "B4.1"] == ["under_way"]
    assert len(task_states(PLAN, at=DAY)) == len(load(PLAN).tasks) == len(then)


def test_the_plan_gives_the_deadline_unless_a_step_sets_another(tmp_path):
    ledger = world.workspace(tmp_path).ledger
    assert next(n for n in load(PLAN).tasks if n.number == "B4.1").due == dt.date(2025, 12, 31)
    record_step(ledger, PLAN, step("B4.1", "2024-03-01", state="open", due=dt.date(2024, 6, 30)))
    found = next(s for s in task_states(PLAN, at=DAY, ledger=ledger) if s.node.number == "B4.1")
    assert (found.due, str(found.state), found.overdue) == (dt.date(2024, 6, 30), "late", 365)


@pytest.mark.parametrize("state", ["late", "not_reported", "finished"])
def test_what_is_derived_cannot_be_reported(tmp_path, state):
    with pytest.raises(BadQuery, match="cannot be reported"):
        record_step(world.workspace(tmp_path).ledger, PLAN, step("B4.1", "2024-03-01", state=state))


def test_a_step_needs_a_task_a_name_and_something_to_say(tmp_path):
    ledger = world.workspace(tmp_path).ledger
    with pytest.raises(UnknownTask, match=r"has no task 'B4\.11'") as raised:
        record_step(ledger, PLAN, step("B4.11", "2024-03-01", state="done"))
    assert "B4.1" in raised.value.near
    with pytest.raises(BadQuery, match="nothing to record"):
        record_step(ledger, PLAN, step("B4.1", "2024-03-01"))
    with pytest.raises(BadQuery, match="who reports"):
        record_step(ledger, PLAN, step("B4.1", "2024-03-01", state="done", by=" "))


def test_an_attached_file_is_kept_once_under_its_hash(tmp_path):
    workspace = world.workspace(tmp_path / "ws")
    one, other = tmp_path / "验收.PDF", tmp_path / "copy.pdf"
    one.write_bytes(b"proof")
    other.write_bytes(b"proof")
    kept = attach(workspace, one)
    assert (kept.name, kept.sha256) == ("验收.PDF", hashlib.sha256(b"proof").hexdigest())
    assert attach(workspace, other).sha256 == kept.sha256
    stored = list((workspace.folder / "attachments").iterdir())
    assert [p.name for p in stored] == [f"{kept.sha256}.pdf"]
    assert stored[0].read_bytes() == b"proof"


# ---- a spreadsheet


def test_many_steps_come_from_the_template(tmp_path):
    workspace = world.workspace(tmp_path / "ws")
    file = write_template("task_step", tmp_path / "steps.xlsx")
    book = load_workbook(file)
    sheet = book["task_step"]
    titles = [c.value for c in sheet[1]]
    rows = [
        {"规划": PLAN, "任务序号": "B4.1", "填报时间": dt.date(2025, 3, 1), "填报人": "张三",
         "状态": "推进中", "责任单位": "省工信厅；发改委"},
        {"规划": PLAN, "任务序号": "B4.2", "填报时间": dt.date(2025, 3, 1), "填报人": "张三",
         "状态": "已办结", "依据": "验收意见"},
        {"规划": PLAN, "任务序号": "B4.3", "填报时间": dt.date(2025, 3, 1), "填报人": "张三",
         "状态": "逾期"},
        {"规划": PLAN, "任务序号": "B4.4", "填报时间": dt.date(2025, 3, 1), "填报人": "张三"},
        {"规划": PLAN, "任务序号": "Z9", "填报时间": dt.date(2025, 3, 1), "填报人": "张三",
         "状态": "未开始"},
    ]  # fmt: skip
    for number, row in enumerate(rows, start=2):
        for title, value in row.items():
            sheet.cell(number, titles.index(title) + 1, value)
    book.save(file)
    outcome = receive(workspace, [file], "task_step", recorded_by="test")
    assert (outcome.kept, outcome.refused) == (3, 2)
    # a state that cannot be read leaves its row without anything else to say
    assert {(f.code, f.row) for f in outcome.findings if f.level == "refused"} == {
        ("CODE-01", 4),
        ("TASK-02", 5),
    }
    found = {s.node.number: s for s in task_states(PLAN, at=DAY, ledger=workspace.ledger)}
    assert str(found["B4.1"].state) == "under_way"
    assert found["B4.1"].responsible == ("省工信厅", "发改委")
    assert str(found["B4.2"].state) == "done"
    assert str(found["B4.4"].state) == "not_reported"
    assert [s.number for s in strange_steps(PLAN, workspace.ledger)] == ["Z9"]
    again = receive(workspace, [file], "task_step", recorded_by="test")
    assert (again.kept, again.corrected, again.unchanged) == (0, 0, 3)
