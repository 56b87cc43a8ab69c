"""From a grid under a header to drafts of a record: totals set aside, merges read, units found."""

from __future__ import annotations

from typing import TYPE_CHECKING

from luheng.connectors.files import letter
from luheng.errors import UnknownUnit
from luheng.records import Batch, Column, Finding, Level, Origin, Record
from luheng.units import unit

from .header import Header, fold, in_brackets

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    import pyarrow as pa

    from luheng.connectors.files.workbook import Merge

    from .grid import Grid

__all__ = ["batch_of"]

_TOTALS = frozenset({"合计", "总计", "总合计", "小计", "累计", "total", "sum", "grandtotal"})
_NOTES = ("注", "说明", "备注", "资料来源", "数据来源", "填表", "note", "source", "remark")


def batch_of(
    record: type[Record], origin: Origin, header: Header, grid: Grid, merged: Sequence[Merge]
) -> Batch:
    """The drafts of a grid's rows; findings for what was set aside or read in a special way."""
    import pyarrow as pa

    findings = list(_header_findings(record, origin, header, grid.sheet))
    grid, tail = _without_tail(grid, header, origin)
    findings += tail
    columns = {name: grid.columns[n] for name, n in header.columns.items()}
    columns, notes = _fill_merged(record, origin, header, grid, columns, merged)
    findings += notes
    findings += _row_findings(origin, header, grid)
    keep = _filled(columns, grid)
    fields, arrays = [], []
    for name, column in columns.items():
        place = {"letter": letter(header.columns[name])}
        fields.append(pa.field(name, column.type, metadata=place))
        arrays.append(column)
    if "unit" in record.columns() and "unit" not in columns:
        said, note = _unit_in_header(record, origin, header, grid.sheet)
        if said:
            place = {"letter": letter(header.columns[record.value_column])}
            fields.append(pa.field("unit", pa.string(), metadata=place))
            arrays.append(pa.repeat(pa.scalar(said, pa.string()), grid.height))
            findings.append(note)
    value = header.columns.get(record.value_column)
    place_of_value = letter(value) if value is not None else ""
    fields += [pa.field("sheet", pa.string()), pa.field("row", pa.int32())]
    fields += [pa.field("col", pa.string())]
    arrays += [
        pa.repeat(pa.scalar(grid.sheet, pa.string()), grid.height),
        pa.array(grid.lines, pa.int32()),
        pa.repeat(pa.scalar(place_of_value, pa.string()), grid.height),
    ]
    about = {"header_row": str(header.row + 1), "sheet": grid.sheet}
    table = pa.table(arrays, schema=pa.schema(fields, metadata=about))
    return Batch(record, origin, table if keep is None else table.filter(keep), tuple(findings))


def _filled(columns: dict[str, pa.ChunkedArray], grid: Grid) -> pa.ChunkedArray | None:
    """Which rows hold anything, or None where all do; ragged long lines are left out."""
    import numpy as np
    import pyarrow as pa
    import pyarrow.compute as pc

    full = np.zeros(grid.height, dtype=bool)
    for column in columns.values():
        full |= np.asarray(pc.is_valid(column))
        if full.all():
            break
    long = [n for n, cells in grid.ragged.items() if cells > len(grid.columns)]
    if long:
        full &= ~np.isin(grid.lines, long)
    return None if full.all() else pa.array(full)


def _header_findings(
    record: type[Record], origin: Origin, header: Header, sheet: str
) -> Iterator[Finding]:
    for n in header.unknown:
        yield Finding(
            "TABLE-02",
            Level.NOTED,
            origin.source,
            f"不认识的列“{header.texts[n]}”，未读取。",
            f"The column {header.texts[n]!r} is not one of {record.record_en} and was not read.",
            "如果它就是某一列，请改用模板的列名。",
            "If it is one of them, give it the template's name.",
            sheet=sheet,
            row=header.row + 1,
            cell=f"{letter(n)}{header.row + 1}",
            value=header.texts[n],
        )
    for name, n in header.doubled:
        kept = header.texts[header.columns[name]]
        yield Finding(
            "TABLE-03",
            Level.DOUBT,
            origin.source,
            f"“{kept}”与“{header.texts[n]}”都像是 {name}；读取了前者。",
            f"Both {kept!r} and {header.texts[n]!r} look like {name}; the former was read.",
            "请只留一列，或改用模板的列名。",
            "Keep one of them, or use the template's names.",
            sheet=sheet,
            row=header.row + 1,
            column=name,
            cell=f"{letter(n)}{header.row + 1}",
            value=header.texts[n],
        )


def _without_tail(grid: Grid, header: Header, origin: Origin) -> tuple[Grid, list[Finding]]:
    """Set aside total rows and footnotes at the end; keeping a total would count twice."""
    findings: list[Finding] = []
    height = grid.height
    while height:
        cells = [(n, c) for n, c in enumerate(grid.row(height - 1)) if c is not None]
        texts = [(n, str(c)) for n, c in cells if isinstance(c, str)]
        total = next(((n, t) for n, t in texts if fold(t) in _TOTALS), None)
        note = len(cells) == 1 and texts and fold(texts[0][1]).startswith(_NOTES)
        if cells and total is None and not note:
            break
        height -= 1
        if cells:
            n, text = total or texts[0]
            line = int(grid.lines[height])
            findings.append(_set_aside(origin, grid.sheet, line, n, text, is_total=bool(total)))
    return (grid.head(height) if findings or height < grid.height else grid), findings


def _set_aside(
    origin: Origin, sheet: str, line: int, column: int, text: str, *, is_total: bool
) -> Finding:
    return Finding(
        "TABLE-05",
        Level.NOTED,
        origin.source,
        "这一行是合计，未计入。" if is_total else "这一行是附注，未读取。",
        "This row is a total and was not kept." if is_total else "This row is a footnote.",
        "合计由系统重新计算；留着会重复计数。" if is_total else "",
        "Totals are computed anew; keeping one would count twice." if is_total else "",
        sheet=sheet,
        row=line,
        cell=f"{letter(column)}{line}",
        value=text,
    )


def _fill_merged(
    record: type[Record],
    origin: Origin,
    header: Header,
    grid: Grid,
    columns: dict[str, pa.ChunkedArray],
    merged: Sequence[Merge],
) -> tuple[dict[str, pa.ChunkedArray], list[Finding]]:
    """A merged cell of text says the same for each of its rows; one of numbers says it once."""
    import pyarrow as pa

    first = int(grid.lines[0]) - 1 if grid.height else 0
    last = first + grid.height - 1
    by_place = {n: name for name, n in header.columns.items()}
    findings, filled = [], dict(columns)
    for (top, left), (bottom, right) in merged:
        if bottom < first or top > last or not any(n in by_place for n in range(left, right + 1)):
            continue
        name = by_place.get(left, "")
        text = bool(name) and record.columns()[name].type is str
        if text and top >= first and bottom > top and left == right:
            cells = filled[name].to_pylist()
            shown = cells[top - first]
            end = min(bottom, last) - first
            cells[top - first : end + 1] = [shown] * (end - top + first + 1)
            filled[name] = pa.chunked_array([pa.array(cells, filled[name].type)])
        findings.append(_merge_finding(origin, grid, name, (top, left), (bottom, right), text))
    return filled, findings


def _merge_finding(
    origin: Origin,
    grid: Grid,
    name: str,
    start: tuple[int, int],
    end: tuple[int, int],
    text: bool,
) -> Finding:
    area = f"{letter(start[1])}{start[0] + 1}:{letter(end[1])}{end[0] + 1}"
    down = text and start[1] == end[1]
    return Finding(
        "TABLE-04",
        Level.NOTED if down else Level.DOUBT,
        origin.source,
        f"合并单元格 {area}：" + ("每一行都按同一内容读取。" if down else "只有左上角一格有内容。"),
        f"Merged cells {area}: "
        + ("read as the same in each row." if down else "only the top left cell holds a value."),
        "请取消合并并逐行填写，以免误读。",
        "Unmerge them and fill in each row.",
        sheet=grid.sheet,
        row=start[0] + 1,
        column=name,
        cell=area,
    )


def _row_findings(origin: Origin, header: Header, grid: Grid) -> Iterator[Finding]:
    wide = len(grid.columns)
    for line, cells in grid.ragged.items():
        long = cells > wide
        yield Finding(
            "TABLE-06",
            Level.REFUSED if long else Level.NOTED,
            origin.source,
            f"这一行有 {cells} 格，表头有 {wide} 列。",
            f"This line has {cells} cells, the header has {wide}.",
            "数字里的千分位逗号或文字里的逗号要用引号括起来。" if long else "缺少的格按空白读取。",
            "Put quotes round numbers with thousands separators and texts with commas."
            if long
            else "The missing cells were read as blank.",
            sheet=grid.sheet,
            row=line,
        )
    if grid.unpaired_quotes:
        yield Finding(
            "TABLE-10",
            Level.DOUBT,
            origin.source,
            "文件里的引号不成对，引号按普通字符读取。",
            "The file's quotes do not pair; they were read as plain characters.",
            "请核对带引号的内容，或另存为 .xlsx。",
            "Check the cells with quotes, or save it as .xlsx.",
        )
    period = header.columns.get("period")
    for n in grid.dates.get(period, ()) if period is not None else ():
        if n >= grid.height:
            continue
        shown = str(grid.columns[period or 0][n].as_py())[:10]
        if shown.endswith("-01"):
            line = int(grid.lines[n])
            yield Finding(
                "PERIOD-03",
                Level.DOUBT,
                origin.source,
                f"报告期单元格是日期，按 {shown} 这一天读取；Excel 常把“{shown[:7]}”自动改成日期。",
                f"The period cell is a date and was read as the day {shown}; Excel often turns "
                f"{shown[:7]} into one.",
                f"如果指整月，请把单元格设为文本并填写 {shown[:7]}。",
                f"If the month is meant, format the cell as text and write {shown[:7]}.",
                sheet=grid.sheet,
                row=line,
                column="period",
                cell=f"{letter(period or 0)}{line}",
                value=shown,
            )


def _unit_in_header(
    record: type[Record], origin: Origin, header: Header, sheet: str
) -> tuple[str, Finding]:
    """The unit that the value's header names in brackets, where the file has no unit column."""
    n = header.columns.get(record.value_column)
    said = in_brackets(header.texts[n]) if n is not None else ""
    about: Column = record.columns()["unit"]
    note = Finding(
        "TABLE-07",
        Level.NOTED,
        origin.source,
        f"没有“{about.zh}”列，按表头括号里的“{said}”读取。",
        f"There is no unit column; the unit {said!r} was read from the header.",
        sheet=sheet,
        row=header.row + 1,
        column="unit",
        cell=f"{letter(n or 0)}{header.row + 1}",
        value=said,
    )
    try:
        unit(said)
    except UnknownUnit:
        return "", note
    return said, note
