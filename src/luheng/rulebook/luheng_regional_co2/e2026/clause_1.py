"""Regional CO2, clause 1: how much of each fossil carrier was burnt."""

from luheng.rules import Quantity, clause, prefer, rule
from luheng.units import per_item

FOSSIL = (
    *("raw_coal", "washed_coal", "other_washed_coal", "briquette", "coke", "coke_oven_gas"),
    *("other_gas", "crude_oil", "gasoline", "kerosene", "diesel", "fuel_oil", "lpg"),
    *("refinery_gas", "natural_gas", "other_petroleum_products", "other_coking_products"),
)

#: surplus gas of ovens, furnaces and refineries is flared; coal and oil are lost as they are, and
#: natural gas leaks (methane, another account)
FLARED = ("coke_oven_gas", "other_gas", "refinery_gas")


@rule(
    clause("luheng_regional_co2", "e2026", "1"),
    unit=per_item(),
    grain="region item period",
    zh="地区化石燃料燃烧量",
    en="fossil fuel burnt in a region",
)
def regional_fuel_burnt(balance_amount: Quantity) -> Quantity:
    """Final use less non-energy use, plus input of thermal power and heat, plus losses if burnt.

    Reads
    -----
    balance_amount   region flow item period   inputs of transformation are printed negative

    Fuel that another carrier is made of (coking, refining, washing) burns as that carrier.
    """
    fuels = balance_amount.among(item=FOSSIL, called="fossil")
    burnt = (
        fuels.at(flow="total_final_consumption")
        - fuels.at(flow="non_energy_use")
        - fuels.at(flow="thermal_power")
        - fuels.at(flow="heating_supply")
    )
    flared = fuels.among(item=FLARED, called="flared gases").at(flow="losses")
    return prefer(burnt + flared, burnt)
