"""CEADs inventories: the real workbooks and table, and broken ones, told by row and cell."""

import gzip
import io
from pathlib import Path

import pyarrow.compute as pc
import pytest

from luheng.codelists import load
from luheng.connectors import ceads_inventory, connector
from luheng.connectors.ceads_inventory.labels import item_of, provinces, region_of, sector_of
from luheng.errors import UnreadableFile
from luheng.intake import receive
from luheng.ledger import Workspace
from luheng.records import Level, Origin

COLUMNS = ["Raw Coal", "Cleaned_Coal", "Other Washed Coal", "Briquettes", "Coke", "Coke Oven Gas",
           "Other Gas", "Other Coking Products", "Crude Oil", "Gasoline", "Kerosene", "Diesel Oil",
           "Fuel Oil", "LPG", "Refinery Gas", "Other Petroleum Products", "Natural Gas",
           "Scope 2 Heat", "Scope 2 Electricity", "Other Energy", "Process", "Scope 1 Total"]  # fmt: skip
SECTORS = [row["en"] for row in load("ceads_sectors").rows]


def inventories(shared: Path) -> Path:
    return shared / "data/ceads_openclimate/CEADS_china_provinces"


def read(path: Path):
    content = path.read_bytes()
    return ceads_inventory.read(content, Origin.of(path.name, content))


def sheet(value=1.0):
    """OWN. One tonne-million in each sector and direct fuel; totals that add up."""
    cells = [value] * 17 + [0.0, 0.0] + [value] * 2
    direct = sum(cells)
    rows = [["Emission_Inventory", *COLUMNS], ["unit", *["Mt CO2"] * 22]]
    n = len(SECTORS)
    rows.append(["TotalEmissions", *(n * c for c in cells), n * direct])
    return rows + [[f"{name}   ", *cells, direct] for name in SECTORS]


def workbook(**sheets) -> bytes:
    import xlsxwriter

    out = io.BytesIO()
    book = xlsxwriter.Workbook(out)
    for name, rows in sheets.items():
        page = book.add_worksheet(name)
        for number, row in enumerate(rows):
            page.write_row(number, 0, row)
    book.close()
    return out.getvalue()


def of(content: bytes, name="own.xlsx"):
    return ceads_inventory.read(content, Origin.of(name, content))


def told(batch, code):
    return [f for f in batch.findings if f.code == code]


def take(tmp_path: Path, content: bytes, name: str, as_: str = "ceads_inventory"):
    place = tmp_path / name
    place.write_bytes(content)
    folder = tmp_path / "workspace"
    made = (folder / "luheng.toml").exists()
    workspace = Workspace.open(folder) if made else Workspace.create(folder)
    return workspace, receive(workspace, [place], as_, recorded_by="test")


# -- the real files --------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["Emission_inventories_for_30_provinces_1997.xlsx",
                                  "Emission_Inventories_for_30_Provinces_2018.xlsx"])  # fmt: skip
def test_a_real_year_is_read_whole_under_either_spelling(shared, name):
    batch = read(inventories(shared) / name)
    table = batch.table
    # 30 provinces × (47 sectors and their total) × (19 fuels, processes and their total)
    assert table.num_rows == 30 * 48 * 20
    assert set(pc.unique(table["region"]).to_pylist()) == set(provinces())
    assert set(pc.unique(table["unit"]).to_pylist()) == {"MtCO2"}
    assert {f.level for f in batch.findings} == {Level.NOTED}
    assert [f.code for f in batch.findings] == ["TABLE-08", "INVENTORY-05"]


def test_hebei_2019_is_what_the_publisher_says(shared):
    """INDEX: Hebei 2019 = 914.2 Mt, ferrous smelting 413.5, power and heat 329.9."""
    rows = read(inventories(shared) / "Emission_Inventories_for_30_Provinces_2019.xlsx").table
    hebei = rows.filter(pc.equal(rows["region"], "130000"))
    totals = hebei.filter(pc.equal(hebei["item"], "total")).to_pylist()
    by_sector = {r["sector"]: r for r in totals}
    assert by_sector["total"]["quantity"] == pytest.approx(914.2, abs=0.05)
    assert by_sector["ferrous_smelting"]["quantity"] == pytest.approx(413.5, abs=0.05)
    assert by_sector["power_heat"]["quantity"] == pytest.approx(329.9, abs=0.05)
    assert by_sector["total"]["sheet"] == "Hebei2019"
    assert f"{by_sector['total']['col']}{by_sector['total']['row']}" == "W4"


def test_a_second_import_adds_nothing_and_the_table_says_what_the_workbook_says(shared, tmp_path):
    path = inventories(shared) / "Emission_Inventories_for_30_Provinces_2007.xlsx"
    workspace, first = take(tmp_path, path.read_bytes(), path.name)
    assert (first.kept, first.refused) == (28_800, 0)
    assert not [f for f in first.findings if f.code == "INVENTORY-04"]
    _, again = take(tmp_path, path.read_bytes(), path.name)
    assert (again.kept, again.corrected, again.unchanged) == (0, 0, 28_800)
    whole = gzip.decompress((inventories(shared).parent / "ceads_provincial_long_1997_2019.csv.gz")
                            .read_bytes()).decode().splitlines()  # fmt: skip
    lines = [whole[0], *(line for line in whole if line.startswith("2007,"))]
    table = of("\n".join(lines).encode(), "tidy.csv").table
    assert table.num_rows == 28_800
    rows = workspace.ledger.read("statistic").select(["region", "sector", "item", "quantity"])
    ours = {tuple(r.values())[:3]: r["quantity"] for r in rows.to_pylist()}
    for row in table.to_pylist():
        key = (row["region"], row["sector"], row["item"])
        theirs = float(row["quantity"]) if row["state"] == "value" else 0.0
        assert ours[key] == pytest.approx(theirs, rel=1e-12), key


# -- labels ----------------------------------------------------------------------------------


def test_labels_are_found_however_they_drift():
    assert item_of("CleanedCoal") == item_of("Cleaned Coal") == ("co2_emissions", "washed_coal")
    assert item_of("Scope_1_Total") == ("co2_emissions", "total")
    assert item_of("Scope 2 Heat") == ("co2_emissions_scope_2", "heat")
    assert {sector_of(t) for t in ("Total Consumption", "TotalEmissions", "Total")} == {"total"}
    assert sector_of("Coal Mining and Dressing                 ") == "coal_mining"
    assert sector_of("Coal") is item_of("Coal") is region_of("Tibet") is None
    assert len(provinces()) == 30
    assert len(SECTORS) == 47
    assert {r["class"] for r in load("ceads_sectors").rows} == {"industry", "non_industry"}


# -- broken files ----------------------------------------------------------------------------


def test_what_a_broken_workbook_lacks_is_told_where_it_is():
    rows = sheet()
    rows[0][5] = "Cokes"
    rows[4][0] = "Coal Mining"
    del rows[-1]
    batch = of(workbook(Hebei2007=rows, Atlantis2007=sheet(), Notes=[["made by hand"]]))
    labels = told(batch, "INVENTORY-03")
    assert [(f.cell, f.value) for f in labels] == [("F1", "Cokes"), ("A5", "Coal Mining")]
    assert "coke" in labels[0].remedy
    missing = told(batch, "INVENTORY-02")
    assert [f.problem for f in missing[:3]] == [
        "The column coke is missing; its figures are absent, not zero.",
        "The row Coal Mining and Dressing is missing; its figures are absent, not zero.",
        "The row Rural is missing; its figures are absent, not zero.",
    ]
    assert len(missing) == 3 + 29  # and 29 provinces
    (atlantis,) = told(batch, "INVENTORY-01")
    assert atlantis.sheet == "Atlantis2007"
    assert len(told(batch, "TABLE-08")) == 1
    assert batch.table.num_rows == 46 * 19


def test_cells_that_are_no_numbers_are_refused_and_the_rest_kept(tmp_path):
    rows = sheet()
    rows[5][1], rows[6][2], rows[7][3] = "n/a", None, True
    _, outcome = take(tmp_path, workbook(Hebei2007=rows), "own.xlsx")
    cells = {(f.code, f.cell) for f in outcome.findings if f.column == "quantity"}
    assert {("CELL-02", "B6"), ("CELL-01", "C7"), ("CELL-02", "D8")} <= cells
    assert outcome.kept == 48 * 20 - 3
    # sums are of all parts or of none
    assert "INVENTORY-04" not in {f.code for f in outcome.findings}


def test_a_total_that_misses_its_parts_is_told_and_kept(tmp_path):
    rows = sheet()
    rows[5][22] += 0.5
    workspace, outcome = take(tmp_path, workbook(Hebei2007=rows), "own.xlsx")
    # the sector's own total misses its fuels, and the total over sectors misses the sectors
    assert [(f.cell, f.level) for f in outcome.findings if f.code == "INVENTORY-04"] == [
        ("W6", Level.DOUBT),
        ("W3", Level.DOUBT),
    ]
    assert workspace.ledger.read("statistic").num_rows == 48 * 20


def test_scope_2_is_kept_apart_where_it_was_computed():
    rows = sheet()
    rows[4][19] = 2.5
    table = of(workbook(Hebei2007=rows)).table
    indirect = table.filter(pc.equal(table["flow"], "co2_emissions_scope_2"))
    assert set(indirect["item"].to_pylist()) == {"heat", "electricity"}
    assert indirect.num_rows == 2 * 48


def test_another_unit_stands_as_printed_and_the_door_refuses_it(tmp_path):
    rows = sheet()
    rows[1] = ["unit", *["Gt CO2"] * 22]
    _, outcome = take(tmp_path, workbook(Hebei2007=rows), "own.xlsx")
    assert outcome.kept == 0
    assert "UNIT-02" in {f.code for f in outcome.findings}


def test_the_table_tells_lines_and_keeps_what_is_unclear_from_being_nil():
    text = (
        "year,province,sector,fuel,MtCO2\n2007,Hebei,Total,Raw_Coal,5\n2007,Hebei,Coal,Coke,1\n"
        "2007,Atlantis,Total,Coke,1\n07,Hebei,Total,Coke,1\n2007,Hebei,Construction,Coke\n"
        "2007,Hebei,Construction,Cokes,3\n"
    )
    batch = of(gzip.compress(text.encode()), "tidy.csv.gz")
    assert [(f.code, f.row) for f in batch.findings] == [
        ("INVENTORY-03", 3), ("INVENTORY-01", 4), ("INVENTORY-01", 5), ("INVENTORY-02", 6),
        ("INVENTORY-03", 7)]  # fmt: skip
    rows = {(r["sector"], r["item"]): r for r in batch.table.to_pylist()}
    assert rows["total", "raw_coal"]["quantity"] == "5"
    assert rows["textile", "diesel"]["state"] == "nil"
    # an unknown sector may have been any row of coke, an unknown fuel any of construction
    assert ("textile", "coke") not in rows
    assert ("construction", "diesel") not in rows


@pytest.mark.parametrize(
    ("content", "name"),
    [
        (b"a,b\n1,2\n", "own.csv"),
        (workbook(Sheet1=[["x"]]), "own.xlsx"),
        (gzip.compress(b"year", mtime=0)[:-6], "own.csv.gz"),
    ],
)
def test_what_is_no_inventory_is_one_clear_refusal(content, name):
    with pytest.raises(UnreadableFile):
        of(content, name)


# -- gross regional product ------------------------------------------------------------------


def test_gdp_is_kept_at_current_prices_in_yuan(shared, tmp_path):
    path = shared / "data/pypsa_china_pik/population/historical_gdp.csv"
    workspace, outcome = take(tmp_path, path.read_bytes(), path.name, "provincial_gdp")
    assert (outcome.kept, outcome.refused) == (620, 0)  # 31 provinces × 2005 to 2024
    (row,) = workspace.ledger.read("statistic", {"region": "150000", "period": "2005"}).to_pylist()
    said = {k: row[k] for k in ("flow", "prices", "measure", "item", "unit", "canonical_unit")}
    assert said == {"flow": "gdp", "prices": "current", "measure": "level", "item": "total",
                    "unit": "亿CNY", "canonical_unit": "CNY"}  # fmt: skip
    assert row["amount"] == row["quantity"] * 1e8
    _, again = take(tmp_path, path.read_bytes(), path.name, "provincial_gdp")
    assert (again.kept, again.unchanged) == (0, 620)


def test_a_broken_gdp_table_is_told_by_line(tmp_path):
    text = "# NBS, 1e8 yuan\nregion,2006,2005\nHebei,10,x\nAtlantis,1,2\nHunan,3\n"
    _, outcome = take(tmp_path, text.encode(), "gdp.csv", "provincial_gdp")
    places = {(f.code, f.row, f.value) for f in outcome.findings}
    assert places == {("CELL-02", 3, "x"), ("CODE-01", 4, "Atlantis"), ("CELL-01", 5, "")}
    assert outcome.kept == 2


@pytest.mark.parametrize("text", ["region,2005\nHebei,1\n", "# 1e8 yuan\nregion,a\nHebei,1\n"])
def test_gdp_without_unit_or_years_is_refused(text):
    with pytest.raises(UnreadableFile):
        connector("provincial_gdp").read(text.encode(), Origin.of("gdp.csv", text.encode()))
