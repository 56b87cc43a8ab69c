"""``luheng demo``: within a minute, the same twice, one page that stands alone."""

import importlib.util
import json
import re
import subprocess

import pyarrow.parquet as pq
import pytest

from luheng.apps.targets import review
from luheng.cli.demo import FOLDER, PLAN, REPORT, run
from luheng.cli.main import main
from luheng.connectors import demo_tables
from luheng.errors import UnreadableFile
from luheng.ledger import Workspace
from luheng.records import Origin

MINUTE = 60


@pytest.fixture(scope="module")
def done(tmp_path_factory):
    made = run(tmp_path_factory.mktemp("demo") / "workspace", lang="zh")
    copy_of(made).write_bytes(made.report.read_bytes())
    return made


def copy_of(made):
    """The first page: a later run writes over the report."""
    return made.workspace / f"first-{REPORT}"


@pytest.fixture(scope="module")
def page(done):
    return copy_of(done).read_text(encoding="utf-8")


# -- what it gives ---------------------------------------------------------------------------------


def test_it_takes_less_than_a_minute(done):
    assert done.seconds < MINUTE


def test_the_object_has_what_a_program_reads(done):
    said = json.loads(json.dumps(done.as_dict()))
    assert {"seconds", "plan_review", "provinces", "works", "workspace", "report"} <= said.keys()
    assert len(said["plan_review"]) == len(review(PLAN)) == 60
    wanted = {"region", "name", "co2_mt", "ceads_mt", "difference_pct", "other_activity_mt",
              "other_factor_mt", "driver", "energy_10k_tce", "coverage", "provisional"}  # fmt: skip
    assert len(said["provinces"]) == 30
    for province in said["provinces"]:
        assert wanted <= province.keys()
        parts = province["other_activity_mt"] + province["other_factor_mt"]
        assert parts == pytest.approx(province["ceads_mt"] - province["co2_mt"], abs=1e-6)
    assert said["works"]["electricity_kwh"] == pytest.approx(959_636.66, abs=1)
    assert said["works"]["midnight_rows_mended"] == 365
    assert [f["cell"] for f in said["balance_findings"]] != []


def test_the_rows_came_through_the_door(done):
    ledger = Workspace.open(done.workspace).ledger
    receipts = ledger.receipts().to_pylist()
    assert {r["record"] for r in receipts} >= {"statistic", "reading", "entity", "membership"}
    assert {r["recorded_by"] for r in receipts} == {"demo"}
    assert all(r["sha256"] for r in receipts)
    said = done.as_dict()["imported"]
    assert (said["refused"], said["corrected"]) == (0, 6 * 365)
    assert said["kept"] == sum(r["kept"] for r in receipts)


def test_a_second_run_adds_nothing(done, capsys):
    ledger = Workspace.open(done.workspace).ledger
    before = {n: ledger.read(n).num_rows for n in ("statistic", "reading", "entity")}
    assert main(["demo", "--workspace", str(done.workspace), "--json", "--lang", "en"]) == 0
    shown = capsys.readouterr()
    again = json.loads(shown.out)
    assert (again["imported"]["kept"], again["imported"]["corrected"]) == (0, 0)
    after = Workspace.open(done.workspace).ledger
    assert {n: after.read(n).num_rows for n in before} == before
    first = done.as_dict()
    for name in ("co2_mt", "difference_mt", "other_factor_mt", "energy_10k_tce"):
        assert [p[name] for p in again["provinces"]] == [p[name] for p in first["provinces"]]
    assert again["works"]["electricity_kwh"] == first["works"]["electricity_kwh"]
    english = done.report.read_text(encoding="utf-8")
    assert '<html lang="en">' in english
    assert "Thirty provinces" in english


def test_it_does_not_mix_with_a_workspace_that_is_near(tmp_path, monkeypatch, done):
    from luheng.cli.demo import folder_of

    Workspace.create(tmp_path)
    monkeypatch.chdir(tmp_path)
    assert folder_of(None) == tmp_path / FOLDER
    assert folder_of(done.workspace) == done.workspace


# -- the page --------------------------------------------------------------------------------------


def test_the_page_stands_alone(page):
    assert not re.search(r"<(?:script|link|img|iframe)[^>]+(?:src|href)=", page)
    assert page.count("plotly.js v") <= 1
    assert len(page.encode()) < 6_000_000


def test_the_page_shows_its_four_parts(page):
    assert '<html lang="zh-CN">' in page
    for part in ("plan", "provinces", "works", "explained"):
        assert f'<h2 id="{part}"' in page
    for figure in ("plan", "difference", "carriers", "heat", "months"):
        assert f'id="figure-{figure}"' in page
    for said in ("河北", "CEADs", "513.6", "500.7", "11.xls", "C42", "365", "as_if_in_hebei_2021"):
        assert said in page
    assert '<div class="explain">' in page


@pytest.mark.browser
@pytest.mark.slow
def test_a_browser_draws_every_figure(done, chromium, tmp_path):
    dumped = subprocess.run(
        [chromium, "--headless=new", "--no-sandbox", "--disable-gpu", "--dump-dom",
         f"--user-data-dir={tmp_path}", "--virtual-time-budget=8000", copy_of(done).as_uri()],
        capture_output=True, text=True, check=True, timeout=120,
    ).stdout  # fmt: skip
    drawn = re.findall(r'id="figure-(\w+)"[^>]*class="plotly-graph-div js-plotly-plot"', dumped)
    assert set(drawn) == {"plan", "difference", "carriers", "heat", "months"}


# -- the packaged tables ---------------------------------------------------------------------------


def test_the_tables_are_small_and_say_whose_they_are():
    with demo_tables.folder() as folder:
        files = list(folder.glob("*.parquet"))
        assert len(files) == 3
        assert sum(f.stat().st_size for f in files) < 3_000_000
        said = (folder / "ATTRIBUTION.md").read_text(encoding="utf-8")
        for file in files:
            assert f"## {file.name}" in said
            assert pq.ParquetFile(file).metadata.row_group(0).column(0).compression == "ZSTD"
    assert said.count("Licence as stated") == 3


@pytest.mark.slow
def test_the_tables_are_what_the_sources_say(shared, repository):
    spec = importlib.util.spec_from_file_location(
        "build_demo_tables", repository / "tools/build_demo_tables.py"
    )
    tool = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(tool)
    built = tool.tables(shared / "data")
    with demo_tables.folder() as folder:
        for name, table in built.items():
            packaged = pq.ParquetFile(folder / name).read(use_threads=False)
            assert packaged.equals(table.cast(packaged.schema)), name
            assert packaged.schema.metadata == table.schema.metadata, name


def test_a_figure_points_to_the_yearbooks_own_cell():
    with demo_tables.folder() as folder:
        content = (folder / demo_tables.BALANCES).read_bytes()
    batches = demo_tables.read(content, Origin.of(demo_tables.BALANCES, content))
    assert [b.origin.source for b in batches] == [f"{n}.xls" for n in range(1, 31)]
    hebei = batches[2].table
    (row,) = [
        r for r in hebei.to_pylist()
        if (r["flow"], r["item"]) == ("total_final_consumption", "gasoline")
    ]  # fmt: skip
    assert (row["region"], row["quantity"], row["unit"]) == ("130000", 249.027488, "万吨")
    assert (row["sheet"], row["row"], row["col"]) == ("Sheet1", 31, "M")


@pytest.mark.parametrize("content", [b"", b"PAR1", b"a,b\n1,2\n"])
def test_what_is_no_packaged_table_is_refused(content):
    with pytest.raises(UnreadableFile):
        demo_tables.read(content, Origin.of("x.parquet", content))


def test_the_inventory_is_compared_with_and_never_recorded():
    with demo_tables.folder() as folder:
        content = (folder / demo_tables.INVENTORY).read_bytes()
    with pytest.raises(UnreadableFile):
        demo_tables.read(content, Origin.of(demo_tables.INVENTORY, content))
