"""Guides of the national market, from 2023: direct emissions only.

Which emissions are surrendered was seen in reports on the allocation plans and on the work plan
that brought steel, cement and aluminium in with 2024; the clause number is recalled.
"""

from luheng.codelists import load
from luheng.periods import Validity
from luheng.rules import Quantity, clause, rule

CLAUSE = clause("market_power", "e2023", "7")
MARKET = tuple(r["id"] for r in load("guides").rows if r["regime"] == "market")
FROM = Validity.of({"from": "2023-01-01", "to": None})


@rule(
    CLAUSE, unit="tCO2", grain="entity guide period", applies=FROM,
    zh="全国碳市场直接二氧化碳排放量", en="direct CO2 in the national carbon market",
)  # fmt: skip
def market_direct_co2(
    market_fuel_combustion_co2: Quantity,
    market_aluminium_anode_co2: Quantity,
    market_cement_process_co2: Quantity,
    market_steel_process_co2: Quantity,
    market_steel_fixed_carbon_co2: Quantity,
) -> Quantity:
    """Fuels and processes by the market guide of the entity, less what its products keep fixed.

    Reads
    -----
    market_fuel_combustion_co2      entity guide period
    market_aluminium_anode_co2      entity guide period   each nil in the other sectors
    market_cement_process_co2       entity guide period
    market_steel_process_co2        entity guide period
    market_steel_fixed_carbon_co2   entity guide period   deducted
    """
    processes = (
        market_aluminium_anode_co2.or_nil()
        + market_cement_process_co2.or_nil()
        + market_steel_process_co2.or_nil()
    )
    emitted = market_fuel_combustion_co2.or_nil() + processes
    net = emitted - market_steel_fixed_carbon_co2.or_nil()
    return net.among(guide=MARKET, called="guides of the market")


@rule(
    CLAUSE, unit="tCO2e", grain="entity period", applies=FROM,
    zh="全国碳市场排放量", en="emissions in the national carbon market",
)  # fmt: skip
def market_emissions(
    market_direct_co2: Quantity, market_aluminium_pfc_co2e: Quantity, co2_equivalence: Quantity
) -> Quantity:
    """Direct emissions: carbon dioxide, and in aluminium the two gases of anode effects.

    Reads
    -----
    market_direct_co2           entity guide period
    market_aluminium_pfc_co2e   entity guide period   nil in the other sectors
    co2_equivalence             -                     1 tCO2e/tCO2

    Electricity and heat bought are reported at the enterprise and are not in it.
    """
    own = market_direct_co2 * co2_equivalence + market_aluminium_pfc_co2e.or_nil()
    return own.sum(over="guide")
