"""Submissions: steps follow states, are sealed and kept; who has not filed is known and reminded."""

import datetime as dt
import json

import pytest

from luheng.errors import BadOffice, BadRemark, IllegalStep, NoRight, RowsNotAsFiled
from luheng.intake.submissions import Desk, audit
from luheng.intake.submissions.chain import NOUGHT, seal
from luheng.intake.submissions.office import steps
from world import activity, append, expected, member, workspace

MONTH = "2025-05"


@pytest.fixture
def place(tmp_path):
    """Four enterprises that owe diesel and coal each month, in two cities of one province."""
    made = workspace(tmp_path)
    ledger = made.ledger
    names = ("E1", "E2", "E3", "E4")
    append(ledger, "entity", [{"id": e, "type": "enterprise", "name_zh": f"{e}厂"} for e in names])
    append(ledger, "membership", [
        *(member("located_in", e, "130100" if e in {"E1", "E2"} else "130200") for e in names),
        member("province_of", "130100", "130000"), member("province_of", "130200", "130000"),
    ])  # fmt: skip
    append(ledger, "expectation", [
        expected("activity", e, "P1M", "2025-01-01", item=i, role="consumed")
        for e in names for i in ("diesel", "raw_coal")
    ])  # fmt: skip
    append(ledger, "activity", [
        activity(e, MONTH, i, 5.0, "kg") for e in ("E1", "E2", "E3") for i in ("diesel", "raw_coal")
        if (e, i) != ("E2", "raw_coal")
    ], "may.csv")  # fmt: skip
    return made


def office(place, due=10, people=""):
    text = f'[forms.energy]\nrecords = ["activity"]\nzh = "能源月报"\ndue_days = {due}\n{people}'
    (place.folder / "submissions.toml").write_text(text, encoding="utf-8")


def rows(desk, **more):
    return {r["entity"]: r for r in desk.standing(**more).to_pylist()}


def test_a_month_is_filed_checked_returned_filed_again_and_accepted(place):
    desk = Desk.open(place, "activity", MONTH)
    assert {r["state"] for r in rows(desk).values()} == {"owed"}
    assert (rows(desk)["E2"]["owed"], rows(desk)["E2"]["met"]) == (2, 1)
    desk.file(["E1"], by="甲")
    desk.check(["E1"], by="乙")
    desk.give_back("E1", ["item=diesel#quantity: 与上月相差千倍"], by="乙")
    returned = rows(desk)["E1"]
    assert (returned["state"], returned["returns"]) == ("returned", 1)
    (remark,) = json.loads(returned["remarks"])
    assert remark["places"] == [{"source": "may.csv", "sheet": None, "row": 2, "value": "5.0"}]
    append(place.ledger, "activity", [activity("E1", MONTH, "diesel", 6.0, "kg")], "again.csv")
    desk.file(["E1"], by="甲")
    desk.accept(["E1"], by="乙")
    steps_ = desk.history("E1")
    assert [s["state"] for s in steps_] == ["filed", "checked", "returned", "filed", "accepted"]
    assert [s["by"] for s in steps_] == ["甲", "乙", "乙", "甲", "乙"]
    assert steps_[0]["rows_sha256"] != steps_[3]["rows_sha256"] == steps_[4]["rows_sha256"]
    assert {r["state"] for e, r in rows(desk).items() if e != "E1"} == {"owed"}


def test_each_step_is_sealed_over_the_one_before(place):
    desk = Desk.open(place, "activity", MONTH)
    desk.file(["E1", "E3"], by="甲")
    desk.accept(["E1"], by="乙", note="同意")
    first, second = desk.history("E1")
    assert first["previous"] == NOUGHT
    assert second["previous"] == first["hash"]
    assert second["hash"] == seal(first["hash"], second)
    assert seal(first["hash"], {**second, "by": "丙"}) != second["hash"]
    found = audit(desk)
    assert (found.steps, found.sound) == (3, True)


def test_a_step_that_was_tampered_with_is_found(place):
    desk = Desk.open(place, "activity", MONTH)
    desk.file(["E1"], by="甲")
    (step,) = desk.history("E1")
    forged = {k: step[k] for k in step if k not in {"receipt", "corrected_by"}}
    forged |= {"number": 2, "state": "accepted", "action": "accept", "previous": step["hash"]}
    append(place.ledger, "submission_step", [{**forged, "hash": "0" * 64}])
    assert not audit(desk).sound
    assert [s["number"] for s in audit(desk).broken] == [2]


def test_of_two_steps_of_one_number_the_first_holds(place):
    desk = Desk.open(place, "activity", MONTH)
    desk.file(["E1"], by="甲")
    (step,) = desk.history("E1")
    other = {k: step[k] for k in step if k not in {"receipt", "corrected_by"}} | {"by": "丙"}
    append(place.ledger, "submission_step", [{**other, "hash": seal(NOUGHT, other)}])
    assert [s["by"] for s in desk.history("E1")] == ["甲"]
    assert rows(desk)["E1"]["by"] == "甲"


@pytest.mark.parametrize("step", [
    lambda desk: desk.check(["E1"], by="乙"),
    lambda desk: desk.accept(["E1"], by="乙"),
    lambda desk: desk.give_back("E1", ["*: 请重报"], by="乙"),
])  # fmt: skip
def test_what_was_not_filed_cannot_go_on(place, step):
    desk = Desk.open(place, "activity", MONTH)
    with pytest.raises(IllegalStep) as error:
        step(desk)
    assert "E1 (owed)" in str(error.value)
    assert desk.history("E1") == []


def test_steps_of_many_are_taken_together_or_not_at_all(place):
    desk = Desk.open(place, "activity", MONTH)
    desk.file(["E1", "E2"], by="甲")
    with pytest.raises(IllegalStep):
        desk.accept(["E1", "E2", "E3"], by="乙")
    assert rows(desk)["E1"]["state"] == "filed"
    done = desk.accept(["E2", "E1"], by="乙")
    assert done.entities == ("E1", "E2")
    assert {rows(desk)[e]["state"] for e in ("E1", "E2")} == {"accepted"}


def test_an_empty_month_cannot_be_filed_and_changed_rows_not_accepted(place):
    desk = Desk.open(place, "activity", MONTH)
    with pytest.raises(RowsNotAsFiled, match="E4"):
        desk.file(["E4"], by="甲")
    desk.file(["E1"], by="甲")
    append(place.ledger, "activity", [activity("E1", MONTH, "diesel", 7.0, "kg")], "late.csv")
    assert rows(desk)["E1"]["changed"]
    with pytest.raises(RowsNotAsFiled, match="E1"):
        desk.accept(["E1"], by="乙")
    desk.file(["E1"], by="甲")
    desk.accept(["E1"], by="乙")
    assert not rows(desk)["E1"]["changed"]


def test_remarks_point_to_rows_or_to_what_is_lacking(place):
    desk = Desk.open(place, "activity", MONTH)
    desk.file(["E2"], by="甲")
    for wrong in ("item=coke: 缺", "item=diesel#kosten: 错", "没有冒号"):
        with pytest.raises(BadRemark):
            desk.give_back("E2", [wrong], by="乙")
    desk.give_back("E2", ["item=raw_coal：漏报原煤", "*: 请核对全表"], by="乙")
    lacking, whole = json.loads(rows(desk)["E2"]["remarks"])
    assert (lacking["places"], lacking["text"]) == ([], "漏报原煤")
    assert whole["row"] == "*"


def test_who_has_not_filed_is_listed_and_reminded(place):
    office(place)
    desk = Desk.open(place, "energy", MONTH)
    today = desk.today()
    due = dt.date(2025, 6, 10)
    assert {r["due"] for r in rows(desk).values()} == {due}
    assert {r["days_late"] for r in rows(desk).values()} == {(today - due).days}
    assert {r["days_late"] for r in rows(desk, on=due).values()} == {None}
    assert rows(desk, on=due + dt.timedelta(days=1))["E4"]["days_late"] == 1
    desk.file(["E1"], by="甲")
    said = desk.remind(by="乙", region="130200")
    assert [s.entity for s in said] == ["E3", "E4"]
    assert "第1次催报" in said[1].text_zh
    assert "E4厂" in said[1].text_zh
    assert "0 of 2 items" in said[1].text_en
    assert [s.count for s in desk.remind(["E4"], by="乙")] == [2]
    assert (rows(desk)["E4"]["reminders"], rows(desk)["E4"]["state"]) == (2, "owed")
    assert desk.history("E4")[1]["message"].startswith("E4厂（E4）：2025-05的能源月报")
    desk.file(["E3"], by="甲")
    assert [s.entity for s in desk.remind(by="乙")] == ["E2", "E4"]


def test_late_filing_is_flagged_and_without_a_day_nothing_is_late(place):
    plain = Desk.open(place, "activity", MONTH)
    assert plain.file(["E1"], by="甲").late == ()
    assert {r["days_late"] for r in rows(plain).values()} == {None}
    assert plain.remind(by="乙") == ()
    assert len(plain.remind(by="乙", early=True)) == 3
    office(place)
    desk = Desk.open(place, "energy", MONTH)
    assert desk.file(["E1"], by="甲").late == ("E1",)
    assert rows(desk)["E1"]["days_late"] > 0


def test_people_act_at_their_level_and_in_their_area(place):
    office(place, people=(
        '[people."甲"]\nlevel = "enterprise"\narea = "E1"\n'
        '[people."乙"]\nlevel = "city"\narea = "130100"\n'
    ))  # fmt: skip
    desk = Desk.open(place, "energy", MONTH)
    with pytest.raises(NoRight, match="丙"):
        desk.file(["E1"], by="丙")
    with pytest.raises(NoRight, match="E2"):
        desk.file(["E2"], by="甲")
    desk.file(["E1"], by="甲")
    with pytest.raises(NoRight, match="enterprise"):
        desk.accept(["E1"], by="甲")
    desk.accept(["E1"], by="乙")
    with pytest.raises(NoRight, match="E3"):
        desk.remind(["E3"], by="乙")


def test_the_province_sees_its_cities_and_what_was_known_then(place):
    desk = Desk.open(place, "activity", MONTH)
    before = place.ledger.known()
    desk.file(["E1"], by="甲")
    assert list(rows(desk, region="130000")) == ["E1", "E2", "E3", "E4"]
    assert list(rows(desk, region="130200")) == ["E3", "E4"]
    assert rows(desk, known=before)["E1"]["state"] == "owed"
    assert rows(desk)["E1"]["state"] == "filed"


def test_what_a_site_owes_its_enterprise_files(place):
    ledger = place.ledger
    append(ledger, "membership", [member("part_of", "S1", "E4")])
    append(ledger, "expectation", [expected("activity", "S1", "P1M", "2025-01-01")])
    append(ledger, "activity", [activity("S1", MONTH, "diesel", 3.0, "kg")])
    desk = Desk.open(place, "activity", MONTH)
    assert "S1" not in rows(desk)
    assert (rows(desk)["E4"]["owed"], rows(desk)["E4"]["met"]) == (3, 1)
    desk.file(["E4"], by="甲")
    desk.give_back("E4", ["entity=S1: 请核对"], by="乙")
    assert rows(desk)["E4"]["state"] == "returned"


@pytest.mark.parametrize("text", [
    "forms = 3", '[forms.x]\nrecords = ["reading"]', "[forms.x]\ndue_days = -1\nrecords=['activity']",
    '[people."甲"]\nlevel = "king"', "[[[",
])  # fmt: skip
def test_settings_that_break_their_form_are_told(place, text):
    (place.folder / "submissions.toml").write_text(text, encoding="utf-8")
    with pytest.raises(BadOffice):
        Desk.open(place, "x", MONTH)


def test_every_step_leads_to_a_state_that_another_leaves_or_is_the_end():
    starts = {s.start for s in steps()}
    assert {s.end for s in steps()} <= starts
    assert len({(s.action, s.start) for s in steps()}) == len(steps())


def test_a_thousand_enterprises_are_listed_and_accepted_in_one_go(tmp_path):
    place = workspace(tmp_path)
    names = [f"E{n:04d}" for n in range(1000)]
    append(place.ledger, "expectation", [
        expected("activity", e, "P1M", "2025-01-01", item="diesel", role="consumed") for e in names
    ])  # fmt: skip
    append(place.ledger, "activity", [activity(e, MONTH, "diesel", 5.0, "kg") for e in names[:900]])
    desk = Desk.open(place, "activity", MONTH)
    desk.file(names[:900], by="甲")
    done = desk.accept(names[:900], by="乙")
    assert len(done.entities) == 900
    table = desk.standing()
    states = table["state"].to_pylist()
    assert (states.count("accepted"), states.count("owed")) == (900, 100)
    assert audit(desk).sound
