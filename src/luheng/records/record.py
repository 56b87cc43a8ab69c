"""Record: a class whose annotated columns define one ledger table."""

from __future__ import annotations

import datetime as dt
import functools
import importlib
import types
import typing
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, ClassVar

from luheng.errors import UnknownRecord

if TYPE_CHECKING:
    import pyarrow as pa

__all__ = ["Column", "Record", "column", "names", "record", "register_all"]


@dataclass(frozen=True, slots=True)
class Column:
    """One column of a record: its type, its meaning and what its cells must satisfy."""

    name: str = ""
    type: type = str
    zh: str = ""
    en: str = ""
    key: bool = False
    required: bool = True
    default: Any = None
    codelist: str = ""
    one_of: tuple[str, ...] = ()
    unit: bool = False
    minimum: float | None = None
    maximum: float | None = None
    refers_to: str = ""
    pattern: str = ""
    aliases: tuple[str, ...] = ()
    example: str = ""
    note_zh: str = ""
    note_en: str = ""

    def arrow_type(self) -> pa.DataType:
        """The column's type in the ledger; instants are UTC, periods are ISO text."""
        import pyarrow as pa

        if self.type is dt.datetime:
            return pa.timestamp("us", tz="UTC")
        if self.type is dt.date:
            return pa.date32()
        return {str: pa.string(), float: pa.float64(), int: pa.int64(), bool: pa.bool_()}[self.type]


def column(**said: Any) -> Any:
    """Declare one column of a record; the annotation gives its name and type."""
    if said.get("default") is not None:
        said.setdefault("required", False)
    return Column(**said)


class Record:
    """Base of every ledger table's definition; never instantiated."""

    record_name: ClassVar[str] = ""
    record_zh: ClassVar[str] = ""
    record_en: ClassVar[str] = ""
    #: of the columns and what they allow; raised with a line of ``changes.csv``
    version: ClassVar[str] = "1.0"
    finding_code: ClassVar[str] = ""
    #: the columns by which the table is clustered on compaction and pruned on reading
    clustered_by: ClassVar[tuple[str, ...]] = ()
    #: the column whose presence makes the row a value; None in it needs state ``nil``
    value_column: ClassVar[str] = ""

    @classmethod
    @functools.cache
    def columns(cls) -> Mapping[str, Column]:
        """The record's columns in order."""
        out: dict[str, Column] = {}
        hints = typing.get_type_hints(cls)
        for name, kind in hints.items():
            said = cls.__dict__.get(name)
            if isinstance(said, Column):
                plain, optional = _plain(kind)
                out[name] = replace(
                    said, name=name, type=plain, required=said.required and not optional
                )
        return out

    @classmethod
    def keys(cls) -> tuple[str, ...]:
        """The columns that name one row."""
        return tuple(n for n, c in cls.columns().items() if c.key)

    @classmethod
    def schema(cls) -> pa.Schema:
        """The Arrow schema of the record's own columns, without the ledger's."""
        import pyarrow as pa

        return pa.schema([(n, c.arrow_type()) for n, c in cls.columns().items()])

    @classmethod
    def describe(cls) -> str:
        """The record's first docstring line."""
        return (cls.__doc__ or "").strip().splitlines()[0]

    @classmethod
    def derived(cls) -> Mapping[str, pa.DataType]:
        """Columns that the door adds to each row (canonical amount, period bounds)."""
        return {}

    @classmethod
    def checks(cls) -> tuple[Callable[[pa.Table], Any], ...]:
        """Checks over whole rows of the typed table; see ``RowCheck``."""
        return ()


def _plain(kind: Any) -> tuple[type, bool]:
    if typing.get_origin(kind) in (typing.Union, types.UnionType):
        inner = [a for a in typing.get_args(kind) if a is not type(None)]
        return inner[0], True
    return kind, False


#: record name -> module that holds it; a new record is one file and one line here
_MODULES = {
    "entity": "entity",
    "membership": "membership",
    "expectation": "expectation",
    "reading": "reading",
    "activity": "activity",
    "assay": "assay",
    "transfer": "transfer",
    "event": "event",
    "assessment": "assessment",
    "statistic": "statistic",
    "stated_fact": "stated_fact",
    "target": "target",
    "plan_task": "plan_task",
    "threshold": "threshold",
    "plan": "plan",
    "price": "price",
    "task_step": "task_step",
    "alarm": "alarm",
    "alarm_step": "alarm_step",
    "filing": "filing",
    "attachment": "attachment",
    "materialised_figure": "materialised_figure",
    "materialisation": "materialisation",
    "submission_step": "submission_step",
    "designation": "designation",
}


def names() -> tuple[str, ...]:
    """The names of all records of the data standard."""
    return tuple(_MODULES)


@functools.cache
def record(name: str) -> type[Record]:
    """The record class of a name; raises UnknownRecord."""
    if name not in _MODULES:
        raise UnknownRecord(name, tuple(_MODULES))
    module = importlib.import_module(f"luheng.records.{_MODULES[name]}")
    for item in vars(module).values():
        if isinstance(item, type) and issubclass(item, Record) and item.record_name == name:
            return item
    raise UnknownRecord(name, tuple(_MODULES))


def register_all() -> tuple[type[Record], ...]:
    """Every record class, in the order of the data standard."""
    return tuple(record(n) for n in _MODULES)
