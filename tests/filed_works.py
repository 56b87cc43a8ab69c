"""A made-up works (OWN) with two years of accounts, for tests of the filed forms.

Amounts are round, so that a test works a figure out by hand. The name begins like a formula.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import world
from luheng.ledger import Workspace

WORKS = "91130200777777775K"
NAME = '=HYPERLINK("http://x","示例")水泥有限公司'
YEAR, BEFORE = "2024", "2023"

#: (item, role, amount in 2024, unit); in 2023 everything but stocks is half as much
ROWS = (
    ("bituminous", "opening_stock", 100, "t"),
    ("bituminous", "purchased", 1_200, "t"),
    ("bituminous", "consumed", 1_000, "t"),
    ("bituminous", "closing_stock", 300, "t"),
    ("diesel", "consumed", 100, "t"),
    ("electricity", "purchased", 1_000, "万kWh"),
    ("electricity", "consumed", 1_000, "万kWh"),
    ("cement", "produced", 50_000, "t"),
    ("gross_output_value_comparable", "produced", 2_000, "万CNY"),
    ("surface_water", "withdrawn", 30_000, "m3"),
    ("tap_water", "purchased", 10_000, "m3"),
    ("circulating_water", "reused", 360_000, "m3"),
    ("waste_water", "discharged", 8_000, "m3"),
    ("fly_ash", "generated", 200, "t"),
    ("fly_ash", "utilised", 150, "t"),
    ("fly_ash", "disposed", 50, "t"),
    ("furnace_bottom_ash", "generated", 100, "t"),
    ("furnace_bottom_ash", "utilised", 90, "t"),
)
#: measured in both years, in kJ/kg; the coefficient of the coal is 20 ÷ 29.3076
HEATING_VALUE = 20_000


def works(folder: Path) -> Workspace:
    """A workspace that holds the works."""
    made = world.workspace(folder)
    ledger = made.ledger
    described: list[dict[str, Any]] = [
        {"id": WORKS, "type": "enterprise", "name_zh": NAME, "sector": "3011"},
        {"id": "KILN", "type": "process", "name_zh": "烧成工序"},
        {
            "id": "MILL",
            "type": "equipment",
            "name_zh": "1号磨机",
            "capacity": 3.5,
            "capacity_unit": "MW",
        },
        {"id": "FAN", "type": "equipment", "name_zh": "@风机"},
        {
            "id": "M1",
            "type": "meter",
            "name_zh": "总进线",
            "item": "electricity",
            "role": "consumed",
        },
    ]
    world.append(ledger, "entity", described)
    links = [
        world.member("located_in", WORKS, "130200"),
        world.member("part_of", "KILN", WORKS),
        world.member("part_of", "MILL", "KILN"),
        world.member("part_of", "FAN", WORKS),
        world.member("meter_of", "M1", WORKS),
    ]
    world.append(ledger, "membership", links)
    rows = [
        world.activity(WORKS, year, item, amount if stock else amount * share, said, role=role)
        for year, share in ((BEFORE, 0.5), (YEAR, 1.0))
        for item, role, amount, said in ROWS
        for stock in [role.endswith("_stock")]
    ]
    world.append(ledger, "activity", rows)
    assays = [
        {
            "entity": WORKS, "period": year, "item": "bituminous", "property": "heating_value",
            "quantity": HEATING_VALUE, "unit": "kJ/kg", "basis": "as_received",
        }
        for year in (BEFORE, YEAR)
    ]  # fmt: skip
    world.append(ledger, "assay", assays)
    return made
