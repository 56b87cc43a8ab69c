"""What the inventories call provinces, sectors and columns, and the codes of ours."""

from __future__ import annotations

import functools
import re
import unicodedata

from luheng.codelists import load

__all__ = [
    "DIRECT",
    "FORM",
    "INDIRECT",
    "ITEMS",
    "TOTAL",
    "item_of",
    "provinces",
    "region_of",
    "sector_of",
    "sectors",
]

FORM = "ceads_provincial_inventory"
TOTAL = "total"
#: the statistic of direct emissions, and that of electricity and heat bought
DIRECT, INDIRECT = "co2_emissions", "co2_emissions_scope_2"
#: (flow, item) of each column in order, as the workbooks of 1997 to 2019 have them
ITEMS = (
    *((DIRECT, item) for item in ("raw_coal", "washed_coal", "other_washed_coal", "briquette")),
    *((DIRECT, item) for item in ("coke", "coke_oven_gas", "other_gas", "other_coking_products")),
    *((DIRECT, item) for item in ("crude_oil", "gasoline", "kerosene", "diesel", "fuel_oil")),
    *((DIRECT, item) for item in ("lpg", "refinery_gas", "other_petroleum_products")),
    (DIRECT, "natural_gas"),
    (INDIRECT, "heat"),
    (INDIRECT, "electricity"),
    *((DIRECT, item) for item in ("other_energy", "process", TOTAL)),
)
_OWN_COLUMNS = {
    "process": (DIRECT, "process"),
    "scope1total": (DIRECT, TOTAL),
    "scope2heat": (INDIRECT, "heat"),
    "scope2electricity": (INDIRECT, "electricity"),
}
#: the sum over sectors is called a consumption until 2017 and emissions after
_TOTALS = frozenset({"total", "totalconsumption", "totalemissions"})
#: Tibet, Taiwan, Hong Kong and Macao have no inventory
_WITHOUT = frozenset({"540000", "710000", "810000", "820000"})


def _fold(text: object) -> str:
    """Letters and digits alone: labels drift in blanks and underscores from year to year."""
    return re.sub(r"[\W_]+", "", unicodedata.normalize("NFKC", str(text or ""))).casefold()


@functools.cache
def _columns() -> dict[str, tuple[str, str]]:
    found = dict(_OWN_COLUMNS)
    carriers = load("energy_carriers")
    for flow, item in ITEMS:
        if flow == DIRECT and item in carriers.ids():
            row = carriers.get(item)
            for name in (item, row["en"], *row["aliases"].split("|")):
                found.setdefault(_fold(name), (flow, item))
    found.pop("", None)
    return found


@functools.cache
def _sectors() -> dict[str, str]:
    return {_fold(row["en"]): row["id"] for row in load("ceads_sectors").rows}


def item_of(label: object) -> tuple[str, str] | None:
    """The (flow, item) of a column's label; None if nothing bears it."""
    return _columns().get(_fold(label))


def sector_of(label: object) -> str | None:
    """The sector of a row's label, ``total`` for the sum over sectors; None if nothing bears it."""
    folded = _fold(label)
    return TOTAL if folded in _TOTALS else _sectors().get(folded)


@functools.cache
def region_of(label: str) -> str | None:
    """The province of a label; None if it is none of the inventories'."""
    code = load("regions").match(label.strip())
    return code if code in provinces() else None


@functools.cache
def provinces() -> tuple[str, ...]:
    """The thirty provinces that have an inventory."""
    every = (r["id"] for r in load("regions").rows if r["level"] == "province")
    return tuple(code for code in every if code not in _WITHOUT)


def sectors() -> tuple[str, ...]:
    """The sectors in the order of the sheets, without the total."""
    return tuple(row["id"] for row in load("ceads_sectors").rows)
