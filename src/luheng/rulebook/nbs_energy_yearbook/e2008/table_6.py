"""China Energy Statistical Yearbook 2008, table 6: a region's energy consumption.

The regional balance is printed in physical quantities. Total consumption of energy is final
consumption plus losses plus what transformation took more than it gave, each carrier at the
yearbook's own coefficient (appendix 4), electricity and heat at their calorific value (当量值).
"""

from luheng.rules import Quantity, clause, rule
from luheng.units import per_item

TABLE = clause("nbs_energy_yearbook", "e2008", "6")

#: the columns of the balance that are carriers; 煤合计 and 油品合计 are sums of others
CARRIERS = (
    *("raw_coal", "washed_coal", "other_washed_coal", "briquette", "coke", "coke_oven_gas"),
    *("other_gas", "crude_oil", "gasoline", "kerosene", "diesel", "fuel_oil", "lpg"),
    *("refinery_gas", "natural_gas", "other_petroleum_products", "other_coking_products"),
    *("heat", "electricity", "other_energy"),
)


@rule(TABLE, unit=per_item(), grain="region item period", zh="地区分品种能源消费量（实物量）")
def regional_carrier_consumption(balance_amount: Quantity) -> Quantity:
    """Final consumption plus losses less the net output of transformation, carrier by carrier.

    Reads
    -----
    balance_amount   region flow item period   inputs of transformation are printed negative
    """
    carriers = balance_amount.among(item=CARRIERS, called="carriers")
    return (
        carriers.at(flow="total_final_consumption")
        + carriers.at(flow="losses")
        - carriers.at(flow="transformation")
    )


@rule(TABLE, unit="tce", grain="region item period", zh="地区分品种能源消费量", basis="calorific")
def regional_energy_consumption_by_carrier(
    regional_carrier_consumption: Quantity, statistical_coal_equivalent: Quantity
) -> Quantity:
    """Consumption of each carrier at the yearbook's coefficient, calorific basis."""
    return regional_carrier_consumption * statistical_coal_equivalent


@rule(TABLE, unit="tce", grain="region period", zh="地区能源消费总量", basis="calorific")
def regional_energy_consumption(regional_energy_consumption_by_carrier: Quantity) -> Quantity:
    """Total energy consumption of a region, calorific basis (当量值).

    The yearbook's own published totals count electricity by the coal rate of thermal generation
    (等价值); that rate is not printed in the sheets, so no figure on that basis is made.
    """
    return regional_energy_consumption_by_carrier.sum(over="item")
