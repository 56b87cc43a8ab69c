"""GB/T 32151.2-2015, carbon dioxide of the losses in transmission and distribution.

The equation was seen in a calculator that follows the guide of 2013; the clause number is recalled.
"""

from luheng.periods import ALWAYS
from luheng.rules import Quantity, clause, rule

CLAUSE = clause("gbt_32151_2", "e2015", "5.2.3")
GUIDE = "gbt_32150"


@rule(
    CLAUSE, unit="MWh", grain="entity period", applies=ALWAYS,
    zh="输配电损失电量", en="losses in transmission and distribution",
)  # fmt: skip
def grid_losses(activity_amount: Quantity) -> Quantity:
    """What power plants and other grids fed in, less what was sold and passed on.

    EL_loss = EL_fed in + EL_brought in − EL_sent out − EL_sold

    Reads
    -----
    activity_amount   entity item role period   electricity: ``purchased`` is fed and brought in,
                                                ``sold`` is sold and sent out

    Its carbon dioxide is that of the electricity bought, net (``electricity_co2``): the equation
    of this part is the general one.
    """
    fed, sold = activity_amount.at(role="purchased"), activity_amount.at(role="sold")
    lost = fed.at(item="electricity") - sold.at(item="electricity")
    return lost.by(along="guided_by", default=GUIDE).at(guide="gbt_32151_2")
