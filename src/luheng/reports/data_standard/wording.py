"""How a column is put into words: its type, what it may hold, what the door and the ledger add."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from luheng.records import Column, Record

__all__ = ["ADDED", "TYPES", "allowed", "described", "needed", "plain_default"]

#: type of a column -> (Chinese, English)
TYPES = {
    str: ("文本", "text"),
    float: ("数字", "number"),
    int: ("整数", "whole number"),
    bool: ("是否", "yes or no"),
    dt.date: ("日期", "day"),
    dt.datetime: ("时刻", "instant"),
}

#: columns that no sender fills in: what each is, in Chinese and English
ADDED = {
    "amount": ("换算成标准单位的数量", "the quantity in its canonical unit"),
    "canonical_unit": ("标准单位", "the canonical unit"),
    "state": ("value 有数值，nil 表式规定空白即无", "value, or nil where the form says so"),
    "period_start": ("报告期首日", "first day of the period"),
    "period_end": ("报告期末日的次日", "day after the last day of the period"),
    "period_grain": ("报告期长度", "length of the period"),
    "offset_minutes": ("当地时间与 UTC 相差的分钟数", "minutes of local time from UTC"),
    "source": ("来源文件名", "name of the file"),
    "sheet": ("工作表", "sheet"),
    "row": ("行号", "line number"),
    "col": ("数值所在列", "column of the value"),
    "receipt": ("收据号；由它得知何时、由谁记入", "number of the receipt: when and by whom"),
}


def needed(kind: type[Record], about: Column) -> bool:
    """Whether a cell has to be filled in; the value of a row has to be, as a blank is not zero."""
    return about.required or about.name == kind.value_column


def plain_default(about: Column) -> Any:
    """The default as a JSON value, or None."""
    return about.default if isinstance(about.default, str | int | float | bool) else None


def allowed(about: Column) -> tuple[str, str]:
    """What a cell may hold, in Chinese and English."""
    zh, en = [], []
    if about.codelist:
        zh.append(f"代码表 {about.codelist} 的代码或名称")
        en.append(f"a code or name of the list {about.codelist}")
    if about.one_of:
        zh.append("、".join(about.one_of))
        en.append(", ".join(about.one_of))
    if about.unit:
        zh.append("单位表中的单位")
        en.append("a unit of the vocabulary")
    if about.refers_to:
        zh.append(f"{about.refers_to} 的编码（尚未登记的照收并提示）")
        en.append(f"an id of {about.refers_to}; an unknown one is kept and noted")
    if about.pattern:
        zh.append(f"符合 {about.pattern}")
        en.append(f"matching {about.pattern}")
    if about.minimum is not None:
        zh.append(f"不小于 {about.minimum:g}")
        en.append(f"at least {about.minimum:g}")
    if about.maximum is not None:
        zh.append(f"不大于 {about.maximum:g}")
        en.append(f"at most {about.maximum:g}")
    return "；".join(zh), "; ".join(en)


def described(about: Column) -> str:
    """Title, note and limits of a column in both languages, as one line of plain text."""
    limits = allowed(about)
    zh = "；".join(t for t in (about.zh, about.note_zh, limits[0]) if t)
    en = "; ".join(t for t in (about.en, about.note_en, limits[1]) if t)
    return f"{zh} · {en}"
