"""Evaluate: quantities, a filter and periods in; figures out."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from luheng.errors import BadPeriod, BadQuery
from luheng.periods import Period, parse_period
from luheng.rules import Rulebook

from .backend import backend_of
from .figures import COLUMNS, Figures, assemble
from .question import Question

if TYPE_CHECKING:
    from luheng.ledger import Ledger

__all__ = ["evaluate", "known_day", "periods_of", "regime_of"]

Where = Mapping[str, str | Sequence[str]]


def periods_of(asked: str | Period | Iterable[str | Period]) -> tuple[Period, ...]:
    """The periods that a text or a list names; ``2025-01..2025-12`` is each month between."""
    if isinstance(asked, Period):
        return (asked,)
    if isinstance(asked, str):
        first, dots, last = asked.partition("..")
        if not dots:
            return tuple(parse_period(p) for p in asked.split(",") if p.strip())
        start, end = parse_period(first), parse_period(last)
        if start.grain != end.grain or end.start < start.start:
            raise BadPeriod(asked)
        out = [start]
        while out[-1].start < end.start:
            out.append(out[-1].shift(1))
        return tuple(out)
    return tuple(p for one in asked for p in periods_of(one))


def evaluate(
    ledger: Ledger,
    book: Rulebook,
    quantities: Sequence[str],
    *,
    where: Where | None = None,
    period: str | Period | Iterable[str | Period],
    known_at: dt.datetime | int | None = None,
) -> Figures:
    """The figures of some quantities for some periods, as known at an instant or a receipt.

    Args:
        ledger: the rows.
        book: the rulebook, with its overlays.
        quantities: names of rules, sources, methods or factors.
        where: dimension to member or members, such as ``{"region": "130000"}``.
        period: ``2025``, ``2025-05``, a list, or ``2025-01..2025-12``.
        known_at: an instant or a receipt number (A12); None is everything known now.

    Returns:
        Figures: one row per quantity and grain cell; the same arguments, receipt, rulebook
        release and engine version give the same figures.

    Raises:
        UnknownQuantity, BadPeriod, BadQuery.
    """
    names = tuple(dict.fromkeys([quantities] if isinstance(quantities, str) else quantities))
    if not names:
        raise BadQuery("没有要计算的量。", "No quantity was asked for.")
    known = ledger.known(known_at)
    day = known_day(ledger, known_at, known)
    backend = backend_of(ledger)
    asked = periods_of(period)
    if not asked:
        raise BadQuery("没有报告期。", "No period was asked for.")
    filters = _filters(where)
    groups: dict[tuple[Any, ...], list[Period]] = {}
    for one in asked:
        groups.setdefault((one.grain, *regime_of(book, names, one)), []).append(one)
    answers = [
        Question(book, backend, names, filters, tuple(some), known, day).answer()
        for some in groups.values()
    ]
    if len(answers) == 1:
        return answers[0]
    dims = list(dict.fromkeys(c for a in answers for c in a.table.column_names if c not in COLUMNS))
    gaps = tuple(dict.fromkeys(g for a in answers for g in a.gaps))
    return assemble([a.table for a in answers], dims, replace(answers[0], gaps=gaps))


def _filters(where: Where | None) -> dict[str, tuple[str, ...]]:
    return {k: (v,) if isinstance(v, str) else tuple(v) for k, v in (where or {}).items()}


def regime_of(book: Rulebook, names: Iterable[str], period: Period) -> tuple[int, ...]:
    """Which editions govern: periods of one regime share a plan."""
    seen: set[str] = set()
    stack = list(names)
    out: list[int] = []
    while stack:
        name = stack.pop()
        if name in seen:
            continue
        seen.add(name)
        definition = book.definition(name, period)
        if hasattr(definition, "reads"):
            stack.extend(definition.reads)
            out.append(id(definition))
    return tuple(sorted(out))


def known_day(ledger: Ledger, known_at: dt.datetime | int | None, known: int) -> dt.date:
    """The day that bounds what the rulebook knew: the instant asked, or the receipt's (A12)."""
    if known_at is None:
        return dt.datetime.now(dt.UTC).date()
    if isinstance(known_at, dt.datetime):
        return known_at.date()
    receipts = ledger.receipts().select(["number", "known_from"]).to_pydict()
    for number, known_from in zip(receipts["number"], receipts["known_from"], strict=True):
        if number == known:
            return known_from.date()  # type: ignore[no-any-return]
    return dt.datetime.now(dt.UTC).date()
