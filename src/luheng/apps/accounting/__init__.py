"""Accounting: energy, carbon, water, waste and pollutants of whoever has to account for them."""

from .provinces import (
    IDENTITY,
    TOTALS,
    CarrierDifference,
    CarrierFactor,
    Comparison,
    Inventory,
    ProvinceDifference,
    balance_findings,
    carrier_figure,
    ceads_2007,
    compare_provinces,
    difference_figure,
)

__all__ = [
    "IDENTITY",
    "TOTALS",
    "CarrierDifference",
    "CarrierFactor",
    "Comparison",
    "Inventory",
    "ProvinceDifference",
    "balance_findings",
    "carrier_figure",
    "ceads_2007",
    "compare_provinces",
    "difference_figure",
]
