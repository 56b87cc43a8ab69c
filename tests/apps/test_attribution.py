"""The desk's attribution: five levels on figures of our own, what cannot be said, the real ones."""

import json
from pathlib import Path

import numpy as np
import pytest

from luheng.apps.targets.attribution.effects import Form, Method, attribute, attribute_regions
from luheng.apps.targets.attribution.figure import attribution_figure
from luheng.errors import BadQuery, CannotAttribute
from luheng.intake import receive
from luheng.ledger import Workspace

HEADER = "form,region,sector,flow,item,prices,period,quantity,unit"
#: OWN. year, sector → (value added in 亿CNY, {carrier: (energy in 万tce, emissions in 万tCO2)})
WORLD = {
    ("2015", "steel"): (100, {"coke": (50, 150), "natural_gas": (10, 16), "process": (None, 20)}),
    ("2015", "glass"): (50, {"coke": (0, 0), "natural_gas": (10, 16), "process": (None, 5)}),
    ("2020", "steel"): (150, {"coke": (60, 186), "natural_gas": (0, 0), "process": (None, 24)}),
    ("2020", "glass"): (100, {"coke": (4, 12), "natural_gas": (16, 25.6), "process": (None, 5)}),
}


def lines():
    for (year, sector), (output, carriers) in WORLD.items():
        yield f"own,130000,{sector},sector_value_added,total,comparable,{year},{output},亿CNY"
        for item, (energy, emissions) in carriers.items():
            yield f"own,130000,{sector},co2_emissions,{item},none,{year},{emissions},万tCO2"
            if energy is not None:
                yield f"own,130000,{sector},sector_energy_use,{item},none,{year},{energy},万tce"
    yield "accounts,130000,total,gdp,total,current,2015,300,亿CNY"
    yield "accounts,130000,total,gdp,total,current,2020,450,亿CNY"


def world(folder: Path, rows=None) -> Workspace:
    workspace = Workspace.create(folder / "workspace")
    place = folder / "own.csv"
    place.write_text("\n".join([HEADER, *(lines() if rows is None else rows)]), encoding="utf-8")
    outcome = receive(workspace, [place], "statistic", recorded_by="test")
    assert outcome.refused == 0, outcome.findings
    return workspace


def without(*words):
    return [line for line in lines() if not all(w in line for w in words)]


def test_five_levels_are_told_apart_and_add_up(tmp_path):
    found = attribute(world(tmp_path).ledger, "130000", 2015, 2020)
    assert list(found.effects()) == ["activity", "structure", "intensity", "fuel_mix",
                                     "emission_factor", "process"]  # fmt: skip
    # 2.07 Mt become 2.526 Mt, of which processes 0.04: by hand from the table above
    assert found.split.start == pytest.approx(2.07)
    assert found.split.end == pytest.approx(2.526)
    assert found.effects()["process"] == pytest.approx(0.04)
    assert found.split.residual < 1e-12
    assert sum(found.effects().values()) == pytest.approx(0.456, abs=1e-12)
    # natural gas of glass by hand: L(0.256, 0.16) ln(250/150) etc.; its factor did not move
    parts = found.to_arrow("sector", "fuel").to_pylist()
    gas = {
        r["factor"]: r["part"]
        for r in parts
        if (r["sector"], r["fuel"]) == ("glass", "natural_gas")
    }
    mean = (0.256 - 0.16) / np.log(1.6)
    assert gas["activity"] == pytest.approx(mean * np.log(250 / 150))
    assert gas["structure"] == pytest.approx(mean * np.log((100 / 250) / (50 / 150)))
    assert gas["intensity"] == pytest.approx(mean * np.log((20 / 100) / (10 / 50)), abs=1e-15)
    assert gas["fuel_mix"] == pytest.approx(mean * np.log(16 / 20))
    assert gas["emission_factor"] == pytest.approx(0, abs=1e-15)
    # coke of glass came from nought: its share of the energy was nought, and takes all
    coke = {r["factor"]: r["part"] for r in parts if (r["sector"], r["fuel"]) == ("glass", "coke")}
    assert coke["fuel_mix"] == pytest.approx(0.12)
    assert coke["activity"] == coke["emission_factor"] == 0
    assert "comparable" in found.notes[0].en


def test_shapley_splits_the_same_whole_and_indices_multiply(tmp_path):
    ledger = world(tmp_path).ledger
    found = attribute(ledger, "130000", 2015, 2020, method=Method.SHAPLEY)
    assert sum(found.effects().values()) == pytest.approx(0.456, abs=1e-12)
    lmdi = attribute(ledger, "130000", 2015, 2020)
    assert lmdi.largest_difference == found.largest_difference > 0
    assert np.prod(list(lmdi.effects(Form.MULTIPLICATIVE).values())) == pytest.approx(2.526 / 2.07)
    by = lmdi.as_dict(Form.MULTIPLICATIVE, ("sector",))["by"]
    assert np.prod([r["part"] for r in by]) == pytest.approx(2.526 / 2.07)
    json.dumps(lmdi.as_dict(), ensure_ascii=False)


def test_with_output_of_the_whole_alone_less_is_told_apart_and_said(tmp_path):
    found = attribute(world(tmp_path, without("sector_energy_use")).ledger, "130000", 2015, 2020)
    assert list(found.effects()) == ["activity", "sector_emission_intensity", "fuel_share"]
    assert found.effects()["activity"] == pytest.approx(
        sum(p for p in found.split.parts["activity"].ravel())
    )
    assert "current prices" in found.notes[0].en
    assert "cannot be told apart" in found.notes[1].en
    assert found.split.residual < 1e-12


def test_absent_output_cannot_be_said_and_where_the_change_lies_can(tmp_path):
    rows = [r for r in without("sector_energy_use") if "gdp,total,current,2015" not in r]
    ledger = world(tmp_path, rows).ledger
    with pytest.raises(CannotAttribute, match="2015"):
        attribute(ledger, "130000", 2015, 2020)
    found = attribute(ledger, "130000", 2015, 2020, with_activity=False)
    assert list(found.effects()) == ["sector_emissions", "fuel_share"]
    assert sum(found.effects().values()) == pytest.approx(0.456, abs=1e-12)


def test_an_absent_cell_is_not_nought(tmp_path):
    ledger = world(tmp_path, without("glass", "co2_emissions", "coke", "2015")).ledger
    with pytest.raises(CannotAttribute, match="glass × coke"):
        attribute(ledger, "130000", 2015, 2020)


@pytest.mark.parametrize(
    ("region", "years", "said"),
    [
        ("130000", (2015, 2016), "2016"),
        ("140000", (2015, 2020), "Shanxi"),
        ("130000", (2020, 2015), "after"),
    ],
)
def test_years_and_regions_without_figures_cannot_be_said(tmp_path, region, years, said):
    with pytest.raises(CannotAttribute, match=said):
        attribute(world(tmp_path).ledger, region, *years)


def test_two_inventories_or_two_accounts_are_not_mixed(tmp_path):
    more = [*lines(), "other,130000,steel,co2_emissions,coke,none,2015,1,万tCO2"]
    ledger = world(tmp_path, more).ledger
    with pytest.raises(CannotAttribute, match="other, own"):
        attribute(ledger, "130000", 2015, 2020)
    assert attribute(ledger, "130000", 2015, 2020, inventory="own").inventory == "own"
    twice = [*without("sector_energy_use"), "b,130000,total,gdp,total,current,2015,301,亿CNY"]
    (tmp_path / "b").mkdir()
    with pytest.raises(CannotAttribute, match="accounts, b"):
        attribute(world(tmp_path / "b", twice).ledger, "130000", 2015, 2020)


def test_the_figure_is_a_waterfall_with_its_notes(tmp_path):
    found = attribute(world(tmp_path).ledger, "130000", 2015, 2020)
    for lang, word in (("zh", "经济活动"), ("en", "activity")):
        figure = attribution_figure(found, lang)
        (bars,) = figure.data
        assert bars.x[1] == word
        assert bars.y[0] + sum(bars.y[1:-1]) == pytest.approx(bars.y[-1])
        assert bars.measure[0] == "absolute"
        assert bars.measure[-1] == "total"
        lines = figure.layout.annotations[0].text.split("<br>")
        assert all(0 < len(line) <= (70 if lang == "zh" else 132) for line in lines)


def test_the_real_provinces_split_exactly_by_both_methods(tmp_path, shared):
    workspace = Workspace.create(tmp_path / "workspace")
    folder = shared / "data/ceads_openclimate/CEADS_china_provinces"
    books = [folder / f"Emission_Inventories_for_30_Provinces_{y}.xlsx" for y in (2005, 2019)]
    receive(workspace, books, "ceads_inventory", recorded_by="test")
    gdp = shared / "data/pypsa_china_pik/population/historical_gdp.csv"
    receive(workspace, [gdp], "provincial_gdp", recorded_by="test")
    regions = ("110000", "130000", "150000", "430000")
    for method in Method:
        for one in attribute_regions(workspace.ledger, regions, 2005, 2019, method=method):
            assert one.split.residual < 1e-12
            assert abs(one.printed_gap) < 1e-6
            assert one.effects()["activity"] > 0 > one.effects()["sector_emission_intensity"]
    assert attribute(workspace.ledger, "130000", 2005, 2019).split.end == pytest.approx(
        914.2, abs=0.05
    )


# -- the command -----------------------------------------------------------------------------


def test_the_command_prints_notes_table_and_json(tmp_path, capsys):
    from luheng.cli.main import main

    folder = str(world(tmp_path).folder)
    asked = ["targets", "attribute", "--from", "2015", "--to", "2020", "--workspace", folder]
    assert main([*asked, "--region", "130000", "--json", "--by", "sector,fuel"]) == 0
    (said,) = json.loads(capsys.readouterr().out)
    assert said["change_mt"] == pytest.approx(0.456)
    assert len(said["by"]) == 2 * 3 * 6
    assert main([*asked, "--region", "河北", "--form", "multiplicative", "--by", "fuel"]) == 0
    assert "comparable prices" in capsys.readouterr().out
    assert main([*asked, "--region", "all"]) == 0
    assert "Tibet" in capsys.readouterr().err
    assert main([*asked, "--region", "130000", "--by", "colour"]) != 0
    assert BadQuery.code in capsys.readouterr().err
