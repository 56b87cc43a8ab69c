"""Gross regional product of provinces at current prices: one line per province, a column per year.

The table is an excerpt of the National Bureau of Statistics' annual data (分省年度数据, E0103),
its first line a comment with the unit. Prices are current: growth in it is not growth in volume.
"""

from __future__ import annotations

import csv
import io
import re
from typing import TYPE_CHECKING

from luheng.codelists import load
from luheng.errors import UnreadableFile
from luheng.records import Batch, Finding, Level, record

from .files import Form, decode, form_of, letter

if TYPE_CHECKING:
    import pyarrow as pa

    from luheng.records import Origin

__all__ = ["FORM", "NAME", "RULES", "read"]

NAME = "provincial_gdp"
RULES: tuple[str, ...] = ()
FORM = "regional_accounts"
_UNIT = re.compile(r"1e8\s*(yuan|cny)|100\s*million\s*(yuan|cny)|亿元", re.IGNORECASE)
_YEAR = re.compile(r"^(19|20)\d{2}年?$")


def read(content: bytes, origin: Origin) -> Batch:
    """Drafts of ``statistic``: flow ``gdp`` of each province and year, at current prices.

    Raises:
        UnreadableFile: the file is no text, has no header of years, or does not say its unit.
    """
    if form_of(content, origin.source) is not Form.TEXT:
        raise _refused(origin)
    lines = list(csv.reader(io.StringIO(decode(content, origin.source)[0], newline="")))
    comments = " ".join(",".join(line) for line in lines if line and line[0].startswith("#"))
    start = next((n for n, line in enumerate(lines) if _is_header(line)), None)
    if start is None or not _UNIT.search(comments):
        raise _refused(origin)
    years = {n: cell.strip()[:4] for n, cell in enumerate(lines[start]) if n and cell.strip()}
    findings: list[Finding] = []
    rows: list[tuple[str, str, str, int, str]] = []
    for number, line in enumerate(lines[start + 1 :], start=start + 2):
        if not any(cell.strip() for cell in line) or line[0].startswith("#"):
            continue
        region = load("regions").match(line[0])
        if region is None:
            findings.append(_unknown(origin, line[0], number))
            continue
        rows += [
            (region, year, line[n].strip() if n < len(line) else "", number, letter(n))
            for n, year in years.items()
        ]
    return Batch(record("statistic"), origin, _table(rows), tuple(findings))


def _is_header(line: list[str]) -> bool:
    years = [cell for cell in line[1:] if cell.strip()]
    return bool(years) and all(_YEAR.match(cell.strip()) for cell in years)


def _table(rows: list[tuple[str, str, str, int, str]]) -> pa.Table:
    import pyarrow as pa

    names = ("region", "period", "quantity", "row", "col")
    columns = list(zip(*rows, strict=True)) or [()] * len(names)
    arrays = {
        name: pa.array(column, pa.int32() if name == "row" else pa.string())
        for name, column in zip(names, columns, strict=True)
    }
    same = {"form": FORM, "flow": "gdp", "prices": "current", "unit": "亿CNY"}
    height = len(rows)
    return pa.table(
        arrays | {n: pa.repeat(pa.scalar(text, pa.string()), height) for n, text in same.items()}
    )


def _unknown(origin: Origin, label: str, number: int) -> Finding:
    regions = load("regions")
    near = [regions.get(code) for code in regions.near(label)]
    return Finding(
        "CODE-01",
        Level.REFUSED,
        origin.source,
        f"代码表 regions 中没有“{label}”，该行未计入。",
        f"The code list regions has no {label!r}; the line was not kept.",
        f"相近：{'、'.join(r['zh'] for r in near)}。" if near else "请改正地区名称。",
        f"Near it: {', '.join(r['en'] for r in near)}." if near else "Correct the name.",
        row=number,
        column="region",
        cell=f"A{number}",
        value=label,
    )


def _refused(origin: Origin) -> UnreadableFile:
    return UnreadableFile(
        origin.source,
        "不是分省地区生产总值表（以 # 开头的一行写明单位亿元，其下一行列名为 region 和各年份）。",
        "it is no table of provincial GDP (a line beginning with # that says 1e8 yuan, and below "
        "it a header of region and years).",
        "请补上单位说明和表头；其他统计数据请用 --as statistic 导入。",
        "Add the unit and the header; import other statistics with --as statistic.",
    )
