"""Two made-up plants (OWN) with twelve months each, for tests of the accounts: steel and cement.

The amounts are of a usual size for such works and stand for nobody; what a test needs by hand it
works out from these numbers.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import world
from luheng.ledger import Workspace

STEEL, CEMENT = "91130200MA0STEEL0X", "91130100MA0CEMENTX"
YEAR = "2024"
MONTHS = tuple(f"{YEAR}-{m:02d}" for m in range(1, 13))
METERED = {"method": "计量", "origin": "抄表记录"}
BOOKED = {"method": "盘点", "origin": "台账"}
BILLED = {"method": "结算", "origin": "发票"}

#: (item, role, monthly amount, unit, how it was got)
STEEL_ROWS = (
    ("washed_coal", "purchased", 45_000, "t", BILLED),
    ("washed_coal", "consumed", 45_000, "t", BOOKED),
    ("washed_coal", "transformation_input", 45_000, "t", BOOKED),
    ("anthracite", "purchased", 12_000, "t", BILLED),
    ("anthracite", "consumed", 12_000, "t", BOOKED),
    ("coke", "purchased", 3_000, "t", BILLED),
    ("coke", "consumed", 36_000, "t", BOOKED),
    ("coke", "transformation_output", 33_000, "t", BOOKED),
    ("coke_oven_gas", "transformation_output", 14_000, "km3", METERED),
    ("coke_oven_gas", "consumed", 13_500, "km3", METERED),
    ("blast_furnace_gas", "transformation_output", 130_000, "km3", METERED),
    ("blast_furnace_gas", "consumed", 124_000, "km3", METERED),
    ("diesel", "purchased", 60, "t", BILLED),
    ("diesel", "consumed", 60, "t", BILLED),
    ("electricity", "purchased", 30_000, "MWh", METERED),
    ("electricity", "transformation_output", 25_000, "MWh", METERED),
    ("electricity", "consumed", 55_000, "MWh", METERED),
    ("limestone", "consumed", 9_000, "t", BOOKED),
    ("dolomite", "consumed", 3_000, "t", BOOKED),
    ("crude_steel", "produced", 85_000, "t", METERED),
    ("pig_iron", "produced", 78_000, "t", METERED),
    ("gross_output_value", "produced", 31_000, "万CNY", BOOKED),
    ("value_added", "produced", 6_200, "万CNY", BOOKED),
    ("surface_water", "withdrawn", 300_000, "m3", METERED),
    ("reclaimed_water", "withdrawn", 80_000, "m3", METERED),
    ("circulating_water", "reused", 9_000_000, "m3", METERED),
    ("waste_water", "discharged", 60_000, "m3", METERED),
    ("blast_furnace_slag", "generated", 24_000, "t", BOOKED),
    ("blast_furnace_slag", "utilised", 23_500, "t", BOOKED),
    ("steel_slag", "generated", 9_500, "t", BOOKED),
    ("steel_slag", "utilised", 6_000, "t", BOOKED),
    ("so2", "discharged", 32_000, "kg", {"method": "在线监测", "origin": "监测报告"}),
    ("nox", "discharged", 61_000, "kg", {"method": "在线监测", "origin": "监测报告"}),
)
CEMENT_ROWS = (
    ("bituminous", "purchased", 14_000, "t", BILLED),
    ("bituminous", "consumed", 13_800, "t", BOOKED),
    ("diesel", "purchased", 8, "t", BILLED),
    ("diesel", "consumed", 8, "t", BILLED),
    ("electricity", "purchased", 9_000, "MWh", METERED),
    ("electricity", "transformation_output", 3_000, "MWh", METERED),
    ("electricity", "consumed", 12_000, "MWh", METERED),
    ("limestone", "consumed", 140_000, "t", BOOKED),
    ("raw_meal", "consumed", 165_000, "t", BOOKED),
    ("cement_clinker", "produced", 110_000, "t", METERED),
    ("cement", "produced", 130_000, "t", METERED),
    ("gross_output_value", "produced", 4_100, "万CNY", BOOKED),
    ("value_added", "produced", 1_100, "万CNY", BOOKED),
    ("groundwater", "withdrawn", 30_000, "m3", METERED),
)


def rows(entity: str, lines: tuple[Any, ...], months: tuple[str, ...] = MONTHS) -> Iterator[Any]:
    """The activities of a plant, the same every month."""
    for month in months:
        for item, role, amount, said, how in lines:
            quantity, unit = (amount * 1000, "m3") if said == "km3" else (amount, said)
            yield world.activity(entity, month, item, quantity, unit, role=role, **how)


def entities() -> list[Any]:
    return [
        {"id": STEEL, "type": "enterprise", "name_zh": "某钢铁有限公司", "name_en": "A steel works", "sector": "3120"},
        {"id": CEMENT, "type": "enterprise", "name_zh": "某水泥有限公司", "name_en": "A cement works", "sector": "3011"},
    ]  # fmt: skip


def memberships() -> list[Any]:
    return [
        world.member("guided_by", STEEL, "gbt_32151_5"),
        world.member("guided_by", CEMENT, "gbt_32151_8"),
        world.member("located_in", STEEL, "130200"),
        world.member("located_in", CEMENT, "130100"),
        world.member("park_of", STEEL, "PARK"),
        world.member("park_of", CEMENT, "PARK"),
    ]


def assays() -> list[Any]:
    """What a works has to measure because no table gives it: ranges, and the kiln's clinker."""
    measured = (
        (STEEL, "coke_oven_gas", "heating_value", 17_500, "kJ/m3"),
        (CEMENT, "bituminous", "heating_value", 22_000, "kJ/kg"),
        (CEMENT, "cement_clinker", "cao_content", 65, "%"),
        (CEMENT, "cement_clinker", "mgo_content", 2, "%"),
    )
    return [
        {"entity": entity, "period": month, "item": item, "property": name, "quantity": quantity,
         "unit": unit}
        for month in MONTHS
        for entity, item, name, quantity, unit in measured
    ]  # fmt: skip


def plants(folder: Path) -> Workspace:
    """A workspace with both plants over a year."""
    made = world.workspace(folder)
    world.append(made.ledger, "entity", entities(), "entities.csv")
    world.append(made.ledger, "membership", memberships(), "memberships.csv")
    world.append(made.ledger, "activity", list(rows(STEEL, STEEL_ROWS)), "steel.csv")
    world.append(made.ledger, "activity", list(rows(CEMENT, CEMENT_ROWS)), "cement.csv")
    world.append(made.ledger, "assay", assays(), "laboratory.csv")
    return made
