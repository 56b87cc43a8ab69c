"""Reading a table of one record from whatever file holds it."""

from __future__ import annotations

import csv
import io
import itertools
from typing import TYPE_CHECKING

from luheng.connectors.files import (
    Form,
    OpenedSheet,
    SheetStream,
    Source,
    form_of_file,
    letter,
    line_count,
    open_text,
    stream_sheets,
)
from luheng.errors import UnreadableFile
from luheng.records import Batch, Finding, Level, Origin, Record
from luheng.records import record as record_of

from .blocks import ROWS, batches_of, open_parquet, parquet_grids, sheet_grids, text_grids
from .grid import split_lines
from .header import SEARCHED_ROWS, Header, find_header, spread

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    _Expect = Callable[[int], None]

__all__ = ["NAME", "RULES", "blocks", "read"]

NAME = "table"
RULES: tuple[str, ...] = ()
#: sheets of our own templates that hold no data
_GUIDES = frozenset({"填写说明", "代码表"})
_DELIMITERS = (",", "\t", ";", "|", "，")
#: bytes of a text that make about a row
_WIDTH = 64
#: rows of a table among which its header is looked for, and some
_HEAD = SEARCHED_ROWS + 5


def read(content: bytes, origin: Origin, *, record: str = "activity") -> tuple[Batch, ...]:
    """Drafts of one record, one batch per sheet, each row tied to its line.

    Raises:
        UnreadableFile: the file cannot be opened, or none of its sheets has the record's header.
    """
    return tuple(blocks(content, origin, record=record, rows=None))


def blocks(
    source: Source,
    origin: Origin,
    *,
    record: str = "activity",
    rows: int | None = ROWS,
    expect: Callable[[int], None] = lambda _: None,
) -> Iterator[Batch]:
    """The same in batches of about so many ``rows``, each read when it is asked for.

    ``expect`` is told about how many rows each table has, once its file was looked over.

    Raises:
        UnreadableFile: as above; damage that lies deep in a file is met after its first batches.
        OSError: the file cannot be read from its disk.
    """
    kind = record_of(record)
    form, source = form_of_file(source, origin.source)
    if form is Form.TEXT:
        return _of_text(source, origin, kind, rows, expect)
    if form is Form.PARQUET:
        return _of_parquet(source, origin, kind, rows, expect)
    content = source if isinstance(source, bytes) else source.read_bytes()
    sheets = stream_sheets(content, form, origin.source)
    return _of_workbook(sheets, origin, kind, rows, expect)


def _of_workbook(
    sheets: tuple[SheetStream, ...],
    origin: Origin,
    kind: type[Record],
    rows: int | None,
    expect: _Expect,
) -> Iterator[Batch]:
    named = [s for s in sheets if s.name in {kind.record_name, kind.record_zh}]
    left_out: list[str] = []
    held: Batch | None = None
    for sheet in named or sheets:
        if sheet.name in _GUIDES:
            continue
        opened = sheet.open()
        head = list(itertools.islice(opened.rows(), _HEAD))
        header = find_header(spread(head, opened.merged), kind)
        if header is None:
            if not _empty(opened):
                left_out.append(sheet.name)
            continue
        expect(opened.height - header.last_row - 1)
        grids = sheet_grids(sheet.name, opened, header.last_row + 1, len(header.texts), rows)
        for batch in batches_of(kind, origin, header, grids, opened.merged):
            if held is not None:
                yield held
            held = batch
    if held is None:
        raise _no_header(origin, kind)
    if named:
        rest = [s for s in sheets if s not in named and s.name not in _GUIDES]
        left_out += [s.name for s in rest if not _empty(s.open())]
    yield held.with_findings([_left_out(origin, name) for name in left_out])


def _empty(opened: OpenedSheet) -> bool:
    return not any(cell is not None for row in opened.rows() for cell in row)


def _of_text(
    source: Source, origin: Origin, kind: type[Record], rows: int | None, expect: _Expect
) -> Iterator[Batch]:
    file = open_text(source, origin.source)
    expect(file.lines)
    pieces = file.pieces() if rows is None else file.pieces(max(rows * _WIDTH, 1))
    head = "".join(pieces) if rows is None else ""
    while line_count(head) < _HEAD and (more := next(pieces, "")):
        head += more
    header, delimiter, line = _text_header(head, origin, kind)
    below = (line, len(header.texts))
    grids = text_grids(head, pieces, delimiter, below=below, name=origin.source)
    note = [_as_gb18030(origin)] if file.encoding == "gb18030" else []
    for batch in batches_of(kind, origin, header, grids):
        yield batch.with_findings(note)
        note = []


def _as_gb18030(origin: Origin) -> Finding:
    return Finding(
        "TABLE-09",
        Level.NOTED,
        origin.source,
        "文件按 GB18030 编码读取。",
        "The file was read as GB18030.",
        "如有乱码，请另存为“CSV UTF-8”后重新导入。",
        "If characters look wrong, save it as CSV UTF-8 and import it again.",
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


def _of_parquet(
    source: Source, origin: Origin, kind: type[Record], rows: int | None, expect: _Expect
) -> Iterator[Batch]:
    file = open_parquet(source, origin.source)
    header = find_header([file.schema_arrow.names], kind)
    if header is None:
        raise _no_header(origin, kind)
    expect(file.metadata.num_rows)
    grids = parquet_grids(file, origin.source, rows)
    return batches_of(kind, origin, _numbered(header, 0), grids)


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
