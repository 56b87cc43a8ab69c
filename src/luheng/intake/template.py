"""Excel templates made from a record: fill in, save, import."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any

from luheng.codelists import load
from luheng.records import Column, record
from luheng.units import vocabulary

if TYPE_CHECKING:
    from pathlib import Path

    from luheng.records import Record

__all__ = ["write_template"]

GUIDE = "填写说明"
CODES = "代码表"
_ROWS = 10_000
_LAST = 1_048_575


def write_template(name: str | type[Record], path: Path) -> Path:
    """Write the .xlsx template of a record; the sheet named by the record is the one to fill in.

    Its first row holds the Chinese titles, which the import recognises; cells of code lists and
    units have drop-downs. The guide sheet and the code sheet are not read on import. Raises
    UnknownRecord.
    """
    import xlsxwriter

    kind = record(name) if isinstance(name, str) else name
    with xlsxwriter.Workbook(str(path), {"default_date_format": "yyyy-mm-dd"}) as book:
        sheet = book.add_worksheet(kind.record_name)
        guide = book.add_worksheet(GUIDE)
        codes = book.add_worksheet(CODES)
        ranges = _write_codes(book, codes, kind)
        _write_sheet(book, sheet, kind, ranges)
        _write_guide(book, guide, kind)
        sheet.activate()
    return path


def _write_sheet(book: Any, sheet: Any, kind: type[Record], ranges: dict[str, str]) -> None:
    must = book.add_format({"bold": True, "bg_color": "#FCE4D6", "border": 1, "text_wrap": True})
    may = book.add_format({"bold": True, "bg_color": "#E2EFDA", "border": 1, "text_wrap": True})
    text = book.add_format({"num_format": "@"})
    day = book.add_format({"num_format": "yyyy-mm-dd"})
    instant = book.add_format({"num_format": "yyyy-mm-dd hh:mm"})
    for n, (name, about) in enumerate(kind.columns().items()):
        needed = about.required or name == kind.value_column
        sheet.write_string(0, n, about.zh, must if needed else may)
        sheet.write_comment(0, n, _comment(name, about))
        # text format keeps a period such as 2025-05 and an 18-digit code from being reshaped
        form = {str: text, dt.date: day, dt.datetime: instant}.get(about.type)
        sheet.set_column(n, n, max(12, len(about.zh) * 2 + 4), form)
        _validate(sheet, n, name, about, ranges)
    sheet.freeze_panes(1, 0)


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
    elif about.type in {float, int} and (about.minimum is not None or about.maximum is not None):
        rule = {
            "validate": "decimal",
            "criteria": "between",
            "minimum": about.minimum if about.minimum is not None else -1e300,
            "maximum": about.maximum if about.maximum is not None else 1e300,
            "error_type": "warning",
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
        return [(zh if codes.match(zh) == code else code, code) for code, zh in rows.items()]
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
    sheet.write_string(1, 0, f"请在“{kind.record_name}”页填写，一行一条；不要改动首行列名。")
    sheet.write_string(
        2, 0, f"Fill in the sheet {kind.record_name}, one row each; keep its header."
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
    sheet.set_column(0, 4, 18)
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
