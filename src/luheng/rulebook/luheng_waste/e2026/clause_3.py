"""Luheng's waste accounts, clause 3: hazardous waste, kept apart from general waste."""

from luheng.rules import Quantity, clause, rule

CLAUSE = clause("luheng_waste", "e2026", "3")


@rule(CLAUSE, unit="t", grain="entity period", zh="危险废物产生量", en="hazardous waste generated")
def hazardous_waste_generation(hazardous_waste_amount: Quantity) -> Quantity:
    """Hazardous waste that arose in the period; never part of general industrial solid waste."""
    return hazardous_waste_amount.at(role="generated")


@rule(CLAUSE, unit="t", grain="entity period", zh="危险废物利用量", en="hazardous waste utilised")
def hazardous_waste_utilisation(hazardous_waste_amount: Quantity) -> Quantity:
    """Hazardous waste put to use."""
    return hazardous_waste_amount.at(role="utilised")


@rule(
    CLAUSE, unit="t", grain="entity period", zh="危险废物处置量", en="hazardous waste disposed of"
)
def hazardous_waste_disposal(hazardous_waste_amount: Quantity) -> Quantity:
    """Hazardous waste disposed of."""
    return hazardous_waste_amount.at(role="disposed")


@rule(CLAUSE, unit="t", grain="entity period", zh="危险废物贮存量", en="hazardous waste stored")
def hazardous_waste_storage(hazardous_waste_amount: Quantity) -> Quantity:
    """Hazardous waste put into store in the period."""
    return hazardous_waste_amount.at(role="stored")
