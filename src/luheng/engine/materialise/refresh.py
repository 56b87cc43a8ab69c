"""Materialise and refresh: figures are stored once, and followed by what the ledger learns.

``refresh`` looks at the receipts since the last one, finds the cells that rest on what they
touched, works out these alone, and adds stored addends up anew, exactly (A13): the figures are to
the last digit those of a full recomputation.
"""

from __future__ import annotations

import datetime as dt
import functools
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

import pyarrow as pa
import pyarrow.compute as pc

from luheng import __version__
from luheng.engine.backend import backend_of
from luheng.engine.evaluate import periods_of, regime_of
from luheng.engine.plan import make_plan
from luheng.errors import BadQuery
from luheng.periods import Period
from luheng.rules import Rulebook

from .cells import COLUMNS, Asked, Setting, work_out
from .governing import fingerprint
from .layers import Layer, Layers, cut
from .reaching import Reaching
from .restated import Kept, kept_of, restated
from .stale import ALL, Stale, StaleCells, join, reached
from .store import Definition, Store, definitions, keep
from .touched import Touched
from .whom import Whom

if TYPE_CHECKING:
    from luheng.ledger import Ledger

__all__ = ["Reflow", "materialise", "refresh"]

#: more subjects than this are not named one by one: the whole period is worked out
_NAMED = 2000
#: more groups of stale cells than this are worked out as one
_GROUPS = 4


@dataclass(frozen=True)
class Reflow:
    """What one refresh did: which figures moved, and how many cells were worked out for it.

    ``moved`` has the columns of a stored cell and ``old``, the value that was stored before.
    """

    name: str
    since: int
    known: int
    evaluated: int
    moved: pa.Table
    quantities: tuple[str, ...] = ()
    receipts: tuple[int, ...] = field(default=())

    def figures(self) -> list[dict[str, Any]]:
        """The moved figures of the quantities asked for, old beside new."""
        mask = pc.is_in(self.moved["quantity"], pa.array(self.quantities, pa.string()))
        names = ("quantity", "key", "period", "old", "value", "unit")
        rows = self.moved.filter(mask).select(names).sort_by([(n, "ascending") for n in names[:3]])
        return [{("new" if k == "value" else k): v for k, v in r.items()} for r in rows.to_pylist()]

    def as_dict(self) -> dict[str, Any]:
        """The refresh as a program reads it."""
        return {
            "name": self.name,
            "from": self.since,
            "to": self.known,
            "evaluated": self.evaluated,
            "moved": self.moved.num_rows,
            "figures": self.figures(),
        }


def materialise(
    ledger: Ledger,
    book: Rulebook,
    quantities: Sequence[str],
    *,
    period: str | Period | Iterable[str | Period],
    name: str = "figures",
    by: str = "engine",
) -> Reflow:
    """Work out figures of the whole ledger and store them under a name; ``refresh`` follows them.

    Stored are the quantities asked and the addends of their roll-ups, each cell with value, unit,
    coverage counts, trust, the receipt known at, the rulebook release and the engine version.

    Raises:
        UnknownQuantity, BadPeriod, BadQuery; LedgerBusy: another refresh is under way.
    """
    names = tuple(dict.fromkeys(quantities))
    asked = periods_of(period)
    if not names or not asked:
        raise BadQuery("没有写明量或报告期。", "No quantity or no period was named.")
    if not name.strip() or any("," in text for text in (name, *names)):
        raise BadQuery("存放的数字要有名称，不能含逗号。", "A set needs a name without commas.")
    with ledger.alone("refresh"):
        held = next((d for d in definitions(ledger) if d.name == name), Definition(name, (), ()))
        # what is stored is followed: a set may grow, and is never cut down behind a reader's back
        wanted = Definition(
            name,
            tuple(dict.fromkeys([*held.quantities, *names])),
            tuple(dict.fromkeys([*held.periods, *(p.text for p in asked)])),
        )
        return _Refresh(ledger, book, wanted, by).run(everything=True)


def refresh(
    ledger: Ledger, book: Rulebook, *, name: str = "", by: str = "engine"
) -> tuple[Reflow, ...]:
    """Bring stored figures up to all that is known now; of all sets, or of one.

    Raises:
        BadQuery: no set has that name; LedgerBusy: another refresh is under way.
    """
    with ledger.alone("refresh"):
        stands = definitions(ledger)
        if name and name not in {d.name for d in stands}:
            raise BadQuery(
                f"没有名为“{name}”的已存数字。", f"No figures are stored under the name {name!r}."
            )
        return tuple(_Refresh(ledger, book, d, by).run() for d in stands if name in {"", d.name})


@dataclass
class _Refresh:
    """One refresh of one set under way."""

    ledger: Ledger
    book: Rulebook
    definition: Definition
    by: str
    evaluated: int = 0
    fingerprints: dict[str, str] = field(default_factory=dict)
    kept: Kept = field(default_factory=Kept)
    moved: list[pa.Table] = field(default_factory=list)

    def run(self, *, everything: bool = False) -> Reflow:
        """Work out what is stale, append it, note how far the set has been followed."""
        since, known = self.definition.known, self.ledger.known()
        self.setting = Setting(
            self.ledger, self.book, backend_of(self.ledger), known, dt.datetime.now(dt.UTC).date()
        )
        self.store = Store(self.ledger, known, self.book.release, __version__)
        touched = None if everything else Touched(self.ledger, since, known)
        groups: dict[tuple[Any, ...], list[Period]] = {}
        for one in periods_of(self.definition.periods):
            regime = regime_of(self.book, self.definition.quantities, one)
            groups.setdefault((one.grain, *regime), []).append(one)
        for some in groups.values():
            self._group(some, touched)
        self.store.append(self.definition.name, self.by)
        now = replace(
            self.definition, known=known, release=self.book.release, engine=__version__,
            fingerprints=self.fingerprints, kept=self.kept,
        )  # fmt: skip
        if now != self.definition:
            keep(self.ledger, now, self.by)
        empty = pa.schema([*COLUMNS.items(), ("old", pa.float64())]).empty_table()
        moved = pa.concat_tables([empty, *self.moved])
        return Reflow(now.name, since, known, self.evaluated, moved, self.definition.quantities)

    def _group(self, periods: Sequence[Period], touched: Touched | None) -> None:
        """The cells of periods that share a plan."""
        plan = make_plan(self.book, self.definition.quantities, periods[0])
        layers = cut(plan, self.book)
        needed = reached(plan, dict.fromkeys(plan.targets, periods))
        stale = self._stale(layers, needed, touched)
        for layer in layers.layers:
            for asked in _asked(layer, needed, stale):
                self._work_out(layers, layer, asked)

    def _stale(
        self, layers: Layers, needed: Mapping[str, Mapping[str, Period]], touched: Touched | None
    ) -> dict[str, Stale]:
        """What has to be worked out: what changed beneath, and what other rules govern now."""
        day = self.setting.day
        now = kept_of(layers, self.book, needed, day)
        self.kept = self.kept.joined(now)
        out: dict[str, Stale] = {}
        ruled: dict[str, dict[str, frozenset[str] | None]] = {}
        differs: set[tuple[str, str]] = set()
        for column, name in layers.names.items():
            ruled[column] = {}
            for text, period in needed[column].items():
                said = fingerprint(layers, self.book, column, period, day)
                self.fingerprints[f"{name}@{text}"] = said
                if touched is None or self.definition.fingerprints.get(f"{name}@{text}") != said:
                    differs.add((column, text))
        change = restated(layers, needed, self.definition.kept, now) if touched else None
        explained = differs & change.explained if change else frozenset()
        for column, text in differs - explained:
            ruled[column][text] = ALL
        below: Mapping[str, Stale] = {}
        if touched is not None and (explained or touched.known > touched.since):
            every = {t: p for one in needed.values() for t, p in one.items()}
            periods = tuple(every.values())
            reaching = None
            if change and explained:
                whom = Whom(layers.plan, self.book, self.ledger, self.setting.known, periods)
                reaching = Reaching(layers.plan, self.book, change, whom, periods)
            below = StaleCells(layers.plan, self.book, touched, periods, reaching).run()
        for column in layers.names:
            out[column] = join([ruled[column], below.get(column, {})])
        return out

    def _work_out(self, layers: Layers, layer: Layer, asked: Asked) -> None:
        stored = functools.partial(self._leaf, layers)
        cells = work_out(self.setting, layers, layer, asked, stored)
        self.evaluated += cells.num_rows
        names = [layers.names[c] for c in asked.columns]
        moved = self.store.moved(cells, names, asked, layer.subject or "")
        if moved.num_rows:
            self.moved.append(moved)
            self.store.fresh.append(moved.select(list(COLUMNS)))

    def _leaf(
        self, layers: Layers, column: Any, asked: Asked, periods: Sequence[Period]
    ) -> pa.Table:
        return self.store.leaf(column, layers.names[column.id], asked, periods)


def _asked(
    layer: Layer, needed: Mapping[str, Mapping[str, Period]], stale: Mapping[str, Stale]
) -> list[Asked]:
    """The stale cells of a layer in as few questions as may be: periods of one set together."""
    groups: dict[tuple[frozenset[str], frozenset[str] | None], list[Period]] = {}
    periods = {t: p for c in layer.plan.targets for t, p in needed[c].items()}
    for text, period in sorted(periods.items()):
        columns = []
        subjects: frozenset[str] | None = frozenset()
        for one in layer.plan.targets:
            if text not in needed[one]:
                continue
            for label in (text, "*"):
                if label in stale[one]:
                    columns.append(one)
                    found = stale[one][label]
                    subjects = ALL if subjects is ALL or found is ALL else subjects | found
        if subjects is not ALL and len(subjects) > _NAMED:
            subjects = ALL
        if columns and (subjects is ALL or subjects):
            groups.setdefault((frozenset(columns), subjects), []).append(period)
    if len(groups) > _GROUPS:
        columns = sorted({c for some, _ in groups for c in some})
        joined = join({"": who} for _, who in groups)[""]
        each = {p.text: p for some in groups.values() for p in some}
        groups = {(frozenset(columns), joined): list(each.values())}
    return [
        Asked(tuple(sorted(columns)), subjects, tuple(some))
        for (columns, subjects), some in groups.items()
    ]
