"""GB/T 32151.10-2015, chemicals: nitrous oxide of nitric and adipic acid.

The equations were seen in a calculator that follows the guide of 2013; the clause number is
recalled.
"""

from luheng.periods import ALWAYS
from luheng.rules import Quantity, clause, rule, source, where

CLAUSE = clause("gbt_32151_10", "e2015", "5.2.4")
GUIDE = "gbt_32150"
CHEMICALS = "gbt_32151_10"
NITRIC = (
    *("nitric_acid_high_pressure", "nitric_acid_medium_pressure", "nitric_acid_atmospheric"),
    *("nitric_acid_dual_pressure", "nitric_acid_comprehensive", "nitric_acid_low_pressure"),
)
ACIDS = {"item": (*NITRIC, "adipic_acid"), "role": "produced"}
GRAIN = "entity item period"

acid_output = source(
    "acid_output", record="activity", where=ACIDS, grain=GRAIN, unit="t", zh="硝酸、己二酸产量",
)  # fmt: skip
acid_with_removal = source(
    "acid_with_removal", record="activity", where=ACIDS, assay="removal_efficiency", grain=GRAIN,
    unit="t", zh="有尾气处理的产量",
)  # fmt: skip
acid_removal = source(
    "acid_removal", record="activity", where=ACIDS, assay="removal_efficiency", times_assay=True,
    grain=GRAIN, unit="t", zh="产量×去除率",
)  # fmt: skip
acid_with_abatement_use = source(
    "acid_with_abatement_use", record="activity", where=ACIDS, assay="abatement_use", grain=GRAIN,
    unit="t", zh="有尾气处理设备使用率的产量",
)  # fmt: skip
acid_abatement_use = source(
    "acid_abatement_use", record="activity", where=ACIDS, assay="abatement_use", times_assay=True,
    grain=GRAIN, unit="t", zh="产量×尾气处理设备使用率",
)  # fmt: skip


@rule(
    CLAUSE, unit="t", grain=GRAIN, applies=ALWAYS,
    zh="未被去除的产量份额对应的产量", en="output whose nitrous oxide was not removed",
)  # fmt: skip
def acid_output_unabated(
    acid_output: Quantity,
    acid_with_removal: Quantity,
    acid_removal: Quantity,
    acid_with_abatement_use: Quantity,
    acid_abatement_use: Quantity,
) -> Quantity:
    """Output times what the tail gas treatment leaves; without one on record all of it.

    AD × (1 − η × μ)

    Reads
    -----
    acid_output               entity item period
    acid_with_removal         entity item period   output of periods with a removal on record
    acid_removal              entity item period   Σ output × η
    acid_with_abatement_use   entity item period   output of periods with a rate of use on record
    acid_abatement_use        entity item period   Σ output × μ

    A removal without a rate of use cannot be said: how long the treatment ran is part of it.
    """
    removed = (acid_removal / acid_with_removal) * (acid_abatement_use / acid_with_abatement_use)
    treated = acid_with_removal.or_nil() > 0
    return where(treated, acid_output - acid_with_removal * removed, acid_output)


@rule(
    CLAUSE, unit="kg", grain="entity period", applies=ALWAYS,
    zh="硝酸生产的氧化亚氮排放量", en="nitrous oxide of nitric acid",
)  # fmt: skip
def nitric_acid_n2o(acid_output_unabated: Quantity, nitric_acid_n2o_factor: Quantity) -> Quantity:
    """Output by technology times its factor, less what was removed.

    E_N2O = Σ AD_i × EF_i × (1 − η × μ)

    Reads
    -----
    acid_output_unabated     entity item period
    nitric_acid_n2o_factor   item, dated          table 2.4
    """
    own = acid_output_unabated.among(item=NITRIC, called="technologies of nitric acid")
    emitted = (own * nitric_acid_n2o_factor).sum(over="item")
    return emitted.by(along="guided_by", default=GUIDE).at(guide=CHEMICALS)


@rule(
    CLAUSE, unit="kg", grain="entity period", applies=ALWAYS,
    zh="己二酸生产的氧化亚氮排放量", en="nitrous oxide of adipic acid",
)  # fmt: skip
def adipic_acid_n2o(acid_output_unabated: Quantity, adipic_acid_n2o_factor: Quantity) -> Quantity:
    """Output by oxidation with nitric acid times its factor, less what was removed.

    E_N2O = AD × EF × (1 − η × μ)
    """
    emitted = (acid_output_unabated * adipic_acid_n2o_factor).at(item="adipic_acid")
    return emitted.by(along="guided_by", default=GUIDE).at(guide=CHEMICALS)
