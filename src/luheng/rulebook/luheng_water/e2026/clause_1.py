"""Luheng's water accounts, clause 1: amounts of water as they stand in the ledger."""

from luheng.rules import source

#: taken from nature or bought; surface, ground and tap water are the conventional sources
CONVENTIONAL = ("surface_water", "groundwater", "tap_water")
UNCONVENTIONAL = (
    "reclaimed_water",
    "mine_water",
    "rainwater",
    "desalinated_seawater",
    "brackish_water",
)
SOURCES = (*CONVENTIONAL, *UNCONVENTIONAL)
#: what runs inside the works or leaves it; sea water for cooling runs past all of this
INTERNAL = ("circulating_water", "condensate", "purified_water", "waste_water")
FRESH = (*SOURCES, *INTERNAL)

water_amount = source(
    "water_amount",
    record="activity",
    where={"item": (*FRESH, "seawater", "water_intake")},
    grain="entity item role period",
    unit="m3",
    zh="水量",
    en="amount of water",
)
