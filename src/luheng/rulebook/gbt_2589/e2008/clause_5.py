"""GB/T 2589-2008, clause 5: comprehensive energy consumption, and per product and output value.

The form of the equations was seen in second-hand texts; the clause number is recalled. The
equations are those of the edition of 2020; coefficients and the heat of standard coal differ.
"""

from luheng.rulebook.luheng_conventions.e2026.clause_5 import PRODUCTS
from luheng.rules import Quantity, clause, rule, where
from luheng.units import Kind, per_item, unit

CLAUSE = clause("gbt_2589", "e2008", "5")
TOTAL = clause("gbt_2589", "e2008", "5", formula=1)


@rule(
    TOTAL, unit="kgce", grain="entity item period", basis="calorific",
    zh="分品种综合能耗", en="comprehensive energy consumption by carrier",
)  # fmt: skip
def energy_by_carrier(
    net_energy_use: Quantity,
    energy_assayed: Quantity,
    energy_assayed_heat: Quantity,
    standard_coal_heating_value: Quantity,
    coal_equivalent: Quantity,
) -> Quantity:
    """Net use times the measured heating value where there is one, else times the coefficient.

    E_i = E_i,net × k_i;  k_i = Q_net,ar ÷ 29307 kJ/kgce if measured, else annex A

    Reads
    -----
    net_energy_use                entity item period   in the carrier's own unit
    energy_assayed                entity item period   the amounts with a heating value
    energy_assayed_heat           entity item period   Σ amount × heating value of those
    standard_coal_heating_value   -                    heat of a kilogram of standard coal
    coal_equivalent               item, dated          annex A, calorific basis (当量值)

    Over a longer period the measured value is the mean weighted by the amounts that have one, and
    stands for the months without. An assay that cannot be used makes the carrier unsayable.
    """
    measured = energy_assayed_heat / energy_assayed
    return where(
        energy_assayed.or_nil() > 0 * energy_assayed.or_nil(),
        net_energy_use * (measured / standard_coal_heating_value),
        net_energy_use * coal_equivalent,
    )


@rule(
    TOTAL, unit="kgce", grain="entity period", basis="calorific",
    zh="综合能耗", en="comprehensive energy consumption",
)  # fmt: skip
def comprehensive_energy(energy_by_carrier: Quantity) -> Quantity:
    """The sum over carriers, calorific basis (当量值).

    E = Σ (E_i × k_i)

    Energy-consumed media (耗能工质) exist on the primary basis only and are not in this sum.
    """
    return energy_by_carrier.sum(over="item")


@rule(
    TOTAL, unit="kgce", grain="entity item period", basis="primary_equivalent",
    zh="分品种综合能耗（等价值）", en="comprehensive energy by carrier, primary equivalent",
)  # fmt: skip
def energy_by_carrier_primary_equivalent(
    net_energy_use: Quantity,
    energy_assayed: Quantity,
    energy_assayed_heat: Quantity,
    standard_coal_heating_value: Quantity,
    coal_equivalent_primary_equivalent: Quantity,
) -> Quantity:
    """As on the calorific basis, with electricity and heat at the energy that made them.

    Reads
    -----
    coal_equivalent_primary_equivalent   item, dated   annex A for fuels; electricity at the coal
                                                       rate of generation of the year before, which
                                                       the annex does not print
    """
    measured = energy_assayed_heat / energy_assayed
    return where(
        energy_assayed.or_nil() > 0 * energy_assayed.or_nil(),
        net_energy_use * (measured / standard_coal_heating_value),
        net_energy_use * coal_equivalent_primary_equivalent,
    )


@rule(
    TOTAL, unit="kgce", grain="entity period", basis="primary_equivalent",
    zh="耗能工质的等价能耗", en="energy of the media bought, primary equivalent",
)  # fmt: skip
def energy_in_media(
    energy_consumed_media_bought: Quantity, energy_consumed_media_equivalent: Quantity
) -> Quantity:
    """Energy-consumed media (耗能工质) bought, at annex B; those made here are in their inputs."""
    each = energy_consumed_media_bought * energy_consumed_media_equivalent
    return each.sum(over="item")


@rule(
    TOTAL, unit="kgce", grain="entity period", basis="primary_equivalent",
    zh="综合能耗（等价值）", en="comprehensive energy consumption, primary equivalent",
)  # fmt: skip
def comprehensive_energy_primary_equivalent(
    energy_by_carrier_primary_equivalent: Quantity, energy_in_media: Quantity
) -> Quantity:
    """The sum over carriers and over the media bought, primary equivalent (等价值)."""
    return energy_by_carrier_primary_equivalent.sum(over="item") + energy_in_media.or_nil()


@rule(
    CLAUSE, unit="tce/万CNY", grain="entity period", kind=Kind.INTENSIVE,
    zh="单位产值综合能耗", en="energy per output value", basis="calorific",
)  # fmt: skip
def energy_per_output_value(
    comprehensive_energy: Quantity, gross_output_value: Quantity
) -> Quantity:
    """e_g = E ÷ G, at the prices of the period; absent where the output value is zero."""
    return comprehensive_energy.per(gross_output_value)


@rule(
    CLAUSE, unit="tce/万CNY", grain="entity period", kind=Kind.INTENSIVE,
    zh="单位产值综合能耗（可比价）", en="energy per output value at comparable prices",
    basis="calorific",
)  # fmt: skip
def energy_per_output_value_comparable(
    comprehensive_energy: Quantity, gross_output_value_comparable: Quantity
) -> Quantity:
    """e_g = E ÷ G at comparable prices: the one to be compared over years."""
    return comprehensive_energy.per(gross_output_value_comparable)


@rule(
    CLAUSE, unit="tce/万CNY", grain="entity period", kind=Kind.INTENSIVE,
    zh="单位增加值综合能耗", en="energy per value added", basis="calorific",
)  # fmt: skip
def energy_per_value_added(comprehensive_energy: Quantity, value_added: Quantity) -> Quantity:
    """e_v = E ÷ V, at the prices of the period; absent where the value added is zero."""
    return comprehensive_energy.per(value_added)


@rule(
    CLAUSE, unit="tce/万CNY", grain="entity period", kind=Kind.INTENSIVE,
    zh="单位增加值综合能耗（可比价）", en="energy per value added at comparable prices",
    basis="calorific",
)  # fmt: skip
def energy_per_value_added_comparable(
    comprehensive_energy: Quantity, value_added_comparable: Quantity
) -> Quantity:
    """e_v = E ÷ V at comparable prices: the one to be compared over years."""
    return comprehensive_energy.per(value_added_comparable)


@rule(
    CLAUSE, unit=per_item(unit("kgce"), -1), grain="entity item period", kind=Kind.INTENSIVE,
    zh="单位产品综合能耗", en="energy per unit of product", basis="calorific",
)  # fmt: skip
def energy_per_unit_product(
    comprehensive_energy: Quantity, sole_product_output: Quantity
) -> Quantity:
    """e_j = E_j ÷ P_j, for an entity that makes this product alone.

    With one product all energy is that product's. An entity that makes several has a figure for
    none: ask it of the processes that make one each. No output with energy used is absent.
    """
    each = comprehensive_energy / sole_product_output
    return each.among(item=PRODUCTS, called="products")


@rule(
    CLAUSE, unit=per_item(unit("kgce"), -1), grain="entity item period", kind=Kind.INTENSIVE,
    zh="企业综合能耗与产品产量之比", en="whole energy per unit of one product", basis="calorific",
)  # fmt: skip
def whole_energy_per_unit_product(
    comprehensive_energy: Quantity, product_output: Quantity
) -> Quantity:
    """All energy of an entity over the output of one product, whatever else it makes.

    The energy per tonne of steel of a steel works (吨钢综合能耗) is this; it is no unit consumption
    of the product.
    """
    each = comprehensive_energy / product_output
    return each.among(item=PRODUCTS, called="products")


@rule(
    CLAUSE, unit=per_item(unit("kWh"), -1), grain="entity item period", kind=Kind.INTENSIVE,
    zh="单位产品电耗", en="electricity per unit of product",
)  # fmt: skip
def electricity_per_unit_product(
    electricity_use: Quantity, sole_product_output: Quantity
) -> Quantity:
    """W_j ÷ P_j, for an entity that makes this product alone."""
    each = electricity_use / sole_product_output
    return each.among(item=PRODUCTS, called="products")
