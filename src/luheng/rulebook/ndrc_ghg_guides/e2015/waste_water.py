"""The guide for other industries of 2015: methane of waste water that is treated anaerobically.

The equation and the correction factors were seen in calculators that follow the guides. Textiles
(GB/T 32151.12) are remembered to count the same source.
"""

from luheng.periods import ALWAYS
from luheng.rules import Quantity, clause, rule, source

CLAUSE = clause("ndrc_ghg_guides", "e2015", "废水厌氧处理")
GUIDE = "gbt_32150"
GUIDES = ("gbt_32150", "gbt_32151_12")
TREATMENTS = (
    *("cod_anaerobic_reactor", "cod_sludge_digester", "cod_deep_lagoon", "cod_shallow_lagoon"),
    *("cod_aerobic_overloaded", "cod_water_body"),
)
GRAIN = "entity item period"

cod_removed = source(
    "cod_removed", record="activity", where={"item": TREATMENTS, "role": "disposed"}, grain=GRAIN,
    unit="kg", zh="厌氧处理去除的COD",
)  # fmt: skip
cod_with_sludge = source(
    "cod_with_sludge", record="activity", where={"item": TREATMENTS, "role": "recovered"},
    grain=GRAIN, unit="kg", zh="以污泥方式清除的COD",
)  # fmt: skip
methane_recovered = source(
    "methane_recovered", record="activity", where={"item": "CH4", "role": "recovered"},
    grain="entity period", unit="kg", zh="废水处理回收的甲烷",
)  # fmt: skip


@rule(
    CLAUSE, unit="kg", grain="entity period", applies=ALWAYS,
    zh="废水厌氧处理的甲烷排放量", en="methane of anaerobic waste water treatment",
)  # fmt: skip
def waste_water_methane(
    cod_removed: Quantity,
    cod_with_sludge: Quantity,
    methane_recovered: Quantity,
    methane_correction_factor: Quantity,
    methane_capacity_of_cod: Quantity,
) -> Quantity:
    """Organic load removed, less what left as sludge, times the methane that it gives.

    M = Σ (COD_removed − COD_sludge) × 0.25 × MCF − R;  COD_removed = W × (COD_in − COD_out)

    Reads
    -----
    cod_removed                 entity item period   by kind of treatment, role ``disposed``
    cod_with_sludge             entity item period   nil where none is on record
    methane_recovered           entity period        nil where none is on record
    methane_correction_factor   item, dated
    methane_capacity_of_cod     -, dated
    """
    load = cod_removed - cod_with_sludge.or_nil()
    made = (load * methane_correction_factor).sum(over="item") * methane_capacity_of_cod
    own = made - methane_recovered.or_nil()
    own = own.by(along="guided_by", default=GUIDE).among(
        guide=GUIDES, called="guides that count it"
    )
    return own.sum(over="guide")
