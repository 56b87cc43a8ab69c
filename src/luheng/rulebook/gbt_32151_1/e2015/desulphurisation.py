"""GB/T 32151.1-2015, power generation: carbon dioxide of wet desulphurisation.

The equation was seen in second-hand texts; the clause number is recalled.
"""

from luheng.periods import ALWAYS
from luheng.rules import Quantity, clause, rule, where
from luheng.units import per_item

CLAUSE = clause("gbt_32151_1", "e2015", "5.2.3")
GUIDE = "gbt_32150"
POWER = ("gbt_32151_1",)


@rule(
    CLAUSE, unit=per_item(), grain="entity item period", applies=ALWAYS,
    zh="无实测碳酸盐含量的脱硫剂", en="desulphuriser whose carbonate was not measured",
)  # fmt: skip
def unmeasured_desulphuriser(
    carbonate_amount: Quantity, carbonate_assayed_amount: Quantity
) -> Quantity:
    """Carbonates consumed, less those with a measured content of carbonate."""
    return carbonate_amount - carbonate_assayed_amount.or_nil()


@rule(
    CLAUSE, unit="tCO2", grain="entity period", applies=ALWAYS,
    zh="发电脱硫过程排放量", en="CO2 of desulphurisation in power generation",
)  # fmt: skip
def power_desulphurisation_co2(
    unmeasured_desulphuriser: Quantity,
    carbonate_pure_amount: Quantity,
    desulphuriser_carbonate_share: Quantity,
    process_emission_factor: Quantity,
    desulphurisation_conversion: Quantity,
) -> Quantity:
    """Carbonate in the desulphurisers consumed times factor and conversion.

    E = Σ B × I × EF × TR

    Reads
    -----
    unmeasured_desulphuriser        entity item period
    carbonate_pure_amount           entity item period   amount × measured content of carbonate
    desulphuriser_carbonate_share   guide, dated         90 %, where it was not measured
    process_emission_factor         guide item, dated    per tonne of the carbonate
    desulphurisation_conversion     guide, dated         100 %
    """
    known = carbonate_pure_amount.by(along="guided_by", default=GUIDE).among(
        guide=POWER, called="power"
    )
    rest = unmeasured_desulphuriser.by(along="guided_by", default=GUIDE)
    rest = rest.among(guide=POWER, called="power")
    carbonate = where(rest * rest > 0, rest * desulphuriser_carbonate_share, 0) + known.or_nil()
    emitted = carbonate * process_emission_factor * desulphurisation_conversion
    return emitted.sum(over="guide item")


@rule(
    CLAUSE, unit="tCO2", grain="entity period", applies=ALWAYS,
    zh="发电企业过程排放量", en="process emissions of power generation",
)  # fmt: skip
def power_process_emissions(power_desulphurisation_co2: Quantity) -> Quantity:
    """Desulphurisation, the only process of a power plant that the guide counts."""
    return power_desulphurisation_co2.or_nil()
