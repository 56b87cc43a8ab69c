"""A works' year: compared with the file itself, read by other means."""

import csv
import json
import math

import pytest

from luheng.apps.monitoring import heat_map, monthly_figure, works_year
from luheng.cli.main import main
from luheng.connectors import demo_tables
from luheng.errors import BadQuery, set_language
from luheng.intake import receive
from luheng.ledger import Workspace
from luheng.rulebook import load_rulebook

WORKS = "GWANGYANG"
AS_IF = "as_if_in_hebei_2021"
HEBEI_2021 = 0.7901


@pytest.fixture(scope="module")
def workspace(tmp_path_factory):
    made = Workspace.create(tmp_path_factory.mktemp("monitoring"))
    with demo_tables.folder() as folder:
        receive(made, [folder / demo_tables.WORKS], demo_tables.NAME, recorded_by="t")
    return made


@pytest.fixture(scope="module")
def works(workspace):
    return works_year(
        workspace.ledger, load_rulebook(), WORKS, "2018", as_if=load_rulebook(overlays=(AS_IF,))
    )


@pytest.fixture(scope="module")
def lines(shared):
    """The source's own lines with the month to which each interval belongs: it began before ``at``."""
    with (shared / "data/uci_steel_industry/Steel_industry_data.csv").open(
        encoding="utf-8-sig", newline=""
    ) as file:
        rows = list(csv.DictReader(file))
    # a day's last line closes at midnight under that day's own date, so the date as printed is right
    return [(f"{r['date'][6:10]}-{r['date'][3:5]}", r) for r in rows]


def test_the_year_is_the_files_own(works, lines):
    assert works.total.kwh == pytest.approx(math.fsum(float(r["Usage_kWh"]) for _, r in lines))
    assert works.total.tco2 == pytest.approx(math.fsum(float(r["CO2.tCO2."]) for _, r in lines))
    assert works.total.kwh == pytest.approx(959_636.66, abs=1)
    assert works.total.tco2 == pytest.approx(403.81, abs=0.01)
    assert works.total.coverage == 1


def test_every_month_is_the_files_own(works, lines):
    assert [m.period for m in works.months] == [f"2018-{n:02d}" for n in range(1, 13)]
    for month in works.months:
        own = [r for text, r in lines if text == month.period]
        assert month.kwh == pytest.approx(math.fsum(float(r["Usage_kWh"]) for r in own))
        lagging = math.fsum(float(r["Lagging_Current_Reactive.Power_kVarh"]) for r in own)
        assert month.kvarh_lagging == pytest.approx(lagging)
        assert month.peak_kw == pytest.approx(4 * max(float(r["Usage_kWh"]) for r in own))
        assert month.coverage == 1


def test_standard_coal_is_at_the_calorific_coefficient(works):
    assert works.total.kgce == pytest.approx(works.total.kwh * 0.1229)


def test_midnight_rows_were_mended(works):
    assert works.mended == 365
    assert (works.shape.present, works.shape.absent) == (35_040, 0)


def test_the_power_factor_comes_from_sums(works):
    total = works.total
    reactive = total.kvarh_lagging + total.kvarh_leading
    assert total.power_factor == pytest.approx(total.kwh / math.hypot(total.kwh, reactive))
    mean = sum(m.power_factor for m in works.months) / 12
    assert total.power_factor != pytest.approx(mean, abs=1e-4)
    assert total.power_factor_lagging > total.power_factor


def test_the_load_factor_is_mean_over_peak(works):
    shape = works.shape
    assert shape.load_factor == pytest.approx(works.total.kwh / 8760 / shape.peak)
    assert works.total.load_factor == shape.load_factor
    assert shape.peak == max(m.peak_kw for m in works.months)


def test_as_if_stands_apart_and_bears_its_name(works):
    assert works.as_if.overlays == (AS_IF,)
    assert works.as_if.tco2 == pytest.approx(works.total.kwh * HEBEI_2021 / 1000)
    said = works.as_dict()
    assert said["co2_metered_t"] == works.total.tco2
    assert said["as_if"]["electricity_co2_t"] == works.as_if.tco2


def test_without_an_overlay_there_is_no_as_if(workspace):
    assert works_year(workspace.ledger, load_rulebook(), WORKS, "2018").as_if is None


def test_a_year_without_readings_says_so(workspace):
    empty = works_year(workspace.ledger, load_rulebook(), WORKS, "2020")
    assert empty.shape is None
    assert empty.total.kwh is None
    assert empty.total.power_factor is None
    assert empty.total.peak_kw is None


def test_as_known_before_the_correction_the_readings_stand_as_received(workspace):
    numbers = workspace.ledger.receipts().to_pylist()
    before = max(r["number"] for r in numbers if r["rule"] is None)
    early = works_year(workspace.ledger, load_rulebook(), WORKS, "2018", known_at=before)
    assert early.mended == 0
    assert early.shape.present < 35_040


def test_an_entity_without_one_electricity_meter_is_refused(workspace):
    with pytest.raises(BadQuery) as raised:
        works_year(workspace.ledger, load_rulebook(), "E404", "2018")
    assert "E404" in str(raised.value)


@pytest.mark.parametrize("language", ["zh", "en"])
def test_the_figures_hold_the_year(works, language):
    set_language(language)
    grid = heat_map(works.shape).data[0]
    assert (len(grid.x), len(grid.y)) == (365, 96)
    bars, line = monthly_figure(works).data
    assert list(bars.x) == [m.period for m in works.months]
    assert 1000 * sum(bars.y) == pytest.approx(works.total.kwh)
    assert list(line.y) == [m.power_factor for m in works.months]


def test_the_command_prints_json_and_a_table(workspace, capsys, tmp_path):
    folder = str(workspace.folder)
    asked = ["monitoring", "works", WORKS, "2018", "--workspace", folder]
    assert main([*asked, "--json", "--as-if", AS_IF, "--html", str(tmp_path / "load.html")]) == 0
    said = json.loads(capsys.readouterr().out)
    assert len(said["months"]) == 12
    assert said["as_if"]["overlays"] == [AS_IF]
    assert "plotly" in (tmp_path / "load.html").read_text(encoding="utf-8").lower()
    assert main([*asked, "--lang", "zh"]) == 0
    assert "用电量" in capsys.readouterr().out
