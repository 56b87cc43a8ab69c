"""Reading stored figures back, as the figures that they are."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any

import pyarrow as pa

from luheng.engine.evaluate import known_day, periods_of
from luheng.engine.figures import COLUMNS, Figures, assemble
from luheng.periods import Period
from luheng.rules import Rulebook, Trust

from .store import FIGURES

if TYPE_CHECKING:
    from luheng.ledger import Ledger

__all__ = ["materialised"]

_ORDER = ("entity", "region", "meter", "park", "sector", "market")


def materialised(
    ledger: Ledger,
    book: Rulebook,
    quantities: Sequence[str],
    *,
    period: str | Period | Iterable[str | Period],
    known_at: dt.datetime | int | None = None,
) -> Figures:
    """Figures as they are stored, without working anything out; as known at an instant (A12).

    Raises:
        UnknownQuantity, BadPeriod.
    """
    for name in quantities:
        book.definition(name)
    labels = [p.text for p in periods_of(period)]
    rows = ledger.read(FIGURES, {"quantity": list(quantities), "period": [*labels, "*"]}, known_at)
    parts: dict[tuple[str, ...], list[dict[str, Any]]] = {}
    for row in rows.to_pylist():
        if row["value"] is None and not row["present"] and row["expected"] is None:
            continue
        key = json.loads(row["key"])
        parts.setdefault(tuple(key), []).append({**row, "key": key})
    known = ledger.known(known_at)
    state = Figures(pa.table({}), known, known_day(ledger, known_at, known), book.release)
    shown = {_shown(dims) for dims in parts}
    extra = list(dict.fromkeys(d for dims in parts for d in dims if d not in shown))
    return assemble([_table(some, dims) for dims, some in parts.items()], extra, state)


def _shown(dims: Sequence[str]) -> str | None:
    return next((d for d in _ORDER if d in dims), None)


def _table(rows: list[dict[str, Any]], dims: Sequence[str]) -> pa.Table:
    shown = _shown(dims)
    kinds = {"value": pa.float64(), "coverage": pa.float64(), "provisional": pa.bool_()}
    out: dict[str, Any] = {}
    for name in (*COLUMNS, *(d for d in dims if d != shown)):
        if name == "entity":
            cells = [r["key"].get(shown) if shown else None for r in rows]
        elif name == "coverage":
            cells = [r["met"] / r["expected"] if r["expected"] else None for r in rows]
        elif name == "provisional":
            cells = [r["trust"] is not None and Trust[r["trust"].upper()].provisional for r in rows]
        elif name == "period":
            cells = [None if r["period"] == "*" else r["period"] for r in rows]
        else:
            cells = [r["key"][name] if name in dims else r[name] for r in rows]
        out[name] = pa.array(cells, kinds.get(name, pa.string()))
    return pa.table(out)
