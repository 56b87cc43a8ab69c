"""Plans side by side: what the provinces raise or lower, and what the 14th plan changed."""

import dataclasses
from decimal import Decimal
from pathlib import Path

import pytest

from luheng.apps.targets.plan_diff.differences import Standing, plan_diff
from luheng.apps.targets.plan_diff.reasons import promise
from luheng.rulebook import plans

NATION, BEFORE = "cn_industrial_green_14th", "cn_industrial_green_13th"
HEBEI, HUNAN = "hebei_industrial_green_14th", "hunan_industrial_green_2022"
HEILONGJIANG = "heilongjiang_industrial_green_14th"
PAIRS = [(HEBEI, NATION), (HUNAN, NATION), (HEILONGJIANG, NATION), (NATION, BEFORE)]


def diff(a, b):
    return plan_diff(plans.load(a), plans.load(b))


def standing(found, *which):
    return {
        (d.indicator, getattr(d.a, "value", None), getattr(d.b, "value", None)): d
        for d in found.promises
        if d.standing in which
    }


def test_what_hebei_raises_and_lowers():
    # read by hand from 001 L44-L47 and 002 L60-L66
    found = diff(HEBEI, NATION)
    compared = standing(found, Standing.RAISED, Standing.LOWERED)
    assert {(k, d.standing.value, d.by) for k, d in compared.items()} == {
        (("energy_per_value_added", "18", "13.5"), "raised", Decimal("4.5")),
        (("co2_per_value_added", "19", "18"), "raised", Decimal(1)),
        (("water_per_value_added", "13", "16"), "lowered", Decimal(-3)),
    }


def test_what_hunan_raises_and_lowers():
    # read by hand from 004 L31 and 002 L58-L66
    found = diff(HUNAN, NATION)
    compared = standing(found, Standing.RAISED, Standing.LOWERED, Standing.SAME)
    assert {(k, d.standing.value, d.by) for k, d in compared.items()} == {
        (("energy_per_value_added", "14.5", "13.5"), "raised", Decimal(1)),
        (("water_per_value_added", "12", "16"), "lowered", Decimal(-4)),
        (("bulk_solid_waste_utilisation_rate", "57", "57"), "same", Decimal(0)),
        (("carbon_peak_year", "2030", "2030"), "same", Decimal(0)),
    }
    (words,) = [d for d in found.promises if d.indicator == "co2_per_value_added"]
    assert words.standing is Standing.NOT_COMPARABLE
    assert words.a in plans.load(HUNAN).unquantified
    assert "地区生产总值" in words.said.zh


def test_what_heilongjiang_lowers():
    # 000 L34 下降10%左右 against 002 L64 降低 13.5%
    (row,) = standing(diff(HEILONGJIANG, NATION), Standing.LOWERED).values()
    assert (row.indicator, row.by) == ("energy_per_value_added", Decimal("-3.5"))
    assert "约数" in row.said.zh


def test_what_the_fourteenth_plan_changed():
    # read by hand from 002 L60-L68, L152-L154 and the table 003 L39-L176
    found = diff(NATION, BEFORE)
    compared = standing(found, Standing.RAISED, Standing.LOWERED)
    assert {(k, d.standing.value, d.by) for k, d in compared.items()} == {
        (("energy_per_value_added", "13.5", "18"), "lowered", Decimal("-4.5")),
        (("co2_per_value_added", "18", "22"), "lowered", Decimal(-4)),
        (("water_per_value_added", "16", "23"), "lowered", Decimal(-7)),
        (("pollutant_intensity_key_industries", "10", "20"), "lowered", Decimal(-10)),
        (("recycled_resources_amount", "4.8", "3.5"), "raised", Decimal("1.3")),
        (("scrap_steel_amount", "3.2", "15000"), "raised", Decimal(17000)),  # 亿吨 in 万吨
        (("recycled_nonferrous_amount", "2000", "1800"), "raised", Decimal(200)),
        (("industrial_gypsum_utilisation_rate", "73", "60"), "raised", Decimal(13)),
    }
    assert "基年不同：2020年与2015年" in compared["energy_per_value_added", "13.5", "18"].said.zh
    beside = standing(found, Standing.NOT_COMPARABLE)
    assert ("bulk_solid_waste_utilisation_rate", "57", "73") in beside
    assert ("smelting_slag_utilisation_rate", "73", "95") in beside
    assert ("env_industry_output", "11", "10") in beside
    assert {d.indicator for d in standing(found, Standing.DROPPED).values()} >= {
        "steel_energy_per_tonne",
        "green_energy_share",
        "six_energy_intensive_sectors_share",
        "remanufacturing_output",
        "green_factory_count",
    }


@pytest.mark.parametrize(("a", "b"), PAIRS)
def test_every_promise_stands_once(a, b):
    found = diff(a, b)
    ours = [t for t in found.a.targets if t.restates is None]
    told = [d.a for d in found.promises if d.a in ours and d.b not in found.b.targets]
    told += [d.a for d in found.promises if d.a in ours and d.b in found.b.targets]
    assert set(told) == set(ours)
    theirs = [t for t in found.b.targets if t.restates is None]
    assert {d.b for d in found.promises if d.b is not None} == {*theirs, *found.b.unquantified}
    assert sum(found.counts().values()) == len(found.promises)
    for row in found.promises:
        assert row.said.zh.endswith("。")
        assert row.said.en.endswith(".")
        assert (row.by is None) == (
            row.standing.value not in {"raised", "lowered", "same", "renamed"}
        )


@pytest.mark.parametrize(("a", "b"), PAIRS)
def test_turned_round_what_was_raised_is_lowered(a, b):
    turned = {"raised": "lowered", "lowered": "raised", "added": "dropped", "dropped": "added"}
    there, back = diff(a, b), diff(b, a)
    compared = {(d.a, d.b): d.standing.value for d in there.promises if d.by is not None}
    assert {
        (d.b, d.a): turned.get(d.standing.value, d.standing.value)
        for d in back.promises
        if d.by is not None
    } == compared


@pytest.mark.parametrize("name", [HEBEI, HUNAN, HEILONGJIANG, NATION, BEFORE])
def test_a_plan_beside_itself_is_the_same(name):
    found = diff(name, name)
    # a promise in words has no figure that could be the same
    words = [d for d in found.promises if d.standing is not Standing.SAME]
    assert [(d.a, d.b) for d in words] == [(r, r) for r in found.a.unquantified]
    assert {d.standing for d in words} <= {Standing.NOT_COMPARABLE}
    assert {f.standing for f in found.functions} == {Standing.SAME}


def test_amounts_of_a_part_and_of_the_whole_do_not_compare():
    rows = {d.indicator: d for d in diff(HUNAN, NATION).promises}
    found = rows["recycled_resources_amount"]
    assert (found.standing, found.by) == (Standing.NOT_COMPARABLE, None)
    assert found.said.en == "An amount: that of Hunan and that of China do not compare."


def test_a_change_over_other_years_is_compared_by_its_annual_rate():
    nation = plans.load(NATION)
    energy = next(t for t in nation.targets if t.indicator == "energy_per_value_added")
    # OWN: 13.5 % in three years asks for more a year than 13.5 % in five
    shorter = dataclasses.replace(energy, target_year=2023)
    other = dataclasses.replace(nation, targets=(shorter,))
    (row,) = [d for d in plan_diff(other, nation).promises if d.a == shorter]
    assert (row.standing, row.by) == (Standing.RAISED, Decimal(0))
    assert "按等年率比较" in row.said.zh


def test_a_promise_without_a_code_is_paired_by_its_printed_name():
    nation = plans.load(NATION)
    energy = nation.targets[5]
    printed = dataclasses.replace(
        energy, indicator="", zh="绿电使用比例", kind="share", change=None
    )
    one = dataclasses.replace(nation, targets=(printed,))
    more = dataclasses.replace(printed, value="20", comparator=">=")
    two = dataclasses.replace(nation, targets=(more,))
    (row,) = plan_diff(two, one).promises
    # nobody has said which side of it is better
    assert row.standing is Standing.NOT_COMPARABLE
    assert row.as_dict()["zh"] == "绿电使用比例"


def test_a_plan_from_the_ledger_repeats_rows_and_may_name_its_region():
    # the reader does not say which rows restate others, and a region may stand as its name
    hebei = plans.load(HEBEI)
    rows = tuple(dataclasses.replace(t, restates=None) for t in hebei.targets)
    accepted = dataclasses.replace(hebei, region="河北", targets=rows, above=None)
    found, registered = plan_diff(accepted, plans.load(NATION)), diff(HEBEI, NATION)
    assert found.counts() == registered.counts()
    nowhere = dataclasses.replace(accepted, region="")
    (output,) = [
        d
        for d in plan_diff(nowhere, plans.load(NATION)).promises
        if d.a and d.a.indicator == "env_industry_output"
    ]
    assert output.standing is Standing.ADDED  # whose promise it is, nobody has said


def test_functions_that_only_one_plan_calls_for():
    found = {f.function: f for f in diff(HEBEI, NATION).functions}
    only_nation = {n for n, f in found.items() if f.standing is Standing.DROPPED}
    assert only_nation == {
        "demand_side_management",
        "leak_detection",
        "non_co2_gases",
        "product_footprint_lca",
    }
    epr = found["epr"].as_dict()
    assert epr["standing"] == "same"
    assert "3.5.5" in epr["a"]
    assert epr["b"] == ["B4.5"]


# -- the manual --------------------------------------------------------------------------------

MANUAL = Path(__file__).parents[2] / "docs/plan_register.md"
COMPARED = (
    Standing.RAISED,
    Standing.LOWERED,
    Standing.SAME,
    Standing.RENAMED,
    Standing.NOT_COMPARABLE,
)


def manual_lines(found):
    """What the manual shows of two plans: the rows compared, the names of the rest, functions."""
    for kind in COMPARED:
        for row in standing_rows(found, kind):
            sides = [promise(t).zh if t else "—" for t in (row.a, row.b)]
            number = getattr(row.a, "number", None) or "—"
            yield (
                f"| {kind.words.zh} | {number} | {row.name.zh} | {sides[0]} | {sides[1]} "
                f"| {'—' if row.by is None else f'{row.by.normalize():f}'} | {row.said.zh} |"
            )
    for kind in (Standing.ADDED, Standing.DROPPED):
        names = "、".join(dict.fromkeys(row.name.zh for row in standing_rows(found, kind)))
        yield f"{kind.words.zh} {len(standing_rows(found, kind))} 项：{names}。"
    for plan, kind in ((found.a, Standing.ADDED), (found.b, Standing.DROPPED)):
        only = "、".join(f"`{f.function}`" for f in found.functions if f.standing is kind)
        yield f"只有 `{plan.id}` 要求的功能：{only or '没有'}。"


def standing_rows(found, kind):
    return [d for d in found.promises if d.standing is kind]


@pytest.mark.parametrize(("a", "b"), PAIRS)
def test_the_manual_shows_what_the_command_gives(a, b):
    manual = MANUAL.read_text(encoding="utf-8")
    section = manual.split(f"\n### `{a}` 对 `{b}`\n")[1].split("\n#")[0]
    found = diff(a, b)
    lines = list(manual_lines(found))
    for line in lines:
        assert line in section, line
    shown = [line for line in section.splitlines() if line.startswith("| ")]
    # the head of the table is one line more
    assert len(shown) == 1 + sum(line.startswith("| ") for line in lines)


def test_the_manual_counts_what_is_registered():
    manual = MANUAL.read_text(encoding="utf-8")
    for name in plans.names():
        p = plans.load(name)
        counts = (len(p.targets), len(p.facts), len(p.thresholds), len(p.tasks))
        assert f"| `{name}` | {' | '.join(map(str, counts))} |" in manual
