"""``luheng targets warn``, ``alarms``, ``acknowledge``, ``close``, ``warning-rules``."""

import pytest

PLAN = "cn_industrial_green_13th"


@pytest.fixture(scope="module")
def works(tmp_path_factory):
    from luheng.ledger import Workspace

    return Workspace.create(tmp_path_factory.mktemp("warned") / "ws").folder


def test_a_dry_run_needs_no_workspace_and_writes_nothing(luheng, here):
    said = luheng("targets", "warn", PLAN, "--at", "2021-06-30", "--dry-run")
    assert (said.code, said.err) == (0, "")
    assert "(not recorded)" in said.out
    assert "task late" in said.out
    assert list(here.iterdir()) == []


def test_alarms_are_raised_once_acknowledged_and_closed(luheng, works):
    there = ("--workspace", works)
    first = luheng("targets", "warn", PLAN, "--at", "2021-06-30", "--json", *there).json()
    assert first["recorded"] is True
    assert first["raised"] == len(first["alarms"]) > 12
    again = luheng("targets", "warn", PLAN, "--at", "2021-06-30", *there)
    assert f"raised 0, renewed 0, closed by themselves 0, standing {first['raised']}." in again.out
    late = luheng("targets", "alarms", PLAN, "--severity", "warning", "--json", *there).json()
    assert {a["rule"] for a in late} == {"task_late"}
    assert all(a["evidence"][0]["locator"].startswith(PLAN) for a in late)
    one, other = late[0]["id"], late[1]["id"]
    taken = luheng("targets", "acknowledge", one, "--by", "王五", "--note", "已督办", *there)
    assert "acknowledged  王五  已督办" in taken.out
    refused = luheng("targets", "close", other, "--by", "王五", *there)
    assert (refused.code, "needs a note" in refused.err) == (1, True)
    shut = luheng(
        "targets", "close", other, "--by", "王五", "--note", "已完成", "--json", *there
    ).json()
    assert (shut["state"], shut["closed_by_itself"]) == ("closed", False)
    assert luheng("targets", "acknowledge", other, *there).code == 1
    for state, wanted in (("acknowledged", one), ("closed", other)):
        rows = luheng("targets", "alarms", "--state", state, "--json", *there).json()
        assert [r["id"] for r in rows] == [wanted]
    listed = luheng("targets", "alarms", "--severity", "warning", "--history", *there)
    assert f"{len(late) - 1} in all." in listed.out
    assert luheng("targets", "alarms", "--all", "--json", *there).json()[-1]["id"] == other


def test_an_earlier_day_is_refused_with_the_way_out(luheng, works):
    luheng("targets", "warn", PLAN, "--at", "2021-06-30", "--workspace", works)
    said = luheng("targets", "warn", PLAN, "--at", "2020-06-30", "--workspace", works)
    assert said.code == 1
    assert "--dry-run shows it without recording" in said.err


def test_the_rules_are_explained_and_an_office_s_are_marked(luheng, here):
    said = luheng("targets", "warning-rules", "--lang", "zh")
    assert "off_path  连续偏离路径  [luheng]" in said.out
    assert "severe" not in said.out
    assert luheng("init", "ws").code == 0
    (here / "ws" / "warnings.yaml").write_text(
        "rules: [{id: stale, enabled: false}]", encoding="utf-8"
    )
    rows = luheng("targets", "warning-rules", "--workspace", here / "ws", "--json").json()
    assert [
        (r["id"], r["source"]) for r in rows if not r["enabled"] and r["source"] != "luheng"
    ] == [("stale", "warnings.yaml")]
    (here / "ws" / "warnings.yaml").write_text(
        "rules: [{id: stale, enable: false}]", encoding="utf-8"
    )
    bad = luheng("targets", "warn", PLAN, "--workspace", here / "ws")
    assert (bad.code, "[WARN-02]" in bad.err) == (1, True)
