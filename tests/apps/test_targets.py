"""The review of a plan: known verdicts with their whole reasons, and none that is forced."""

import json
from collections import Counter
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import pytest
from typer.testing import CliRunner

from luheng.apps.targets import Verdict, VerdictName, review, review_figure
from luheng.apps.targets.figure import fulfilment
from luheng.apps.targets.review import _against, _judge
from luheng.cli.targets import app
from luheng.errors import UnknownPlan, language, set_language
from luheng.rulebook import plans

OLD, NEW = "cn_industrial_green_13th", "cn_industrial_green_14th"


@pytest.fixture(autouse=True)
def _chinese():
    before = language()
    set_language("zh")
    yield
    set_language(before)


def of(number):
    return next(v for v in review(OLD) if v.target_number == number)


def promise(number, **change):
    return replace(next(t for t in plans.load(OLD).targets if t.number == number), **change)


def stated(number, **change):
    return replace(next(f for f in plans.load(NEW).facts if f.number == number), **change)


# ---- the answer


def test_how_many_promises_of_the_13th_plan_were_kept():
    verdicts = review(OLD)
    assert Counter(v.verdict.value for v in verdicts) == {
        "met": 9,
        "missed": 1,
        "not_comparable": 5,
        "nothing_stated": 45,
    }
    assert Counter(v.verdict.value for v in verdicts if v.restates is None) == {
        "met": 6,
        "missed": 1,
        "not_comparable": 5,
        "nothing_stated": 45,
    }
    assert {v.indicator_id for v in verdicts if v.verdict == "met"} == {
        "green_park_count",
        "green_factory_count",
        "green_product_variety_count",
        "water_per_value_added",
        "pollutant_intensity_key_industries",
        "green_supply_chain_count",
    }
    assert {v.indicator_id for v in verdicts if v.verdict == "not_comparable"} == {
        "solid_waste_utilisation_rate",
        "recycled_resources_amount",
        "green_manufacturing_output",
        "bulk_solid_waste_utilisation_amount",
        "recycled_resources_rate",
    }


REASONS = {
    "T13-004": (
        "missed",
        -2,
        (
            "载明下降约16%，按约数最有利读作16.5%，仍达不到目标下降18%。两处名称不同（“规模以上企业单位工业增加值能耗”"
            "“规模以上工业单位增加值能耗”），按同一指标比较。"
        ),
        (
            "Stated is a fall of about 16%, read at its best as 16.5%, which still misses the promise of "
            "a fall of 18%. The names differ (规模以上企业单位工业增加值能耗, 规模以上工业单位增加值能耗) "
            "and are taken for one indicator."
        ),
    ),
    "T13-013": (
        "met",
        17,
        "载明下降约40%，按约数最不利读作35%，仍达到目标下降23%。",
        (
            "Stated is a fall of about 40%, read at its worst as 35%, which still meets the promise of a "
            "fall of 23%."
        ),
    ),
    "T13-014": (
        "met",
        0,
        "载明下降20%以上，其下限已达到目标下降20%。",
        "Stated is a fall of at least 20%, whose lower end meets the promise of a fall of 20%.",
    ),
    "T13-002": (
        "met",
        1121,
        "载明2121家，达到目标1000家。两处名称不同（“绿色示范工厂数量”“绿色工厂数量”），按同一指标比较。",
        (
            "Stated is 2121, which meets the promise of 1000. The names differ (绿色示范工厂数量, "
            "绿色工厂数量) and are taken for one indicator."
        ),
    ),
    "T13-003": (
        "met",
        10000,
        "载明近2万种，按约数最不利读作15000种，仍达到目标10000种。",
        "Stated is just under 2×10⁴, read at its worst as 15000, which still meets the promise of 10000.",
    ),
    "T13-059": (
        "met",
        71,
        "载明171家，达到目标100家。两处名称不同（“绿色园区数量”“绿色工业园区数量”），按同一指标比较。本行重申T13-001。",
        (
            "Stated is 171, which meets the promise of 100. The names differ (绿色园区数量, "
            "绿色工业园区数量) and are taken for one indicator. This row restates T13-001."
        ),
    ),
    "T13-060": (
        "met",
        89,
        (
            "载明189家，达到目标100家。两处名称不同（“绿色供应链示范企业数”“绿色供应链企业数量”），按同一指标比较。"
            "目标所列行业以“等”结尾，载明的不分行业。"
        ),
        (
            "Stated is 189, which meets the promise of 100. The names differ (绿色供应链示范企业数, "
            "绿色供应链企业数量) and are taken for one indicator. The promise's list of sectors is open "
            "(等); the figure is of all sectors."
        ),
    ),
    "T13-015": (
        "not_comparable",
        None,
        (
            "载明的是“工业固废综合利用量”约20亿吨：一个是综合利用率，一个是综合利用量；没有同年的工业固体废物产生量，"
            "率与量不能互换。"
        ),
        (
            "Stated is industrial solid waste utilised (工业固废综合利用量), about 20×10⁸ t: one is a "
            "utilisation rate, the other an amount utilised; without the amount generated in that year "
            "neither gives the other."
        ),
    ),
    "T13-021": (
        "not_comparable",
        None,
        (
            "载明的是“十种主要品种再生资源回收利用量”3.8亿吨：一个是“主要再生资源”（“十三五”规划三（三）点名十一种，"
            "并以“等”结尾），一个是“十种主要品种”（没有列出名称），不能认定口径相同。"
        ),
        (
            "Stated is main recycled resources recovered and used (十种主要品种再生资源回收利用量), "
            '3.8×10⁸ t: one counts the "main" recycled resources (the 13th plan, 三（三）, names eleven '
            'kinds and leaves the list open), the other "ten main kinds" that are not named, so the two '
            "cannot be taken for one."
        ),
    ),
    "T13-029": (
        "not_comparable",
        None,
        (
            "载明的是“节能环保产业产值”约7.5万亿元：一个是绿色制造产业，一个是节能环保产业；“十三五”规划对2015年分别给出"
            "5.3和约4万亿元，可见范围不同。"
        ),
        (
            "Stated is output value of the energy-saving and environmental-protection industry "
            "(节能环保产业产值), about 7.5 trillion CNY: one is the green manufacturing industry, the other "
            "the energy-saving and environmental-protection industry; for 2015 the 13th plan gives 5.3 "
            "and about 4 trillion CNY, so their scopes differ."
        ),
    ),
    "T13-047": (
        "not_comparable",
        None,
        (
            "载明的是“工业固废综合利用量”约20亿吨：一个只计大宗工业固体废物，一个计工业固体废物；两者的包含关系和各自的"
            "品种文中没有说明。"
        ),
        (
            "Stated is industrial solid waste utilised (工业固废综合利用量), about 20×10⁸ t: one counts "
            "bulk industrial solid waste only, the other industrial solid waste; the texts do not say "
            "which wastes either holds or whether one holds the other."
        ),
    ),
    "T13-050": (
        "not_comparable",
        None,
        (
            "载明的是“十种主要品种再生资源回收利用量”3.8亿吨：一个是利用率，一个是回收利用量；没有可供利用的总量，"
            "率与量不能互换。"
        ),
        (
            "Stated is main recycled resources recovered and used (十种主要品种再生资源回收利用量), "
            "3.8×10⁸ t: one is a utilisation rate, the other an amount recovered and used; without the "
            "amount available neither gives the other."
        ),
    ),
    "T13-005": (
        "nothing_stated",
        None,
        "没有数值，只有定性表述：重点大中型企业吨钢综合能耗“世界先进水平”（cn_industrial_green_14th 一（一） line 22）。",
        (
            "No figure of 吨钢综合能耗, only words on 吨钢综合能耗: world-advanced level, for key large and "
            "medium-sized enterprises (cn_industrial_green_14th 一（一） line 22)."
        ),
    ),
    "T13-012": (
        "nothing_stated",
        None,
        "其他已登记的规划没有载明本指标2016—2020年的数值。",
        "No other registered plan states a figure of this indicator for 2016-2020.",
    ),
    "T13-054": (
        "nothing_stated",
        None,
        "目标年2030在规划期2016—2020年之后。",
        "The promise is for 2030, after the plan's years 2016-2020.",
    ),
}


@pytest.mark.parametrize("number", REASONS)
def test_known_verdicts_with_their_whole_reasons(number):
    verdict, gap, zh, en = REASONS[number]
    found = of(number)
    assert (found.verdict, found.gap) == (verdict, gap)
    assert found.reason == zh
    set_language("en")
    assert found.reason == en


def test_the_places_of_the_energy_promise():
    found = of("T13-004").as_dict()
    assert found["target_locator"] == f"{OLD} 二（三）专栏1 line 46"
    assert found["fact_locator"] == f"{NEW} 一（一） line 22"
    assert {
        "indicator_id",
        "target_value",
        "unit",
        "target_year",
        "stated_value",
        "verdict",
        "target_locator",
        "fact_locator",
        "reason",
    } <= set(found)
    assert (found["indicator_id"], found["target_value"], found["unit"], found["target_year"]) == (
        "energy_per_value_added",
        18.0,
        "%",
        2020,
    )
    assert (found["stated_value"], found["stated_comparator"], found["verdict"]) == (
        16.0,
        "~",
        "missed",
    )
    json.dumps(found)


@pytest.mark.parametrize("plan", plans.names())
def test_no_verdict_is_forced(plan):
    facts = {f.locator: f for n in plans.names() if n != plan for f in plans.load(n).facts}
    for v in review(plan):
        assert isinstance(v, Verdict)
        weighed = v.verdict in {VerdictName.MET, VerdictName.MISSED}
        assert (v.gap is not None) == weighed
        assert (v.stated_value is None) == (v.verdict is VerdictName.NOTHING_STATED)
        assert v.reason
        assert v.trust == "transcribed"
        if weighed:
            assert v.fact_locator in facts
            assert (v.gap >= 0) == (v.verdict is VerdictName.MET)


def test_the_running_plan_has_nothing_stated_yet():
    verdicts = review(NEW)
    assert {v.verdict for v in verdicts} == {VerdictName.NOTHING_STATED}
    assert Counter(v.reason.split("。")[0] for v in verdicts) == {
        "没有其他已登记的规划载明2021—2025年的数值": 23,
        "目标年2030在规划期2021—2025年之后": 2,
        "目标年2060在规划期2021—2025年之后": 1,
    }


def test_a_base_column_is_no_statement_of_the_last_year():
    assert of("T13-006").verdict == "nothing_stated"


def test_an_unknown_plan_is_refused():
    with pytest.raises(UnknownPlan):
        review("cn_15th")


# ---- what keeps a figure from judging

ENERGY = "T13-004", "F14-006"


@pytest.mark.parametrize(
    ("numbers", "target", "fact", "zh", "en"),
    [
        (ENERGY, {"scope": "Hebei"}, {}, "范围不同：目标是Hebei，载明的是China。",
         "The scopes differ: promised for Hebei, stated for China."),
        (ENERGY, {"sector": ("steel",)}, {}, "行业不同：目标是steel，载明的是不分行业。",
         "The sectors differ: promised for steel, stated for all sectors."),
        (ENERGY, {}, {"sector": ("steel",)}, "行业不同：目标是不分行业，载明的是steel。",
         "The sectors differ: promised for all sectors, stated for steel."),
        (ENERGY, {}, {"period": "2016/2019"}, "年份不同：目标是2020年，载明的是2019年。",
         "The years differ: promised for 2020, stated for 2019."),
        (ENERGY, {}, {"base_year": 2010},
         "基年不同：目标以2015年为基年，载明的以2010年为基年。",
         "The base years differ: 2015 promised, 2010 stated."),
        (ENERGY, {}, {"of": "x"},
         "口径不同：目标是“规模以上企业单位工业增加值能耗”，载明的是“规模以上工业单位增加值能耗”。",
         "The definitions differ: promised is 规模以上企业单位工业增加值能耗, stated is 规模以上工业单位增加值能耗."),
        (ENERGY, {}, {"kind": "level", "change": None, "unit": "tce/万元"},
         "目标是相对变化，载明的是水平值，没有可供换算的基数。",
         "Promised is a relative change, stated is a level; no base is known that would join them."),
        (ENERGY, {"ambiguous": True, "kind_also": ("percentage_points",)}, {},
         "目标可以读作相对变化，也可以读作百分点。",
         "The promise may be a relative change or percentage points."),
        (ENERGY, {"value": "16"}, {},
         "只有约数：载明下降约16%，可以是15.5%至16.5%，目标下降16%在其间，不能判定。",
         "Stated only approximately: a fall of about 16% may be anything from 15.5% to 16.5%, and the promise of a fall of 16% lies between."),
        (ENERGY, {"value": "15.5"}, {},
         "只有约数：载明下降约16%，可以是15.5%至16.5%，目标下降15.5%在其间，不能判定。",
         "Stated only approximately: a fall of about 16% may be anything from 15.5% to 16.5%, and the promise of a fall of 15.5% lies between."),
        (ENERGY, {"value": "16.5"}, {},
         "只有约数：载明下降约16%，可以是15.5%至16.5%，目标下降16.5%在其间，不能判定。",
         "Stated only approximately: a fall of about 16% may be anything from 15.5% to 16.5%, and the promise of a fall of 16.5% lies between."),
        (ENERGY, {"value": "25"}, {"comparator": ">="},
         "只载明一侧：下降16%以上，不能判定是否达到目标下降25%。",
         "Stated on one side only: a fall of at least 16% does not decide the promise of a fall of 25%."),
        (("T13-003", "F14-021"), {"value": "20000", "comparator_also": ()}, {},
         "只有约数：载明近2万种，可以是15000种至20000种，目标20000种在其间，不能判定。",
         "Stated only approximately: just under 2×10⁴ may be anything from 15000 to 20000, and the promise of 20000 lies between."),
        (("T13-002", "F14-018"), {}, {"value": "800"},
         "目标可以读作= 或 ~，两种读法结论不同。",
         "The promise may be read as = or ~, and the readings give two verdicts."),
        (("T13-002", "F14-018"), {}, {"unit": "亿吨"},
         "计量单位不同类：目标是家，载明的是亿吨。",
         "The units measure two things: promised in 家, stated in 亿吨."),
    ],
)  # fmt: skip
def test_what_differs_is_named(numbers, target, fact, zh, en):
    found = _against(promise(numbers[0], **target), stated(numbers[1], **fact))
    assert (found.verdict, found.gap) == ("not_comparable", None)
    assert (found.said.zh, found.said.en) == (zh, en)


@pytest.mark.parametrize(
    ("target", "fact", "verdict", "gap"),
    [
        ({"value": "16.6"}, {}, "missed", "-0.6"),
        ({"value": "15.4"}, {}, "met", "0.6"),
        ({"value": "18"}, {"comparator": "=", "value": "18"}, "met", "0"),
        ({"value": "18"}, {"comparator": "=", "value": "17.9"}, "missed", "-0.1"),
        ({"value": "18", "comparator": ">"}, {"comparator": "=", "value": "18"}, "missed", "0"),
        ({"value": "18", "comparator": ">"}, {"comparator": ">", "value": "18"}, "met", "0"),
        ({"value": "18"}, {"comparator": "<=", "value": "17"}, "missed", "-1"),
        ({"value": "18"}, {"change": "increase", "comparator": "=", "value": "3"}, "missed", "-21"),
    ],
)
def test_a_change_is_weighed_by_how_far_it_goes(target, fact, verdict, gap):
    found = _against(promise("T13-004", **target), stated("F14-006", **fact))
    assert (found.verdict, found.gap) == (verdict, Decimal(gap))


def test_units_of_one_dimension_are_brought_together():
    target = promise("T13-021")
    fact = stated("F14-008", of=None, value="34999", unit="万吨")
    found = _against(target, fact)
    assert (found.verdict, found.gap) == ("missed", Decimal("-0.0001"))
    assert _against(target, replace(fact, value="350", unit="Mt")).verdict == "met"


def test_where_less_is_better_the_gap_still_points_the_good_way():
    target = promise("T13-028")
    fact = stated("F14-002", indicator=target.indicator, value="24.4")
    found = _against(target, fact)
    assert (found.verdict, found.gap) == ("met", Decimal("0.6"))
    assert _against(target, replace(fact, value="25.1")).verdict == "missed"


def test_a_rise_in_points_needs_a_base_to_be_read_off_a_level():
    target = promise("T13-030")
    level = stated("F14-002", indicator=target.indicator, value="86")
    found = _against(target, level)
    assert (found.verdict, found.said.zh) == (
        "not_comparable",
        "目标是百分点变化，载明的是比率，没有可供换算的基数。",
    )
    found = _against(replace(target, base_value="80"), level)
    assert (found.verdict, found.gap) == ("met", Decimal(1))
    assert _against(replace(target, base_value="82"), level).verdict == "missed"


def test_a_rise_written_in_per_cent_is_in_points_where_the_promise_is():
    target = promise("T13-031", ambiguous=False)
    fact = stated("F14-004", indicator=target.indicator, value="21")
    assert _against(target, fact).verdict == "met"


def test_two_statements_that_disagree_give_no_verdict():
    target, low = promise("T13-004"), stated("F14-006")
    high = replace(low, value="19")
    found = _judge(target, plans.load(OLD), [low, high], [])
    assert (found.verdict, found.said.zh) == ("not_comparable", "不止一处载明，结论不同。")
    assert _judge(target, plans.load(OLD), [replace(low, scope="Hebei"), high], []).verdict == "met"


def test_a_related_indicator_of_another_sector_is_not_brought_in():
    target = next(t for t in plans.load(NEW).targets if t.number == "T14-023")
    coal = stated("F14-010", period="2025")
    assert _judge(target, plans.load(NEW), [coal], []).verdict == "nothing_stated"
    steel = replace(coal, sector=("steel",))
    assert _judge(target, plans.load(NEW), [steel], []).verdict == "not_comparable"


def test_begun_is_not_completed():
    target = next(t for t in plans.load(NEW).targets if t.number == "T14-023")
    found = _against(target, stated("F14-011", period="2021/2025"))
    assert (found.verdict, found.said.zh) == (
        "not_comparable",
        "载明的是“开展超低排放改造的粗钢产能”6.2亿吨：一个是完成改造的产能，一个是开展改造的产能。",
    )


# ---- figure, command and manual


def test_the_manual_shows_the_verdicts_as_they_are():
    manual = (Path(__file__).parents[2] / "docs" / "targets.md").read_text(encoding="utf-8")
    for v in review(OLD):
        said = v.stated.zh if v.stated else "—"
        gap = "—" if v.gap is None else v.gap
        place = v.target_locator.split(" ", 1)[1]
        row = (
            v.target_number,
            v.indicator_zh,
            v.promised.zh,
            said,
            v.verdict.words.zh,
            gap,
            place,
            v.fact_locator or "—",
        )
        assert f"| {' | '.join(map(str, row))} |" in manual
        if v.verdict is VerdictName.NOT_COMPARABLE:
            assert v.reason in manual
    for pair in plans.relations():
        assert pair.zh in manual


@pytest.mark.parametrize(
    ("lang", "legend", "title"),
    [
        ("zh", "未达到 (1)", "57项目标：达到 6，未达到 1，不可比 5，未载明数值 45（另有3处重申）"),
        (
            "en",
            "missed (1)",
            "57 promises: met 6, missed 1, not comparable 5, nothing stated 45 (3 more restate one)",
        ),
    ],
)
def test_the_figure_has_one_row_per_promise(lang, legend, title):
    figure = review_figure(review(OLD), lang)
    bars = [trace for trace in figure.data if trace.type == "bar"]
    assert [len(bar.y) for bar in bars] == [6, 1, 5, 45]
    assert len({y for bar in bars for y in bar.y}) == 57
    assert len({bar.marker.color for bar in bars}) == 4
    assert bars[1].name == legend
    assert figure.layout.title.text == title
    assert figure.layout.height > 57 * 20
    assert set(bars[2].x) == set(bars[3].x) == {0}
    assert set(figure.layout.yaxis.categoryarray) == {y for bar in bars for y in bar.y}


def test_fulfilment_is_a_hundred_at_the_promise():
    assert fulfilment(of("T13-014")) == 100
    assert fulfilment(of("T13-002")) == pytest.approx(212.1)
    assert fulfilment(of("T13-004")) == pytest.approx(100 * 16 / 18)
    assert fulfilment(of("T13-015")) is None


def test_the_command_prints_the_review_as_json():
    done = CliRunner().invoke(app, ["review", OLD, "--json", "--lang", "zh"])
    assert done.exit_code == 0
    rows = json.loads(done.output)
    assert rows == [v.as_dict() for v in review(OLD)]
    assert "载明" in done.output
    done = CliRunner().invoke(app, ["review", OLD, "--json", "--verdict", "missed", "--lang", "en"])
    assert [(r["target_number"], r["gap"]) for r in json.loads(done.output)] == [("T13-004", -2.0)]


def test_the_command_prints_a_table_that_loses_no_text(monkeypatch):
    monkeypatch.setenv("COLUMNS", "160")
    done = CliRunner().invoke(app, ["review", OLD, "--lang", "zh"])
    assert done.exit_code == 0
    assert "达到 9（6），未达到 1（1），不可比 5（5），未载明数值 45（45）" in done.output
    assert "…" not in done.output
    for v in review(OLD):
        assert v.target_number in done.output
    done = CliRunner().invoke(app, ["review", OLD, "--lang", "en", "--verdict", "met"])
    assert "met 9 (6), missed 1 (1)" in done.output
    assert "T13-004" not in done.output


def test_the_command_refuses_an_unknown_plan():
    done = CliRunner().invoke(app, ["review", "cn_15th", "--lang", "zh"])
    assert done.exit_code == 1
    known = "、".join(plans.names())
    assert done.output == f"没有登记规划“cn_15th”。  [PLAN-01]\n  已登记：{known}。\n"
