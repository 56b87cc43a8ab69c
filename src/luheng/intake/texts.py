"""Cells as text: trimmed, blank as null, codes brought to the id of their list."""

from __future__ import annotations

import math
import unicodedata
from typing import TYPE_CHECKING, Any

from luheng.codelists import UNIONS, load
from luheng.records import Column, Level

from .examination import Examination, Words, uniques

if TYPE_CHECKING:
    import numpy as np
    import pyarrow as pa

    from luheng.codelists import CodeList

__all__ = ["as_text", "check_code", "check_text", "taken"]

_TOO_LONG = r"^[+-]?\d+(?:\.\d+)?[eE]\+?\d+$"
_EXACT = 1e15


def as_text(column: pa.Array) -> pa.Array:
    """The column as trimmed text, null where blank; whole numbers without a decimal point."""
    import pyarrow as pa
    import pyarrow.compute as pc

    kind = column.type
    if pa.types.is_floating(kind) or pa.types.is_decimal(kind):
        doubles = column.cast(pa.float64())
        values, codes = uniques(doubles)
        texts = [_number_text(v) for v in values]
        column = taken(texts, codes, pa.string())
    elif not pa.types.is_string(kind):
        column = column.cast(pa.string())
    trimmed = pc.utf8_trim_whitespace(column)
    return pc.if_else(pc.equal(trimmed, ""), pa.scalar(None, pa.string()), trimmed)


def _number_text(value: float | None) -> str | None:
    if value is None or math.isnan(value):
        return None
    if abs(value) >= _EXACT:
        return f"{value:E}"
    return str(int(value)) if value.is_integer() else repr(value)


def taken(values: list[Any], codes: np.ndarray, kind: pa.DataType) -> pa.Array:
    """The value of each row by its code; null where the code is -1."""
    import pyarrow as pa

    numbers = pa.array(codes, mask=codes < 0)
    return pa.array(values, kind).take(numbers)


def check_text(exam: Examination, name: str) -> None:
    """Free text and ids: a long number in scientific notation has lost its last digits."""
    import numpy as np
    import pyarrow.compute as pc

    column = exam.raw[name]
    exam.typed[name] = column
    lost = np.asarray(pc.fill_null(pc.match_substring_regex(column, _TOO_LONG), False))
    about = exam.columns[name]
    if about.pattern:
        fits = pc.match_substring_regex(column, about.pattern)
        odd = np.flatnonzero(~np.asarray(pc.fill_null(fits, True)))
        exam.tell(odd, name, "CELL-06", _other_shape(about))
    if lost.any() and (about.key or about.refers_to):
        exam.tell(
            np.flatnonzero(lost),
            name,
            "CELL-04",
            Words(
                "编码被表格软件改成了数字，末几位已经丢失。",
                "The spreadsheet turned this code into a number and lost its last digits.",
                "请把该列设为“文本”格式，重新填写编码。",
                "Format the column as text and write the code again.",
            ),
        )


def _other_shape(about: Column) -> Words:
    example = (f"，例如 {about.example}", f", for instance {about.example}")
    return Words(
        f"{about.zh}的写法不对。",
        f"This is not how {about.en} is written.",
        f"应符合 {about.pattern}{example[0] if about.example else ''}。",
        f"It has to match {about.pattern}{example[1] if about.example else ''}.",
    )


def check_code(exam: Examination, name: str, about: Column) -> None:
    """A cell of a code list or of a closed set of words; names become ids (电力 → electricity).

    A column with both takes the list's codes, and the words beside them.
    """
    import numpy as np
    import pyarrow as pa

    values, codes = uniques(exam.raw[name])
    if about.codelist:
        codelist = load(about.codelist)
        matched = [_one_of(v, about.one_of) or codelist.match(v) for v in values]
    else:
        matched = [_one_of(v, about.one_of) for v in values]
    unknown = [n for n, m in enumerate(matched) if m is None]
    exam.typed[name] = taken(matched, codes, pa.string())
    if about.codelist in UNIONS:
        _note_other_bearers(exam, name, dict(zip(values, matched, strict=True)), codes)
    if not unknown:
        return
    words = {n: _unknown_words(values[n], about) for n in unknown}
    rows = np.flatnonzero(np.isin(codes, unknown))
    exam.tell(
        rows,
        name,
        "CODE-01" if about.codelist else "CELL-05",
        lambda row: words[int(codes[row])],
        Level.REFUSED,
    )


def _note_other_bearers(
    exam: Examination, name: str, read: dict[str, str | None], codes: np.ndarray
) -> None:
    """A name that rows of two lists bear was read as the first one: told once, at its first row."""
    import numpy as np

    items = load(exam.columns[name].codelist)
    for number, (value, code) in enumerate(read.items()):
        others = [o for o in items.bearers(value) if o != code] if code and value != code else []
        if others:
            first = np.flatnonzero(codes == number)[:1]
            exam.tell(
                first, name, "CODE-02", _another_bearer(items, code or "", others), Level.NOTED
            )


def _another_bearer(items: CodeList, code: str, others: list[str]) -> Words:
    read, rest = items.get(code), [items.get(o) for o in others]
    return Words(
        f"“{read['zh']}”（{code}）：几张代码表都有这个名称，按此读取。",
        f"Several lists hold this name; it was read as {read['en']} ({code}).",
        f"如果指的是{'、'.join(r['zh'] + '（' + r['id'] + '）' for r in rest)}，请填写代码。",
        f"If {', '.join(r['en'] + ' (' + r['id'] + ')' for r in rest)} is meant, write its code.",
    )


def _one_of(value: str, allowed: tuple[str, ...]) -> str | None:
    folded = unicodedata.normalize("NFKC", value).casefold()
    signs = {"≥": ">=", "≤": "<=", "＝": "=", "≈": "~"}
    folded = signs.get(value, signs.get(folded, folded))
    return next((a for a in allowed if a.casefold() == folded), None)


def _unknown_words(value: str, about: Column) -> Words:
    if not about.codelist:
        shown = "、".join(about.one_of)
        return Words(
            f"“{value}”不是{about.zh}的可选值。",
            f"{value!r} is not one of the values of {about.en}.",
            f"可选：{shown}。",
            f"Choose one of {', '.join(about.one_of)}.",
        )
    codes = load(about.codelist)
    near = [codes.get(n) for n in codes.near(value)]
    zh = "、".join(f"{r['zh']}（{r['id']}）" for r in near)
    en = ", ".join(f"{r['en']} ({r['id']})" for r in near)
    return Words(
        f"代码表 {about.codelist} 中没有“{value}”。",
        f"The code list {about.codelist} has no {value!r}.",
        f"相近：{zh}。" if near else "可选值见模板的“代码表”页。",
        f"Near it: {en}." if near else "The template's code sheet lists what can be chosen.",
    )
