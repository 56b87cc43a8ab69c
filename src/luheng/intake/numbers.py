"""Numbers as people write them: thousands separators, full width, signs; never a guess."""

from __future__ import annotations

import math
import re
import unicodedata
from typing import TYPE_CHECKING

from .examination import Examination, Words, uniques

if TYPE_CHECKING:
    import numpy as np
    import pyarrow as pa

    from luheng.records import Column

__all__ = ["check_number", "read_number"]

_PLAIN = r"^[+-]?(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][+-]?[0-9]+)?$"
_GROUPED = re.compile(r"^[+-]?\d{1,3}(?:([, ])\d{3})(?:\1\d{3})*(?:\.\d+)?$")
_MULTIPLIER = re.compile(r"^[+-]?[\d,.]+\s*(百万|千万|万亿|万|亿|千|百)(.*)$")
_WITH_UNIT = re.compile(r"^[+-]?[\d,.]+\s*[^\d\s,.%+-].*$")
_DASHES = frozenset("-—–－/\\…·*")
_MINUS = str.maketrans({"−": "-", "－": "-", "﹣": "-", "＋": "+"})


def check_number(exam: Examination, name: str, about: Column) -> np.ndarray:
    """Type a column as double (or whole number); gives which cells were written in percent."""
    import numpy as np
    import pyarrow as pa
    import pyarrow.compute as pc

    column = exam.raw[name]
    percent = np.zeros(exam.height, dtype=bool)
    if pa.types.is_string(column.type):
        typed, percent = _from_text(exam, name, column)
    else:
        typed = pc.cast(column, pa.float64(), safe=False)
        typed = pc.if_else(pc.is_nan(typed), pa.scalar(None, pa.float64()), typed)
        endless = np.asarray(pc.fill_null(pc.is_inf(typed), False))
        exam.tell(np.flatnonzero(endless), name, "CELL-02", _not_a_number("inf"))
    values = np.asarray(typed.fill_null(math.nan), dtype=float)
    _bounds(exam, name, about, values)
    if about.type is int:
        broken = np.isfinite(values) & ((values != np.floor(values)) | (np.abs(values) > 2**53))
        exam.tell(
            np.flatnonzero(broken),
            name,
            "CELL-02",
            Words(
                f"{about.zh}应为整数。",
                f"{about.en} must be a whole number.",
                "请去掉小数。",
                "Write it without decimals.",
            ),
        )
        whole = np.where(broken | ~np.isfinite(values), 0, values).astype(np.int64)
        exam.typed[name] = pa.array(whole, mask=~np.isfinite(values) | broken)
    else:
        exam.typed[name] = typed
    return percent


def _from_text(exam: Examination, name: str, column: pa.Array) -> tuple[pa.Array, np.ndarray]:
    import numpy as np
    import pyarrow as pa
    import pyarrow.compute as pc

    percent = np.zeros(exam.height, dtype=bool)
    plain = pc.fill_null(pc.match_substring_regex(column, _PLAIN), False)
    typed = pc.cast(pc.if_else(plain, column, pa.scalar(None, pa.string())), pa.float64())
    endless = np.asarray(pc.fill_null(pc.is_inf(typed), False))
    rest = np.flatnonzero(np.asarray(pc.and_(pc.is_valid(column), pc.invert(plain))) | endless)
    if not len(rest):
        return typed, percent
    values, codes = uniques(column.take(pa.array(rest)))
    read = [read_number(v) for v in values]
    numbers = np.asarray(typed.fill_null(math.nan), dtype=float).copy()
    numbers[rest] = [math.nan if isinstance(r, Words) else r[0] for r in (read[c] for c in codes)]
    percent[rest] = [not isinstance(r, Words) and r[1] for r in (read[c] for c in codes)]
    bad = {n: r for n, r in enumerate(read) if isinstance(r, Words)}
    where = dict(zip(rest.tolist(), codes.tolist(), strict=True))
    exam.tell(rest[np.isin(codes, list(bad))], name, "CELL-02", lambda row: bad[where[row]])
    return pa.array(numbers, mask=np.isnan(numbers)), percent


def _bounds(exam: Examination, name: str, about: Column, values: np.ndarray) -> None:
    import numpy as np

    for limit, beyond in (
        (about.minimum, values < (about.minimum if about.minimum is not None else -math.inf)),
        (about.maximum, values > (about.maximum if about.maximum is not None else math.inf)),
    ):
        if limit is not None and beyond.any():
            low = limit == about.minimum
            exam.tell(
                np.flatnonzero(beyond),
                name,
                "CELL-03",
                Words(
                    f"{about.zh}{'小于' if low else '大于'} {limit:g}。",
                    f"{about.en} is {'below' if low else 'above'} {limit:g}.",
                    "请核对数值与计量单位。",
                    "Check the number and its unit.",
                ),
            )


def read_number(text: str) -> tuple[float, bool] | Words:
    """The number and whether it was written in percent, or why it is none."""
    said = unicodedata.normalize("NFKC", text).translate(_MINUS).strip()
    percent = said.endswith("%")
    body = said[:-1].strip() if percent else said
    if _GROUPED.match(body):
        body = re.sub(r"[, ]", "", body)
    if re.match(_PLAIN, body, re.ASCII):
        number = float(body)
        return (number, percent) if math.isfinite(number) else _not_a_number(text)
    found = _MULTIPLIER.match(body)
    if found:
        word, rest = found.groups()
        return Words(
            f"“{text}”里带有“{word}”，不能当作数字读取。",
            f"{text!r} holds {word} (a multiplier) and is not read as a number.",
            f"数量栏只写数字，把“{word}”写进计量单位，如“{word}{rest or 'kWh'}”。",
            f"Write the number alone and put {word} into the unit, for instance "
            f"{word}{rest or 'kWh'}.",
        )
    if body and set(body) <= _DASHES:
        return Words(
            f"“{text}”不是数字。",
            f"{text!r} is no number.",
            "没有发生填 0；没有数据就不要填这一行。",
            "Write 0 if there was none; leave the row out if it is not known.",
        )
    if _WITH_UNIT.match(body):
        return Words(
            f"“{text}”里有数字以外的内容。",
            f"{text!r} holds more than a number.",
            "数量栏只写数字，计量单位写在单位栏，说明写在备注栏。",
            "Write the number alone; the unit and any remark have columns of their own.",
        )
    return _not_a_number(text)


def _not_a_number(text: str) -> Words:
    return Words(
        f"“{text}”不是数字。",
        f"{text!r} is no number.",
        "请填写阿拉伯数字，小数点用“.”。",
        "Write it in digits with a decimal point.",
    )
