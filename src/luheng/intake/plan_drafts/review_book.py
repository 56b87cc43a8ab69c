"""The review workbook: every draft with its place and quote, to accept, correct or reject."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any

from luheng.codelists import load
from luheng.connectors.files import letter
from luheng.records import Column, record
from luheng.records.acceptance import REJECTED
from luheng.units import vocabulary

from .draft import FIGURES, RECORDS, PlanDraft, PlanDrafts, Verdict, editable
from .review_form import (
    ABOUT,
    CODES,
    DECISION_TITLE,
    GUIDE,
    LEADING,
    PLAN_ID,
    RECORD_WORDS,
    SHEETS,
    shown,
    title_of,
)

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from .held import Held

__all__ = ["write_review"]

#: empty rows below the drafts, for what the reader missed
_SPARE = 50
#: below this the sureness is marked
_SURE = 0.8
_WIDTHS = {"quote": 44, "text": 60, "indicator": 30, "indicator_zh": 26, "title": 40, "why": 22}


def write_review(
    drafts: PlanDrafts,
    before: Held,
    path: Path,
    *,
    plan: str,
    extra_indicators: frozenset[str] = frozenset(),
) -> Path:
    """Write the workbook of a document; what was decided before is filled in."""
    from luheng.connectors.files import new_workbook

    with new_workbook(path, default_date_format="yyyy-mm-dd") as book:
        guide = book.add_worksheet(GUIDE)
        sheets = {name: book.add_worksheet(SHEETS[name]) for name in RECORDS}
        codes = book.add_worksheet(CODES)
        book.set_custom_property(ABOUT, drafts.sha256)
        ranges = _write_codes(book, codes, extra_indicators)
        for name, sheet in sheets.items():
            own = [d for d in drafts.drafts if d.record == name]
            _write_sheet(book, sheet, name, own, before=before, ranges=ranges)
        _write_guide(book, guide, drafts, plan)
    return path


# -- one sheet -----------------------------------------------------------------------------------


def _write_sheet(
    book: Any,
    sheet: Any,
    name: str,
    drafts: list[PlanDraft],
    *,
    before: Held,
    ranges: dict[str, str],
) -> None:
    kind = record(name)
    edit = editable(kind)
    leading = [c for c in LEADING if c != "record" or name in FIGURES]
    titles = [title_of(c) for c in leading] + [kind.columns()[c].zh for c in edit]
    head = book.add_format({"bold": True, "bg_color": "#DDEBF7", "border": 1, "text_wrap": True})
    ask = book.add_format({"bold": True, "bg_color": "#FCE4D6", "border": 1, "text_wrap": True})
    may = book.add_format({"bold": True, "bg_color": "#E2EFDA", "border": 1, "text_wrap": True})
    looks = _looks(book)
    for n, title in enumerate(titles):
        column = (*leading, *edit)[n]
        asked = title == DECISION_TITLE
        sheet.write_string(0, n, title, ask if asked else may if n >= len(leading) else head)
        sheet.set_column(n, n, _WIDTHS.get(column, 11), looks["text"])
        if column in edit:
            sheet.write_comment(0, n, _comment(kind.columns()[column]))
    for row, draft in enumerate(drafts, start=1):
        stands = before.of(draft)
        for n, column in enumerate(leading):
            _write_leading(sheet, (row, n), column, draft, stands=stands, looks=looks)
        values = _values(draft, name, stands)
        for n, column in enumerate(edit, start=len(leading)):
            _write_value(sheet, (row, n), values.get(column), column, looks)
    last = len(drafts) + (_SPARE if name in FIGURES else 0)
    _validate(sheet, name, (*leading, *edit), last, ranges)
    sheet.freeze_panes(1, 2)
    sheet.autofilter(0, 0, max(last, 1), len(titles) - 1)


def _looks(book: Any) -> dict[str, Any]:
    text = {"text_wrap": True, "valign": "top", "num_format": "@"}
    number = {"valign": "top", "num_format": "General"}
    return {
        "text": book.add_format(text),
        "doubt": book.add_format(text | {"bg_color": "#FFF2CC"}),
        "number": book.add_format(number),
        "sure": book.add_format(number | {"num_format": "0.00"}),
        "unsure": book.add_format(number | {"num_format": "0.00", "bg_color": "#FFF2CC"}),
        "span": book.add_format({"bold": True, "font_color": "#C00000"}),
        "day": book.add_format({"valign": "top", "num_format": "yyyy-mm-dd"}),
    }


def _write_leading(
    sheet: Any,
    at: tuple[int, int],
    column: str,
    draft: PlanDraft,
    *,
    stands: tuple[str, Mapping[str, Any]] | None,
    looks: dict[str, Any],
) -> None:
    unsure = draft.sureness < _SURE
    if column == "sureness":
        sheet.write_number(*at, draft.sureness, looks["unsure" if unsure else "sure"])
    elif column == "text":
        _write_text(sheet, at, draft, looks)
    elif column == "decision":
        sheet.write_string(*at, _decision(stands), looks["text"])
    elif column == "record":
        goes_to = stands[0] if stands else draft.record
        sheet.write_string(*at, RECORD_WORDS[goes_to], looks["text"])
    elif column in {"line", "page"}:
        if draft.values.get(column) is not None:
            sheet.write_number(*at, draft.values[column], looks["number"])
    else:
        said = {"number": draft.number, "why": draft.why, "quote": draft.values.get("quote")}
        sheet.write_string(*at, said[column] or "", looks["text"])


def _write_text(sheet: Any, at: tuple[int, int], draft: PlanDraft, looks: dict[str, Any]) -> None:
    """The sentence with the figure in red; a figure that is all of it needs no mark."""
    start, end = draft.span
    parts = [draft.text[:start], draft.text[start:end], draft.text[end:]]
    if not parts[1] or sum(bool(p) for p in parts) == 1:
        sheet.write_string(*at, draft.text, looks["text"])
        return
    rich: list[Any] = []
    for n, part in enumerate(parts):
        if part:
            rich += [looks["span"], part] if n == 1 else [part]
    sheet.write_rich_string(*at, *rich, looks["text"])


def _decision(stands: tuple[str, Mapping[str, Any]] | None) -> str:
    if stands is None:
        return ""
    words = {"accepted": Verdict.ACCEPT, "corrected": Verdict.CORRECT, "rejected": Verdict.REJECT}
    return str(words[stands[1]["decision"]])


def _values(
    draft: PlanDraft, name: str, stands: tuple[str, Mapping[str, Any]] | None
) -> dict[str, Any]:
    """The values to show: as accepted, else as drafted."""
    values = draft.values_as(name)
    if stands is not None and stands[1]["decision"] != REJECTED:
        row = stands[1]
        values |= {c: row[c] for c in editable(record(stands[0])) if c in row}
        if "printed_unit" in row:
            values["unit"] = row["printed_unit"]
    return values


def _write_value(
    sheet: Any, at: tuple[int, int], value: Any, column: str, looks: dict[str, Any]
) -> None:
    if value is None:
        sheet.write_blank(*at, None, looks["text"])
    elif isinstance(value, (int, float)):
        sheet.write_number(*at, value, looks["number"])
    elif isinstance(value, dt.date):
        sheet.write_datetime(*at, dt.datetime.combine(value, dt.time()), looks["day"])
    else:
        sheet.write_string(*at, shown(column, str(value)), looks["text"])


def _comment(about: Column) -> str:
    said = [f"{about.name}（{about.en}）", about.note_zh, about.note_en]
    if about.example:
        said.append(f"例 / example: {about.example}")
    if about.one_of:
        said.append(" | ".join(about.one_of))
    return "\n".join(s for s in said if s)


# -- choices -------------------------------------------------------------------------------------


def _validate(
    sheet: Any, name: str, columns: tuple[str, ...], last: int, ranges: dict[str, str]
) -> None:
    kinds = record(name).columns()
    for n, column in enumerate(columns):
        about = kinds.get(column)
        rule: dict[str, Any] | None = None
        if column == "decision":
            rule = {"validate": "list", "source": [str(v) for v in Verdict]}
        elif column == "record":
            rule = {"validate": "list", "source": [RECORD_WORDS[f] for f in FIGURES]}
        elif column in ranges:
            rule = {"validate": "list", "source": ranges[column], "error_type": "warning"}
        elif about is not None and about.one_of:
            words = [shown(column, word) for word in about.one_of]
            rule = {"validate": "list", "source": words, "error_type": "warning"}
        elif about is not None and about.type is int and about.minimum is not None:
            rule = {
                "validate": "integer",
                "criteria": "between",
                "minimum": int(about.minimum),
                "maximum": int(about.maximum or 10**7),
                "error_type": "warning",
            }
        if rule is not None:
            sheet.data_validation(1, n, max(last, 1), n, rule)


def _write_codes(book: Any, sheet: Any, extra: frozenset[str]) -> dict[str, str]:
    """The choices of indicator, region and unit on a sheet of their own; the range of each."""
    indicators = [(r["zh"], r["id"]) for r in load("indicators").rows]
    lists = {
        "indicator": [*((i, i) for i in sorted(extra)), *indicators],
        "region": [(r["zh"], r["id"]) for r in load("regions").rows],
        "unit": [(u.zh or u.symbol, u.symbol) for u in vocabulary()],
    }
    head = book.add_format({"bold": True})
    ranges: dict[str, str] = {}
    for n, (column, rows) in enumerate(lists.items()):
        first = 2 * n
        sheet.write_string(
            0, first, {"indicator": "指标", "region": "地区", "unit": "单位"}[column], head
        )
        sheet.write_string(0, first + 1, "代码", head)
        for row, (zh, code) in enumerate(rows, start=1):
            sheet.write_string(
                row, first, code if column == "unit" and not zh else shown(column, code)
            )
            sheet.write_string(row, first + 1, zh if column == "unit" else code)
        ranges[column] = f"='{CODES}'!${letter(first)}$2:${letter(first)}${len(rows) + 1}"
    sheet.set_column(0, 6, 28)
    return ranges


# -- the guide -----------------------------------------------------------------------------------


def _write_guide(book: Any, sheet: Any, drafts: PlanDrafts, plan: str) -> None:
    bold = book.add_format({"bold": True, "font_size": 13})
    wrap = book.add_format({"text_wrap": True, "valign": "top"})
    counts = {n: sum(d.record == n for d in drafts.drafts) for n in RECORDS}
    said = "，".join(f"{SHEETS[n]} {counts[n]}" for n in RECORDS)
    lines = (
        f"文件 {drafts.document}，共 {drafts.lines} 行。草稿：{said}。",
        "",
        "一、程序读出的只是草稿。“接受”一列逐行填写，只有 accept 和 correct 的行进入账本：",
        "    accept 照草稿；correct 改好绿色列后接受；reject 不要（以后不再问）；空着是没有决定。",
        "二、“句子”一列中红字是读出的数。“把握”低于 0.8 的底色为黄，“原因”说明为什么没有把握。",
        "三、绿色标题的列可以改。指标从下拉列表选；列表中没有的留空，以“指标名称”留下，并会提示。",
        "    单位照原文填写（万吨、%、个百分点、家）。范围的下端填在值列，上端填在“上限值”。",
        "四、目标读成了事实（或门槛）时，改“应为”一列，并填 correct。",
        "五、程序漏读的，在表末空行补上：序号留空，填“行”、“原文”、“接受”和各绿色列。",
        "六、不要改动序号和首行列名。保存后运行：",
        f"    luheng plans accept {drafts.document} --from 本表.xlsx --plan-id {plan} --by 姓名",
        "七、以后改变主意：再改本表，再运行一次。账本记下更正，原来的决定仍可查（known_at）。",
        "",
        "Decide each row in the column 接受: accept, correct (with green columns edited), reject;",
        "blank means not decided. Then run the command above.",
    )
    sheet.write_string(0, 0, "规划草稿审阅表", bold)
    for row, line in enumerate(lines, start=2):
        sheet.write_string(row, 0, line, wrap)
    sheet.write_string(len(lines) + 3, 0, f"{ABOUT} {drafts.sha256}")
    sheet.write_string(len(lines) + 4, 0, f"{PLAN_ID} {plan}")
    sheet.set_column(0, 0, 110)
