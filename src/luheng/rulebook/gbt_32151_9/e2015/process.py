"""GB/T 32151.9-2015, ceramics: carbonates of the raw material that decompose when it is fired.

That these and the fuels are the sources was seen; equation and clause number are recalled.
"""

from luheng.periods import ALWAYS
from luheng.rules import Quantity, clause, rule, source, where

CLAUSE = clause("gbt_32151_9", "e2015", "5.2")
GUIDE = "gbt_32150"
CERAMICS = "gbt_32151_9"
RAW = {"item": "ceramic_raw_material", "role": "consumed"}

ceramic_raw_use = source(
    "ceramic_raw_use", record="activity", where=RAW, grain="entity period", unit="t",
    zh="陶瓷原料消耗量",
)  # fmt: skip
ceramic_raw_caco3 = source(
    "ceramic_raw_caco3", record="activity", where=RAW, assay="caco3_content", times_assay=True,
    grain="entity period", unit="t", zh="陶瓷原料中的碳酸钙",
)  # fmt: skip
ceramic_raw_mgco3 = source(
    "ceramic_raw_mgco3", record="activity", where=RAW, assay="mgco3_content", times_assay=True,
    grain="entity period", unit="t", zh="陶瓷原料中的碳酸镁",
)  # fmt: skip
ceramic_raw_with_caco3 = source(
    "ceramic_raw_with_caco3", record="activity", where=RAW, assay="caco3_content",
    grain="entity period", unit="t", zh="有碳酸钙检测的陶瓷原料",
)  # fmt: skip
ceramic_raw_with_mgco3 = source(
    "ceramic_raw_with_mgco3", record="activity", where=RAW, assay="mgco3_content",
    grain="entity period", unit="t", zh="有碳酸镁检测的陶瓷原料",
)  # fmt: skip
ceramic_raw_fired = source(
    "ceramic_raw_fired", record="activity", where=RAW, assay="utilisation_rate", times_assay=True,
    grain="entity period", unit="t", zh="按实测利用率进入产品的陶瓷原料",
)  # fmt: skip


def in_full(content: Quantity, mass: Quantity, analysed: Quantity) -> Quantity:
    """A content of all that was consumed, or nothing that can be said."""
    gap = mass - analysed.or_nil()
    # a ratio to nothing cannot be said: a part was not analysed
    return content / where(gap * gap > 0, 0, 1)


@rule(
    CLAUSE, unit="tCO2", grain="entity period", applies=ALWAYS,
    zh="陶瓷原料碳酸钙分解的排放量（未计利用率）",
    en="CO2 of calcium carbonate in ceramic raw material",
)  # fmt: skip
def ceramic_caco3_co2(
    ceramic_raw_caco3: Quantity,
    ceramic_raw_use: Quantity,
    ceramic_raw_with_caco3: Quantity,
    calcium_carbonate_to_co2: Quantity,
) -> Quantity:
    """F_raw × C_CaCO3 × 44/100; raw material of which a part was not analysed cannot be said."""
    carbonate = in_full(ceramic_raw_caco3, ceramic_raw_use, ceramic_raw_with_caco3)
    return carbonate * calcium_carbonate_to_co2


@rule(
    CLAUSE, unit="tCO2", grain="entity period", applies=ALWAYS,
    zh="陶瓷原料碳酸镁分解的排放量（未计利用率）",
    en="CO2 of magnesium carbonate in ceramic raw material",
)  # fmt: skip
def ceramic_mgco3_co2(
    ceramic_raw_mgco3: Quantity,
    ceramic_raw_use: Quantity,
    ceramic_raw_with_mgco3: Quantity,
    magnesium_carbonate_to_co2: Quantity,
) -> Quantity:
    """F_raw × C_MgCO3 × 44/84; raw material of which a part was not analysed cannot be said."""
    carbonate = in_full(ceramic_raw_mgco3, ceramic_raw_use, ceramic_raw_with_mgco3)
    return carbonate * magnesium_carbonate_to_co2


@rule(
    CLAUSE, unit="tCO2", grain="entity period", applies=ALWAYS,
    zh="陶瓷企业过程排放量", en="process emissions of ceramics",
)  # fmt: skip
def ceramics_process_emissions(
    ceramic_caco3_co2: Quantity,
    ceramic_mgco3_co2: Quantity,
    ceramic_raw_fired: Quantity,
    ceramic_raw_use: Quantity,
    default_utilisation_rate: Quantity,
) -> Quantity:
    """Carbonates of the raw material times the share of it that reaches the kiln.

    E = Σ F_raw × η × (C_CaCO3 × 44/100 + C_MgCO3 × 44/84)

    Reads
    -----
    ceramic_caco3_co2          entity period   of all raw material
    ceramic_mgco3_co2          entity period   of all raw material
    ceramic_raw_fired          entity period   Σ raw material × measured utilisation
    ceramic_raw_use            entity period
    default_utilisation_rate   guide, dated    90 %, where it was not measured
    """
    both = ceramic_caco3_co2 + ceramic_mgco3_co2
    own = both.by(along="guided_by", default=GUIDE).at(guide=CERAMICS)
    fired = ceramic_raw_fired.or_nil()
    default = default_utilisation_rate.at(guide=CERAMICS)
    return where(fired > 0, own * (ceramic_raw_fired / ceramic_raw_use), own * default)
