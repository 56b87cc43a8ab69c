"""Made-up worlds for the benchmarks: generated rulebooks, provinces full of meters."""

from __future__ import annotations

import random
from collections.abc import Sequence
from typing import Any

import ibis
import ibis.expr.types as ir
import pyarrow as pa

from luheng.engine.plan import Column
from luheng.engine.steps import Steps
from luheng.periods import Period
from luheng.rules import Clause, Factor, Rulebook, Source
from luheng.rules import expression as ex
from luheng.rules.factor import read_factor
from luheng.rules.rule import Rule
from luheng.units import Kind, unit

__all__ = ["MemoryTables", "generated_rulebook"]

LEAVES = 12


def generated_rulebook(rules: int, strata: int, seed: int = 7) -> tuple[Rulebook, tuple[str, ...]]:
    """A rulebook of so many rules in so many strata, and the rules of its last stratum.

    Each rule adds two quantities of the stratum below, one of them times a factor; the lowest
    stratum reads activities of twelve items. Coverage and trust flow through all of them.
    """
    pick = random.Random(seed)
    mass = unit("kg")
    raw = Source("raw", "activity", mass, ("entity", "item", "period"), "benchmarks", {})
    factor = read_factor(
        "generated_factor",
        [
            (
                "generated",
                "",
                {
                    "grain": [],
                    "kind": "factor",
                    "source": {"standard": "OWN", "place": "benchmark"},
                    "values": [{"value": "0.5", "unit": "1", "trust": "transcribed"}],
                },
            )
        ],
        lambda _: None,
    )
    per = rules // strata
    below: list[ex.Quantity] = [ex.At(ex.Ref("raw"), "item", f"item_{n}") for n in range(LEAVES)]
    made: dict[str, tuple[Rule, ...]] = {}
    cite = Clause("own", "e1", "1")
    names: tuple[str, ...] = ()
    for stratum in range(strata):
        count = per if stratum < strata - 1 else rules - per * (strata - 1)
        names = tuple(f"q_{stratum}_{n}" for n in range(count))
        for name in names:
            a, b = pick.sample(below, 2)
            body = a * ex.Ref("generated_factor") + b
            made[name] = (
                Rule(name, cite, mass, ("entity", "period"), Kind.EXTENSIVE, _reads(body), body,
                     "benchmarks", split_by="period_start"),
            )  # fmt: skip
        below = [ex.Ref(n) for n in names]
    return (
        Rulebook(rules=made, sources={"raw": raw}, factors={"generated_factor": factor}),
        names,
    )


def _reads(body: ex.Quantity) -> tuple[str, ...]:
    if isinstance(body, ex.Ref):
        return (body.name,)
    if isinstance(body, ex.At):
        return _reads(body.of)
    if isinstance(body, ex.Arithmetic):
        return tuple(dict.fromkeys((*_reads(body.left), *_reads(body.right))))
    return ()


class MemoryTables:
    """What the compiler asks for, over an empty DuckDB: enough to compile against."""

    def __init__(self) -> None:
        self.ibis: Any = ibis.duckdb.connect()
        self.steps = Steps()
        self._count = 0

    def _empty(self, **columns: pa.DataType) -> ir.Table:
        self._count += 1
        schema = pa.schema(list(columns.items()))
        return self.ibis.create_table(f"t{self._count}", schema.empty_table())

    def source(self, source: Source, periods: Sequence[Period]) -> ir.Table:
        """An empty source."""
        del periods
        dims = {d: pa.string() for d in source.grain if d != "period"}
        counts = {c: pa.int64() for c in ("present", "expected", "met")}
        return self._empty(**dims, period=pa.string(), value=pa.float64(), **counts)

    def empty(self, source: Source, **members: tuple[str, ...]) -> bool:
        """No source is left out."""
        del source, members
        return False

    def unique(self, relation: str, periods: Sequence[Period]) -> bool:
        """Nothing is known of memberships."""
        del relation, periods
        return False

    def factor(self, factor: Factor, periods: Sequence[Period]) -> ir.Table:
        """An empty factor."""
        del factor, periods
        return self._empty(period=pa.string(), value=pa.float64(), trust=pa.int64())

    def factors(
        self, some: Sequence[Factor], periods: Sequence[Period]
    ) -> Sequence[tuple[tuple[Factor, ...], ir.Table]]:
        """Empty factors side by side."""
        del periods
        told = {f"{c} {f.name}": k for f in some
                for c, k in (("value", pa.float64()), ("trust", pa.int64()))}  # fmt: skip
        return [(tuple(some), self._empty(period=pa.string(), **told))]

    def named(self, table: ir.Table) -> ir.Table:
        """A table by a name."""
        return self.steps.named(table)

    def select(self, table: ir.Table) -> str:
        """The SELECT of a table after those of the steps that it rests on."""
        return self.steps.select(table, lambda t: str(self.ibis.compile(t))).text()

    def method(self, column: Column) -> ir.Table:
        """No generated rule is a method."""
        raise AssertionError(column)

    def membership(self, relation: str, periods: Sequence[Period]) -> ir.Table:
        """No generated rule rolls up."""
        raise AssertionError((relation, periods))

    def arrow(self, table: pa.Table) -> ir.Table:
        """A table handed in."""
        self._count += 1
        return self.ibis.create_table(f"t{self._count}", table)
