"""Luheng's water accounts, clause 3: water that leaves an entity, leaks or is used again."""

from luheng.rules import Quantity, clause, rule

from .clause_1 import FRESH

CLAUSE = clause("luheng_water", "e2026", "3")


@rule(CLAUSE, unit="m3", grain="entity period", zh="排水量", en="water discharge")
def water_discharge(water_amount: Quantity) -> Quantity:
    """Waste water and other water let out to a water body or a sewer; no cooling sea water."""
    return water_amount.at(role="discharged").among(item=FRESH, called="fresh").sum(over="item")


@rule(CLAUSE, unit="m3", grain="entity period", zh="漏失水量", en="water leakage")
def water_leakage(water_amount: Quantity) -> Quantity:
    """Water lost from pipes and tanks before or after its use."""
    return water_amount.at(role="lost").among(item=FRESH, called="fresh").sum(over="item")


@rule(CLAUSE, unit="m3", grain="entity period", zh="重复利用水量", en="water reused")
def water_reused(water_amount: Quantity) -> Quantity:
    """Water used again within the entity: circulated, in series, condensate, waste water."""
    return water_amount.at(role="reused").among(item=FRESH, called="fresh").sum(over="item")


@rule(CLAUSE, unit="m3", grain="entity period", zh="循环水量", en="water circulated")
def water_circulated(water_amount: Quantity) -> Quantity:
    """The circulating water among what was used again."""
    return water_amount.at(role="reused").at(item="circulating_water")


@rule(CLAUSE, unit="m3", grain="entity period", zh="废水回用量", en="waste water reused")
def waste_water_reused(water_amount: Quantity) -> Quantity:
    """Waste water that was treated and used again within the entity."""
    return water_amount.at(role="reused").at(item="waste_water")


@rule(CLAUSE, unit="m3", grain="entity period", zh="外供水量", en="water sold")
def water_sold(water_amount: Quantity) -> Quantity:
    """Water and water products of the list that were sold to others."""
    return water_amount.at(role="sold").among(item=FRESH, called="fresh").sum(over="item")


@rule(
    CLAUSE, unit="m3", grain="entity period",
    zh="离开单位而未耗用的水量", en="water that left the entity unused",
)  # fmt: skip
def water_outflow(water_amount: Quantity) -> Quantity:
    """Discharge, leakage, sales, net transfer to other entities and what was put into tanks.

    Reads
    -----
    water_amount   entity item role period   a transfer out is positive, one in negative; so is an
                                             increase of what stands in tanks, and a decrease
    """
    roles = ("discharged", "lost", "sold", "transferred", "stock_change")
    leaving = water_amount.among(item=FRESH, called="fresh").among(role=roles, called="leaving")
    return leaving.sum(over="item role")
