"""发改环资〔2022〕803号, section 1: energy used as raw material.

Energy products that are used neither as fuel nor as power but as raw material of products that
are no energy: coal, oil, natural gas and what is made of them.
"""

import datetime as dt

from luheng.periods import Validity
from luheng.rules import Quantity, clause, rule, where


@rule(
    clause("ndrc_dual_control", "e2022_803", "1"),
    unit="kgce", grain="entity item period", basis="calorific",
    zh="分品种原料用能", en="energy used as raw material by carrier",
    applies=Validity(dt.date(2021, 1, 1), None),
)  # fmt: skip
def feedstock_energy_by_carrier(
    feedstock_use: Quantity,
    energy_assayed: Quantity,
    energy_assayed_heat: Quantity,
    standard_coal_heating_value: Quantity,
    coal_equivalent: Quantity,
) -> Quantity:
    """What is filed as raw material, in standard coal as the carrier's consumption is.

    Reads
    -----
    feedstock_use                 entity item period   part of consumption, role ``raw_material``
    energy_assayed                entity item period   with energy_assayed_heat: measured value
    standard_coal_heating_value   -
    coal_equivalent               item, dated
    """
    measured = energy_assayed_heat / energy_assayed
    return where(
        energy_assayed.or_nil() > 0 * energy_assayed.or_nil(),
        feedstock_use * (measured / standard_coal_heating_value),
        feedstock_use * coal_equivalent,
    )


@rule(
    clause("ndrc_dual_control", "e2022_803", "1"),
    unit="kgce", grain="entity period", basis="calorific",
    zh="原料用能", en="energy used as raw material",
    applies=Validity(dt.date(2021, 1, 1), None),
)  # fmt: skip
def feedstock_energy(feedstock_energy_by_carrier: Quantity) -> Quantity:
    """The sum over carriers."""
    return feedstock_energy_by_carrier.sum(over="item")
