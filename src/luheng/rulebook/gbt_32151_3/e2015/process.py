"""GB/T 32151.3-2015, magnesium: ferrosilicon of own make, and dolomite that is calcined.

The equation was seen in a calculator that follows the guide of 2013; the clause number is recalled.
"""

from luheng.periods import ALWAYS
from luheng.rules import Quantity, clause, rule, source, where

CLAUSE = clause("gbt_32151_3", "e2015", "5.2")
GUIDE = "gbt_32150"
MAGNESIUM = "gbt_32151_3"

own_ferrosilicon = source(
    "own_ferrosilicon", record="activity", where={"item": "ferrosilicon", "role": "produced"},
    grain="entity period", unit="t", zh="自产硅铁产量",
)  # fmt: skip


@rule(
    CLAUSE, unit="tCO2", grain="entity period", applies=ALWAYS,
    zh="自产硅铁的排放量", en="CO2 of ferrosilicon of own make",
)  # fmt: skip
def own_ferrosilicon_co2(
    own_ferrosilicon: Quantity, ferrosilicon_reductant_factor: Quantity
) -> Quantity:
    """Ferrosilicon made by the smelter itself times the carbon dioxide of its semi-coke.

    E = AD_ferrosilicon × 2.79; ferrosilicon that is bought gives nothing

    Reads
    -----
    own_ferrosilicon                entity period   the role ``produced``
    ferrosilicon_reductant_factor   -, dated
    """
    own = own_ferrosilicon.by(along="guided_by", default=GUIDE).at(guide=MAGNESIUM)
    return own * ferrosilicon_reductant_factor


@rule(
    CLAUSE, unit="tCO2", grain="entity period", applies=ALWAYS,
    zh="镁冶炼白云石煅烧排放量", en="CO2 of dolomite in magnesium smelting",
)  # fmt: skip
def magnesium_dolomite_co2(
    carbonate_amount: Quantity,
    carbonate_pure_amount: Quantity,
    carbonate_assayed_amount: Quantity,
    default_rock_purity: Quantity,
    process_emission_factor: Quantity,
) -> Quantity:
    """Dolomite consumed times its purity, the measured one before the default, and the factor.

    E = AD_dolomite × EF × purity

    Reads
    -----
    carbonate_amount           entity item period   as delivered
    carbonate_pure_amount      entity item period   Σ amount × measured purity
    carbonate_assayed_amount   entity item period   the amount that this covers
    default_rock_purity        guide item, dated    98 %
    process_emission_factor    guide item, dated
    """
    rest = (carbonate_amount - carbonate_assayed_amount.or_nil()).at(item="dolomite")
    rest = rest.by(along="guided_by", default=GUIDE).at(guide=MAGNESIUM)
    known = carbonate_pure_amount.at(item="dolomite")
    known = known.by(along="guided_by", default=GUIDE).at(guide=MAGNESIUM)
    purity = default_rock_purity.at(guide=MAGNESIUM, item="dolomite")
    pure = known.or_nil() + where(rest * rest > 0, rest * purity, 0)
    return pure * process_emission_factor.at(guide=MAGNESIUM, item="dolomite")


@rule(
    CLAUSE, unit="tCO2", grain="entity period", applies=ALWAYS,
    zh="镁冶炼企业过程排放量", en="process emissions of magnesium smelting",
)  # fmt: skip
def magnesium_process_emissions(
    own_ferrosilicon_co2: Quantity, magnesium_dolomite_co2: Quantity
) -> Quantity:
    """Ferrosilicon of own make and calcined dolomite."""
    return own_ferrosilicon_co2.or_nil() + magnesium_dolomite_co2.or_nil()
