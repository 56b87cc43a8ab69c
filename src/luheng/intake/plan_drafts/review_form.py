"""The form of the review workbook, as it is written and read: sheets, titles, words in cells."""

from __future__ import annotations

import datetime as dt
from typing import Any

from luheng.codelists import load
from luheng.records import record

__all__ = [
    "ABOUT",
    "CODES",
    "DECISION_TITLE",
    "GUIDE",
    "LEADING",
    "PLAN_ID",
    "RECORD_TITLE",
    "RECORD_WORDS",
    "SHEETS",
    "shown",
    "title_of",
    "typed",
]

GUIDE, CODES = "说明", "代码表"
#: the name under which the guide sheet holds the hash of the document
ABOUT = "luheng-document-sha256"
#: the name under which it holds the id of the plan
PLAN_ID = "luheng-plan-id"
SHEETS = {
    "plan": "规划",
    "target": "目标",
    "stated_fact": "事实",
    "threshold": "门槛",
    "plan_task": "任务",
}
RECORD_WORDS = {"target": "目标", "stated_fact": "事实", "threshold": "门槛"}
DECISION_TITLE, RECORD_TITLE = "接受", "应为"
_TITLES = {
    "number": "序号",
    "decision": DECISION_TITLE,
    "record": RECORD_TITLE,
    "sureness": "把握",
    "why": "原因",
    "line": "行",
    "page": "页",
    "quote": "原文",
    "text": "句子",
}
_YES_NO = {"yes": "是", "no": "否"}
#: the closed words of the records, as a reviewer reads them
_WORDS: dict[str, dict[str, str]] = {
    "kind": {
        "count": "个数",
        "share": "比率",
        "level": "水平值",
        "relative_change": "相对变化",
        "peak_year": "年份",
        "per_year": "年均",
        "cumulative": "累计",
        "percentage_points": "百分点变化",
    },
    "direction": {
        "increase": "提高",
        "decrease": "下降",
        "reach": "达到",
        "at_least": "不低于",
        "at_most": "不高于",
        "about": "约",
    },
    "binding": {"binding": "约束性", "expected": "预期性"},
    "target_year_implied": _YES_NO,
    "base_year_implied": _YES_NO,
    "type": {
        "plan": "规划",
        "section": "章节",
        "measure": "措施",
        "sub_measure": "子措施",
        "box": "专栏",
        "box_item": "专栏条目",
        "safeguard": "保障措施",
        "definition": "定义",
        "eligibility": "资格",
        "obligation": "义务",
        "scale_descriptor": "规模",
        "spatial_obligation": "区域义务",
        "spatial_prohibition": "区域禁止",
    },
}
_LISTS = {"indicator": "indicators", "region": "regions"}
#: the columns before those that may be corrected
LEADING = tuple(_TITLES)


def title_of(column: str) -> str:
    """The title of a leading column."""
    return _TITLES[column]


def shown(column: str, value: str) -> str:
    """A code in Chinese, where the words lead back to it and to nothing else."""
    if column in _WORDS:
        return _WORDS[column].get(value, value)
    if column == "scope":
        # the scope of a row is the place's English name, as in the register
        code = load("regions").match(value)
        row = load("regions").get(code) if code else None
        return row["zh"] if row and row["en"] == value else value
    if column not in _LISTS:
        return value
    codes = load(_LISTS[column])
    if value not in codes.ids():
        return value
    zh = codes.get(value)["zh"]
    return zh if codes.match(zh) == value else value


def typed(name: str, column: str, cell: Any) -> Any:
    """A cell in the type of its record's column, a name as its code.

    What is not of the type stays as it is, for the check to answer.
    """
    kind = record(name).columns()[column].type
    if cell is None:
        return None
    if kind is dt.date:
        return cell.date() if isinstance(cell, dt.datetime) else cell
    if kind in {int, float}:
        try:
            number = float(cell)
        except (TypeError, ValueError):
            return str(cell)
        return int(number) if kind is int and number.is_integer() else number
    text = str(int(cell)) if isinstance(cell, float) and cell.is_integer() else str(cell)
    if column in _WORDS:
        return next((code for code, zh in _WORDS[column].items() if zh == text), text)
    if column == "scope":
        code = load("regions").match(text)
        return load("regions").get(code)["en"] if code else text
    if column not in _LISTS:
        return text
    return load(_LISTS[column]).match(text) or text
