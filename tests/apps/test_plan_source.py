"""A plan from the register or from the ledger, in one shape; and the review of an accepted one."""

import pytest

from luheng.apps.targets import review
from luheng.apps.targets.plan_source import accepted_ids, open_plan
from luheng.errors import UnknownPlan
from luheng.intake.plan_drafts import Decision, Verdict, accept, read_drafts
from luheng.ledger import Workspace
from luheng.rulebook import plans

#: OWN; the first target's kind, base and year are those of the national plan's line on energy
TEXT = """河北省“十四五”工业节能规划
一、总体要求
（一）主要目标
到2025年，规模以上工业单位增加值能耗比2020年下降15%，大宗工业固废综合利用率达到57%。
到2025年，新型霜花指数达到30%。
二、主要任务
（一）推进节能改造
更换低效设备。以水泥行业为重点更换电机，到2025年，累计创建绿色工厂30家。
三、保障措施
（一）加强组织领导。建立联席会议制度，按年公布进展。
"""


@pytest.fixture
def ledger(tmp_path):
    return Workspace.create(tmp_path / "w").ledger


def accepted(ledger, *, leave=(), **changes):
    drafts = read_drafts(TEXT.encode(), "plan.txt")
    decisions = []
    for d in drafts.drafts:
        mine = changes.get(str(d.values.get("indicator")), {})
        verdict = Verdict.REJECT if d.values.get("indicator") in leave else Verdict.ACCEPT
        decisions.append(Decision(d, verdict, mine))
    outcome = accept(ledger, drafts, decisions, plan="p", by="Li")
    assert outcome.refused == 0
    return drafts, outcome


def test_a_registered_plan_needs_no_ledger(ledger):
    name = "cn_industrial_green_13th"
    assert open_plan(name) == open_plan(name, ledger) == plans.load(name)


def test_an_accepted_plan_has_the_same_shape(ledger):
    drafts, _ = accepted(ledger)
    plan = open_plan("p", ledger)
    assert (plan.id, plan.region, plan.first_year, plan.last_year) == ("p", "130000", 2021, 2025)
    assert (plan.text, plan.sha256) == ("plan.txt", drafts.sha256)
    energy, waste, frost, works = plan.targets
    assert (energy.indicator, energy.kind, energy.change) == (
        "energy_per_value_added", "relative_change", "decrease",
    )  # fmt: skip
    assert (energy.value, energy.unit, energy.base_year, energy.target_year) == (
        "15", "%", 2020, 2025,
    )  # fmt: skip
    assert (waste.value, waste.scope, waste.line) == ("57", "Hebei", 4)
    assert (frost.indicator, frost.line) == ("", 5)
    assert "霜花" in frost.zh
    assert (works.value, works.unit) == ("30", "家")
    assert [t.zh for t in plan.tasks if t.type == "measure"]
    assert {t.parent for t in plan.tasks} - {t.number for t in plan.tasks} <= {None}
    assert accepted_ids(ledger) == ("p",)


def test_what_was_known_then(ledger):
    _, outcome = accepted(ledger)
    accepted(ledger, leave=("bulk_solid_waste_utilisation_rate",))
    assert len(open_plan("p", ledger).targets) == 3
    assert len(open_plan("p", ledger, outcome.receipts[-1].number).targets) == 4
    with pytest.raises(UnknownPlan):
        open_plan("p", ledger, 0)


def test_an_unknown_plan_names_the_accepted_ones(ledger):
    accepted(ledger)
    with pytest.raises(UnknownPlan) as caught:
        open_plan("q", ledger)
    assert "p" in caught.value.known


def test_an_accepted_plan_is_reviewed_like_a_registered_one(ledger):
    accepted(ledger)
    verdicts = review("p", ledger)
    assert [v.target_number for v in verdicts] == [t.number for t in open_plan("p", ledger).targets]
    # no other plan states anything of Hebei up to 2025, and none of an indicator without a code
    assert {v.verdict.value for v in verdicts} == {"nothing_stated"}
    assert all(v.reason for v in verdicts)


def test_what_an_accepted_plan_states_judges_another(ledger):
    """OWN: a plan that states 57.5 % of 2020 for a target of at least 57 % by 2020 meets it."""
    earlier = TEXT.replace("十四五", "十三五").replace("2025", "2020")
    drafts = read_drafts(earlier.encode(), "earlier.txt")
    waste = "bulk_solid_waste_utilisation_rate"
    target = next(d for d in drafts.drafts if d.values.get("indicator") == waste)
    accept(
        ledger,
        drafts,
        [Decision(drafts.head, Verdict.ACCEPT), Decision(target, Verdict.ACCEPT)],
        plan="earlier",
        by="Li",
    )
    later = read_drafts(TEXT.encode(), "plan.txt")
    same = next(d for d in later.drafts if d.values.get("indicator") == waste)
    fact = {"quantity": 57.5, "period": "2020"}
    decision = Decision(same, Verdict.CORRECT, fact, "stated_fact")
    accept(ledger, later, [Decision(later.head, Verdict.ACCEPT), decision], plan="later", by="Li")
    (verdict,) = review("earlier", ledger)
    assert verdict.verdict.value == "met"
    assert verdict.fact_locator.startswith("later ")
