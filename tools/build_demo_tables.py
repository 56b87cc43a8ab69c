"""Build the figure tables that the package carries for ``luheng demo``.

    python tools/build_demo_tables.py FOLDER

FOLDER holds ``zhangda_china_eb2007``, ``ceads_openclimate`` and ``uci_steel_industry``; what they
are is said in ``connectors/demo_tables/ATTRIBUTION.md``. Figures are carried over cell by
cell with their place in the source; nothing is filled, rounded or corrected. The same source gives
the same bytes.
"""

from __future__ import annotations

import argparse
import csv
import gzip
import io
import json
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from luheng.codelists import load
from luheng.connectors import energy_balance, steel_works_csv
from luheng.connectors.demo_tables import BALANCES, DOUBTS, INVENTORY, KIND, ORIGINS, WORKS
from luheng.records import Level, Origin

HERE = Path(__file__).resolve().parents[1] / "src" / "luheng" / "connectors" / "demo_tables"
YEAR = "2007"
PROVINCES = 30
#: columns of the inventory that are no carrier
ASIDE = {"Process": "process", "Scope_1_Total": "total"}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    for name, table in tables(parser.parse_args().folder).items():
        path = HERE / name
        pq.write_table(table, path, compression="zstd", compression_level=19, use_dictionary=True)
        print(f"{path.name}: {table.num_rows:,} rows, {path.stat().st_size:,} bytes")


def tables(folder: Path) -> dict[str, pa.Table]:
    """Each packaged table by its file's name."""
    return {
        BALANCES: balances(folder / "zhangda_china_eb2007/energydata/rawdata"),
        INVENTORY: inventory(folder / "ceads_openclimate/ceads_provincial_long_1997_2019.csv.gz"),
        WORKS: works(folder / "uci_steel_industry/Steel_industry_data.csv"),
    }


def balances(folder: Path) -> pa.Table:
    """30 provincial balances as drafts of ``statistic``, with file, sheet, row and column."""
    parts, origins, doubts = [], {}, []
    for number in range(1, PROVINCES + 1):
        path = folder / f"{number}.xls"
        content = path.read_bytes()
        origin = Origin.of(path.name, content)
        batch = energy_balance.read(content, origin)
        assert not any(f.level is Level.REFUSED for f in batch.findings)
        doubts += [asdict(f) for f in batch.findings if f.level is Level.DOUBT]
        table = batch.table
        assert set(table["period"].to_pylist()) == {YEAR}
        origins[origin.source] = origin.sha256
        values = [None if q is None else float(q) for q in table["quantity"].to_pylist()]
        names = ("region", "flow", "item", "unit", "state", "sheet", "row", "col")
        columns: dict[str, Any] = {n: table[n] for n in names}
        columns["quantity"] = pa.array(values, pa.float64())
        columns["source"] = pa.array([origin.source] * table.num_rows, pa.string())
        parts.append(pa.table(columns))
    return described(pa.concat_tables(parts), "provincial_balances", origins, doubts)


def inventory(path: Path) -> pa.Table:
    """One row per province and column of the inventory's total of sectors, as printed, in MtCO2."""
    content = path.read_bytes()
    regions, carriers = load("regions"), load("energy_carriers")
    rows = []
    for line in csv.DictReader(io.StringIO(gzip.decompress(content).decode("utf-8"))):
        if line["year"] != YEAR or line["sector"].strip() != "Total":
            continue
        region, fuel = regions.match(line["province"]), line["fuel"].strip()
        item = ASIDE.get(fuel) or carriers.match(fuel) or carriers.match(fuel.replace("_", " "))
        assert region, line
        assert item, line
        rows.append((region, item, float(line["MtCO2"]), fuel))
    rows.sort()
    assert len({r[:2] for r in rows}) == len(rows)
    assert len({r[0] for r in rows}) == PROVINCES
    region, item, value, fuel = zip(*rows, strict=True)
    table = pa.table(
        {
            "region": pa.array(region, pa.string()),
            "column": pa.array(item, pa.string()),
            "quantity": pa.array(value, pa.float64()),
            "unit": pa.array(["MtCO2"] * len(rows), pa.string()),
            "printed_as": pa.array(fuel, pa.string()),
        }
    )
    origin = Origin.of(path.name, content)
    return described(table, "inventory", {origin.source: origin.sha256})


def works(path: Path) -> pa.Table:
    """The quarter-hours of six channels, each cell as printed, and the line that it stands on."""
    content = path.read_bytes()
    lines = list(csv.reader(io.StringIO(content.decode("utf-8-sig"))))
    head, body = lines[0], lines[1:]
    columns: dict[str, Any] = {
        "row": pa.array(range(2, len(lines) + 1), pa.int32()),
        "date": pa.array([c[head.index("date")] for c in body], pa.string()),
    }
    for channel in steel_works_csv.CHANNELS:
        place = head.index(channel.header)
        columns[channel.suffix] = pa.array([c[place] for c in body], pa.string())
    origin = Origin.of(path.name, content)
    return described(pa.table(columns), "works", {origin.source: origin.sha256})


def described(
    table: pa.Table, kind: str, origins: dict[str, str], doubts: Sequence[dict[str, Any]] = ()
) -> pa.Table:
    """The table with what it is, the hashes of what it was made from, and doubts in reading it."""
    about = {
        KIND: kind.encode(),
        ORIGINS: json.dumps(origins).encode(),
        DOUBTS: json.dumps(doubts, ensure_ascii=False).encode(),
    }
    return table.replace_schema_metadata(about)


if __name__ == "__main__":
    main()
