"""Early warning: which rule speaks of what, and that one cause is one alarm. All figures are OWN."""

import datetime as dt
from dataclasses import replace
from types import SimpleNamespace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import world
from luheng.apps.targets.ledger_rows import append_rows
from luheng.apps.targets.reasons import Reason
from luheng.apps.targets.status.targets import Colour, Measurement, PathPoint, TargetStatus
from luheng.apps.targets.tasks import TaskStep, record_step, states_of
from luheng.apps.targets.warnings.alarms import alarms_of, row_of
from luheng.apps.targets.warnings.firings import Firing, firings
from luheng.apps.targets.warnings.rules import load_rules
from luheng.apps.targets.warnings.run import (
    AlarmState,
    acknowledge,
    close,
    next_steps,
    open_alarms,
    read_alarms,
    warn,
)
from luheng.errors import BadQuery, UnknownAlarm
from luheng.methods.forecast import Forecast, Scale
from luheng.rulebook.plans import load

PLAN = "hebei_industrial_green_14th"
AT = dt.date(2024, 6, 30)
RULES = load_rules()
TARGET = next(t for t in load(PLAN).targets if t.number == "T14HE-001")


def figure(year, value, unit="%"):
    return Measurement(
        "energy_per_value_added", "Hebei", (), str(year), year, value, unit,
        f"OWN table 1 row {year}", None, "transcribed", "statistic",
    )  # fmt: skip


def status(values, *, path=None, gap=None, expected=None, target=TARGET, **more):
    series = tuple(figure(y, v) for y, v in values.items())
    latest = series[-1] if series else None
    given_ = {
        "colour": Colour.AMBER, "reason": Reason("理由", "reason"), "needs": (),
        "probability": None, "forecast": None, "base": figure(2020, 0.0),
    } | more  # fmt: skip
    return TargetStatus(
        target=target, at=AT, unit="%", series=series, latest=latest,
        path=tuple(PathPoint(y, v) for y, v in (path or {}).items()), path_kind="linear",
        expected=expected, gap=gap, progress=None, **given_,
    )  # fmt: skip


def spoken(*statuses, tasks=(), at=AT, rules=RULES):
    return firings(load(PLAN), statuses, tasks, rules, at=at)


def by_rule(found):
    return {f.rule.id: f for f in found}


# ---- what fires

BEHIND = {2021: 1.0, 2022: 2.0, 2023: 3.0}
PATH = {2021: 3.6, 2022: 7.2, 2023: 10.8, 2024: 14.4}


def test_three_years_behind_the_path_speak_with_figures_and_places():
    # a fall of 18 % is promised: more of it is better, and each year is less than the path
    found = by_rule(spoken(status(BEHIND, path=PATH, expected=10.8, gap=-7.8)))
    one = found["off_path"]
    assert (str(one.severity), one.cause) == ("warning", "2021")
    assert one.said.en == (
        "T14HE-001 energy consumption per unit of industrial value added (enterprises above "
        "designated size): worse than the path for 3 periods in a row since 2021: 2021 1 (3.6), "
        "2022 2 (7.2), 2023 3 (10.8), path in brackets, in %."
    )
    assert "连续3期差于路径" in one.said.zh
    places = [e.locator for e in one.evidence if e.what == "figure"]
    assert places == ["OWN table 1 row 2021", "OWN table 1 row 2022", "OWN table 1 row 2023"]


def test_a_fourth_year_makes_it_severe_and_stays_the_same_cause():
    three = by_rule(spoken(status(BEHIND, path=PATH, expected=10.8, gap=-7.8)))["off_path"]
    longer = status({**BEHIND, 2024: 4.0}, path=PATH, expected=14.4, gap=-10.4)
    four = by_rule(spoken(longer))["off_path"]
    assert str(four.severity) == "severe"
    assert four.id == three.id
    assert four.evidence_key != three.evidence_key


def test_ahead_of_the_path_or_two_years_behind_says_nothing():
    assert (
        spoken(status({2021: 9.0, 2022: 9.0, 2023: 12.0}, path=PATH, expected=10.8, gap=1.2)) == ()
    )
    assert spoken(status({2022: 2.0, 2023: 3.0}, path=PATH, expected=10.8, gap=-7.8)) == ()


@pytest.mark.parametrize(
    ("probability", "severity"),
    [(0.5, None), (0.49, "warning"), (0.2, "warning"), (0.19, "severe")],
)
def test_a_low_probability_speaks_by_its_grade(probability, severity):
    ahead = Forecast(2025, 12.0, 9.0, 15.0, 0.8, "trend", 5, 12.0, 2.0, 3, next(iter(Scale)))
    found = spoken(status({2023: 9.0}, probability=probability, forecast=ahead))
    assert [str(f.severity) for f in found] == ([severity] if severity else [])
    if severity:
        assert f"is about {probability:.0%}, below" in found[0].said.en
        assert "Forecast for 2025: 12 % (80% interval 9 to 15), from 5 figures." in found[0].said.en


def test_a_tail_is_told_as_a_bound():
    assert "is less than 1%, below 20%" in spoken(status({2023: 9.0}, probability=0.0))[0].said.en


def test_after_the_target_year_nobody_is_warned_of_what_may_happen():
    assert spoken(status({2023: 9.0}, probability=0.1), at=dt.date(2025, 12, 31)) != ()
    late = spoken(status({2025: 9.0}, probability=0.1), at=dt.date(2026, 1, 1))
    assert "unlikely" not in by_rule(late)


@pytest.mark.parametrize(
    ("at", "severity"),
    [
        (dt.date(2023, 12, 30), None),
        (dt.date(2023, 12, 31), "note"),
        (dt.date(2024, 12, 30), "warning"),
    ],
)
def test_an_old_figure_speaks_from_its_last_day(at, severity):
    # by hand: 2021-12-31 + 730 days = 2023-12-31, + 1095 days = 2024-12-30
    found = spoken(status({2021: 4.0}), at=at)
    assert [str(f.severity) for f in found] == ([severity] if severity else [])


def test_what_cannot_be_said_names_what_is_needed_and_nothing_else_speaks_of_it():
    need = Reason("缺2020年基数。", "the base of 2020 is missing.")
    grey = status({}, colour=Colour.GREY, base=None, needs=(need,))
    found = spoken(grey)
    assert [f.rule.id for f in found] == ["cannot_be_said"]
    assert found[0].said.zh.endswith("无法判断：缺2020年基数。")
    assert str(found[0].severity) == "note"
    # an old figure of a grey target is part of the same silence
    old = status({2015: 4.0}, colour=Colour.GREY, base=None, needs=(need,))
    assert [f.rule.id for f in spoken(old)] == ["cannot_be_said"]


def test_a_cumulative_change_is_judged_by_the_index_behind_it():
    # falls of 1, 9 and 12 % since the base: indices 99, 91 and 88 hold no jump, 9/1 would be one
    assert by_rule(spoken(status({2021: 1.0, 2022: 9.0, 2023: 12.0}))).get("jump") is None
    found = by_rule(spoken(status({2021: 1.0, 2022: 2.0, 2023: 60.0})))["jump"]
    assert found.cause == "2023"
    assert "-59.2%" in found.said.en  # by hand: 40 / 98 - 1


def test_a_promise_that_is_repeated_is_told_once():
    again = replace(TARGET, number="T14HE-012", restates="T14HE-001")
    both = [status(BEHIND, path=PATH, expected=10.8, gap=-7.8, target=t) for t in (TARGET, again)]
    assert [f.subject for f in spoken(*both)] == ["T14HE-001"]


def task(at=AT, **said):
    node = next(n for n in load(PLAN).tasks if n.number == "B4.1")
    steps = (
        [TaskStep("B4.1", dt.datetime(2024, 1, 1, tzinfo=dt.UTC), "张三", **said)] if said else []
    )
    return states_of([replace(node, parent=None)], steps, at=at)


def test_a_late_task_speaks_to_its_responsible_body():
    at = dt.date(2024, 6, 30)
    late = task(at, state="under_way", due=dt.date(2024, 5, 31), responsible=("省工信厅", "发改委"))
    one = spoken(tasks=late, at=at)[0]
    assert (one.rule.id, str(one.severity), one.cause) == ("task_late", "warning", "2024-05-31")
    assert one.addressee == "省工信厅；发改委"
    assert one.evidence[0].locator == "task_step 2024-01-01 张三"
    assert spoken(tasks=task(at, state="done", due=dt.date(2024, 5, 31)), at=at) == ()
    assert spoken(tasks=task(at, state="open", due=dt.date(2024, 6, 1)), at=at) == ()


def test_a_silent_task_is_told_as_silent_and_never_as_severe():
    at = dt.date(2030, 1, 1)
    silent = spoken(tasks=task(at), at=at)[0]
    assert str(silent.severity) == "warning"
    assert "no report was ever made" in silent.said.en
    assert str(spoken(tasks=task(at, state="open"), at=at)[0].severity) == "severe"


# ---- one cause, one alarm

NOW = dt.datetime(2024, 7, 1, tzinfo=dt.UTC)


class Register:
    """The alarms as rows, as the ledger keeps them, without a ledger."""

    def __init__(self):
        self.heads, self.rows, self.now = [], [], NOW

    def alarms(self):
        return alarms_of(self.heads, self.rows)

    def run(self, found, rules=RULES):
        self.now += dt.timedelta(seconds=1)
        steps = next_steps(found, self.alarms(), now=self.now, on=AT, rules=rules)
        self.rows += [row_of(s) for s in steps]
        for f in found:
            if f.id not in {h["id"] for h in self.heads}:
                self.heads.append({
                    "id": f.id, "rule": f.rule.id, "rule_zh": f.rule.zh, "rule_en": f.rule.en,
                    "plan": f.plan, "subject_type": f.subject_type, "subject": f.subject,
                    "cause": f.cause, "on": AT,
                })  # fmt: skip
        return steps

    def act(self, alarm, action):
        self.now += dt.timedelta(seconds=1)
        self.rows.append(row_of(SimpleNamespace(
            alarm=alarm, at=self.now, action=action, by="王五", on=None, severity=None, addressee="",
            cause=Reason("", ""), evidence=(), evidence_key="", rule_from="", note="看过",
        )))  # fmt: skip

    def states(self):
        return {a.id: a.state for a in self.alarms()}


def situation(numbers, length, extra):
    """Firings of made-up targets: which are behind, for how long, by how much."""
    years = range(2024 - length, 2024)
    return spoken(*(
        status(dict.fromkeys(years, 1.0 + extra), path=dict.fromkeys(years, 9.0), expected=9.0, gap=-8.0,
               target=replace(TARGET, number=f"T-{n}"))
        for n in sorted(numbers)
    ))  # fmt: skip


_SITUATIONS = st.builds(
    situation,
    st.frozensets(st.integers(0, 3)),
    st.integers(2, 5),
    st.sampled_from([0.0, 0.5]),
)
_ACTS = st.sampled_from([None, "acknowledged", "closed"])


@settings(max_examples=40)
@given(st.lists(st.tuples(_SITUATIONS, _ACTS), min_size=1, max_size=6), st.integers(1, 3))
def test_asking_many_times_is_asking_once(history, times):
    once, often = Register(), Register()
    for found, act in history:
        once.run(found)
        for _ in range(times):
            often.run(found)
        assert often.run(found) == ()
        for register in (once, often):
            open_ = [a for a in register.alarms() if a.state is AlarmState.RAISED]
            if act and open_:
                register.act(min(a.id for a in open_), act)
        # what a person did stands as long as nothing new is known
        before = often.states()
        assert often.run(found) == ()
        assert often.states() == before
    assert once.states() == often.states()
    assert [r["action"] for r in once.rows] == [r["action"] for r in often.rows]
    ids = [h["id"] for h in often.heads]
    assert len(ids) == len(set(ids))


@settings(max_examples=40)
@given(_SITUATIONS, _SITUATIONS, _ACTS)
def test_new_evidence_reopens_and_a_cause_that_is_gone_closes(first, second, act):
    register = Register()
    register.run(first)
    for alarm in register.alarms():
        if act:
            register.act(alarm.id, act)
    register.run(second)
    before, after = {f.id: f for f in first}, {f.id: f for f in second}
    for alarm in register.alarms():
        if alarm.id not in after:
            assert alarm.state is AlarmState.CLOSED
            assert alarm.closed_by_itself == (act != "closed")
        elif (
            alarm.id not in before or before[alarm.id].evidence_key != after[alarm.id].evidence_key
        ):
            assert alarm.state is AlarmState.RAISED
            assert alarm.spoken.evidence_key == after[alarm.id].evidence_key
        else:
            expected = {None: "raised", "acknowledged": "acknowledged", "closed": "closed"}[act]
            assert str(alarm.state) == expected


def test_a_cause_that_comes_back_is_told_again_unless_a_person_closed_it():
    found, register = situation({1}, 3, 0.0), Register()
    register.run(found)
    register.run(())
    assert [a.closed_by_itself for a in register.alarms()] == [True]
    register.run(found)
    alarm = register.alarms()[0]
    assert [s.action for s in alarm.steps] == ["raised", "gone", "renewed"]
    register.act(alarm.id, "closed")
    register.run(())
    register.run(found)
    assert [s.action for s in register.alarms()[0].steps][-1] == "closed"


def test_words_and_places_do_not_make_an_alarm_new():
    one = situation({1}, 3, 0.0)[0]
    places = tuple(replace(e, locator="elsewhere", zh="别的", en="other") for e in one.evidence)
    reworded = replace(one, said=Reason("换了说法", "other words"), evidence=places)
    assert (one.id, one.evidence_key) == (reworded.id, reworded.evidence_key)


def test_a_rule_that_is_switched_off_closes_its_alarms_and_says_so():
    register = Register()
    register.run(situation({1}, 3, 0.0))
    off = replace(RULES, rules=tuple(replace(r, enabled=False) for r in RULES.rules))
    register.run((), off)
    assert register.alarms()[0].steps[-1].note.endswith("the rule is no longer in force")


# ---- the ledger


@pytest.fixture(scope="module")
def filled(tmp_path_factory):
    """Alarms of a real plan from OWN facts, with one acknowledged and one closed."""
    workspace = world.workspace(tmp_path_factory.mktemp("alarms") / "ws")
    ledger = workspace.ledger
    values = {2020: 1.50, 2021: 1.49, 2022: 1.48, 2023: 1.47}
    world.append(ledger, "stated_fact", [
        {"document": "OWN", "number": str(y), "indicator": "energy_per_value_added", "kind": "level",
         "quantity": v, "unit": "tce/万元", "period": str(y), "scope": "Hebei"}
        for y, v in values.items()
    ])  # fmt: skip
    late = {"state": "under_way", "due": dt.date(2024, 1, 31), "responsible": ("省工信厅",)}
    record_step(ledger, PLAN, TaskStep("B4.1", NOW - dt.timedelta(days=300), "张三", **late))
    return ledger, warn(PLAN, at=AT, ledger=ledger)


def test_a_run_on_a_plan_raises_and_a_second_run_adds_nothing(filled):
    ledger, run = filled
    found = {(f.rule.id, f.subject) for f in run.firings}
    assert {("off_path", "T14HE-001"), ("task_late", "B4.1")} <= found
    assert run.counts()["raised"] == len(run.firings) == len(read_alarms(ledger, PLAN))
    again = warn(PLAN, at=AT, ledger=ledger)
    assert again.steps == ()
    assert again.counts()["standing"] == len(run.firings)
    assert warn(PLAN, at=AT, ledger=ledger, record=False).recorded is False


def test_evidence_and_addressee_come_back_from_the_ledger(filled):
    ledger, run = filled
    late = next(f for f in run.firings if f.rule.id == "task_late" and f.subject == "B4.1")
    alarm = next(a for a in open_alarms(PLAN, ledger=ledger) if a.id == late.id)
    assert alarm.spoken.addressee == "省工信厅"
    assert alarm.spoken.evidence == late.evidence
    assert alarm.cause == late.said
    assert alarm.as_dict()["steps"][0]["action"] == "raised"


def test_people_acknowledge_and_close_and_the_steps_are_kept(filled):
    ledger, run = filled
    off_path = next(f.id for f in run.firings if f.rule.id == "off_path")
    before = ledger.known()
    taken = acknowledge(ledger, off_path[:6], by="王五", note="已约谈")
    assert (taken.state, taken.steps[-1].by, taken.steps[-1].note) == (
        "acknowledged",
        "王五",
        "已约谈",
    )
    with pytest.raises(UnknownAlarm, match="has acknowledged it already"):
        acknowledge(ledger, off_path, by="赵六")
    assert warn(PLAN, at=AT, ledger=ledger).steps == ()
    with pytest.raises(BadQuery, match="needs a note"):
        close(ledger, off_path, by="王五", note="")
    assert close(ledger, off_path, by="王五", note="已下达整改").state is AlarmState.CLOSED
    with pytest.raises(UnknownAlarm, match="closed by 王五"):
        close(ledger, off_path, by="王五", note="再关")
    assert warn(PLAN, at=AT, ledger=ledger).steps == ()
    then = {a.id: a.state for a in read_alarms(ledger, PLAN, before)}
    assert then[off_path] is AlarmState.RAISED


def test_an_unknown_or_a_short_id_says_so(filled):
    ledger, _ = filled
    with pytest.raises(UnknownAlarm, match="no such alarm"):
        acknowledge(ledger, "Wzzz", by="王五")
    with pytest.raises(UnknownAlarm, match="begins several"):
        acknowledge(ledger, "W", by="王五")


def test_an_earlier_day_may_be_looked_at_and_not_recorded(filled):
    ledger, _ = filled
    with pytest.raises(BadQuery, match="--dry-run"):
        warn(PLAN, at=dt.date(2023, 1, 1), ledger=ledger)
    assert warn(PLAN, at=dt.date(2023, 1, 1), ledger=ledger, record=False).recorded is False


def test_an_alarm_without_its_head_is_raised_again_and_is_one(tmp_path):
    """A run that was cut off between its two tables is completed by the next."""
    ledger = world.workspace(tmp_path).ledger
    run = warn("cn_industrial_green_14th", at=AT, ledger=ledger, record=False)
    one = run.steps[0]
    append_rows(ledger, "alarm_step", [row_of(one)], source="cut off", by="luheng")
    assert read_alarms(ledger) == ()
    warn("cn_industrial_green_14th", at=AT, ledger=ledger)
    alarm = next(a for a in read_alarms(ledger) if a.id == one.alarm)
    assert [s.action for s in alarm.steps] == ["raised", "raised"]
    assert warn("cn_industrial_green_14th", at=AT, ledger=ledger).steps == ()


def test_a_clock_that_goes_wrong_does_not_reorder_what_happened(tmp_path):
    ledger = world.workspace(tmp_path).ledger
    run = warn("cn_industrial_green_14th", at=AT, ledger=ledger)
    alarm = run.firings[0].id
    early = dt.datetime(2001, 1, 1, tzinfo=dt.UTC)
    assert acknowledge(ledger, alarm, by="王五", now=early).state is AlarmState.ACKNOWLEDGED


def test_a_task_that_is_done_closes_its_alarm(tmp_path):
    ledger = world.workspace(tmp_path).ledger
    day = dt.date(2026, 6, 30)
    warn("cn_industrial_green_14th", at=day, ledger=ledger)
    done = TaskStep("B4.1", dt.datetime(2026, 1, 5, tzinfo=dt.UTC), "张三", state="done")
    record_step(ledger, "cn_industrial_green_14th", done)
    after = warn("cn_industrial_green_14th", at=day, ledger=ledger)
    assert after.counts() == {"raised": 0, "renewed": 0, "gone": 1, "standing": len(after.firings)}
    gone = next(a for a in read_alarms(ledger) if a.id == after.steps[0].alarm)
    assert (gone.rule, gone.subject, gone.closed_by_itself) == ("task_late", "B4.1", True)
    assert gone.steps[-1].note == "起因已消失 / the cause is gone"


def test_the_registered_plans_without_data_are_silences_and_overdue_tasks_only():
    run = warn("cn_industrial_green_13th", at=dt.date(2021, 6, 30))
    assert {f.rule.id for f in run.firings} <= {"cannot_be_said", "task_late", "stale", "jump"}
    assert all(isinstance(f, Firing) and f.evidence for f in run.firings)
    assert not run.recorded
