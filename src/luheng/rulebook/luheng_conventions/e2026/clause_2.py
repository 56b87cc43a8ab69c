"""Luheng's conventions, clause 2: what an entity used of each carrier."""

from luheng.rules import Quantity, clause, prefer, rule
from luheng.units import per_item

#: fuels, electricity and heat; energy-consumed media (耗能工质) stand on another basis and apart
ENERGY = (
    *("raw_coal", "washed_coal", "other_washed_coal", "middlings", "coal_slime", "briquette"),
    *("coal_gangue", "anthracite", "bituminous", "lignite", "coking_bituminous"),
    *("general_bituminous", "coal_products", "coke", "coal_tar", "crude_benzol"),
    *("other_coking_products", "petroleum_coke", "crude_oil", "fuel_oil", "gasoline", "kerosene"),
    *("diesel", "lpg", "refinery_gas", "residual_oil", "naphtha", "other_petroleum_products"),
    *("natural_gas", "natural_gas_oilfield", "natural_gas_gasfield", "lng", "coalbed_methane"),
    *("coal_mine_gas", "coke_oven_gas", "blast_furnace_gas", "converter_gas", "producer_gas"),
    *("other_gas", "electricity", "heat", "biomass_fuel", "straw", "firewood", "biogas"),
    *("other_energy", "waste_heat_pressure", "industrial_waste_fuel", "municipal_waste_fuel"),
)


@rule(
    clause("luheng_conventions", "e2026", "2"),
    unit=per_item(),
    grain="entity item period",
    zh="能源使用量",
    en="energy use",
)
def energy_use(activity_amount: Quantity, metered_amount: Quantity) -> Quantity:
    """The amount of each carrier consumed: as filed where the entity filed it, else as metered.

    Reads
    -----
    activity_amount   entity item role period   the role ``consumed`` alone
    metered_amount    meter item role period    rolled up along the dated ``meter_of``

    Purchases are no consumption: without opening and closing stocks the difference is unknown.
    """
    filed = activity_amount.at(role="consumed").among(item=ENERGY, called="energy")
    metered = metered_amount.at(role="consumed").roll_up(along="meter_of")
    return prefer(filed, metered.among(item=ENERGY, called="energy"))


@rule(
    clause("luheng_conventions", "e2026", "2"),
    unit="kWh",
    grain="entity period",
    zh="用电量",
    en="electricity use",
)
def electricity_use(energy_use: Quantity) -> Quantity:
    """The electricity among the carriers used."""
    return energy_use.at(item="electricity")
