"""JSON Schema (2020-12) of one row of each record, and of the codes of each list."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any

from luheng.codelists import about as list_about
from luheng.codelists import load

from .wording import described, needed, plain_default

if TYPE_CHECKING:
    from luheng.records import Column, Record

__all__ = ["codes_schema", "row_schema"]

_DIALECT = "https://json-schema.org/draft/2020-12/schema"
_TYPES = {str: "string", float: "number", int: "integer", bool: "boolean",
          dt.date: "string", dt.datetime: "string"}  # fmt: skip
_FORMATS = {dt.date: "date", dt.datetime: "date-time"}


def row_schema(kind: type[Record]) -> dict[str, Any]:
    """One row as JSON: names are column names, codes are ids, an absent value is left out or null.

    ``x-key`` names the columns that make a row unique; ``x-refersTo``, ``x-codelist`` and
    ``x-unit`` say of a column what no keyword of JSON Schema says.
    """
    columns = kind.columns()
    lists = dict.fromkeys(c.codelist for c in columns.values() if c.codelist)
    return {
        "$schema": _DIALECT,
        "$id": f"urn:luheng:record:{kind.record_name}:{kind.version}",
        "title": f"{kind.record_zh} · {kind.record_en}",
        "description": kind.describe(),
        "type": "object",
        "properties": {name: _property(kind, c) for name, c in columns.items()},
        "required": [n for n, c in columns.items() if needed(kind, c)],
        "additionalProperties": False,
        "x-version": kind.version,
        "x-key": list(kind.keys()),
        # within the schema, so that one file is enough to check a row
        "$defs": {name: _codes(name) for name in lists},
    }


def _property(kind: type[Record], about: Column) -> dict[str, Any]:
    base = _TYPES[about.type]
    free = not needed(kind, about)
    said: dict[str, Any] = {
        "title": about.zh,
        "description": described(about),
        "type": [base, "null"] if free else base,
    }
    if about.type in _FORMATS:
        said["format"] = _FORMATS[about.type]
    said |= _limits(about, free=free)
    default = plain_default(about)
    if default is not None:
        said["default"] = default
    if about.example:
        said["examples"] = [_example(about)]
    extra = {"x-refersTo": about.refers_to, "x-codelist": about.codelist, "x-unit": about.unit}
    return said | {name: value for name, value in extra.items() if value}


def _limits(about: Column, *, free: bool) -> dict[str, Any]:
    said: dict[str, Any] = {}
    if about.codelist:
        ways: list[dict[str, Any]] = [{"$ref": f"#/$defs/{about.codelist}"}]
        ways += [{"enum": list(about.one_of)}] if about.one_of else []
        ways += [{"type": "null"}] if free else []
        said = {"anyOf": ways} if len(ways) > 1 else ways[0]
    elif about.one_of:
        said["enum"] = [*about.one_of, *([None] if free else [])]
    if about.pattern:
        said["pattern"] = about.pattern
    if about.minimum is not None:
        said["minimum"] = about.minimum
    if about.maximum is not None:
        said["maximum"] = about.maximum
    if about.required and about.type is str and not (about.codelist or about.one_of):
        said["minLength"] = 1
    return said


def _example(about: Column) -> Any:
    if about.type in {float, int}:
        return about.type(about.example)
    if about.type is dt.datetime:
        return dt.datetime.fromisoformat(about.example).isoformat() + "+08:00"
    return about.example


def codes_schema(name: str) -> dict[str, Any]:
    """The codes of one list, each with its name; a name is read too, but ids are exchanged."""
    return {"$schema": _DIALECT, "$id": f"urn:luheng:codelist:{name}", **_codes(name)}


def _codes(name: str) -> dict[str, Any]:
    said = list_about(name)
    rows = {row["id"]: row["zh"] or row["en"] for row in load(name).rows}
    return {
        "title": f"{said['title_zh']} · {said['title_en']}",
        "description": said["source"],
        "type": "string",
        "enum": list(rows),
        "x-edition": said["edition"],
        "x-names": list(rows.values()),
    }
