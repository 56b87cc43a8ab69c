"""Whether the provinces' targets make up the nation's."""

import json
from fractions import Fraction

import pytest
from typer.testing import CliRunner

from luheng.apps.targets.consistency.adding_up import consistency
from luheng.cli.targets import app
from luheng.errors import BadMembers, BadQuery

NATION, ENERGY = "cn_industrial_green_14th", "energy_per_value_added"
#: what the three provinces' plans promise for 2025 against 2020, transcribed from their texts
PROMISED = {"130000": Fraction(18), "230000": Fraction(10), "430000": Fraction("14.5")}


@pytest.fixture
def table(tmp_path):
    def write(text, name="w.csv"):
        path = tmp_path / name
        path.write_text(text, encoding="utf-8")
        return path

    return write


def test_without_weights_nothing_is_said_of_the_sum():
    found = consistency(NATION, ENERGY)
    assert {r.region: r.figure for r in found.rows if r.figure is not None} == PROMISED
    assert found.implied is found.rest is found.together is None
    assert (found.lowest, found.highest) == (10, 18)
    assert len(found.rows) == 31


def test_other_sectors_are_set_aside_with_the_reason():
    aside = consistency(NATION, ENERGY).set_aside
    assert any("T14HE-013" in s.place and "steel" in s.why.en for s in aside)


def test_gdp_as_a_stand_in_leaves_a_bound_for_the_other_28(shared):
    file = shared / "data/pypsa_china_pik/population/historical_gdp.csv"
    found = consistency(NATION, ENERGY, weights=file)
    assert found.implied is None
    assert sum(r.figure is None for r in found.rows) == 28
    # the same from the file's printed numbers of 2020, Hebei, Heilongjiang, Hunan and all
    gdp = [Fraction(x) for x in ("36013.8", "13633.4", "41542.6")]
    rows = [line.split(",") for line in file.read_text(encoding="utf-8").splitlines()[2:]]
    total = sum(Fraction(r[5]) for r in rows if r[0])
    promised = sum(g * c for g, c in zip(gdp, PROMISED.values(), strict=True))
    assert found.rest == (Fraction("13.5") * total - promised) / (total - sum(gdp))
    assert found.together == promised / sum(gdp)
    assert float(found.rest) == pytest.approx(13.3303, abs=1e-4)
    assert {y for y, _ in found.by_year} == {*range(2005, 2025)} - {2020}
    assert all(abs(v - found.rest) < Fraction(2, 100) for _, v in found.by_year)
    assert any("current prices" in n.en for n in found.notes)


def test_full_weights_are_exact_and_a_shortfall_is_shared_in_two_ways(table):
    # OWN: I0 = 530/260, F = 390, 150·13/12, 100; V1 130, 130, 50
    weights = table(
        "地区,基期能耗,基期增加值,目标期增加值\n河北,300,100,130\n湖南,150,120,130\n黑龙江,80,40,50\n"
    )
    targets = table("地区,目标\n河北,6\n湖南,5\n黑龙江,4\n", "t.csv")
    found = consistency(NATION, ENERGY, weights=weights, targets=targets)
    f = [Fraction(390), Fraction(150) * 13 / 12, Fraction(100)]
    left = f[0] * Fraction("0.94") + f[1] * Fraction("0.95") + f[2] * Fraction("0.96")
    assert found.implied == 100 * (1 - left / 310 / Fraction(530, 260))
    assert found.gap == Fraction("13.5") - found.implied > 0
    for way in ("proportional", "equal"):
        c = {r.region: getattr(r.additions, way) for r in found.rows}
        after = sum(
            x * (1 - c[r] / 100) for x, r in zip(f, ("130000", "430000", "230000"), strict=True)
        )
        assert 100 * (1 - after / 310 / Fraction(530, 260)) == Fraction("13.5")
    assert any("28 provinces" in n.en for n in found.notes)


def test_a_blank_target_is_absent_and_never_zero(table):
    weights = table("地区,增加值\n河北,1\n湖南,1\n")
    targets = table("地区,目标\n河北,18\n湖南,\n黑龙江,\n", "t.csv")
    with pytest.raises(BadMembers, match="no weight"):
        consistency(NATION, ENERGY, weights=weights, targets=targets)
    both = table("地区,增加值\n河北,1\n湖南,1\n黑龙江,2\n", "w2.csv")
    found = consistency(NATION, ENERGY, weights=both, targets=targets)
    assert found.implied is None
    assert found.rest == (Fraction("13.5") * 4 - 18) / 3


def test_the_ledgers_statistics_are_weights_and_a_stand_in_is_named(shared, tmp_path):
    from luheng.intake import receive
    from luheng.ledger import Workspace

    file = shared / "data/pypsa_china_pik/population/historical_gdp.csv"
    workspace = Workspace.create(tmp_path / "w")
    receive(workspace, [file], "provincial_gdp", recorded_by="test")
    found = consistency(NATION, ENERGY, ledger=workspace.ledger)
    assert float(found.rest) == pytest.approx(13.3303, abs=1e-4)
    assert any("standing in" in n.en and "current" in n.en for n in found.notes)


def test_amounts_are_summed_and_double_counting_is_named():
    found = consistency(NATION, "recycled_resources_amount")
    assert found.rest == found.value - found.together
    assert any("twice" in n.en for n in found.notes)


def test_a_rate_is_weighted_by_its_denominator(table):
    rows = consistency(NATION, "bulk_solid_waste_utilisation_rate").rows
    (own,) = (r for r in rows if r.figure is not None)
    weights = table(f"地区,分母\n{own.region},3\n广东,1\n")
    targets = table(f"地区,目标\n{own.region},50\n广东,70\n", "t.csv")
    found = consistency(
        NATION, "bulk_solid_waste_utilisation_rate", weights=weights, targets=targets
    )
    assert found.implied == 55
    assert found.gap == 2


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("地区,增加值\n火星,1\n", "no region"),
        ("地区,增加值\n河北,1\n河北,2\n", "again"),
        ("地区,增加值\n河北,\n", "a blank is not zero"),
        ("地区,增加值\n河北,-3\n", "above 0"),
        ("地区,别的\n河北,3\n", "no column of weights"),
    ],
)
def test_bad_weights_are_refused(table, text, said):
    with pytest.raises(BadMembers, match=said):
        consistency(NATION, ENERGY, weights=table(text))


def test_what_cannot_be_made_up_is_said():
    with pytest.raises(BadQuery, match="no target"):
        consistency(NATION, "no_such_indicator")
    with pytest.raises(BadQuery, match="peak_year"):
        consistency(NATION, "carbon_peak_year", number="T14-001")


def test_the_command(table, monkeypatch, tmp_path):
    monkeypatch.chdir(tmp_path)
    weights = table("地区,增加值\n河北,3\n湖南,4\n黑龙江,1\n广东,9\n")
    args = ["consistency", NATION, "--indicator", ENERGY, "--weights", str(weights)]
    shown = CliRunner().invoke(app, args)
    assert shown.exit_code == 0, shown.output
    assert "must reach" in shown.output
    said = json.loads(CliRunner().invoke(app, [*args, "--json"]).stdout)
    rest = (Fraction("13.5") * 17 - 54 - 58 - 10) / 9
    assert said["rest"] == pytest.approx(float(rest))
    assert said["rest_exactly"] == str(rest)
    assert CliRunner().invoke(app, [*args[:3], "nothing"]).exit_code == 1


@pytest.mark.parametrize("indicator", [ENERGY, "co2_per_value_added", "water_per_value_added"])
def test_the_manual_page_shows_what_the_command_gives(shared, repository, indicator):
    page = (repository / "docs/targets_consistency.md").read_text(encoding="utf-8")
    file = shared / "data/pypsa_china_pik/population/historical_gdp.csv"
    found = consistency(NATION, indicator, weights=file)
    years = [v for _, v in found.by_year]
    for value in (found.rest, min(years), max(years), *(v for _, v in found.heavier)):
        assert f"{float(value):.4f}".rstrip("0").rstrip(".") in page
