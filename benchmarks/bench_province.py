"""Meter to province: at most 1.5 times hand-written DuckDB SQL that does the same.

17.6 M hourly readings, 400 enterprises of five meters, 31 provinces, twelve months. Both sides
leave out what was corrected, sum exactly (A13), count rows against what is expected, and apply the
coefficients of GB/T 2589. And: explaining one enterprise's figure in that ledger, compacted, in
process, takes under 100 ms once the plan is warm.
Run: python benchmarks/bench_province.py
"""

from __future__ import annotations

from measure import Curve, arguments, ratio, seconds
from province import HOURS, ITEMS, REGIONS, book, province

from luheng.engine import evaluate, explain
from luheng.ledger import Ledger

SIZES = (50, 100, 200, 400)
MONTHS = "2025-01..2025-12"


def by_hand(ledger: Ledger, enterprises: int) -> str:
    """The same question as one SELECT, as an engineer would write it for this ledger alone."""
    rules = book()
    factors = {
        dict(r.key)["item"]: r.value
        for r in rules.factors["coal_equivalent"].rows
        if r.source == "GB/T 2589-2020"
    }
    facts = ", ".join(f"'{f}'" for f in ledger.files("reading"))
    fixed = ", ".join(f"'{f}'" for f in ledger.correction_files("reading"))
    ledger.connection().execute(
        "CREATE OR REPLACE TEMP TABLE hand_meter AS SELECT "
        "'M' || lpad(n::VARCHAR, 6, '0') AS meter, 'E' || lpad((n // 5)::VARCHAR, 5, '0') AS e, "
        f"{list(ITEMS)}[n % 5 + 1] AS item, "
        f"{list(REGIONS)}[(n // 5) % 31 + 1] AS region FROM range({enterprises * 5}) t(n)"
    )
    cases = " ".join(f"WHEN '{i}' THEN {factors[i]}::DOUBLE" for i in ITEMS)
    exact = (
        "sum(floor({0} * 1e6::DOUBLE + 0.5::DOUBLE)::BIGINT::DECIMAL(38, 0))::DOUBLE / 1e6::DOUBLE"
    )
    return f"""
    WITH visible AS (
      SELECT meter, "at", amount, offset_minutes, kind FROM read_parquet([{facts}]) f
      WHERE NOT EXISTS (SELECT 1 FROM read_parquet([{fixed}]) c
                        WHERE c.key_meter = f.meter AND c.key_at = f."at")
      UNION ALL SELECT meter, "at", amount, offset_minutes, kind FROM read_parquet([{fixed}])),
    month AS (
      SELECT meter, date_trunc('month', ("at" AT TIME ZONE 'UTC')
               + to_minutes(offset_minutes) - INTERVAL 1 microsecond) AS month,
             {exact.format("amount")} AS amount, count(amount) AS n
      FROM visible WHERE kind = 'interval'
        AND "at" > TIMESTAMPTZ '2024-12-31 16:00:00+00'
        AND "at" <= TIMESTAMPTZ '2025-12-31 16:00:00+00'
      GROUP BY 1, 2),
    kgce AS (
      SELECT e, region, month,
             {exact.format(f"amount * CASE item {cases} END")} AS kgce, sum(n) AS n,
             sum(date_diff('hour', month, month + INTERVAL 1 month)) AS owed
      FROM month JOIN hand_meter USING (meter) GROUP BY 1, 2, 3)
    SELECT region, strftime(month, '%Y-%m') AS period, {exact.format("kgce")} AS value,
           sum(n) / sum(owed) AS coverage
    FROM kgce GROUP BY 1, 2 ORDER BY 1, 2"""


def compare(ledger: Ledger, enterprises: int, runs: int) -> tuple[float, float, float]:
    """Seconds of both sides and their ratio; first that they say the same."""
    rules = book()
    sql = by_hand(ledger, enterprises)

    def ours() -> list[tuple[str, str, float]]:
        table = evaluate(ledger, rules, ["enterprises_energy"], period=MONTHS).table
        columns = (table[c].to_pylist() for c in ("entity", "period", "value"))
        # a month that is expected and wholly missing is a row of ours and none of a plain SELECT
        return [row for row in zip(*columns, strict=True) if row[2] is not None]

    def hand() -> list[tuple[str, str, float]]:
        return [r[:3] for r in ledger.connection().execute(sql).fetchall()]

    said, theirs = ours(), hand()
    assert [s[:2] for s in said] == [t[:2] for t in theirs]
    worst = max(abs(a[2] - b[2]) for a, b in zip(said, theirs, strict=True))
    assert worst < 1e-3, worst  # kgce of a province and month
    return ratio(ours, hand, runs)


def explained(ledger: Ledger, enterprises: int) -> tuple[float, float]:
    """Milliseconds to explain an enterprise's figure: another one each time, and the same again."""
    rules = book()
    names = iter(f"E{n:05d}" for n in range(enterprises))

    def other() -> None:
        key = {"entity": next(names)}
        explain(ledger, rules, "comprehensive_energy", key=key, period="2025-05").text()

    def same() -> None:
        key = {"entity": "E00003"}
        explain(ledger, rules, "comprehensive_energy", key=key, period="2025-05").text()

    return seconds(other, runs=20, warm=2) * 1e3, seconds(same, runs=20, warm=1) * 1e3


def test_smoke() -> None:
    with province(30, hours=HOURS // 12, corrected=10) as ledger:
        assert compare(ledger, 30, 1)[0] > 0
        assert explained(ledger, 30)[0] > 0


def main() -> None:
    head = "at most 1.5 × hand-written SQL; explain under 100 ms"
    columns = (
        "enterprises",
        "readings M",
        "ours s",
        "by hand s",
        "ratio",
        "explain ms",
        "again ms",
    )
    curve = Curve(head, columns).start()
    for size in arguments(SIZES):
        with province(size) as ledger:
            ours, hand, share = compare(ledger, size, 5)
            other, same = explained(ledger, size)
            curve.add(size, size * 5 * HOURS / 1e6, ours, hand, share, other, same)


if __name__ == "__main__":
    main()
