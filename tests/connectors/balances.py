"""A balance sheet of our own making (OWN), laid out as the yearbook lays it out."""

import io

import xlsxwriter

from luheng.codelists import load
from luheng.connectors.energy_balance.balance_sheet import ITEMS

UNITS = {
    "kg": "(万吨)",
    "m3": "(亿立方米)",
    "MJ": "(百亿千焦)",
    "kWh": "(亿千瓦时)",
    "kgce": "(万吨标煤)",
}
ENGLISH = {
    "kg": "(104 tn)",
    "m3": "(108 cu.m)",
    "MJ": "(1010 kJ)",
    "kWh": "(108 kW•h)",
    "kgce": "(104 tce)",
}


def cells(
    title="6-3  河北能源平衡表(实物量)-2007",
    english="ENERGY BALANCE OF HEBEI-2007 (PHYSICAL QUANTITY)",
):
    """Rows of cells, every figure blank but raw coal's and coal's, which balance."""
    carriers, flows = load("energy_carriers"), load("balance_flows")
    own = [carriers.get(i)["unit"] for i in ITEMS]
    rows = [
        [title],
        [english],
        [],
        ["项        目", "Item", *(carriers.get(i)["zh"] for i in ITEMS)],
        ["", "", *(UNITS[u] for u in own)],
        ["", "", *(carriers.get(i)["en"].split()[0].title() for i in ITEMS)],
        ["", "", *(ENGLISH[u] for u in own)],
        [],
    ]
    figures = {
        "indigenous_production": 100.0,
        "total_primary_supply": 100.0,
        "thermal_power": -40.0,
        "transformation": -40.0,
        "losses": 5.0,
        "industry": 50.0,
        "residential": 4.0,
        "residential_urban": 1.0,
        "residential_rural": 3.0,
        "total_final_consumption": 54.0,
        "statistical_difference": 1.0,
        "total_consumption": 99.0,
    }
    for flow in flows.rows:
        value = figures.get(flow["id"], "")
        rows.append([f"  {flow['zh']}", f"  {flow['en']} ", value, value, *[""] * 20])
    return rows


def place(rows, text):
    """Row and column of the cell that holds a text."""
    return next(
        (r, c) for r, row in enumerate(rows) for c, v in enumerate(row) if str(v).strip() == text
    )


def workbook(rows, more=()):
    """The rows as .xlsx; ``more`` are further sheets (name, rows)."""
    buffer = io.BytesIO()
    with xlsxwriter.Workbook(buffer) as book:
        for name, page in (("Sheet1", rows), *more):
            sheet = book.add_worksheet(name)
            for r, row in enumerate(page):
                for c, value in enumerate(row):
                    if value != "":
                        sheet.write(r, c, value)
    return buffer.getvalue()
