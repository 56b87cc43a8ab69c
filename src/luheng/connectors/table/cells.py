"""A column of a file made into a column of a record, once per distinct text."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable
from typing import TYPE_CHECKING

from .grid import plain_text
from .profile import Cell, Condition, held
from .raw import plain

if TYPE_CHECKING:
    from collections.abc import Mapping

    import numpy as np
    import pyarrow as pa

    from luheng.records import Column

    Texts = Mapping[str, pa.Array]

__all__ = ["Words", "as_texts", "filled", "joined", "meets", "no_words", "translate"]

#: from a cell to problem and remedy, Chinese and English in turn
Words = Callable[[str], tuple[str, str, str, str]]

_BRACKETS = re.compile(r"^(?P<before>.*?)[((（\[【](?P<inside>[^)）\]】]*)[)）\]】]\s*$", re.DOTALL)
_DAY_CELL = re.compile(r"\d{4}-\d{2}-\d{2}(?: \d{2}:\d{2}:\d{2}(?:\.\d+)?)?")
_CLOSING = re.compile(r"24:00(?::00)?")


def as_texts(column: pa.Array | pa.ChunkedArray) -> pa.Array:
    """The column as text, null where blank: 2025 and not 2025.0."""
    import pyarrow as pa

    flat = column.combine_chunks() if isinstance(column, pa.ChunkedArray) else column
    if isinstance(flat, pa.ChunkedArray):
        flat = pa.concat_arrays(flat.chunks) if flat.num_chunks else pa.array([], flat.type)
    return _by_unique(flat, lambda cell: (plain_text(cell) or "").strip() or None)


def _by_unique(column: pa.Array, made: Callable[[object], str | None]) -> pa.Array:
    import pyarrow as pa

    if pa.types.is_null(column.type):
        return pa.nulls(len(column), pa.string())
    encoded = column.dictionary_encode()
    values = pa.array([made(v) for v in encoded.dictionary.to_pylist()], pa.string())
    return values.take(encoded.indices)


def filled(column: pa.Array, above: str | None = None) -> pa.Array:
    """Blanks as the cell above them says; ``above`` is what stood over the first."""
    import pyarrow.compute as pc

    down = pc.fill_null_forward(column)
    return down if above is None else pc.fill_null(down, above)


def translate(cell: Cell, about: Column, texts: pa.Array) -> tuple[pa.Array, np.ndarray, Words]:
    """The record's texts, which rows could not be made, and what to say of such a cell."""
    import numpy as np
    import pyarrow.compute as pc

    answers = {plain(k): v for k, v in cell.values.items()}
    bad: set[str] = set()

    def made(raw: object) -> str | None:
        text = _part(str(raw), cell.part)
        if cell.date_format and plain(text) not in answers:
            day = _dated(text, cell.date_format, about)
            if day is None:
                bad.add(str(raw))
            return day
        if not answers:
            return text
        if plain(text) not in answers:
            if cell.unlisted == "refuse":
                bad.add(str(raw))
                return None
            return text
        answer = answers[plain(text)]
        if answer is None:
            bad.add(str(raw))
        return answer

    out = _by_unique(texts, made)
    wrong = (
        np.asarray(pc.fill_null(pc.is_in(texts, value_set=_texts(bad)), False))
        if bad
        else np.zeros(len(texts), dtype=bool)
    )
    return out, wrong, lambda value: _words(cell, about, value)


def no_words(value: str) -> tuple[str, str, str, str]:
    """What is said of cells that can always be made."""
    return value, value, "", ""


def _texts(some: set[str]) -> pa.Array:
    import pyarrow as pa

    return pa.array(sorted(some), pa.string())


def _words(cell: Cell, about: Column, value: str) -> tuple[str, str, str, str]:
    if cell.date_format and plain(_part(value, cell.part)) not in map(plain, cell.values):
        return (
            f"“{value}”不合配置写的日期格式 {cell.date_format}。",
            f"{value!r} is not in the profile's date format {cell.date_format}.",
            "请核对这一格；若来源改了写法，请改配置的 date_format。",
            "Check the cell; if the source writes dates anew, change the profile's date_format.",
        )
    return (
        f"配置没有说明“{value}”对应哪个{about.zh}。",
        f"The profile does not say which {about.en} {value!r} is.",
        f"请在配置 columns.{about.name}.values 中写上它的对应值。",
        f"Answer it under columns.{about.name}.values of the profile.",
    )


def _part(text: str, part: str) -> str:
    if part == "whole":
        return text
    found = _BRACKETS.match(text)
    if part == "in_brackets":
        return found["inside"].strip() if found else ""
    return found["before"].strip() if found else text


def _dated(text: str, form: str, about: Column) -> str | None:
    """A date in the one way of the record: an instant, a day, or the period that the form names."""
    said = re.sub(r"\s+", " ", text).strip()
    closing = bool(_CLOSING.search(said)) and "%H" in form
    try:
        moment = dt.datetime.strptime(_CLOSING.sub("00:00", said) if closing else said, form)  # noqa: DTZ007
    except ValueError:
        if not _DAY_CELL.fullmatch(said):
            return None
        moment = dt.datetime.fromisoformat(said)  # a date cell of a workbook has no writing
    if about.type is dt.datetime:
        day = moment.isoformat(sep=" ")
        return f"{day[:10]} 24:00" if closing else day
    if about.type is dt.date or re.search(r"%[djxc]", form):
        return moment.date().isoformat()
    if re.search(r"%[mbB]", form):
        return f"{moment:%Y-%m}"
    return f"{moment:%Y}"


def joined(template: str, texts: Texts) -> pa.Array | str:
    """A template with the cells of its columns; null where one of them is blank."""
    import pyarrow as pa
    import pyarrow.compute as pc

    names = held(template)
    if not names:
        return template
    parts: list[pa.Array | pa.Scalar] = []
    rest = template
    for name in names:
        before, _, rest = rest.partition("{" + name + "}")
        parts += [pa.scalar(before, pa.string()), texts[name]]
    parts.append(pa.scalar(rest, pa.string()))
    return pc.binary_join_element_wise(*parts, pa.scalar("", pa.string()))


def meets(condition: Condition, texts: pa.Array) -> np.ndarray:
    """Which rows meet a condition; a blank cell only meets ``blank``."""
    import numpy as np
    import pyarrow.compute as pc

    if condition.blank is not None:
        null = np.asarray(pc.is_null(texts), dtype=bool)
        return null if condition.blank else ~null
    wanted = {plain(t) for t in condition.is_}

    def asked(cell: object) -> str | None:
        text = str(cell)
        hit = plain(text) in wanted if wanted else bool(re.search(condition.matches, text))
        return "yes" if hit else None

    return np.asarray(pc.is_valid(_by_unique(texts, asked)))
