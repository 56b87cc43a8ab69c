"""400 generated rules in 8 strata compile in under 3 s with coverage and trust; cost is linear.

The peer is the same plan written one ``.mutate()`` per rule, as a first attempt would have it.
Run: python benchmarks/bench_compile.py
"""

from __future__ import annotations

import time

import ibis
import pyarrow as pa
from measure import Curve, arguments
from worlds import MemoryTables, generated_rulebook

from luheng.engine.compile import Compiler
from luheng.engine.plan import make_plan
from luheng.periods import parse_period

SIZES = (50, 100, 200, 400, 800)
PERIOD = parse_period("2025")


def compile_all(rules: int) -> tuple[float, int, int]:
    """Seconds to plan, build and render the SELECT of every rule; columns; length of the SQL."""
    book, _ = generated_rulebook(rules, strata=8)
    tables = MemoryTables()
    start = time.perf_counter()
    plan = make_plan(book, list(book.rules), PERIOD)
    compiler = Compiler(plan, book, tables, (PERIOD,)).run()
    (frame,) = {compiler.home[t] for t in plan.targets}
    sql = tables.select(frame.table)
    taken = time.perf_counter() - start
    assert tables.ibis.raw_sql(sql).fetchone() is None  # it runs; the table is empty
    return taken, len(plan.columns), len(sql)


def one_mutate_per_rule(rules: int) -> float:
    """The naive way: values alone, without coverage and trust."""
    book, _ = generated_rulebook(rules, strata=8)
    con = ibis.duckdb.connect()
    wide = {f"item_{n}": pa.array([], pa.float64()) for n in range(12)}
    table = con.create_table("wide", pa.table({"entity": pa.array([], pa.string()), **wide}))
    start = time.perf_counter()
    for name, (rule,) in book.rules.items():
        one, two = (_column(r, table) for r in _operands(rule.body))
        table = table.mutate(**{name: one * 0.5 + two})
    # as Ibis does it by itself; the engine asks it not to fuse SELECTs (ADR 10)
    ibis.options.sql.fuse_selects = True
    con.compile(table)
    ibis.options.sql.fuse_selects = False
    return time.perf_counter() - start


def _operands(body: object) -> tuple[object, object]:
    return body.left.left, body.right


def _column(node: object, table: ibis.Table) -> ibis.Value:
    return table[getattr(node, "member", None) or node.name]


def test_smoke() -> None:
    taken, columns, length = compile_all(50)
    assert taken > 0
    assert columns > 50
    assert length > 0


def main() -> None:
    head = "400 rules in 8 strata in under 3 s, with coverage and trust; linear"
    curve = Curve(
        head, ("rules", "columns", "seconds", "ms per rule", "one by one s", "ratio")
    ).start()
    for size in arguments(SIZES):
        taken, columns, _ = sorted(compile_all(size) for _ in range(3))[1]
        peer = one_mutate_per_rule(size) if size <= 400 else float("nan")
        curve.add(size, columns, taken, taken / size * 1e3, peer, peer / taken)


if __name__ == "__main__":
    main()
