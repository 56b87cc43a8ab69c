"""Luheng's park inventory, clause 2: greenhouse gases of a park.

    E_park = Σ E_member − what was counted twice inside

Heat or power that one member makes and another uses is in the maker's fuel already. The guides of
most makers deduct what they send out, so that the sum over both is right; the guide of power
generation does not, and there the user's indirect emission is counted a second time. What is
removed is (1 + s) × amount × factor, with s = −1 where the maker deducts, 0 where it does not.
Gases that are sent out leave the maker's carbon balance and need no removal.
"""

from luheng.rules import Quantity, clause, rule
from luheng.units import Kind

CLAUSE = clause("luheng_park_inventory", "e2026", "2")
GUIDE = "gbt_32150"


@rule(
    CLAUSE, unit="1", grain="guide", kind=Kind.FACTOR,
    zh="园区内部转供的重复计入比例", en="share of a transfer inside that is counted twice",
)  # fmt: skip
def counted_twice_share(exported_energy_sign: Quantity) -> Quantity:
    """1 + s: nil where the maker's guide deducts what is sent out, 1 where it does not."""
    return 1 + exported_energy_sign


@rule(
    CLAUSE, unit="tCO2", grain="park period", basis="location",
    zh="园区内部转供电力重复计入的排放", en="CO2 of electricity that is counted twice in a park",
)  # fmt: skip
def park_electricity_co2_inside(
    transfer_inside_park: Quantity,
    counted_twice_share: Quantity,
    latest_grid_emission_factor: Quantity,
) -> Quantity:
    """Electricity supplied inside by makers who do not deduct it, at the factor that users took.

    Reads
    -----
    transfer_inside_park          entity item park period
    counted_twice_share           guide
    latest_grid_emission_factor   region, dated
    """
    supplied = transfer_inside_park.at(item="electricity")
    twice = supplied.by(along="guided_by", default=GUIDE) * counted_twice_share
    placed = twice.sum(over="guide").by(along="in_province", default="CN")
    return (placed * latest_grid_emission_factor).sum(over="entity region")


@rule(
    CLAUSE, unit="tCO2", grain="park period",
    zh="园区内部转供热力重复计入的排放", en="CO2 of heat that is counted twice in a park",
)  # fmt: skip
def park_heat_co2_inside(
    transfer_inside_park: Quantity, counted_twice_share: Quantity, heat_emission_factor: Quantity
) -> Quantity:
    """Heat supplied inside by makers who do not deduct it, at the factor that users took."""
    supplied = transfer_inside_park.at(item="heat")
    twice = supplied.by(along="guided_by", default=GUIDE) * counted_twice_share
    return (twice * heat_emission_factor).sum(over="entity guide")


@rule(CLAUSE, unit="tCO2e", grain="park period", zh="园区直接排放", en="scope 1 of a park")
def park_scope_1(scope_1: Quantity) -> Quantity:
    """Direct emissions of all members; nothing of them is counted twice."""
    return scope_1.roll_up(along="park_of")


@rule(
    CLAUSE, unit="tCO2e", grain="park period", basis="location",
    zh="园区间接排放", en="scope 2 of a park, location-based",
)  # fmt: skip
def park_scope_2(
    scope_2_location_based: Quantity,
    park_electricity_co2_inside: Quantity,
    park_heat_co2_inside: Quantity,
    co2_equivalence: Quantity,
) -> Quantity:
    """Indirect emissions of all members less those of power and heat made inside."""
    members = scope_2_location_based.roll_up(along="park_of")
    inside = park_electricity_co2_inside.or_nil() + park_heat_co2_inside.or_nil()
    return members - inside * co2_equivalence


@rule(
    CLAUSE, unit="tCO2e", grain="park period",
    zh="园区碳排放量", en="greenhouse gas emissions of a park",
)  # fmt: skip
def park_ghg_emissions(park_scope_1: Quantity, park_scope_2: Quantity) -> Quantity:
    """Direct and indirect emissions of a park, each ton once."""
    return park_scope_1 + park_scope_2
