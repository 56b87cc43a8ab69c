"""The workbook in which somebody decides what was asked: a row each, with a list to choose from.

Its sheet of questions bears the name and the columns of the record ``designation``, so it comes
back as one. Names are written as text, never as formulas.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from luheng.errors import say
from luheng.records import record
from luheng.records.designation import NONE

if TYPE_CHECKING:
    from pathlib import Path

    import pyarrow as pa

    from .matching import Proposals

__all__ = ["review_rows", "write_review"]

#: what Excel takes of one sheet and of its lists to choose from
_MOST_ROWS = 1_000_000
_MOST_LISTS = 60_000
_TO_FILL = 2


def review_rows(proposals: Proposals, decision: str) -> pa.Table:
    """The rows of one decision as the workbook shows them, titles in the reader's language."""
    import pyarrow as pa
    import pyarrow.compute as pc

    from luheng.methods.match_explanation import field_texts, reason_texts

    chosen = pc.equal(proposals.matches["decision"], decision)
    matches = proposals.matches.filter(chosen)
    rows = proposals.incoming.filter(chosen)
    register = proposals.register
    ids = register["id"].combine_chunks()

    def of_register(column: str, found: str) -> pa.ChunkedArray:
        return pc.take(register[column], pc.index_in(matches[found], value_set=ids))

    said = rows["said_region"] if "said_region" in rows.column_names else rows["region"]
    decided = matches["candidate"] if decision == "same" else pa.nulls(len(matches), pa.string())
    columns = {
        say(zh="名称", en="name"): rows["name"],
        say(zh="地区", en="region"): pc.coalesce(said, "CN"),
        say(zh="单位编码（请选）", en="entity (choose)"): decided,
        say(zh="候选", en="candidate"): matches["candidate"],
        say(zh="候选名称", en="its name"): of_register("name", "candidate"),
        say(zh="候选地址", en="its address"): of_register("address", "candidate"),
        say(zh="得分", en="points"): pc.round(matches["points"], 1),
        say(zh="第二候选", en="second"): matches["second"],
        say(zh="第二候选名称", en="name of the second"): of_register("name", "second"),
        say(zh="第二得分", en="points of the second"): pc.round(matches["second_points"], 1),
        say(zh="理由", en="reason"): reason_texts(matches),
        say(zh="各项得分", en="points by field"): field_texts(matches),
        say(zh="候选已归", en="held by row"): matches["rival"],
        say(zh="统一社会信用代码", en="unified social credit code"): rows["code"],
        say(zh="地址", en="address"): rows["address"],
        say(zh="行业代码", en="sector"): rows["sector"],
        say(zh="所在行", en="row of the file"): rows["id"],
    }
    return pa.table(columns)


def write_review(proposals: Proposals, path: Path) -> None:
    """Write what is asked, what was found the same and what is new, a sheet each."""
    from luheng.connectors.files import new_workbook

    kind = record("designation")
    sheets = (
        ("ask", say(zh=kind.record_zh, en=kind.record_name)),
        ("same", say(zh="已认定", en="same")),
        ("new", say(zh="新单位", en="new")),
    )
    with new_workbook(path, constant_memory=True) as book:
        bold = book.add_format({"bold": True})
        fill = book.add_format({"bg_color": "#FFF2CC"})
        for decision, name in sheets:
            table = review_rows(proposals, decision)
            for part, start in enumerate(range(0, max(1, table.num_rows), _MOST_ROWS)):
                sheet = book.add_worksheet(name if not part else f"{name}{part + 1}")
                _fill(sheet, table.slice(start, _MOST_ROWS), bold, fill, ask=decision == "ask")


def _fill(sheet: object, table: pa.Table, bold: object, fill: object, *, ask: bool) -> None:
    import pyarrow as pa

    page: Any = sheet
    page.freeze_panes(1, 1)
    page.set_column(0, 0, 32)
    page.set_column(1, len(table.column_names) - 1, 18)
    page.write_row(0, 0, table.column_names, bold)
    columns = [c.to_pylist() for c in table.columns]
    texts = {n for n, c in enumerate(table.columns) if not pa.types.is_floating(c.type)}
    for number, cells in enumerate(zip(*columns, strict=True), start=1):
        for column, value in enumerate(cells):
            if ask and column == _TO_FILL:
                page.write_blank(number, column, None, fill)
            elif value is not None and column in texts:
                page.write_string(number, column, value)
            elif value is not None:
                page.write_number(number, column, value)
        if ask and number <= _MOST_LISTS:
            choice = [str(c) for c in (cells[3], cells[7], NONE) if c is not None]
            page.data_validation(
                number, _TO_FILL, number, _TO_FILL,
                {"validate": "list", "source": choice, "error_type": "warning"},
            )  # fmt: skip
