"""GB/T 32151.34-2024, 5.2.5: fume that is burnt, and desulphurisation; the process emissions.

Equations (10) and (11) were seen; variables and test vector of equation (9) were seen, its form is
derived from them.
"""

from luheng.periods import ALWAYS
from luheng.rules import Quantity, clause, rule, source, where

INCINERATION = clause("gbt_32151_34", "e2024", "5.2.5", formula=9)
DESULPHURISATION = clause("gbt_32151_34", "e2024", "5.2.5", formula=10)
TREATMENT = clause("gbt_32151_34", "e2024", "5.2.5", formula=11)
GUIDE = "gbt_32150"
OWN = "gbt_32151_34"
TAR = {"item": "pitch_fume_tar", "role": "consumed"}

fume_tar = source(
    "fume_tar", record="activity", where=TAR, grain="entity period", unit="t",
    zh="焚烧的沥青烟焦油", en="tar in the pitch fume burnt",
)  # fmt: skip
fume_tar_analysed = source(
    "fume_tar_analysed", record="activity", where=TAR, assay="carbon_content",
    grain="entity period", unit="t", zh="有含碳量检测的焦油",
)  # fmt: skip
fume_tar_carbon = source(
    "fume_tar_carbon", record="activity", where=TAR, assay="carbon_content", times_assay=True,
    grain="entity period", unit="tC", zh="焦油的含碳量",
)  # fmt: skip
fume_tar_oxidised = source(
    "fume_tar_oxidised", record="activity", where=TAR, assay="oxidation_rate", times_assay=True,
    grain="entity period", unit="t", zh="氧化的焦油",
)  # fmt: skip


@rule(
    INCINERATION, unit="tCO2", grain="entity period", applies=ALWAYS,
    zh="烟气焚烧治理二氧化碳排放量", en="CO2 of fume incineration",
)  # fmt: skip
def fume_incineration_co2(
    fume_tar: Quantity,
    fume_tar_carbon: Quantity,
    fume_tar_analysed: Quantity,
    fume_tar_oxidised: Quantity,
    carbon_to_co2: Quantity,
) -> Quantity:
    """Tar in the fume times its carbon content and the share that burns.

    ER = Q × QVar × 1e-9 × T × 24 × HM × FCh × FOx × 44/12

    Reads
    -----
    fume_tar            entity period   Q × QVar × 1e-9 × T × 24, in tonnes
    fume_tar_carbon     entity period   Σ tar × carbon content, which is HM × FCh
    fume_tar_analysed   entity period   the tar that this covers: all of it
    fume_tar_oxidised   entity period   Σ tar × oxidation rate
    carbon_to_co2       -               44/12
    """
    gap = fume_tar - fume_tar_analysed.or_nil()
    carbon = fume_tar_carbon / where(gap * gap > 0, 0, 1)
    return carbon * (fume_tar_oxidised / fume_tar) * carbon_to_co2


@rule(
    DESULPHURISATION, unit="tCO2", grain="entity period", applies=ALWAYS,
    zh="炭素企业烟气脱硫二氧化碳排放量", en="CO2 of desulphurisation in carbon works",
)  # fmt: skip
def carbon_works_desulphurisation_co2(  # noqa: PLR0917  (four factors of one product)
    carbonate_amount: Quantity,
    carbonate_assayed_amount: Quantity,
    carbonate_pure_amount: Quantity,
    desulphuriser_carbonate_share: Quantity,
    process_emission_factor: Quantity,
    desulphurisation_conversion: Quantity,
) -> Quantity:
    """Desulphurisers consumed, net, times carbonate content, factor and conversion.

    ED = Σ CAL × I × EF1 × TR

    Reads
    -----
    carbonate_amount                entity item period   desulphurisers consumed
    carbonate_assayed_amount        entity item period   those with a measured content
    carbonate_pure_amount           entity item period   amount × measured content of carbonate
    desulphuriser_carbonate_share   guide, dated         90 %, where it was not measured
    process_emission_factor         guide item, dated    table C.2
    desulphurisation_conversion     guide, dated         100 %
    """
    known = carbonate_pure_amount.by(along="guided_by", default=GUIDE).among(guide=(OWN,))
    unmeasured = carbonate_amount - carbonate_assayed_amount.or_nil()
    rest = unmeasured.by(along="guided_by", default=GUIDE).among(guide=(OWN,))
    carbonate = where(rest * rest > 0, rest * desulphuriser_carbonate_share, 0) + known.or_nil()
    emitted = carbonate * process_emission_factor * desulphurisation_conversion
    return emitted.sum(over="guide item")


@rule(
    TREATMENT, unit="tCO2", grain="entity period", applies=ALWAYS,
    zh="炭素企业工序二氧化碳排放量", en="process emissions of carbon works",
)  # fmt: skip
def carbon_works_process_emissions(
    calcination_co2: Quantity,
    baking_co2: Quantity,
    graphitisation_co2: Quantity,
    fume_incineration_co2: Quantity,
    carbon_works_desulphurisation_co2: Quantity,
) -> Quantity:
    """Calcining, baking, graphitising, and the treatment of flue gas EP = ER + ED.

    EC + EB + EG + EP; with the fuels burnt they are the direct emissions of equation (14)
    """
    works = calcination_co2.or_nil() + baking_co2.or_nil() + graphitisation_co2.or_nil()
    works = works + fume_incineration_co2.or_nil()
    own = works.by(along="guided_by", default=GUIDE).at(guide=OWN)
    return own.or_nil() + carbon_works_desulphurisation_co2.or_nil()
