"""``luheng targets tasks`` and ``task``, as a person at a terminal meets them."""

import hashlib

import pytest

PLAN = "cn_industrial_green_14th"


@pytest.fixture
def works(luheng, here):
    assert luheng("init", "ws").code == 0
    return here / "ws"


def test_without_a_workspace_the_plan_s_own_tasks_are_listed(luheng, here):
    said = luheng("targets", "tasks", PLAN, "--at", "2023-06-30")
    assert said.code == 0
    assert "not reported 73" in said.out
    assert "There is no workspace" in said.out
    rows = luheng("targets", "tasks", PLAN, "--at", "2023-06-30", "--json").json()
    assert {r["state"] for r in rows} == {"not_reported"}
    assert next(r for r in rows if r["number"] == "B4.1")["due"] == "2025-12-31"


def test_a_step_is_recorded_and_shown_with_its_history(luheng, works):
    proof = works.parent / "验收.pdf"
    proof.write_bytes(b"proof")
    words = ("--workspace", works, "--by", "张三")
    first = luheng("targets", "task", PLAN, "B4.1", "--state", "under_way", "--body", "省工信厅;发改委",
                   "--on", "2024-03-01", *words)  # fmt: skip
    assert (first.code, first.err) == (0, "")
    assert "Recorded as receipt 1." in first.out
    said = luheng("targets", "task", PLAN, "B4.1", "--state", "done", "--due", "2026-06-30",
                  "--evidence", proof, "--note", "办结", *words)  # fmt: skip
    assert "due  2026-06-30 (set by 张三 on " in said.out
    assert "the plan: 2025-12-31)" in said.out
    digest = hashlib.sha256(b"proof").hexdigest()
    assert (works / "attachments" / f"{digest}.pdf").read_bytes() == b"proof"
    shown = luheng("targets", "task", PLAN, "B4.1", "--workspace", works, "--json").json()
    assert [s["state"] for s in shown["history"]] == ["under_way", "done"]
    assert shown["responsible"] == ["省工信厅", "发改委"]
    assert (shown["evidence"], shown["history"][1]["evidence_sha256"]) == ("验收.pdf", digest)
    plain = luheng("targets", "task", PLAN, "B4.1", "--workspace", works)
    assert "2024-03-01 00:00  张三  under way  responsible 省工信厅；发改委" in plain.out


def test_the_list_narrows_to_a_state_a_body_or_what_is_overdue(luheng, works):
    words = ("--workspace", works)
    luheng("targets", "task", PLAN, "B4.1", "--state", "under_way", "--body", "省工信厅", "--on",
           "2024-03-01", *words)  # fmt: skip
    day = ("--at", "2026-01-30", "--json")
    late = luheng("targets", "tasks", PLAN, "--state", "late", *day, *words).json()
    assert [(r["number"], r["overdue_days"], r["reported"]) for r in late] == [
        ("B4.1", 30, "under_way")
    ]
    body = luheng("targets", "tasks", PLAN, "--body", "工信厅", *day, *words).json()
    assert [r["number"] for r in body] == ["B4.1"]
    overdue = luheng("targets", "tasks", PLAN, "--overdue", *day, *words).json()
    assert "B4.1" in {r["number"] for r in overdue}
    assert {r["state"] for r in overdue} == {"late", "not_reported"}
    shown = luheng("targets", "tasks", PLAN, "--state", "late", "--at", "2026-01-30", *words)
    assert "late (reported under way, 30 days past due)" in " ".join(shown.out.split())
    before = luheng(
        "targets", "tasks", PLAN, "--state", "late", *day, "--known-at", "0", *words
    ).json()
    assert before == []


def test_mistakes_are_answered(luheng, works):
    words = ("--workspace", works)
    wrong = luheng("targets", "task", PLAN, "B4.99", "--state", "done", *words)
    assert wrong.code == 1
    assert "[TASK-01]" in wrong.err
    missing = luheng("targets", "task", PLAN, "B4.1", "--evidence", "no_such.pdf", *words)
    assert "there is no such file" in missing.err
    assert luheng("targets", "task", PLAN, "B4.1", "--state", "late", *words).code == 2
    assert luheng("targets", "tasks", "no_such_plan").code == 1


def test_steps_that_name_no_task_are_seen(luheng, works, here):
    (here / "steps.csv").write_text(
        f"规划,任务序号,填报时间,填报人,状态\n{PLAN},Z9,2025-03-01 08:00,张三,已完成\n",
        encoding="utf-8",
    )
    said = luheng("import", here / "steps.csv", "--as", "task_step", "--workspace", works)
    assert said.code == 0
    shown = luheng("targets", "tasks", PLAN, "--workspace", works)
    assert "1 more steps name tasks that the plan does not have: Z9  [TASK-01]" in shown.out
