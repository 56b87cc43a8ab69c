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
def grid_losses(electricity_purchased: Quantity, electricity_sold: Quantity) -> Quantity:
    """What power plants and other grids fed in, less what was sold and passed on.

    EL_loss = EL_fed in + EL_brought in − EL_sent out − EL_sold

    Reads
    -----
    electricity_purchased   entity period   fed in and brought in
    electricity_sold        entity period   sold and sent out

    Its carbon dioxide is that of the electricity bought, net (``electricity_co2``): the equation
    of this part is the general one.
    """
    lost = electricity_purchased - electricity_sold
    return lost.by(along="guided_by", default=GUIDE).at(guide="gbt_32151_2")
