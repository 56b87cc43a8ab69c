"""Energy balances at the door: what does not balance is kept and told, the largest gap first."""

from __future__ import annotations

from typing import TYPE_CHECKING

from luheng.codelists import load
from luheng.connectors.energy_balance import FORM
from luheng.methods.energy_balance import deviations
from luheng.records import Finding, Level
from luheng.records.batch import ORIGIN_COLUMNS

if TYPE_CHECKING:
    from collections.abc import Mapping

    import pyarrow as pa

__all__ = ["balance_findings"]

#: check -> (code, what is compared in Chinese, in English)
_CHECKS = {
    "identity": (
        "BALANCE-01",
        "可供量＋加工转换－损失－终端消费",
        "supply + transformation − losses − final consumption",
    ),
    "parts": ("BALANCE-02", "其各分项之和", "the sum of its rows"),
    "members": ("BALANCE-02", "其各品种之和", "the sum of its carriers"),
    "consumption": (
        "BALANCE-02",
        "终端消费＋损失＋加工转换投入",
        "final consumption + losses + what transformation took in",
    ),
}


def balance_findings(table: pa.Table) -> tuple[tuple[float, Finding], ...]:
    """(size of the gap in printed units, finding) of each deviation in typed ``statistic`` rows."""
    import pyarrow as pa
    import pyarrow.compute as pc

    rows = table.filter(pc.equal(table["form"], FORM))
    rows = rows.filter(pc.equal(rows["sector"], "total"))
    if not rows.num_rows:
        return ()
    found = deviations(rows).to_pylist()
    if not found:
        return ()
    keys = ("region", "period", "flow", "item")
    shown = (*keys, "quantity", "unit", *ORIGIN_COLUMNS)
    flows = pa.array(sorted({str(d["flow"]) for d in found}))
    some = rows.filter(pc.is_in(rows["flow"], value_set=flows)).select(shown).to_pylist()
    place = {tuple(row[k] for k in keys): row for row in some}
    return tuple((abs(d["gap"]), _finding(d, place[tuple(d[k] for k in keys)])) for d in found)


def _finding(said: Mapping[str, object], row: Mapping[str, object]) -> Finding:
    code, what_zh, what_en = _CHECKS[str(said["check"])]
    printed, computed, gap = (float(str(said[k])) for k in ("printed", "computed", "gap"))
    region = load("regions").get(str(said["region"]))
    flow = load("balance_flows").get(str(said["flow"]))
    item = load("energy_carriers").get(str(said["item"]))
    unit, period = row["unit"], said["period"]
    breaks = str(said["breaks"])
    zh = (
        f"{region['zh']} {period} 年{item['zh']}“{flow['zh']}”印作 {_text(printed)}，"
        f"{what_zh}为 {_text(computed)}，相差 {_text(gap)} {unit}。"
    )
    en = (
        f"{region['en']} {period}, {item['en']}, {flow['en'].strip()}: printed {_text(printed)}, "
        f"{what_en} is {_text(computed)}; the gap is {_text(gap)} {unit}."
    )
    if breaks:
        zh += "平衡关系因此不成立。"
        en += " It breaks what rests on it."
    return Finding(
        code,
        Level.DOUBT,
        str(row["source"]),
        zh,
        en,
        "数据照收。请对照年鉴原书；有更正时重新导入更正后的表。",
        "The figures were kept. Compare them with the printed book; import the corrected table.",
        sheet=str(row["sheet"]),
        row=int(str(row["row"])),
        column="quantity",
        cell=f"{row['col']}{row['row']}",
        value=str(row["quantity"]),
    )


def _text(number: float) -> str:
    return f"{number:,.4f}".rstrip("0").rstrip(".")
