"""The same standard as a Frictionless data package: a table schema per record and per code list.

The words are those of the Data Package and Table Schema specifications: types, constraints, primary
and foreign keys. A column that takes codes of a list points to the list as a foreign key. What
refers to an entity does not, since rows about entities that are not described yet are kept.
"""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any

from luheng.codelists import about as list_about
from luheng.codelists import load

from .wording import described, needed, plain_default

if TYPE_CHECKING:
    from collections.abc import Iterable

    from luheng.records import Column, Record

__all__ = ["codes_table", "data_package", "table_schema"]

_TYPES = {str: "string", float: "number", int: "integer", bool: "boolean",
          dt.date: "date", dt.datetime: "datetime"}  # fmt: skip


def table_schema(kind: type[Record]) -> dict[str, Any]:
    """The Table Schema of one record."""
    columns = kind.columns()
    return {
        "fields": [_field(kind, c) for c in columns.values()],
        "primaryKey": list(kind.keys()),
        "foreignKeys": [
            {"fields": n, "reference": {"resource": _list_name(c.codelist), "fields": "id"}}
            for n, c in columns.items()
            if c.codelist and not c.one_of
        ],
        "missingValues": [""],
    }


def _field(kind: type[Record], about: Column) -> dict[str, Any]:
    bounds = {"minimum": about.minimum, "maximum": about.maximum, "pattern": about.pattern or None}
    limits: dict[str, Any] = {"required": True} if needed(kind, about) else {}
    limits |= {name: value for name, value in bounds.items() if value is not None}
    if about.one_of and not about.codelist:
        limits["enum"] = list(about.one_of)
    said: dict[str, Any] = {
        "name": about.name,
        "title": about.zh,
        "description": described(about),
        "type": _TYPES[about.type],
    }
    if about.example:
        said["example"] = about.example
    if limits:
        said["constraints"] = limits
    default = plain_default(about)
    return said | ({"luheng:default": default} if default is not None else {})


def codes_table(name: str) -> dict[str, Any]:
    """The Table Schema of one code list: every column is text, and a row has an id."""
    columns = dict.fromkeys(c for row in load(name).rows for c in row)
    return {
        "fields": [
            {
                "name": c,
                "type": "string",
                **({"constraints": {"required": True}} if c == "id" else {}),
            }
            for c in columns
        ],
        "primaryKey": ["id"],
        "missingValues": [""],
    }


def data_package(
    kinds: Iterable[type[Record]], lists: Iterable[str], version: str, day: dt.date
) -> dict[str, Any]:
    """The descriptor of the folder: a resource per record and per list, each with its schema."""
    tables = [
        {
            "name": _name(kind.record_name),
            "title": f"{kind.record_zh} · {kind.record_en}",
            "description": kind.describe(),
            "path": f"csv/{kind.record_name}.csv",
            "profile": "tabular-data-resource",
            "format": "csv",
            "mediatype": "text/csv",
            "encoding": "utf-8",
            "luheng:version": kind.version,
            "schema": table_schema(kind),
        }
        for kind in kinds
    ]
    return {
        "profile": "tabular-data-package",
        "name": "luheng-data-standard",
        "title": "绿衡数据标准 · the data standard of Luheng",
        "version": version,
        "created": f"{day.isoformat()}T00:00:00Z",
        "resources": [*tables, *(_list_resource(name) for name in lists)],
    }


def _list_resource(name: str) -> dict[str, Any]:
    said = list_about(name)
    return {
        "name": _list_name(name),
        "title": f"{said['title_zh']} · {said['title_en']}",
        "path": f"codelists/{name}.csv",
        "profile": "tabular-data-resource",
        "format": "csv",
        "mediatype": "text/csv",
        "encoding": "utf-8",
        "sources": [{"title": said["source"]}],
        "schema": codes_table(name),
    }


def _name(text: str) -> str:
    return text.replace("_", "-")


def _list_name(name: str) -> str:
    return f"codelist-{_name(name)}"
