"""Sharing a target out, as an office does it: a table in, rows that explain themselves out."""

import json
from fractions import Fraction

import pytest
from typer.testing import CliRunner

from luheng.apps.targets.decomposition.members import parse_weight
from luheng.apps.targets.decomposition.shares import Method, decompose
from luheng.apps.targets.target_to_share import from_file, from_plan
from luheng.cli.targets import app
from luheng.errors import BadMembers, BadQuery, LimitsConflict, set_language
from luheng.methods.constrained_shares import Limits
from luheng.methods.target_allocation import Form

# OWN: four cities; F = 1400, 1040, 560, 390
TABLE = """地区,组,基期量,基期增加值,目标期增加值,下限,上限,已承诺,人均GDP,排放,cost_first,cost_rise
甲市,东,1000,500,700,,,,12.5,3000,100,0.5
乙市,东,800,300,390,10,,,9,2500,80,1
丙市,西,400,100,140,,15,,5,1000,20,2
丁市,西,300,100,130,,,12,5,900,50,2
"""
TARGET = "目标,形式,数值,单位\n单位工业增加值能耗下降,intensity,18,%\n"


@pytest.fixture
def files(tmp_path):
    def write(table=TABLE, target=TARGET):
        (tmp_path / "m.csv").write_text(table, encoding="utf-8")
        (tmp_path / "t.csv").write_text(target, encoding="utf-8")
        return from_file(tmp_path / "t.csv"), tmp_path / "m.csv"

    return write


def test_equal_rate_with_a_cap_and_a_commitment_by_hand(files):
    # R = 3390 − 0.82·2.5·1360 = 602; less 15 % of 560 and 12 % of 390: 471.2 of 2440
    found = decompose(*files(), Method.EQUAL_RATE)
    rate = Fraction(4712, 10) / 2440 * 100
    assert [p.figure for p in found.parts] == [rate, rate, 15, 12]
    assert [p.held for p in found.parts] == [None, None, "cap", "fixed"]
    assert found.shared_out == 602
    assert found.exact
    assert found.recombined == 18


@pytest.mark.parametrize(
    ("method", "weights"),
    [
        (Method.WEIGHTS, ["人均GDP:more=2", "排放:more=1"]),
        (Method.ENTROPY, ["人均GDP:more", "排放:less"]),
        (Method.MARGINAL, []),
    ],
)
def test_every_method_makes_up_the_whole_and_keeps_the_limits(files, method, weights):
    chosen = [parse_weight(w, weighed=method is Method.WEIGHTS) for w in weights]
    found = decompose(
        *files(), method, weights=chosen, group_limits={"西": Limits(None, Fraction(13))}
    )
    assert found.exact
    figures = {p.member: p.figure for p in found.parts}
    assert figures["乙市"] >= 10
    assert figures["丙市"] <= 15
    assert figures["丁市"] == 12
    assert (560 * figures["丙市"] + 390 * 12) / 950 <= 13
    assert all(p.why.zh and p.why.en for p in found.parts)


def test_marginal_costs_are_equal_where_no_limit_holds(files):
    found = decompose(*files(), Method.MARGINAL)
    a, b = found.parts[:2]
    assert 100 + a.part / 2 == 80 + b.part == a.price == b.price


def test_published_rates_are_rounded_up_and_do_not_miss_the_whole(files):
    found = decompose(*files(), Method.EQUAL_RATE, step=Fraction(1, 10))
    assert [p.published for p in found.parts][:2] == [Fraction("19.4")] * 2
    assert found.recombined_published >= 18


def test_counts_are_shared_out_in_whole_numbers(files):
    table = "成员,人均GDP\n甲,3\n乙,2\n丙,2\n"
    target, over = files(table, "目标,形式,数值,单位\n绿色工厂,amount,101,家\n")
    weights = [parse_weight("人均GDP:more=1", weighed=True)]
    found = decompose(target, over, Method.WEIGHTS, weights=weights)
    # 101·3/7 = 43.29, 101·2/7 = 28.86 twice
    assert [p.figure for p in found.parts] == [43, 29, 29]
    with pytest.raises(BadQuery, match="base"):
        decompose(target, over, Method.EQUAL_RATE)


def test_a_level_of_a_rate_is_the_same_for_all_or_its_rise_is_shared(files):
    table = "成员,base,分母,能力\n甲,40,100,1\n乙,60,300,3\n"
    target, over = files(table, "目标,形式,数值,单位\n利用率,ratio,65,%\n")
    assert {p.figure for p in decompose(target, over, Method.EQUAL_RATE).parts} == {65}
    weights = [parse_weight("能力:more=1", weighed=True)]
    found = decompose(target, over, Method.WEIGHTS, weights=weights)
    # 65·400 − 40·100 − 60·300 = 4000, keys 25 and 225: 400/100 and 3600/300
    assert [p.figure for p in found.parts] == [44, 72]
    assert found.exact


def test_conflicting_limits_are_told_in_plain_words(files):
    target, over = files()
    with pytest.raises(LimitsConflict) as caught:
        decompose(target, over, Method.EQUAL_RATE, cap=Fraction(14))
    # 14 % of 2440, 15 % of 560, 12 % of 390: 472.4 of 602; the whole is 100/3400 points a unit
    reached = 18 - Fraction(602 * 10 - 4724, 10) * 100 / 3400
    assert f"{float(reached):.4f}" in str(caught.value)
    with pytest.raises(LimitsConflict, match="丙市 must take 19 %"):
        decompose(target, over, Method.EQUAL_RATE, floor=Fraction(19))
    with pytest.raises(LimitsConflict, match="group 西"):
        decompose(target, over, Method.EQUAL_RATE, group_limits={"西": Limits(Fraction(40), None)})


@pytest.mark.parametrize(
    ("table", "said"),
    [
        ("地区,基期量,基期增加值\n甲,1,\n", "a blank is not zero"),
        ("地区,基期量,基期增加值\n甲,1,1\n甲,1,1\n", "stands already in line 2"),
        ("地区,基期量,基期增加值\n甲,-1,1\n", "must be above 0"),
        ("地区,基期量,基期增加值\n甲,一,1\n", "is no number"),
        ("地区,基期增加值\n甲,1\n", "no column 'base'"),
        ("地区,基期量,基期增加值\n,1,1\n", "blank"),
        ("地区,基期量,基期量\n甲,1,1\n", "keep one"),
        ("地区,基期量,基期增加值\n", "no line under the header"),
        ("地区,基期量,基期增加值\n甲,1e999999999,1\n", "is no number"),
    ],
)
def test_a_bad_table_is_refused_with_its_place(files, table, said):
    with pytest.raises(BadMembers, match=said):
        decompose(*files(table), Method.EQUAL_RATE)


def test_weights_must_say_their_direction_and_not_be_negative():
    for text in ("人均GDP=1", "人均GDP:more=-1", "人均GDP:more", "人均GDP:up=1"):
        with pytest.raises(BadQuery):
            parse_weight(text, weighed=True)


def test_what_structure_alone_reaches_needs_no_sharing(files):
    table = "地区,基期量,基期增加值,目标期增加值\n甲,90,10,10\n乙,10,10,90\n"
    with pytest.raises(BadQuery, match="structure alone"):
        decompose(*files(table), Method.EQUAL_RATE)


def test_a_plans_target_is_shared_out(files):
    _, over = files()
    target = from_plan("cn_industrial_green_14th", "T14-006")
    assert (target.form, target.value) == (Form.INTENSITY, Fraction("13.5"))
    assert decompose(target, over, Method.EQUAL_RATE).recombined == Fraction("13.5")
    with pytest.raises(BadQuery, match="no target"):
        from_plan("cn_industrial_green_14th", "T14-999")
    with pytest.raises(BadQuery, match="peak_year"):
        from_plan("cn_industrial_green_14th", "T14-001")


def test_the_command_prints_json_and_writes_a_workbook(files, tmp_path):
    from openpyxl import load_workbook

    _, over = files()
    out = tmp_path / "o.xlsx"
    args = ["decompose", "--target", str(tmp_path / "t.csv"), "--over", str(over), "--json"]
    done = CliRunner().invoke(app, [*args, "--out", str(out)])
    assert done.exit_code == 0, done.output
    said = json.loads(done.stdout)
    assert said["exact"] is True
    assert said["recombined_exactly"] == "18"
    assert load_workbook(out).worksheets[0].cell(2, 1).value == "甲市"
    wrong = CliRunner().invoke(app, ["decompose", "--over", str(over)])
    assert wrong.exit_code == 1
    assert "QUERY-01" in wrong.output


@pytest.mark.parametrize("language", ["zh", "en"])
def test_the_command_prints_a_table_in_both_languages(files, tmp_path, language):
    _, over = files()
    args = ["decompose", "--target", str(tmp_path / "t.csv"), "--over", str(over)]
    done = CliRunner().invoke(app, [*args, "--lang", language, "--step", "0.1"])
    assert done.exit_code == 0, done.output
    assert {"zh": "与目标完全相等", "en": "exactly the target"}[language] in done.output
    set_language("en")


def test_the_manual_page_shows_what_the_methods_give(files, repository):
    page = (repository / "docs/targets_decomposition.md").read_text(encoding="utf-8")
    assert TABLE.strip() in page
    two = [parse_weight(w, weighed=True) for w in ("人均GDP:more=2", "排放:more=1")]
    found = [parse_weight(w, weighed=False) for w in ("人均GDP:more", "排放:less")]
    west = {"西": Limits(None, Fraction(13))}
    for one in (
        decompose(*files(), Method.EQUAL_RATE),
        decompose(*files(), Method.WEIGHTS, weights=two, group_limits=west),
        decompose(*files(), Method.ENTROPY, weights=found),
        decompose(*files(), Method.MARGINAL),
    ):
        assert all(f"| {float(p.figure):.4f}".rstrip("0").rstrip(".") in page for p in one.parts)
