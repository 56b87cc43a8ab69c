"""Publication: the whole data standard as one folder, made from the record classes alone."""

from __future__ import annotations

import csv
import io
import json
from typing import TYPE_CHECKING, Any

from luheng.codelists import load
from luheng.codelists import names as list_names
from luheng.intake.template import write_template
from luheng.records import register_all
from luheng.records.changes import changes

from .frictionless import data_package, table_schema
from .glossary import COLUMNS, glossary
from .json_schema import codes_schema, row_schema
from .manual import contents, list_page, record_page

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from pathlib import Path

__all__ = ["write_data_standard"]


def write_data_standard(folder: Path) -> tuple[Path, ...]:
    """Write schemas, templates, manual, glossary and code lists; gives the files in order.

    Files that are there already are replaced, others are left alone. The text files are the same
    byte for byte whenever they are made from the same records; their version is the newest of any
    record. Raises OSError if the folder cannot be written.
    """
    kinds, lists = register_all(), list_names()
    newest = max((c for kind in kinds for c in changes(kind.record_name)), key=_age)
    written: list[Path] = []

    def put(name: str, text: str) -> None:
        place = folder / name
        place.parent.mkdir(parents=True, exist_ok=True)
        # one way of ending lines on every system, so that two publications can be compared
        place.write_text(text, encoding="utf-8", newline="\n")
        written.append(place)

    put("README.md", contents(kinds, lists, newest.version))
    package = data_package(kinds, lists, newest.version, newest.day)
    put("datapackage.json", _json(package))
    put("glossary.csv", _csv(COLUMNS, glossary(kinds, lists)))
    for kind in kinds:
        name = kind.record_name
        put(f"manual/{name}.md", record_page(kind))
        put(f"json_schema/{name}.schema.json", _json(row_schema(kind)))
        put(f"table_schema/{name}.json", _json(table_schema(kind)))
        put(f"csv/{name}.csv", _csv(tuple(kind.columns()), ()))
        place = folder / "templates" / f"{name}.xlsx"
        place.parent.mkdir(exist_ok=True)
        written.append(write_template(kind, place))
    for name in lists:
        rows = load(name).rows
        columns = tuple(dict.fromkeys(c for row in rows for c in row))
        cells = ([row.get(c, "") for c in columns] for row in rows)
        put(f"codelists/{name}.csv", _csv(columns, cells))
        put(f"codelists/{name}.md", list_page(name))
        put(f"json_schema/codelists/{name}.schema.json", _json(codes_schema(name)))
    return tuple(written)


def _age(change: Any) -> tuple[Any, tuple[int, ...]]:
    return change.day, tuple(int(part) for part in change.version.split("."))


def _json(said: object) -> str:
    return json.dumps(said, ensure_ascii=False, indent=2) + "\n"


def _csv(head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    from luheng.connectors.files import csv_cell

    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(head)
    writer.writerows([csv_cell(cell) for cell in row] for row in rows)
    return out.getvalue()
