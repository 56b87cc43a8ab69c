"""Does an energy balance balance: the identity of each carrier, and each total against its parts.

The identity and the parts are the ``sign`` and ``parent`` of the code list ``balance_flows``; the
members of the aggregates are those whose ``parent`` they are in ``energy_carriers``. Amounts are
compared in the units as printed. A printed figure may be off by half a unit of its last digit, so
a sum of n printed figures against one may differ by (n + 1) halves; more is a deviation. The
tolerance is that and nothing else.

Left out, because the yearbook of 2008 prints them on another definition and they would bury the
real deviations:

* supply against its nine rows: for carriers that are stocked the row "stock change" does not hold
  the change (the gap is of the opposite sign and of the same order in 28 of 30 provinces), while
  it closes for those that are not;
* ``non_energy_use`` of the aggregates, which is mostly left blank while its members are printed;
* ``total_consumption`` of the aggregates against their members: it is net of what one member
  makes of another.

Total consumption is final consumption plus losses plus what transformation took in; for an
aggregate, less what transformation gave back of the aggregate itself. A deviation of the identity
or of the consumption that vanishes when a total is replaced by the sum of its parts is that
total's, and is named there once.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeAlias

from luheng.codelists import load

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    import pandas as pd
    import pyarrow as pa

__all__ = ["CHECKED_TOTALS", "deviations"]

#: flow, item, check, printed, computed, gap, tolerance
_Row: TypeAlias = tuple[str, str, str, float, float, float, float]
DIFFERENCE = "statistical_difference"
CONSUMPTION = "total_consumption"
#: totals that the form prints as the sum of their rows
CHECKED_TOTALS = ("transformation", "total_final_consumption", "residential")
_NOT_BY_MEMBER = (CONSUMPTION, "non_energy_use")
_COLUMNS = ("region", "period", "flow", "item", "check", "printed", "computed", "gap", "tolerance")


def deviations(balances: pa.Table, *, digits: int = 2) -> pa.Table:
    """The deviations of balances, largest first.

    Reads ``region``, ``period``, ``flow``, ``item`` and ``quantity`` as printed, null where nil;
    ``digits`` is how many decimals are printed. A check that misses one of its figures is not made.

    Gives ``region``, ``period``, ``flow`` and ``item`` of the total, ``check`` (identity | parts |
    members | consumption), ``printed``, ``computed``, ``gap`` (printed less computed),
    ``tolerance`` and ``breaks`` (the checks that fail only because of this one).
    """
    import pyarrow as pa

    frame = balances.select(["region", "period", "flow", "item", "quantity"]).to_pandas()
    frame["quantity"] = frame["quantity"].fillna(0.0)
    found: list[tuple[object, ...]] = []
    for (region, period), one in frame.groupby(["region", "period"], sort=True):
        cells = one.drop_duplicates(["flow", "item"]).set_index(["flow", "item"])["quantity"]
        grid = cells.unstack("item")  # noqa: PD010  (an absent cell stays absent, nothing is summed)
        found += [(region, period, *said) for said in _balance(grid, 0.5 * 10**-digits)]
    found.sort(key=lambda row: -abs(row[7]))  # type: ignore[arg-type]
    names = (*_COLUMNS, "breaks")
    columns = list(zip(*found, strict=True)) or [()] * len(names)
    text = pa.string()
    kinds = [text] * 5 + [pa.float64()] * 4 + [text]
    return pa.table(
        [pa.array(c, k) for c, k in zip(columns, kinds, strict=True)], names=list(names)
    )


def _balance(grid: pd.DataFrame, half: float) -> Iterator[tuple[object, ...]]:
    """The deviations of one balance, each as a row of ``deviations`` without region and period."""
    for item in grid.columns:
        column = {str(flow): float(v) for flow, v in grid[item].dropna().items()}
        yield from _carrier(str(item), column, half)
    yield from _members(grid, half)


def _carrier(item: str, column: Mapping[str, float], half: float) -> Iterator[tuple[object, ...]]:
    """The deviations within one carrier's column."""
    off = {row[0]: row for total in CHECKED_TOTALS if (row := _total(total, item, column, half))}
    rebuilt = {**column, **{total: row[4] for total, row in off.items()}}
    broken: list[str] = []
    for check, total, terms in (
        ("identity", DIFFERENCE, _identity),
        ("consumption", CONSUMPTION, _consumption),
    ):
        said, again = terms(column, item), terms(rebuilt, item)
        if total not in column or said is None or again is None:
            continue
        row = _row(total, item, check, column[total], terms=said, half=half)
        closes = _row(total, item, check, column[total], terms=again, half=half) is None
        if row and off and closes:
            broken.append(check)
        elif row:
            yield (*row, "")
    for row in off.values():
        yield (*row, " ".join(broken))


def _total(total: str, item: str, column: Mapping[str, float], half: float) -> _Row | None:
    """A total that is not the sum of its rows, or None."""
    parts = _parts()[total]
    if total not in column or not all(p in column for p in parts):
        return None
    computed = sum(sign * column[p] for p, sign in parts.items())
    return _row(total, item, "parts", column[total], terms=(computed, len(parts)), half=half)


def _row(
    flow: str, item: str, check: str, printed: float, *, terms: tuple[float, int], half: float
) -> _Row | None:
    computed, count = terms
    tolerance = _tolerance(count, half, computed)
    gap = printed - computed
    if abs(gap) <= tolerance:
        return None
    return flow, item, check, printed, computed, gap, tolerance


def _tolerance(addends: int, half: float, size: float) -> float:
    """Half a unit of the last digit for each printed figure, and the doubles' own noise."""
    return (addends + 1) * half + 1e-9 * max(1.0, abs(size))


def _parts() -> dict[str, dict[str, int]]:
    """Total to its rows and their signs; rows "of which" have the sign 0 and are left out."""
    out: dict[str, dict[str, int]] = {}
    for row in load("balance_flows").rows:
        if row["parent"] and row["sign"] not in {"", "0"}:
            out.setdefault(row["parent"], {})[row["id"]] = int(row["sign"])
    return out


def _identity(column: Mapping[str, float], item: str) -> tuple[float, int] | None:
    del item
    terms = _parts()[DIFFERENCE]
    if not all(t in column for t in terms):
        return None
    return sum(sign * column[t] for t, sign in terms.items()), len(terms)


def _consumption(column: Mapping[str, float], item: str) -> tuple[float, int] | None:
    """Final consumption, losses and the inputs of transformation; net for an aggregate."""
    processes = _parts()["transformation"]
    needed = ("total_final_consumption", "losses", "transformation", *processes)
    if not all(n in column for n in needed):
        return None
    used = column["total_final_consumption"] + column["losses"]
    if load("energy_carriers").get(item)["class"] == "aggregate":
        return used - column["transformation"], 3
    inputs = [column[p] for p in processes if column[p] < 0]
    return used - sum(inputs), 2 + len(inputs)


def _members(grid: pd.DataFrame, half: float) -> Iterator[tuple[object, ...]]:
    """Each row of the aggregates against the sum of their members."""
    carriers = load("energy_carriers")
    for total in grid.columns:
        members = [r["id"] for r in carriers.rows if r["parent"] == total]
        if carriers.get(total)["class"] != "aggregate" or not members:
            continue
        if not all(m in grid.columns for m in members):
            continue
        for flow, cells in grid[[total, *members]].iterrows():
            if flow in _NOT_BY_MEMBER or cells.isna().any():
                continue
            computed = float(cells[members].sum())
            row = _row(
                str(flow),
                total,
                "members",
                float(cells[total]),
                terms=(computed, len(members)),
                half=half,
            )
            if row:
                yield (*row, "")
