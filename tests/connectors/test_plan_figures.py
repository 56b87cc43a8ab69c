"""The plan reader: own sentences for every construction, and its score on hand-labelled plans.

The sentences marked OWN were made up for these tests; none is taken from a plan.
"""

from __future__ import annotations

import json
import subprocess
import sys
from collections import Counter
from itertools import pairwise
from pathlib import Path

import pytest

from luheng.connectors.plan_document import FigureDraft, Line, PlanHead, read_figures
from luheng.connectors.plan_document.numerals import chinese_integer, number
from luheng.connectors.plan_document.sentences import passages

SHARED = Path(__file__).resolve().parents[2].parent / "shared"
GOLD = SHARED / "gold"
SENTENCES = Path(__file__).with_name("own_plan_sentences.jsonl")
HEADS = {
    "000": ("Heilongjiang", 2021, 2025),
    "001": ("Hebei", 2021, 2025),
    "002": ("China", 2021, 2025),
    "003": ("China", 2016, 2020),
    "004": ("Hunan", 2022, 2025),
}
SECTIONS = {"goals": "二、主要目标", "tasks": "三、主要任务", "past": "一、发展基础"}
T, F, H = "target", "stated_fact", "threshold"

# OWN sentences: construction, section, text, the plan's years if not 2021 to 2025, and for each figure
# its role, value, unit, kind and comparator ("" for any), target year, and what else it must say
OWN = [json.loads(line) for line in SENTENCES.read_text("utf-8").splitlines()]


def lines_of(text: str) -> list[Line]:
    return [Line(i + 1, row) for i, row in enumerate(text.split("\n"))]


def read(
    section: str, text: str, region: str = "Anhui", years: tuple[int, int] = (2021, 2025)
) -> list[FigureDraft]:
    plan = PlanHead("", region, *years)
    drafts = read_figures(lines_of(f"{SECTIONS[section]}\n{text}"), plan)
    return [d for d in drafts if "implicit" not in d.qualifiers]


def is_as_wanted(draft: FigureDraft, wanted: list) -> bool:
    role, value, unit, kind, comparator, year = wanted[:6]
    for name, said in (wanted[6] if len(wanted) > 6 else {}).items():
        got = getattr(draft, name)
        got = "|".join(got) if isinstance(got, tuple) else got
        # ~ stands for a part of a name
        part = isinstance(said, str) and said.startswith("~")
        if not (said[1:] in got if part else got == said):
            return False
    return (
        (draft.role, float(draft.value), draft.unit, draft.target_year) == (role, value, unit, year)
        and kind in {"", draft.kind}
        and comparator in {"", draft.comparator}
    )


@pytest.mark.parametrize("row", OWN, ids=lambda row: row["construction"])
def test_own_sentence(row):
    years = tuple(row.get("period", (2021, 2025)))
    left = read(row["section"], row["text"], years=years)
    for wanted in row["figures"]:
        hit = next((d for d in left if is_as_wanted(d, wanted)), None)
        said = [(d.role, d.value, d.unit, d.kind, d.comparator, d.target_year) for d in left]
        assert hit is not None, f"{wanted} not among {said} of {row['text']}"
        left.remove(hit)
    assert left == []


def test_every_construction_has_ten_examples():
    """Those that the reader is made for; ranks, brackets and the like have fewer."""
    counted = Counter(row["construction"] for row in OWN)
    named = {
        "base", "count", "cumulative", "digits", "doubling", "facts", "footnote", "hedge",
        "inherited", "multiplier", "nothing", "peak", "pue", "range", "region", "respectively",
        "sector", "shared", "table", "threshold", "wrapped", "words", "yearly", "rank",
    }  # fmt: skip
    assert {name: counted[name] for name in named if counted[name] < 10} == {}


# OWN: a whole plan of a made-up city
OWN_PLAN = """河州市制造业绿色低碳发展行动方案（2023—2025年）
为深入贯彻《工业领域碳达峰实施方案》（工信部联节〔2022〕88号）精神，结合我市实际，制定本方案。
一、总体要求
以习近平新时代中国特色社会主义思想为指导，力争用3年左右时间，推动制造业绿色化水平走在全省前列。
主要目标：到2025年底，规上工业单位增加值能耗比2020年下降15.5%，绿色工厂突破150家，其中国家级30家以上；工业固废综合利用率、工业重复用水率分别达65%、93%以上，重点行业能效标杆水平以上产能占比达30%。
二、重点任务
（一）实施绿色制造“领跑”行动
1.梯度培育绿色制造标杆。按照国家、省、市三级梯度，每年培育市级以上绿色工厂30家以上、绿色园区2个，2025年底前实现省级以上园区绿色化改造全覆盖。（责任单位：市工信局、市发改委，各县区人民政府）
2.加快数字赋能。到2024年，建设“能碳大脑”平台1个、接入重点企业300家；2025年接入企业超过500家。（责任单位：市工信局）
（二）实施节能降碳改造行动
3.推进重点行业改造。聚焦水泥、化工、造纸等6个行业，2023年、2024年、2025年分别实施技改项目80项、100项、120项，三年累计节能40万吨标准煤以上，带动投资超60亿元。
4.推广绿色能源。支持工业园区建设屋顶光伏，到2025年，新建厂房屋顶光伏覆盖率达到50%，新增分布式光伏装机30万千瓦以上，园区绿电使用比例提高到20%以上，建成虚拟电厂2座。
5.严控“两高”项目。对能耗5万吨标准煤以上的新建项目实行提级审查，单位产品能耗须达到先进值。
三、保障措施
统筹市级财政资金，三年安排不少于3亿元，对国家级绿色工厂一次性奖励50万元，对绿色园区奖励100万元；引导金融机构每年新增绿色贷款100亿元以上。
附件：主要指标
| 指标 | 2020年 | 2022年 | 2025年目标 |
| 规上工业单位增加值能耗累计下降（%） | — | 7.1 | 15.5 |
| 绿色工厂（家） | 38 | 72 | 150 |
"""
OWN_PLAN_FIGURES = [
    (5, T, 15.5, 2025),
    (5, T, 150, 2025),
    (5, T, 30, 2025),
    (5, T, 65, 2025),
    (5, T, 93, 2025),
    (5, T, 30, 2025),
    (8, T, 30, 2025),
    (8, T, 2, 2025),
    (9, T, 1, 2024),
    (9, T, 300, 2024),
    (9, T, 500, 2025),
    (11, T, 80, 2023),
    (11, T, 100, 2024),
    (11, T, 120, 2025),
    (11, T, 40, 2025),
    (11, T, 60, 2025),
    (12, T, 50, 2025),
    (12, T, 30, 2025),
    (12, T, 20, 2025),
    (12, T, 2, 2025),
    (13, H, 5, None),
    (15, T, 3, 2025),
    (15, T, 100, 2025),
    (18, F, 7.1, None),
    (18, T, 15.5, 2025),
    (19, F, 38, None),
    (19, F, 72, None),
    (19, T, 150, 2025),
]


def test_own_plan():
    plan = PlanHead("", "Zhejiang", 2023, 2025)
    drafts = [d for d in read_figures(lines_of(OWN_PLAN), plan) if "implicit" not in d.qualifiers]
    assert [(d.line, d.role, float(d.value), d.target_year) for d in drafts] == OWN_PLAN_FIGURES


def test_draft_carries_place_base_and_name():
    text = "到2025年，煤炭消费比重由2020年的62%下降到\n55%以下。"
    (draft,) = read("goals", text)
    assert (draft.base_value, draft.base_year) == (62, 2020)
    assert draft.line == 3
    assert (draft.start, draft.end) == ((3, 0), (3, 5))
    assert draft.indicator_zh == "煤炭消费比重"
    assert 0 < draft.sureness <= 1


def test_respectively_gives_each_value_its_own_name():
    text = "到2025年，粉煤灰、磷石膏综合利用率分别达到90%和60%。"
    names = [(d.indicator_zh, d.indicator_id) for d in read("goals", text)]
    assert names == [
        ("粉煤灰综合利用率", "fly_ash_utilisation_rate"),
        ("磷石膏综合利用率", "phosphogypsum_utilisation_rate"),
    ]


def test_part_of_the_region_and_the_nation_are_told_apart():
    drafts = read("goals", "承德尾矿综合利用率达到45%，全国平均水平达到30%。", region="Hebei")
    assert [d.scope_region for d in drafts] == ["Chengde", "China"]


def test_a_figure_of_a_city_anywhere_has_its_scope():
    drafts = read("goals", "潍坊市绿色工厂达到30家，大理石加工能耗下降9%。", region="Shandong")
    assert [d.scope_region for d in drafts] == ["Weifang", "Shandong"]


def test_a_cut_short_name_leans_on_its_list_mate():
    text = "培育工业固废资源综合利用示范基地4家、示范企业9家、创新平台3个，年节能2万吨标准煤、减碳5万吨。"
    assert [d.indicator_id for d in read("tasks", text)] == [
        "solid_waste_demo_base_count",
        "solid_waste_demo_enterprise_count",
        "solid_waste_innovation_platform_count",
        "energy_saving_amount",
        "co2_reduction_amount",
    ]


@pytest.mark.parametrize(
    ("phrase", "code"),
    [
        ("规模以上工业企业用水重复利用率达到91%", "industrial_water_reuse_rate"),
        ("单位GDP能耗下降14%", "energy_per_gdp"),
        ("电炉钢产量占粗钢总产量比例提升至15%", "electric_furnace_steel_share"),
        ("关键工序数控化率达到68%", "nc_key_process_rate"),
        ("挥发性有机物减排量达到2.2万吨", "vocs_reduction"),
        ("非化石能源消费占比达到20%", "non_fossil_share"),
        ("新建大型、超大型数据中心电能利用效率降至1.3以下", "dc_pue_new_large"),
    ],
)
def test_indicators_that_other_plans_use(phrase, code):
    assert [d.indicator_id for d in read("goals", f"到2025年，{phrase}。")] == [code]


def test_binding_force_comes_from_the_table():
    table = "指标\n2025年\n属性\n单位工业增加值能耗下降（%）\n14\n约束性\n"
    (draft,) = read("goals", table)
    assert draft.binding is True
    assert draft.base_year == 2020


def test_full_coverage_is_read_as_a_hundred_percent_and_said_to_be_unsure():
    plan = PlanHead("", "Anhui", 2021, 2025)
    (draft,) = read_figures(lines_of("三、主要任务\n实现重点用能企业节能监察全覆盖。"), plan)
    assert (draft.value, draft.unit, draft.qualifiers) == (100, "%", ("implicit",))
    assert draft.sureness <= 0.5


def test_numerals():
    assert number("1 ２0.5") == number("120.5")
    assert chinese_integer("二十五") == 25
    assert chinese_integer("二〇三五") == 2035
    assert chinese_integer("绿色") is None


def test_passage_keeps_the_place_of_every_character():
    first, second = passages(lines_of("（一）目标\n到2025年，产量达到11 50\n\n- 7 -\n万吨。"))
    assert first.heading
    assert second.text == "到2025年，产量达到1150万吨。"
    assert second.where[-3] == (5, 0)


def plan_lines(wrap: int = 0) -> dict[str, tuple[list[Line], dict[int, int]]]:
    """The labelled plans as given, or broken into short lines with page numbers between them."""
    out = {}
    for path in sorted((SHARED / "plans").glob("*.txt")):
        rows: list[str] = []
        origin: dict[int, int] = {}
        for i, row in enumerate(path.read_text("utf-8").split("\n"), start=1):
            step = wrap or max(1, len(row))
            for k in range(0, max(1, len(row)), step):
                rows.append(row[k : k + step])
                origin[len(rows)] = i
                if wrap and len(rows) % 29 == 0 and not row.startswith("\t"):
                    rows.append(f"— {len(rows) // 29} —")
                    origin[len(rows)] = i
        out[path.stem] = ([Line(i, row) for i, row in enumerate(rows, start=1)], origin)
    return out


def score(folder: Path, role: str, gold: str, *options: str, wrap: int = 0) -> dict[str, float]:
    rows = []
    for stem, (lines, origin) in plan_lines(wrap).items():
        for d in read_figures(lines, PlanHead(stem, *HEADS[stem[:3]])):
            if d.role == role:
                row = {f: getattr(d, f) for f in ("unit", "kind", "comparator", "target_year")}
                row |= {"base_year": d.base_year, "scope_region": d.scope_region}
                row |= {"indicator_id": d.indicator_id, "value": float(d.value)}
                rows.append(row | {"plan": stem, "line": origin[d.line]})
    predicted = folder / "predicted.jsonl"
    predicted.write_text("\n".join(json.dumps(r, ensure_ascii=False) for r in rows), "utf-8")
    command = [sys.executable, GOLD / "score.py", predicted, GOLD / gold, *options]
    said = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    words = said.split()
    return {a: float(b) for a, b in pairwise(words) if b.replace(".", "").isdigit()}


needs_gold = pytest.mark.skipif(not GOLD.is_dir(), reason="the labelled plans are not beside us")
NEUTRAL = ("--neutral", str(GOLD / "thresholds.jsonl"), str(GOLD / "facts.jsonl"))


@needs_gold
@pytest.mark.parametrize("wrap", [0, 28, 36, 41])
def test_score_of_targets(tmp_path, wrap):
    figures = score(tmp_path, T, "targets.jsonl", *NEUTRAL, wrap=wrap)
    assert figures["F1"] >= 0.98
    assert figures["whole_record"] >= 0.97
    assert figures["indicator_id"] >= 0.9


@needs_gold
@pytest.mark.parametrize("wrap", [0, 28, 36, 41])
def test_score_of_facts(tmp_path, wrap):
    figures = score(tmp_path, F, "facts.jsonl", "--facts", wrap=wrap)
    assert figures["F1"] >= 0.97
