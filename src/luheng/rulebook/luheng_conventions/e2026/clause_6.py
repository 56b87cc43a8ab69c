"""Luheng's conventions, clause 6: fuels burnt, and what was measured of them."""

from luheng.rules import Quantity, clause, prefer, rule, source
from luheng.units import per_item

CLAUSE = clause("luheng_conventions", "e2026", "6")

#: carriers of fossil carbon; biomass is burnt too and counted apart, wastes by their fossil share
FOSSIL = (
    *("raw_coal", "washed_coal", "other_washed_coal", "middlings", "coal_slime", "briquette"),
    *("coal_gangue", "coal_gangue_fuel", "anthracite", "bituminous", "lignite"),
    *("coking_bituminous", "general_bituminous", "coal_products", "other_coal_products"),
    *("coal_power", "coke", "coal_tar", "crude_benzol", "other_coking_products"),
    *("coke_oven_gas", "blast_furnace_gas", "converter_gas", "carbide_furnace_gas"),
    *("producer_gas", "heavy_oil_catalytic_gas", "heavy_oil_thermal_gas"),
    *("coke_gasification_gas", "pressure_gasification_gas", "water_gas", "other_gas"),
    *("crude_oil", "gasoline", "avgas", "kerosene", "jet_kerosene", "diesel", "fuel_oil"),
    *("residual_oil", "lpg", "refinery_gas", "naphtha", "lubricant", "paraffin", "solvent_oil"),
    *("petroleum_coke", "asphalt", "other_petroleum_products", "methanol"),
    *("natural_gas", "natural_gas_oilfield", "natural_gas_gasfield", "lng", "coal_mine_gas"),
    "coalbed_methane",
)
#: the roles whose signed sum is the carbon that an entity let burn; the signs are carbon_sign.yaml
BURNT = ("consumed", "raw_material", "transformation_output", "recovered")

assayed_heat_by_role = source(
    "assayed_heat_by_role",
    record="activity",
    assay="heating_value",
    times_assay=True,
    grain="entity item role period",
    unit="GJ",
    zh="按实测低位发热量计的热量",
    en="heat by measured heating values",
)

heat_assayed_amount = source(
    "heat_assayed_amount",
    record="activity",
    assay="heating_value",
    grain="entity item role period",
    unit=per_item(),
    zh="有实测低位发热量的量",
    en="amount with a measured heating value",
)

assayed_carbon_by_role = source(
    "assayed_carbon_by_role",
    record="activity",
    assay="carbon_content",
    times_assay=True,
    grain="entity item role period",
    unit="tC",
    zh="按实测元素碳含量计的含碳量",
    en="carbon by measured carbon contents",
)

carbon_assayed_amount = source(
    "carbon_assayed_amount",
    record="activity",
    assay="carbon_content",
    grain="entity item role period",
    unit=per_item(),
    zh="有实测元素碳含量的量",
    en="amount with a measured carbon content",
)

fuel_oxidised = source(
    "fuel_oxidised",
    record="activity",
    where={"role": "consumed", "item": FOSSIL},
    assay="oxidation_rate",
    times_assay=True,
    grain="entity item period",
    unit=per_item(),
    zh="按实测碳氧化率氧化的燃料量",
    en="fuel oxidised by measured rates",
)

fuel_with_oxidation_rate = source(
    "fuel_with_oxidation_rate",
    record="activity",
    where={"role": "consumed", "item": FOSSIL},
    assay="oxidation_rate",
    grain="entity item period",
    unit=per_item(),
    zh="有实测碳氧化率的燃料量",
    en="fuel with a measured oxidation rate",
)


@rule(CLAUSE, unit=per_item(), grain="entity item period", zh="化石燃料燃烧量", en="fuel burnt")
def fuel_use(activity_amount: Quantity, metered_amount: Quantity) -> Quantity:
    """Fossil fuels consumed, less what went into products or came out as another fuel.

    A role that nobody filed, metered or expects is nil; the result is negative where more of a
    fuel left than came.

    Reads
    -----
    activity_amount   entity item role period   consumed, raw_material, transformation_output, …
    metered_amount    meter item role period    where nothing is filed in that role

    An integrated works counts its coking coal, and takes off the coke and gas that left it: what
    it burns of its own coke and gas cancels against their output, so that no carbon counts twice.
    """
    metered = metered_amount.roll_up(along="meter_of")

    def amount(role: str) -> Quantity:
        return prefer(activity_amount.at(role=role), metered.at(role=role)).or_nil()

    burnt = amount("consumed") - amount("raw_material")
    came_out = amount("transformation_output") + amount("recovered")
    return (burnt - came_out).among(item=FOSSIL, called="fossil fuels")


@rule(CLAUSE, unit="GJ", grain="entity item period", zh="实测热量", en="measured heat")
def assayed_heat(assayed_heat_by_role: Quantity, carbon_sign: Quantity) -> Quantity:
    """Heat of the fuel burnt whose heating value was measured."""
    heat = assayed_heat_by_role.among(role=BURNT, called="burnt and put out")
    return (heat * carbon_sign).sum(over="role")


@rule(
    CLAUSE, unit=per_item(), grain="entity item period",
    zh="有实测发热量的燃烧量", en="fuel burnt with a measured heating value",
)  # fmt: skip
def fuel_with_assayed_heat(heat_assayed_amount: Quantity, carbon_sign: Quantity) -> Quantity:
    """The part of the fuel burnt whose heating value was measured."""
    amount = heat_assayed_amount.among(role=BURNT, called="burnt and put out")
    return (amount * carbon_sign).sum(over="role")


@rule(CLAUSE, unit="tC", grain="entity item period", zh="实测含碳量", en="measured carbon")
def assayed_carbon(assayed_carbon_by_role: Quantity, carbon_sign: Quantity) -> Quantity:
    """Carbon of the fuel burnt whose carbon content was measured."""
    carbon = assayed_carbon_by_role.among(role=BURNT, called="burnt and put out")
    return (carbon * carbon_sign).sum(over="role")


@rule(
    CLAUSE, unit=per_item(), grain="entity item period",
    zh="有实测含碳量的燃烧量", en="fuel burnt with a measured carbon content",
)  # fmt: skip
def fuel_with_assayed_carbon(carbon_assayed_amount: Quantity, carbon_sign: Quantity) -> Quantity:
    """The part of the fuel burnt whose carbon content was measured."""
    amount = carbon_assayed_amount.among(role=BURNT, called="burnt and put out")
    return (amount * carbon_sign).sum(over="role")
