"""Inventories at the door: printed totals that miss their parts are kept and told."""

from __future__ import annotations

from typing import TYPE_CHECKING

from luheng.codelists import load
from luheng.connectors.ceads_inventory import FORM
from luheng.methods.inventory_totals import Gap, gaps
from luheng.records import Finding, Level

if TYPE_CHECKING:
    from collections.abc import Mapping

    import pyarrow as pa

__all__ = ["inventory_findings"]

_DIRECT = "co2_emissions"


def inventory_findings(table: pa.Table) -> tuple[tuple[float, Finding], ...]:
    """(size of the gap, finding) of each printed total of an inventory that misses its parts."""
    import pyarrow.compute as pc

    rows = table.filter(pc.equal(table["form"], FORM))
    rows = rows.filter(pc.equal(rows["flow"], _DIRECT))
    if not rows.num_rows:
        return ()
    return tuple(
        (abs(gap.size), _finding(gap, rows.slice(gap.row, 1).to_pylist()[0])) for gap in gaps(rows)
    )


def _finding(gap: Gap, row: Mapping[str, object]) -> Finding:
    region = load("regions").get(str(row["region"]))
    unit, period = row["canonical_unit"], row["period"]
    cell = f"{row['col']}{row['row']}" if row["sheet"] else ""
    where = f"{row['sector']} × {row['item']}"
    return Finding(
        "INVENTORY-04",
        Level.DOUBT,
        str(row["source"]),
        f"{region['zh']}{period}年 {where} 的合计印作 {gap.printed:,.0f}，各项之和为 "
        f"{gap.computed:,.0f} {unit}。",
        f"{region['en']} {period}, {where}: the printed total is {gap.printed:,.0f}, the sum of "
        f"its parts {gap.computed:,.0f} {unit}.",
        "数据照收；归因按各项之和计算。请对照原清单。",
        "The figures were kept; attribution uses the parts. Compare them with the inventory.",
        sheet=str(row["sheet"] or ""),
        row=int(str(row["row"])) if row["row"] is not None else None,
        column="quantity",
        cell=cell,
        value=str(row["quantity"]),
    )
