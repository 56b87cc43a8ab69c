"""Guide of the national market for power units, until 2022: fuels, and electricity bought.

Emissions of the electricity that a unit buys were surrendered until 2022 and no longer from 2023:
that was seen in reports on the allocation plans, the clause number is recalled.
"""

from luheng.codelists import load
from luheng.periods import ALWAYS, Validity
from luheng.rules import Quantity, clause, rule, source

CLAUSE = clause("market_power", "e2021", "7")
MARKET = tuple(r["id"] for r in load("guides").rows if r["regime"] == "market")
UNTIL = Validity.of({"from": None, "to": "2023-01-01"})


electricity_purchased = source(
    "electricity_purchased", record="activity",
    where={"item": "electricity", "role": "purchased"}, grain="entity period", unit="kWh",
    zh="购入电量（填报）", en="electricity purchased, as filed",
)  # fmt: skip


@rule(
    CLAUSE, unit="tCO2", grain="entity guide period", applies=ALWAYS,
    zh="发电设施购入电力排放量（碳市场）", en="CO2 of electricity bought by power units",
)  # fmt: skip
def market_electricity_co2(
    electricity_purchased: Quantity, market_grid_factor: Quantity
) -> Quantity:
    """Electricity bought times the national average factor of the year's notice.

    E_electricity = AD × EF

    Reads
    -----
    electricity_purchased   entity period
    market_grid_factor      guide, dated    none from 2023 on
    """
    own = electricity_purchased.by(along="market_guide").among(
        guide=("market_power",), called="power units"
    )
    return own * market_grid_factor


@rule(
    CLAUSE, unit="tCO2e", grain="entity period", applies=UNTIL,
    zh="全国碳市场排放量", en="emissions in the national carbon market",
)  # fmt: skip
def market_emissions(
    market_fuel_combustion_co2: Quantity,
    market_electricity_co2: Quantity,
    co2_equivalence: Quantity,
) -> Quantity:
    """Fuels and electricity bought of an entity under a guide of the market.

    E = E_burning + E_electricity

    Reads
    -----
    market_fuel_combustion_co2   entity guide period
    market_electricity_co2       entity guide period   nil where none was bought
    co2_equivalence              -                     1 tCO2e/tCO2

    Steel, cement and aluminium came in with 2024: their tables have nothing for years before.
    """
    emitted = market_fuel_combustion_co2.or_nil() + market_electricity_co2.or_nil()
    own = emitted.among(guide=MARKET, called="guides of the market")
    return (own * co2_equivalence).sum(over="guide")
