"""Reading the packaged tables: drafts of records as their own connectors would give them.

A packaged table says in its metadata what it is and from which files, by name and hash, it was
made. Rows come back under those files' names, sheets and cells, so a figure points to the
yearbook's own sheet and not to our packing.
"""

from __future__ import annotations

import json
from importlib import resources
from typing import TYPE_CHECKING

from luheng.connectors import energy_balance, steel_works_csv
from luheng.errors import UnreadableFile
from luheng.records import Batch, Finding, Level, Origin, record

if TYPE_CHECKING:
    from contextlib import AbstractContextManager
    from pathlib import Path

    import pyarrow as pa

__all__ = [
    "BALANCES",
    "DOUBTS",
    "INVENTORY",
    "KIND",
    "NAME",
    "ORIGINS",
    "RULES",
    "TABLES",
    "WORKS",
    "folder",
    "inventory",
    "read",
]

NAME = "demo_tables"
RULES = steel_works_csv.RULES
BALANCES = "provincial_balances_2007.parquet"
INVENTORY = "ceads_2007.parquet"
WORKS = "steel_works_2018.parquet"
#: the tables that hold records; the inventory is somebody else's result and is only compared with
TABLES = (BALANCES, WORKS)
#: keys of a table's metadata
KIND, ORIGINS, DOUBTS = b"luheng_table", b"luheng_origins", b"luheng_doubts"
_PERIOD = "2007"


def folder() -> AbstractContextManager[Path]:
    """The folder of the packaged tables on disk, for as long as the context lasts."""
    return resources.as_file(resources.files(__package__ or __name__))


def read(content: bytes, origin: Origin) -> tuple[Batch, ...]:
    """Drafts of a packaged table: one batch per file and record that it was made from.

    Raises:
        UnreadableFile: the bytes are no Parquet, or no packaged table of records.
    """
    table = _table(content, origin)
    about = table.schema.metadata or {}
    kind, made_from = about.get(KIND, b""), json.loads(about.get(ORIGINS, b"{}"))
    if kind == b"provincial_balances":
        doubts = [
            Finding(**{**said, "level": Level(said["level"])})
            for said in json.loads(about.get(DOUBTS, b"[]"))
        ]
        return tuple(
            _balance(table, source, digest).with_findings([f for f in doubts if f.source == source])
            for source, digest in made_from.items()
        )
    if kind == b"works":
        ((source, digest),) = made_from.items()
        return steel_works_csv.read(_lines(table), Origin(source, digest, NAME))
    raise _unknown(origin)


def inventory() -> pa.Table:
    """CEADs' CO2 inventory of 2007 by province and carrier, in MtCO2, as published.

    Columns: ``region``, ``column`` (a carrier of ``energy_carriers``, or ``process`` or
    ``total``), ``quantity``, ``unit`` and ``printed_as``. A carrier that the inventory leaves
    blank has no row.
    """
    content = (resources.files(__package__ or __name__) / INVENTORY).read_bytes()
    return _table(content, Origin.of(INVENTORY, content))


def _table(content: bytes, origin: Origin) -> pa.Table:
    import pyarrow as pa
    import pyarrow.parquet as pq

    try:
        # one thread: at the end of a short process Arrow's readers have been seen to abort it
        return pq.ParquetFile(pa.BufferReader(content)).read(use_threads=False)
    except (pa.ArrowInvalid, OSError):
        raise _unknown(origin) from None


def _balance(table: pa.Table, source: str, digest: str) -> Batch:
    import pyarrow as pa
    import pyarrow.compute as pc

    rows = table.filter(pc.equal(table["source"], source))
    same = {"form": energy_balance.FORM, "sector": "total", "period": _PERIOD}
    columns = {n: pa.array([text] * rows.num_rows, pa.string()) for n, text in same.items()}
    names = ("region", "flow", "item", "quantity", "unit", "state", "sheet", "row", "col")
    columns.update({n: rows[n] for n in names})
    return Batch(record("statistic"), Origin(source, digest, NAME), pa.table(columns))


def _lines(table: pa.Table) -> bytes:
    """The works' table as the lines that its own connector reads, in the columns of the source."""
    headers = ["date", *(c.header for c in steel_works_csv.CHANNELS)]
    columns = ["date", *(c.suffix for c in steel_works_csv.CHANNELS)]
    cells = zip(*(table[c].to_pylist() for c in columns), strict=True)
    return "\n".join([",".join(headers), *(",".join(row) for row in cells)]).encode()


def _unknown(origin: Origin) -> UnreadableFile:
    return UnreadableFile(
        origin.source,
        "不是随软件提供的演示表。",
        "it is none of the tables that the package carries.",
        "其他文件请用相应的数据接口导入。",
        "Import other files through their own connector.",
    )
