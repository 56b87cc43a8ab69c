"""Luheng's conventions, clause 2: what an entity used of each carrier, and what it gave back."""

from luheng.rules import Quantity, clause, prefer, rule
from luheng.units import per_item

CLAUSE = clause("luheng_conventions", "e2026", "2")

COAL = (
    *("raw_coal", "washed_coal", "other_washed_coal", "middlings", "coal_slime", "briquette"),
    *("coal_gangue", "coal_gangue_fuel", "anthracite", "bituminous", "lignite"),
    *("coking_bituminous", "general_bituminous", "coal_products", "other_coal_products"),
    *("coal_power", "coke", "coal_tar", "crude_benzol", "other_coking_products"),
)
OIL = (
    *("crude_oil", "fuel_oil", "gasoline", "avgas", "kerosene", "jet_kerosene", "diesel", "lpg"),
    *("refinery_gas", "residual_oil", "naphtha", "lubricant", "paraffin", "solvent_oil"),
    *("petroleum_coke", "asphalt", "other_petroleum_products"),
)
GAS = (
    *("natural_gas", "natural_gas_oilfield", "natural_gas_gasfield", "lng", "coalbed_methane"),
    *("coal_mine_gas", "coke_oven_gas", "blast_furnace_gas", "converter_gas"),
    *("carbide_furnace_gas", "producer_gas", "heavy_oil_catalytic_gas", "heavy_oil_thermal_gas"),
    *("coke_gasification_gas", "pressure_gasification_gas", "water_gas", "other_gas"),
)
BIOMASS = (
    *("biomass_fuel", "biogas", "firewood", "soybean_cotton_stalk", "paddy_stalk", "wheat_stalk"),
    *("maize_stalk", "weeds", "leaves", "night_soil", "cow_dung", "pig_dung"),
    *("sheep_horse_dung", "poultry_manure"),
)
#: a state of steam has no coefficient of its own: its heat follows from its enthalpy
STEAM = (
    *("steam", "hot_water"),
    *("steam_low_pressure", "steam_sat_0p5mpa", "steam_sat_0p8mpa", "steam_sat_1p0mpa"),
    *("steam_sat_1p6mpa", "steam_sup_1mpa_300c", "steam_sup_3mpa_400c", "steam_sup_10mpa_540c"),
)
OTHER = (
    *("hydrogen", "methanol", "ethanol", "other_energy", "waste_heat_pressure"),
    *("industrial_waste_fuel", "municipal_waste_fuel"),
)
#: fuels, electricity and heat; energy-consumed media (耗能工质) stand on another basis and apart
ENERGY = (*COAL, *OIL, *GAS, *BIOMASS, *STEAM, *OTHER, "electricity", "heat")
#: energy-consumed media: they have a primary-equivalent value only
MEDIA = (
    *("fresh_water", "softened_water", "deoxygenated_water", "compressed_air", "blast_air"),
    *("oxygen", "nitrogen_byproduct", "nitrogen_main", "carbon_dioxide", "acetylene"),
    "calcium_carbide",
)
#: the roles that make up what the entity used up
NET = ("consumed", "transformation_output", "recovered")


@rule(CLAUSE, unit=per_item(), grain="entity item period", zh="能源使用量", en="energy use")
def energy_use(activity_amount: Quantity, metered_amount: Quantity) -> Quantity:
    """The amount of each carrier consumed: as filed where the entity filed it, else as metered.

    Reads
    -----
    activity_amount   entity item role period   the role ``consumed`` alone
    metered_amount    meter item role period    rolled up along the dated ``meter_of``

    Purchases are no consumption: without opening and closing stocks the difference is unknown.
    What a transformation took in and what went into products is in it.
    """
    filed = activity_amount.at(role="consumed").among(item=ENERGY, called="energy")
    metered = metered_amount.at(role="consumed").roll_up(along="meter_of")
    return prefer(filed, metered.among(item=ENERGY, called="energy"))


@rule(CLAUSE, unit="kWh", grain="entity period", zh="用电量", en="electricity use")
def electricity_use(energy_use: Quantity) -> Quantity:
    """The electricity among the carriers used."""
    return energy_use.at(item="electricity")


@rule(CLAUSE, unit=per_item(), grain="entity item period", zh="能源净消费量", en="net energy use")
def net_energy_use(activity_amount: Quantity, metered_amount: Quantity) -> Quantity:
    """Consumed, less what transformations put out, less what was recovered, of each carrier.

    A role that nobody filed, metered or expects is nil; the result is negative where more came out
    than was used.

    Reads
    -----
    activity_amount   entity item role period   consumed, transformation_output and recovered
    metered_amount    meter item role period    where nothing is filed in that role

    An entity that makes and uses coke counts the coal alone: the coke's use and its output cancel.
    """
    metered = metered_amount.roll_up(along="meter_of")

    def amount(role: str) -> Quantity:
        return prefer(activity_amount.at(role=role), metered.at(role=role)).or_nil()

    net = amount("consumed") - amount("transformation_output") - amount("recovered")
    return net.among(item=ENERGY, called="energy")


@rule(
    CLAUSE, unit=per_item(), grain="entity item period",
    zh="有实测热值的能源量", en="energy with a measured heating value",
)  # fmt: skip
def energy_assayed(heat_assayed_amount: Quantity) -> Quantity:
    """The amounts used, put out and recovered whose heating value is on record."""
    net = heat_assayed_amount.among(role=NET, called="used, put out and recovered")
    return net.among(item=ENERGY, called="energy").sum(over="role")


@rule(
    CLAUSE, unit="MJ", grain="entity item period",
    zh="按实测热值计的能源热量", en="heat of energy with a measured heating value",
)  # fmt: skip
def energy_assayed_heat(assayed_heat_by_role: Quantity) -> Quantity:
    """Σ amount × heating value, row by row; its ratio to ``energy_assayed`` is the mean value.

    An assay on another basis than as received, or in a unit that does not fit, makes it absent.
    """
    net = assayed_heat_by_role.among(role=NET, called="used, put out and recovered")
    return net.among(item=ENERGY, called="energy").sum(over="role")


@rule(
    CLAUSE, unit=per_item(), grain="entity item period",
    zh="耗能工质净购入量", en="energy-consumed media bought, net",
)  # fmt: skip
def energy_consumed_media_bought(activity_amount: Quantity) -> Quantity:
    """Media purchased less media sold; what an entity makes for itself counts as its inputs.

    Reads
    -----
    activity_amount   entity item role period   purchased and sold, nil where nobody filed any
    """
    bought, sold = activity_amount.at(role="purchased"), activity_amount.at(role="sold")
    return (bought.or_nil() - sold.or_nil()).among(item=MEDIA, called="media")


@rule(
    CLAUSE, unit=per_item(), grain="entity item period",
    zh="原料用能量", en="energy used as raw material",
)  # fmt: skip
def feedstock_use(activity_amount: Quantity) -> Quantity:
    """Coal, oil, gas and what is made of them that went into products: part of consumption."""
    fuels = activity_amount.among(item=(*COAL, *OIL, *GAS), called="coal, oil and gas")
    return fuels.at(role="raw_material")


@rule(
    CLAUSE, unit="kWh", grain="entity period",
    zh="持有绿证的用电量", en="electricity covered by green certificates",
)  # fmt: skip
def certified_electricity(activity_amount: Quantity) -> Quantity:
    """Electricity used for which the entity holds green certificates of the period."""
    return activity_amount.at(role="consumed").at(item="green_certificate")
