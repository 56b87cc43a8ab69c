"""GB/T 32151.7-2015, flat glass: carbon powder that oxidises and carbonates that decompose.

The equations were seen in a calculator that follows the guide of 2013; the clause number is
recalled. They stay in force after 2024-07-01, because the edition of 2023 was not seen.
"""

from luheng.codelists import load
from luheng.periods import ALWAYS
from luheng.rules import Quantity, clause, rule, source, where
from luheng.units import per_item

CLAUSE = clause("gbt_32151_7", "e2015", "5.2")
GUIDE = "gbt_32150"
GLASS = "gbt_32151_7"
POWDER = {"item": "carbon_powder", "role": "consumed"}
CARBONATES = {
    "item": tuple(r["id"] for r in load("materials").rows if r["class"] == "carbonate"),
    "role": "consumed",
}

carbon_powder_use = source(
    "carbon_powder_use", record="activity", where=POWDER, grain="entity period", unit="t",
    zh="碳粉消耗量",
)  # fmt: skip
carbon_powder_analysed = source(
    "carbon_powder_analysed", record="activity", where=POWDER, assay="carbon_content",
    grain="entity period", unit="t", zh="有含碳量检测的碳粉",
)  # fmt: skip
carbon_powder_carbon = source(
    "carbon_powder_carbon", record="activity", where=POWDER, assay="carbon_content",
    times_assay=True, grain="entity period", unit="tC", zh="碳粉的实测含碳量",
)  # fmt: skip
carbonate_with_rate = source(
    "carbonate_with_rate", record="activity", where=CARBONATES, assay="calcination_rate",
    grain="entity item period", unit=per_item(), zh="有煅烧比例的碳酸盐",
)  # fmt: skip
carbonate_calcined = source(
    "carbonate_calcined", record="activity", where=CARBONATES, assay="calcination_rate",
    times_assay=True, grain="entity item period", unit=per_item(), zh="煅烧分解的碳酸盐",
)  # fmt: skip


@rule(
    CLAUSE, unit="tCO2", grain="entity period", applies=ALWAYS,
    zh="平板玻璃碳粉氧化排放量", en="CO2 of carbon powder in flat glass",
)  # fmt: skip
def glass_carbon_powder_co2(
    carbon_powder_use: Quantity,
    carbon_powder_analysed: Quantity,
    carbon_powder_carbon: Quantity,
    carbon_powder_content: Quantity,
    carbon_to_co2: Quantity,
) -> Quantity:
    """Carbon powder consumed times its carbon, the measured content before the default.

    E = Q_c × C_c × 44/12

    Reads
    -----
    carbon_powder_use        entity period
    carbon_powder_analysed   entity period   of it, what was analysed
    carbon_powder_carbon     entity period   Σ amount × measured content
    carbon_powder_content    guide, dated    100 %
    carbon_to_co2            -               44/12
    """
    rest = carbon_powder_use - carbon_powder_analysed.or_nil()
    rest = rest.by(along="guided_by", default=GUIDE).at(guide=GLASS)
    measured = carbon_powder_carbon.by(along="guided_by", default=GUIDE).at(guide=GLASS)
    carbon = rest * carbon_powder_content.at(guide=GLASS) + measured.or_nil()
    return carbon * carbon_to_co2


@rule(
    CLAUSE, unit="tCO2", grain="entity period", applies=ALWAYS,
    zh="平板玻璃原料碳酸盐分解排放量", en="CO2 of carbonates in flat glass",
)  # fmt: skip
def glass_carbonate_co2(
    carbonate_use: Quantity,
    carbonate_with_rate: Quantity,
    carbonate_calcined: Quantity,
    default_calcination_rate: Quantity,
    process_emission_factor: Quantity,
) -> Quantity:
    """Carbonates in the batch times factor and the share that calcines.

    E = Σ M_i × EF_i × F_i

    Reads
    -----
    carbonate_use              entity item period   as pure substance
    carbonate_with_rate        entity item period   what has a measured share
    carbonate_calcined         entity item period   Σ amount × measured share
    default_calcination_rate   guide, dated         100 %
    process_emission_factor    guide item, dated    five digits
    """
    used = carbonate_use.by(along="guided_by", default=GUIDE).at(guide=GLASS)
    measured = carbonate_with_rate.or_nil()
    calcined = where(
        measured * measured > 0,
        used * (carbonate_calcined / carbonate_with_rate),
        used * default_calcination_rate.at(guide=GLASS),
    )
    return (calcined * process_emission_factor.at(guide=GLASS)).sum(over="item")


@rule(
    CLAUSE, unit="tCO2", grain="entity period", applies=ALWAYS,
    zh="平板玻璃企业过程排放量", en="process emissions of flat glass",
)  # fmt: skip
def glass_process_emissions(
    glass_carbon_powder_co2: Quantity, glass_carbonate_co2: Quantity
) -> Quantity:
    """Carbon powder and carbonates."""
    return glass_carbon_powder_co2.or_nil() + glass_carbonate_co2.or_nil()
