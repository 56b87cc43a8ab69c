"""Checking a batch against its record: form, units, periods, codes, keys; column by column."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import TYPE_CHECKING

from luheng.records import Batch, Column, Finding, Level, RowCheck
from luheng.records.batch import ORIGIN_COLUMNS

from .amounts import check_amount, check_percent, check_unit
from .examination import Examination, Words
from .keys import check_keys
from .numbers import check_number
from .texts import as_text, check_code, check_text
from .times import check_day, check_instant, check_period

if TYPE_CHECKING:
    import numpy as np
    import pyarrow as pa

__all__ = ["Checked", "check", "examine"]


@dataclass(frozen=True, slots=True)
class Checked:
    """The rows that may enter the ledger, the findings of the check, how many rows were refused."""

    table: pa.Table
    findings: tuple[Finding, ...]
    refused: int
    #: of a block of a longer table: the cells of the value, or of the first key, as received
    received: pa.Array | None = None


def check(batch: Batch, *, timezone: str) -> tuple[pa.Table, tuple[Finding, ...]]:
    """The good rows with record, derived and origin columns, typed; a finding per bad cell."""
    checked = examine(batch, timezone=timezone)
    return checked.table, checked.findings


def examine(batch: Batch, *, timezone: str, keys: bool = True) -> Checked:
    """Like ``check``, with the number of rows refused.

    Without ``keys``, two rows for one key are left to whoever knows the other blocks.
    """
    exam = Examination.of(batch)
    missing = _prepare(exam)
    if missing and exam.height:
        return _checked(exam, exam.height, keep=False, keys=keys)
    _check_columns(exam, timezone)
    for whole in batch.record.checks():
        _check_rows(exam, whole)
    if keys:
        check_keys(exam)
    # identical rows are taken out too, but they are not refused
    again = sum(f.code == "KEY-01" for f in exam.findings)
    refused = exam.height - int(exam.good.sum()) - again
    exam.findings.sort(key=lambda f: f.row or 0)
    return _checked(exam, refused, keep=True, keys=keys)


def _checked(exam: Examination, refused: int, *, keep: bool, keys: bool) -> Checked:
    import pyarrow as pa

    received: pa.Array | None = None
    if not keys:
        record = exam.batch.record
        cells = exam.raw[record.value_column or record.keys()[0]]
        received = cells.filter(pa.array(exam.good)) if keep else cells.slice(0, 0)
    return Checked(_output(exam, keep=keep), tuple(exam.findings), refused, received)


def _prepare(exam: Examination) -> bool:
    """Bring text cells to trimmed text, fill defaults; whether a required column is missing."""
    import pyarrow as pa

    record = exam.batch.record
    missing = False
    for name, about in exam.columns.items():
        if name not in exam.raw or pa.types.is_null(exam.raw[name].type):
            if about.required or (name == record.value_column and "state" not in exam.raw):
                _tell_missing(exam, name, about)
                missing = True
            exam.raw[name] = pa.nulls(exam.height, pa.string())
        column = exam.raw[name]
        if about.type is str or not _is_native(about, column.type):
            column = as_text(column)
        exam.raw[name] = column
    return missing


def _is_native(about: Column, kind: pa.DataType) -> bool:
    """Whether a column came typed in a way that needs no parsing."""
    import pyarrow as pa

    if about.type in {float, int}:
        return bool(
            pa.types.is_floating(kind) or pa.types.is_integer(kind) or pa.types.is_decimal(kind)
        )
    if about.type in {dt.datetime, dt.date}:
        return bool(pa.types.is_timestamp(kind) or pa.types.is_date(kind))
    return False


def _tell_missing(exam: Examination, name: str, about: Column) -> None:
    said = exam.batch.table.schema.metadata or {}
    header = said.get(b"header_row")
    exam.findings.append(
        Finding(
            "TABLE-01",
            Level.REFUSED,
            exam.batch.origin.source,
            f"缺少“{about.zh}”列，整张表未计入。",
            f"The column {about.en} ({name}) is missing; none of the rows was kept.",
            f"请加上“{about.zh}”列{'，例如 ' + about.example if about.example else ''}。",
            f"Add the column {name}{', for instance ' + about.example if about.example else ''}.",
            sheet=(said.get(b"sheet") or b"").decode(),
            row=int(header) if header else None,
            column=name,
        )
    )


def _check_columns(exam: Examination, timezone: str) -> None:
    import numpy as np

    record = exam.batch.record
    percent = np.zeros(exam.height, dtype=bool)
    for name, about in exam.columns.items():
        _blank(exam, name, about)
        if about.type in {float, int}:
            said = check_number(exam, name, about)
            if name == record.value_column and "unit" in exam.columns:
                percent = said
            elif said.any():
                _no_percent(exam, name, said)
        else:
            _check_column(exam, name, about, timezone)
    if record.value_column:
        _state(exam, record.value_column)
    if "amount" in record.derived():
        check_amount(exam, record.value_column, percent)
    elif percent.any():
        check_percent(exam, record.value_column, percent)


def _check_column(exam: Examination, name: str, about: Column, timezone: str) -> None:
    """Type a column that holds no numbers."""
    if about.unit:
        check_unit(exam, name)
    elif about.type is dt.datetime:
        check_instant(exam, name, timezone)
    elif about.type is dt.date:
        check_day(exam, name)
    elif about.codelist or about.one_of:
        check_code(exam, name, about)
    elif name == "period" and "period_start" in exam.batch.record.derived():
        check_period(exam, name)
    else:
        check_text(exam, name)


def _blank(exam: Examination, name: str, about: Column) -> None:
    """Fill a default; refuse a blank in a cell that must not be."""
    import numpy as np
    import pyarrow.compute as pc

    column = exam.raw[name]
    if column.null_count == 0:
        return
    if about.default is not None:
        exam.raw[name] = pc.fill_null(column, str(about.default))
        return
    if about.required:
        exam.tell(
            np.flatnonzero(np.asarray(pc.is_null(column))),
            name,
            "CELL-01",
            Words(
                f"必填的“{about.zh}”是空的。",
                f"{about.en} must be filled in and is blank.",
                f"请填写{'，例如 ' + about.example if about.example else ''}。",
                f"Fill it in{', for instance ' + about.example if about.example else ''}.",
            ),
        )


def _state(exam: Examination, value: str) -> None:
    """A2: a blank is nil only where the form says so; else the row is refused, never zero."""
    import numpy as np
    import pyarrow as pa
    import pyarrow.compute as pc

    raw_blank = np.asarray(pc.is_null(exam.raw[value]))
    nil = np.zeros(exam.height, dtype=bool)
    if "state" in exam.raw:
        nil = np.asarray(pc.fill_null(pc.equal(as_text(exam.raw["state"]), "nil"), False))
    about = exam.columns[value]
    exam.tell(
        np.flatnonzero(raw_blank & ~nil),
        value,
        "CELL-01",
        Words(
            f"“{about.zh}”是空的；空白不当作零。",
            f"{about.en} is blank; a blank is not taken for zero.",
            "没有发生填 0；没有数据就不要填这一行。",
            "Write 0 if there was none; leave the row out if it is not known.",
        ),
    )
    if "state" in exam.batch.record.derived():
        exam.typed["state"] = pc.if_else(
            pa.array(raw_blank & nil), pa.scalar("nil"), pa.scalar("value")
        )


def _no_percent(exam: Examination, name: str, percent: np.ndarray) -> None:
    import numpy as np

    exam.tell(
        np.flatnonzero(percent),
        name,
        "CELL-02",
        Words(
            "数值带百分号。",
            "The number is written in percent.",
            "请去掉百分号。",
            "Drop the percent sign.",
        ),
    )


def _check_rows(exam: Examination, whole: object) -> None:
    """A record's own check over whole rows: a RowCheck, or (mask of bad rows, code, texts)."""
    import numpy as np

    if not callable(whole):
        return
    found = whole(_output(exam, keep=None))
    if not isinstance(found, RowCheck):
        mask, code, texts = found
        name = exam.batch.record.value_column or exam.batch.record.keys()[0]
        found = RowCheck(np.asarray(mask), code, name, texts)
    # a row that is refused already has been told why
    rows = np.flatnonzero(found.mask & exam.good)
    exam.tell(rows, found.column, found.code, lambda row: Words(*found.said_of(row)), found.level)


def _output(exam: Examination, *, keep: bool | None = True) -> pa.Table:
    """The typed table: good rows (True), none (False) or all (None)."""
    import pyarrow as pa

    record, height = exam.batch.record, exam.height
    arrays, fields = [], []
    wanted = {n: c.arrow_type() for n, c in exam.columns.items()} | dict(record.derived())
    for name, kind in wanted.items():
        column = exam.typed.get(name) if keep is not False else None
        arrays.append(pa.nulls(height, kind) if column is None else column.cast(kind))
        fields.append(pa.field(name, kind))
    blank = pa.repeat(pa.scalar("", pa.string()), height)
    origin = {
        "source": pa.repeat(pa.scalar(exam.batch.origin.source, pa.string()), height),
        "sheet": exam.raw.get("sheet", blank).cast(pa.string()),
        "row": exam.raw["row"].cast(pa.int32())
        if "row" in exam.raw
        else pa.nulls(height, pa.int32()),
        "col": exam.raw.get("col", blank).cast(pa.string()),
    }
    for name in ORIGIN_COLUMNS:
        arrays.append(origin[name])
        fields.append(pa.field(name, origin[name].type))
    table = pa.table(arrays, schema=pa.schema(fields))
    if keep is None:
        return table
    return table.slice(0, 0) if not keep else table.filter(pa.array(exam.good))
