"""Excel templates made from a record: fill in, save, import."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any

from luheng.codelists import load
from luheng.errors import BadRecord, say
from luheng.records import Column, record
from luheng.units import vocabulary

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    from luheng.records import Record

__all__ = ["write_template"]

GUIDE = "填写说明"
CODES = "代码表"
_ROWS = 10_000
#: height of a line of text in points; signs to a line of the notes
_LINE, _WIDTH = 15, 30
_TEXT, _DAY, _INSTANT = "@", "yyyy-mm-dd", "yyyy-mm-dd hh:mm"
_EARLIEST, _LATEST = dt.date(1949, 10, 1), dt.date(2100, 12, 31)
#: what may be done in a sheet whose header is locked
_ALLOWED = {
    "insert_rows": True,
    "delete_rows": True,
    "sort": True,
    "autofilter": True,
    "format_cells": True,
    "format_columns": True,
    "format_rows": True,
}
_LAST = 1_048_575


def write_template(
    name: str | type[Record], path: Path, rows: Sequence[Mapping[str, Any]] = ()
) -> Path:
    """Write the .xlsx template of a record; the sheet named by the record is the one to fill in.

    Its first row holds the Chinese titles, which the import recognises; cells of code lists and
    units have drop-downs. ``rows`` are written beforehand, by column name: what somebody owes.
    The header and the key cells of these rows are locked, all else can be filled in; there is no
    password. The guide sheet and the code sheet are not read on import.

    Raises:
        UnknownRecord: there is no such record.
        BadRecord: a row has a column that the record has not.
    """
    from luheng.connectors.files import new_workbook

    kind = record(name) if isinstance(name, str) else name
    with new_workbook(path, default_date_format="yyyy-mm-dd") as book:
        sheet = book.add_worksheet(kind.record_name)
        guide = book.add_worksheet(GUIDE)
        codes = book.add_worksheet(CODES)
        ranges = _write_codes(book, codes, kind)
        _write_sheet(book, sheet, kind, ranges)
        _write_rows(book, sheet, kind, rows)
        _write_guide(book, guide, kind)
        for locked in (guide, codes):
            locked.protect("", _ALLOWED)
            locked.freeze_panes(5 if locked is guide else 1, 0)
        for page in (sheet, guide, codes):
            page.set_landscape()
            page.fit_to_pages(1, 0)
        sheet.activate()
    return path


def _write_sheet(book: Any, sheet: Any, kind: type[Record], ranges: dict[str, str]) -> None:
    must = book.add_format({"bold": True, "bg_color": "#FCE4D6", "border": 1, "text_wrap": True})
    may = book.add_format({"bold": True, "bg_color": "#E2EFDA", "border": 1, "text_wrap": True})
    free = book.add_format({"locked": False})
    text = book.add_format({"num_format": _TEXT, "locked": False})
    day = book.add_format({"num_format": _DAY, "locked": False})
    instant = book.add_format({"num_format": _INSTANT, "locked": False})
    for n, (name, about) in enumerate(kind.columns().items()):
        needed = about.required or name == kind.value_column
        sheet.write_string(0, n, about.zh, must if needed else may)
        sheet.write_comment(0, n, _comment(name, about))
        # text format keeps a period such as 2025-05 and an 18-digit code from being reshaped
        form = {str: text, dt.date: day, dt.datetime: instant}.get(about.type, free)
        sheet.set_column(n, n, max(12, len(about.zh) * 2 + 4, len(about.example) + 4), form)
        _validate(sheet, n, name, about, ranges)
    sheet.freeze_panes(1, 0)
    sheet.repeat_rows(0)
    # no password: it keeps a slip of the hand from the header, not a person from the sheet
    sheet.protect("", _ALLOWED)


def _write_rows(
    book: Any, sheet: Any, kind: type[Record], rows: Sequence[Mapping[str, Any]]
) -> None:
    """Rows to be completed: their key cells are locked and grey, the rest is open."""
    columns = kind.columns()
    strange = sorted({name for row in rows for name in row} - columns.keys())
    if strange:
        named = ", ".join(strange)
        raise BadRecord(kind.record_name, say(zh=f"没有这些列：{named}", en=f"no columns {named}"))
    formats: dict[tuple[str, bool], Any] = {}
    for number, row in enumerate(rows, start=1):
        for n, (name, about) in enumerate(columns.items()):
            cell = row.get(name)
            if about.type in {float, int} and isinstance(cell, str):
                cell = _number(cell)
            shape = {dt.date: _DAY, dt.datetime: _INSTANT, str: _TEXT}.get(about.type, "General")
            given = about.key and cell is not None
            if (shape, given) not in formats:
                grey = {"bg_color": "#EDEDED"} if given else {}
                said = {"num_format": shape, "locked": given, **grey}
                formats[shape, given] = book.add_format(said)
            # a blank is written too, so that it is open whatever a program makes of column styles
            sheet.write(number, n, cell, formats[shape, given])


def _number(text: str) -> float | str:
    """The number that a text writes; what is none stays text, for the import to answer."""
    try:
        return float(text)
    except ValueError:
        return text


def _validate(sheet: Any, n: int, name: str, about: Column, ranges: dict[str, str]) -> None:
    rule: dict[str, Any]
    if name in ranges:
        rule = {
            "validate": "list",
            "source": ranges[name],
            # names and codes are both read: a warning lets whoever knows the code type it
            "error_type": "warning",
            "error_title": about.zh,
            "error_message": "不在列表中；仍要填写吗？",
        }
    elif about.type in {dt.date, dt.datetime}:
        rule = {
            "validate": "date",
            "criteria": "between",
            "minimum": _EARLIEST,
            "maximum": _LATEST,
            "error_type": "warning",
            "error_title": about.zh,
            "error_message": "不是日期；写法如 2025-05-01。",
        }
    elif about.type in {float, int} and (about.minimum is not None or about.maximum is not None):
        rule = {
            "validate": "decimal",
            "criteria": "between",
            "minimum": about.minimum if about.minimum is not None else -1e300,
            "maximum": about.maximum if about.maximum is not None else 1e300,
            "error_type": "warning",
            "error_title": about.zh,
            "error_message": "不在允许的范围内；仍要填写吗？",
        }
    else:
        return
    sheet.data_validation(1, n, _ROWS, n, rule)


def _comment(name: str, about: Column) -> str:
    said = [f"{name}（{about.en}）", about.note_zh, about.note_en]
    if about.example:
        said.append(f"例 / example: {about.example}")
    if about.default is not None:
        said.append(f"默认 / default: {about.default}")
    return "\n".join(s for s in said if s)


def _write_codes(book: Any, sheet: Any, kind: type[Record]) -> dict[str, str]:
    """Each column's choices in a column of the code sheet; gives the range of each."""
    head = book.add_format({"bold": True})
    ranges: dict[str, str] = {}
    for name, about in kind.columns().items():
        choices = _choices(about)
        if not choices:
            continue
        n = len(ranges) * 2
        sheet.write_string(0, n, about.zh, head)
        sheet.write_string(0, n + 1, name, head)
        for row, (shown, code) in enumerate(choices, start=1):
            sheet.write_string(row, n, shown)
            sheet.write_string(row, n + 1, code)
        letters = _letters(n)
        ranges[name] = f"='{CODES}'!${letters}$2:${letters}${len(choices) + 1}"
    return ranges


def _letters(column: int) -> str:
    from luheng.connectors.files import letter

    return letter(column)


def _choices(about: Column) -> list[tuple[str, str]]:
    """(what is shown, the code) of a column with a closed set of values."""
    if about.codelist:
        rows = {r["id"]: r.get("zh") or r["id"] for r in load(about.codelist).rows}
        codes = load(about.codelist)
        # a name that the list cannot tell apart is shown as its code
        named = [(zh if codes.match(zh) == code else code, code) for code, zh in rows.items()]
        return [*((v, v) for v in about.one_of), *named]
    if about.one_of:
        return [(v, v) for v in about.one_of]
    if about.unit:
        return [(u.symbol, u.zh) for u in vocabulary()]
    return []


def _write_guide(book: Any, sheet: Any, kind: type[Record]) -> None:
    head = book.add_format({"bold": True, "bg_color": "#DDEBF7", "border": 1})
    wrap = book.add_format({"text_wrap": True, "valign": "top"})
    sheet.write_string(
        0, 0, f"{kind.record_zh} / {kind.record_en}", book.add_format({"bold": True})
    )
    sheet.write_string(
        1,
        0,
        f"数据标准“{kind.record_zh}”第 {kind.version} 版。在“{kind.record_name}”页填写，一行一条，"
        "橙色列必填，绿色列选填；有下拉列表的单元格从列表中选，也可填代码。",
    )
    sheet.write_string(
        2,
        0,
        "首行列名和灰色单元格已锁定（没有密码）。没有发生填 0；不知道就不填这一行，空白不当作零。"
        "填好后保存并导入。",
    )
    sheet.write_string(
        3,
        0,
        f"Version {kind.version}. Fill in the sheet {kind.record_name}, one row each; the header "
        "and grey cells are locked without a password. Write 0 for none; a blank is never zero.",
    )
    titles = (
        "列 / column",
        "English",
        "名称 / name",
        "必填 / required",
        "类型 / type",
        "说明 / note",
    )
    for n, title in enumerate(titles):
        sheet.write_string(4, n, title, head)
    for row, (name, about) in enumerate(kind.columns().items(), start=5):
        needed = about.required or name == kind.value_column
        cells = (
            about.zh,
            about.en,
            name,
            "是 / yes" if needed else "否 / no",
            _kind(about),
            _comment(name, about),
        )
        for n, cell in enumerate(cells):
            sheet.write_string(row, n, cell, wrap)
        # not every program fits the height of a row to a wrapped cell
        sheet.set_row(row, _LINE * sum(1 + len(s) // _WIDTH for s in cells[-1].split("\n")))
    sheet.set_column(0, 4, 20)
    sheet.set_column(5, 5, 60)


def _kind(about: Column) -> str:
    if about.codelist or about.one_of or about.unit:
        return f"见“{CODES}”页 / see the code sheet"
    return {
        str: "文本 / text",
        float: "数字 / number",
        int: "整数 / whole number",
        bool: "是否 / yes or no",
        dt.date: "日期 / day",
        dt.datetime: "时刻 / instant",
    }[about.type]
