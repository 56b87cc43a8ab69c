"""LMDI of a million cells in under a second, all parts by cell; import of 23 inventories in 30 s.

The peer is LMDI cell by cell in plain Python with the same limits, as spreadsheets and scripts do.
Run: python benchmarks/bench_attribution.py; with the folder of inventories as LUHENG_INVENTORIES it
times their import and the attribution of every province as well.
"""

from __future__ import annotations

import math
import os
import sys
import tempfile
import time
from pathlib import Path

import numpy as np
from measure import Curve, arguments, seconds

from luheng.methods.emission_identity import five_levels
from luheng.methods.lmdi import lmdi
from luheng.methods.shapley import shapley

SIZES = (1_000, 10_000, 100_000, 1_000_000)
FUELS = 20


def world(cells: int, seed: int) -> tuple:
    """Five levels of made-up sectors by fuels, a tenth of the cells nought."""
    rng = np.random.default_rng(seed)
    sectors = cells // FUELS
    energy = rng.lognormal(0, 2, (sectors, FUELS)) * (rng.random((sectors, FUELS)) > 0.1)
    output = rng.lognormal(3, 1, sectors)
    emissions = energy * rng.uniform(1, 3, FUELS)
    dimensions = {
        "sector": tuple(f"s{n}" for n in range(sectors)),
        "fuel": tuple(f"f{n}" for n in range(FUELS)),
    }
    return five_levels(dimensions, emissions, energy, output)


def cell_by_cell(start, end) -> dict[str, float]:
    """The same effects, a cell at a time."""
    effects = dict.fromkeys(start.factors, 0.0)
    low, high = (
        {n: np.broadcast_to(f, i.shape).ravel().tolist() for n, f in i.factors.items()}
        for i in (start, end)
    )
    cells = zip(start.values.ravel().tolist(), end.values.ravel().tolist(), strict=True)
    for n, (a, b) in enumerate(cells):
        if a > 0 and b > 0:
            mean = a if a == b else (b - a) / (math.log(b) - math.log(a))
            for name in effects:
                effects[name] += mean * math.log(high[name][n] / low[name][n])
        elif a != b:
            side = low if a == 0 else high
            none = [name for name in effects if side[name][n] == 0]
            for name in none:
                effects[name] += (b - a) / len(none)
    return effects


def test_smoke() -> None:
    start, end = world(1_000, 1), world(1_000, 2)
    found, peer = lmdi(start, end), cell_by_cell(start, end)
    assert found.residual < 1e-12
    size = max(found.start, found.end)
    assert all(abs(peer[n] - e) < 1e-9 * size for n, e in found.effects.items())


def provinces(folder: Path) -> None:
    """The real inventories: import, then every province's chain, with the time of each."""
    from luheng.apps.targets.attribution.effects import attribute_regions
    from luheng.connectors.ceads_inventory.labels import provinces as with_inventory
    from luheng.intake import receive
    from luheng.ledger import Workspace

    books = sorted(folder.glob("*.xlsx"))
    with tempfile.TemporaryDirectory() as place:
        workspace = Workspace.create(Path(place) / "w")
        start = time.perf_counter()
        outcome = receive(workspace, books, "ceads_inventory", recorded_by="benchmark")
        taken = time.perf_counter() - start
        sys.stdout.write(f"import: {len(books)} workbooks, {outcome.kept:,} rows, {taken:.1f} s\n")
        start = time.perf_counter()
        found = attribute_regions(
            workspace.ledger, with_inventory(), 1997, 2019, chained=True, with_activity=False
        )
        taken = time.perf_counter() - start
        worst = max(one.split.residual for one in found)
        sys.stdout.write(
            f"attribution 1997-2019 year by year: {len(found)} provinces, {taken:.1f} s, "
            f"largest residual {worst:.0e}\n"
        )


def main() -> None:
    columns = ("cells", "LMDI s", "cell by cell s", "ratio", "Shapley s", "residual")
    curve = Curve("LMDI of a million cells over five levels in under 1 s", columns).start()
    for size in arguments(SIZES):
        start, end = world(size, 1), world(size, 2)
        ours = seconds(lambda a=start, b=end: lmdi(a, b), runs=3)
        peer = seconds(lambda a=start, b=end: cell_by_cell(a, b), runs=1, warm=0)
        other = seconds(lambda a=start, b=end: shapley(a, b), runs=1, warm=0)
        curve.add(size, ours, peer, peer / ours, other, lmdi(start, end).residual)
    if os.environ.get("LUHENG_INVENTORIES"):
        provinces(Path(os.environ["LUHENG_INVENTORIES"]))


if __name__ == "__main__":
    main()
