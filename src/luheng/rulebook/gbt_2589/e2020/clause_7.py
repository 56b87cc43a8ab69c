"""GB/T 2589-2020, clause 7: comprehensive energy consumption.

The form of the equation was seen in a second-hand text; the clause number is recalled.
"""

from luheng.rules import Quantity, clause, rule


@rule(
    clause("gbt_2589", "e2020", "7", formula=1),
    unit="kgce",
    grain="entity period",
    zh="综合能耗",
    en="comprehensive energy consumption",
    basis="calorific",
)
def comprehensive_energy(energy_use: Quantity, coal_equivalent: Quantity) -> Quantity:
    """Sum over energy carriers of the amount used times its coal-equivalent coefficient.

    E = Σ (E_i × k_i)

    Reads
    -----
    energy_use        entity item period   amount used, in the carrier's own unit
    coal_equivalent   item, dated          Annex A, calorific value basis (当量值)

    Energy-consumed media (耗能工质) exist on the primary basis only and are not in this sum.
    """
    return (energy_use * coal_equivalent).sum(over="item")
