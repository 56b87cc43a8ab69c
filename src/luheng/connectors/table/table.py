"""Reading a table of one record from whatever file holds it."""

from __future__ import annotations

import csv
import io
from typing import TYPE_CHECKING, Any

from luheng.connectors.files import Form, Sheet, decode, form_of, letter, read_sheets
from luheng.errors import UnreadableFile
from luheng.records import Batch, Finding, Level, Origin, Record
from luheng.records import record as record_of

from .drafts import batch_of
from .grid import Grid, from_lines, from_rows, split_lines
from .header import SEARCHED_ROWS, Header, find_header

if TYPE_CHECKING:
    import pyarrow as pa

__all__ = ["NAME", "RULES", "read"]

NAME = "table"
RULES: tuple[str, ...] = ()
#: sheets of our own templates that hold no data
_GUIDES = frozenset({"填写说明", "代码表"})
_DELIMITERS = (",", "\t", ";", "|", "，")
_MAX_PARQUET = 8_000_000_000


def read(content: bytes, origin: Origin, *, record: str = "activity") -> tuple[Batch, ...]:
    """Drafts of one record, one batch per sheet, each row tied to its line.

    Raises:
        UnreadableFile: the file cannot be opened, or none of its sheets has the record's header.
    """
    kind = record_of(record)
    form = form_of(content, origin.source)
    if form is Form.TEXT:
        return (_read_text(content, origin, kind),)
    if form is Form.PARQUET:
        return (_read_parquet(content, origin, kind),)
    return _read_workbook(read_sheets(content, form, origin.source), origin, kind)


def _read_workbook(
    sheets: tuple[Sheet, ...], origin: Origin, kind: type[Record]
) -> tuple[Batch, ...]:
    named = [s for s in sheets if s.name in {kind.record_name, kind.record_zh}]
    batches, left_out = [], []
    for sheet in named or sheets:
        if sheet.empty or sheet.name in _GUIDES:
            continue
        header = find_header(sheet.rows, kind)
        if header is None:
            left_out.append(sheet.name)
            continue
        grid = from_rows(sheet, header.last_row + 1, len(header.texts))
        batches.append(batch_of(kind, origin, header, grid, sheet.merged))
    if not batches:
        raise _no_header(origin, kind)
    if named:
        left_out += [
            s.name for s in sheets if s not in named and not s.empty and s.name not in _GUIDES
        ]
    notes = tuple(_left_out(origin, name) for name in left_out)
    return (batches[0].with_findings(notes), *batches[1:])


def _read_text(content: bytes, origin: Origin, kind: type[Record]) -> Batch:
    text, encoding = decode(content, origin.source)
    header, delimiter, line = _text_header(text, origin, kind)
    grid = from_lines(text, delimiter, line, len(header.texts), origin.source)
    batch = batch_of(kind, origin, header, grid, ())
    if encoding != "gb18030":
        return batch
    return batch.with_findings(
        [
            Finding(
                "TABLE-09",
                Level.NOTED,
                origin.source,
                "文件按 GB18030 编码读取。",
                "The file was read as GB18030.",
                "如有乱码，请另存为“CSV UTF-8”后重新导入。",
                "If characters look wrong, save it as CSV UTF-8 and import it again.",
            )
        ]
    )


def _text_header(text: str, origin: Origin, kind: type[Record]) -> tuple[Header, str, int]:
    """The header, the delimiter under which it names most columns, and its last line number."""
    best: tuple[Header, str, int] | None = None
    for delimiter in _DELIMITERS:
        rows = _first_rows(text, delimiter)
        header = find_header([cells for _, cells in rows], kind)
        if header and (best is None or len(header.columns) > len(best[0].columns)):
            line, cells = rows[header.last_row]
            line += sum(c.count("\n") for c in cells)
            best = (_numbered(header, rows[header.row][0]), delimiter, line)
    if best is None:
        raise _no_header(origin, kind)
    return best


def _first_rows(text: str, delimiter: str) -> list[tuple[int, list[str]]]:
    try:
        return split_lines(text, delimiter, SEARCHED_ROWS + 5)
    except csv.Error:
        lines = io.StringIO(text, newline="")
        reader = csv.reader(lines, delimiter=delimiter, quoting=csv.QUOTE_NONE)
        out = []
        try:
            for cells in reader:
                out.append((reader.line_num, cells))
                if len(out) >= SEARCHED_ROWS:
                    break
        except csv.Error:
            pass
        return out


def _numbered(header: Header, line: int) -> Header:
    return Header(line - 1, line - 1, header.columns, header.texts, header.unknown, header.doubled)


def _read_parquet(content: bytes, origin: Origin, kind: type[Record]) -> Batch:
    import numpy as np
    import pyarrow as pa
    from pyarrow import parquet

    try:
        about = parquet.read_metadata(pa.BufferReader(content))
        size = sum(about.row_group(n).total_byte_size for n in range(about.num_row_groups))
        if size > _MAX_PARQUET:
            raise UnreadableFile(
                origin.source,
                "解压后的体积超出可读范围，未打开。",
                "it unpacks to more than is read and was not opened.",
                "请拆分为多个文件。",
                "Split it into several files.",
            )
        # one thread: at the end of a short process Arrow's readers have been seen to abort it
        table = parquet.ParquetFile(pa.BufferReader(content)).read(use_threads=False)
    except (pa.ArrowException, OSError, ValueError) as error:
        raise UnreadableFile(
            origin.source,
            f"Parquet 文件无法读取（{error}）。",
            f"the Parquet file cannot be read ({error}).",
            "请重新导出或重新传送该文件。",
            "Export it or send it again.",
        ) from error
    header = find_header([table.column_names], kind)
    if header is None:
        raise _no_header(origin, kind)
    columns = tuple(_flat(c) for c in table.columns)
    # there is no header line: the first row of data is row 1
    lines = np.arange(1, table.num_rows + 1, dtype=np.int32)
    return batch_of(kind, origin, _numbered(header, 0), Grid("", columns, lines), ())


def _flat(column: pa.ChunkedArray) -> pa.ChunkedArray:
    """Dictionaries as their values; what has no plain form as nulls, which the door refuses."""
    import pyarrow as pa

    kind: Any = column.type
    if pa.types.is_dictionary(kind):
        return column.cast(kind.value_type)
    if pa.types.is_nested(kind) or pa.types.is_binary(kind) or pa.types.is_large_binary(kind):
        return pa.chunked_array([pa.nulls(len(column), pa.string())])
    return column


def _no_header(origin: Origin, kind: type[Record]) -> UnreadableFile:
    wanted_zh = "、".join(c.zh for c in kind.columns().values() if c.required or c.key)
    wanted_en = ", ".join(n for n, c in kind.columns().items() if c.required or c.key)
    template = f"luheng records template {kind.record_name}.xlsx"
    return UnreadableFile(
        origin.source,
        f"前 {SEARCHED_ROWS} 行里找不到“{kind.record_zh}”的表头。",
        f"no header of {kind.record_en} was found in the first {SEARCHED_ROWS} rows.",
        f"表头应包含：{wanted_zh}。模板：`{template}`。",
        f"The header should name {wanted_en}. `{template}` writes a template.",
    )


def _left_out(origin: Origin, sheet: str) -> Finding:
    return Finding(
        "TABLE-08",
        Level.NOTED,
        origin.source,
        f"工作表“{sheet}”没有该记录的表头，未读取。",
        f"The sheet {sheet!r} has no header of this record and was not read.",
        "如果其中有数据，请把表头改成模板的列名。",
        "If it holds data, give it the template's column names.",
        sheet=sheet,
        cell=f"{letter(0)}1",
    )
