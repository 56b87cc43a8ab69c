"""A factor restated: under a tenth of the full run.

So many enterprises, twelve months, twenty rows each; the sixteen quantities of bench_accounts.py
are stored for the year. Then the average factor of one province's grid is
restated, and then the heating value of one fuel of one guide: seconds of the refresh beside seconds
in which the same figures are worked out and stored anew, in the same run; each restatement twice,
the second time with SELECTs that are compiled, as those of the full run are. The stored figures are
then those of a full recomputation, to the last digit.
Run: python benchmarks/bench_restatement.py [enterprises …]
"""

from __future__ import annotations

import dataclasses
import time

from bench_accounts import NAMES
from enterprise_year import MONTHS, enterprise_year
from measure import Curve, arguments

from luheng.engine import evaluate
from luheng.engine.materialise import Reflow, materialise, materialised, refresh
from luheng.ledger import Ledger
from luheng.rulebook import load_rulebook
from luheng.rules import Rulebook

SIZES = (3_000, 10_000)
YEAR = f"{MONTHS[0]}..{MONTHS[-1]}"
#: a province's grid, and a fuel of the guide of a third of the enterprises
GRID = (
    "latest_grid_emission_factor",
    {"region": "130000"},
    ("electricity_co2", "scope_2_location_based", "ghg_emissions"),
)
FUEL = (
    "fuel_heating_value",
    {"guide": "gbt_32151_8", "item": "lignite"},
    ("fuel_combustion_co2", "scope_1", "ghg_emissions"),
)


def restated(book: Rulebook, factor: str, key: dict[str, str], times: str) -> Rulebook:
    """The rulebook with every value of a key divided by a decimal."""
    held = book.factors[factor]
    rows = tuple(
        dataclasses.replace(r, value=f"{r.value}/{times}") if dict(r.key) == key else r
        for r in held.rows
    )
    assert rows != held.rows
    new = dataclasses.replace(held, rows=rows)
    return dataclasses.replace(book, factors={**book.factors, factor: new})


def refreshed(ledger: Ledger, book: Rulebook) -> tuple[float, Reflow]:
    """Seconds of a refresh, and what it did."""
    start = time.perf_counter()
    (done,) = refresh(ledger, book)
    return time.perf_counter() - start, done


def anew(ledger: Ledger, book: Rulebook) -> float:
    """Seconds in which all figures of the year are worked out and stored anew."""
    start = time.perf_counter()
    materialise(ledger, book, NAMES, period=YEAR)
    return time.perf_counter() - start


def agree(ledger: Ledger, book: Rulebook) -> None:
    """Stored figures and figures worked out from nothing are one table."""
    stored = materialised(ledger, book, NAMES, period=YEAR)
    assert stored.table.equals(evaluate(ledger, book, NAMES, period=YEAR).table)


def measured(size: int) -> tuple[object, ...]:
    """One line of the curve."""
    book = load_rulebook()
    line: list[object] = []
    warm: list[float] = []
    with enterprise_year(size) as (_, ledger):
        first = anew(ledger, book)
        for factor, key, moved in (GRID, FUEL):
            cold, done = refreshed(ledger, restated(book, factor, key, "1.01"))
            assert {f["quantity"] for f in done.figures()} == {*moved}
            other = restated(book, factor, key, "1.02")
            again, done = refreshed(ledger, other)
            agree(ledger, other)
            refresh(ledger, book)
            line += [cold, again, done.evaluated]
            warm.append(again)
        nothing, done = refreshed(ledger, book)
        assert done.evaluated == 0
        full = anew(ledger, book)
    return (*line, nothing, first, full, *(w / full for w in warm))


def test_smoke() -> None:
    # three quantities that are asked for, and one that is stored on the way to them
    assert measured(31)[2] == 12 * 4


def main() -> None:
    columns = ("enterprises", "grid first s", "grid s", "cells", "fuel first s", "fuel s", "cells",
               "nothing s", "year first s", "year anew s", "grid/anew", "fuel/anew")  # fmt: skip
    curve = Curve("a factor restated: under a tenth of the full run", columns).start()
    for size in arguments(SIZES):
        curve.add(size, *measured(size))


if __name__ == "__main__":
    main()
