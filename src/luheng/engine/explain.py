"""Explain: one figure as a tree down to ledger rows and factors, by the same plan with one key."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import ibis

from luheng.errors import BadQuery
from luheng.periods import Period, parse_period
from luheng.rules import Factor, Method, Rule, Rulebook, Source
from luheng.rules import expression as ex

from .backend import backend_of
from .evaluate import known_day
from .explanation import ROW_COLUMNS, Explanation, Node, Row, factor_note, unit_at
from .plan import Column, Plan
from .question import Prepared, Question
from .tables import LedgerTables, readings_in

if TYPE_CHECKING:
    import ibis.expr.types as ir

    from luheng.ledger import Ledger

    from .compile import Compiler
    from .frames import Frame

__all__ = ["Explanation", "Key", "Tree", "explain", "tree_of"]

#: how many parts of a sum, and how many ledger rows of a source, are shown before "and n more"
PARTS, ROWS = 40, 5

Key = Mapping[str, str]


def explain(
    ledger: Ledger,
    book: Rulebook,
    quantity: str,
    *,
    key: Mapping[str, str],
    period: str,
    known_at: dt.datetime | int | None = None,
) -> Explanation:
    """How one figure was reached and from what, down to file, sheet and cell.

    Args:
        ledger: the rows.
        book: the rulebook.
        quantity: the figure's quantity.
        key: its grain cell without the period, such as ``{"entity": "E1"}``.
        period: its period.
        known_at: an instant or a receipt number (A12).

    Returns:
        Explanation: a tree; ``text()``, ``as_dict()`` and ``html()`` show it.

    Raises:
        UnknownQuantity, BadPeriod; BadQuery if the key leaves a dimension open.
    """
    tree = tree_of(ledger, book, quantity, key=key, period=period, known_at=known_at)
    prepared = tree.prepared
    column = prepared.plan.columns[prepared.plan.targets[0]]
    full = {d: key[d] for d in column.dims if d in key} | {"period": parse_period(period).text}
    with prepared.lock:
        prepared.stage(tree.question.where)
        node = tree.named(quantity, full)
    known = tree.question.known or 0
    return Explanation(node, known, book.release, prepared.overlays(quantity))


def tree_of(
    ledger: Ledger,
    book: Rulebook,
    quantity: str,
    *,
    key: Mapping[str, str],
    period: str,
    known_at: dt.datetime | int | None = None,
) -> Tree:
    """The plan of one figure, ready to be walked; to be staged under its lock before.

    Raises:
        UnknownQuantity, BadPeriod; BadQuery if the key leaves a dimension open.
    """
    known = ledger.known(known_at)
    question = Question(
        book,
        backend_of(ledger),
        (quantity,),
        {d: (m,) for d, m in key.items()},
        (parse_period(period),),
        known,
        known_day(ledger, known_at, known),
    )
    prepared = question.prepared(staged=True)
    column = prepared.plan.columns[prepared.plan.targets[0]]
    open_dims = [d for d in column.dims if d not in key and d != "period"]
    if open_dims:
        names = ", ".join(open_dims)
        raise BadQuery(
            f"要解释一个数，请同时给出 {names}。",
            f"To explain one figure, say {names} too.",
        )
    return Tree(question, prepared)


@dataclass
class Tree:
    """Walks the rules of one question; each frame is fetched once, with the key's filter."""

    question: Question
    prepared: Prepared
    _rows: dict[Frame, list[dict[str, Any]]] = field(default_factory=dict)
    _index: dict[Frame, dict[tuple[str | None, ...], dict[str, Any]]] = field(default_factory=dict)
    _ledger: dict[str, dict[tuple[str, ...], tuple[list[Row], int]]] = field(default_factory=dict)

    @property
    def book(self) -> Rulebook:
        """The rulebook asked."""
        return self.question.book

    @property
    def plan(self) -> Plan:
        """The columns of the question."""
        return self.prepared.plan

    @property
    def compiler(self) -> Compiler:
        """The frames in which the columns lie."""
        return self.prepared.compiler

    @property
    def tables(self) -> LedgerTables:
        """Where rows, factors and memberships lie."""
        return self.prepared.tables

    # -- values ---------------------------------------------------------------------------

    def rows(self, column: Column) -> list[dict[str, Any]]:
        """The rows of a column's frame; fetched when first needed."""
        frame = self.compiler.home.get(column.id)
        if frame is None:
            return []
        if frame not in self._rows:
            rows = self.prepared.read(frame, lambda: frame.table, self.question.where)
            self._rows[frame] = rows.to_pylist()
        return self._rows[frame]

    def cell(self, column: Column, key: Key) -> dict[str, Any]:
        """The row of a column's frame at a key; empty where there is none."""
        frame = self.compiler.home.get(column.id)
        if frame is None:
            return {}
        if frame not in self._index:
            self._index[frame] = {tuple(r[d] for d in column.dims): r for r in self.rows(column)}
        return self._index[frame].get(tuple(key.get(d) for d in column.dims), {})

    def measured(self, column: Column, key: Key) -> dict[str, Any]:
        """value, coverage, present rows and trust of a column at a key."""
        row = self.cell(column, key)
        frame = self.compiler.home.get(column.id)
        rests = frame.rests.get(column.id) if frame else None
        present = met = owed = 0
        known = False
        trusts: list[int] = []
        if rests is not None and row:
            for n in rests.pairs:
                present += row[f"p{n}"] or 0
                met += row.get(f"m{n}") or 0
                known = known or row.get(f"e{n}") is not None
                owed += row.get(f"e{n}") or 0
            trusts = [row[t] for t in rests.trusts if row[t] is not None]
        return {
            "value": row.get(column.id),
            "coverage": met / owed if known and owed else None,
            "present": present,
            "trust": max(trusts, default=None),
        }

    # -- nodes ----------------------------------------------------------------------------

    def named(self, name: str, key: Key) -> Node:
        """A quantity by its name at a key."""
        column = self.plan.columns[name]
        definition = self.book.definition(name, self.question.periods[0])
        own = {d: key[d] for d in column.dims if d in key}
        if isinstance(definition, Factor):
            return self.factor(definition, own)
        said = self.measured(column, own)
        node = Node(
            quantity=name,
            zh=definition.zh,
            en=definition.en,
            key=own,
            unit=unit_at(column.unit, own),
            cite=self.book.cite(definition),
            **said,
        )
        if isinstance(definition, Rule):
            if name in self.plan.gaps:
                node.note_zh = "该报告期没有适用的规则版本。"
                node.note_en = "No edition of this rule governs the period."
            node.formula = ex.text(definition.body, full=False)
            node.place = definition.place
            node.parts = self.expand(definition.body, own)
        elif isinstance(definition, Method):
            node.place = definition.place
            node.parts = [self.method_part(read, own) for read in definition.reads]
        elif isinstance(definition, Source):
            node.rows, node.rows_total = self.ledger_rows(definition, own)
        return node

    def method_part(self, read: str, key: Key) -> Node:
        """What a method read; its own question answers it."""
        return explain_part(self.question, read, key)

    def factor(self, factor: Factor, key: Key) -> Node:
        """A factor's governing value, with its source, place and trust."""
        wanted = tuple((d, key[d]) for d in factor.grain)
        found = next(
            (
                r
                for r in self.tables.resolved.get(factor.name, ())
                if r.key == wanted and r.period == key.get("period", r.period)
            ),
            None,
        )
        node = Node(
            quantity=factor.name,
            zh=factor.zh,
            en=factor.en,
            key=dict(key),
            unit=unit_at(factor.unit, key),
            cite=self.book.cite(factor),
        )
        if found is None:
            node.note_zh = "该品种在该报告期没有可用的系数。"
            node.note_en = "There is no value for this key in this period."
            return node
        node.value, node.trust = found.value, int(found.row.trust)
        node.unit, node.printed = unit_at(factor.unit, key), f"{found.row.value} {found.row.unit}"
        node.cite = f"{found.row.source}, {found.row.place}"
        node.place = found.row.file
        node.note_zh, node.note_en = factor_note(found.row)
        return node

    def expand(self, node: ex.Quantity, key: Key) -> list[Node]:
        """The parts of an expression at a key, in the order in which it reads them."""
        match node:
            case ex.Ref(name):
                return [self.named(name, key)]
            case ex.Arithmetic(_, left, right):
                return _once([*self.expand(left, key), *self.expand(right, key)])
            case ex.Prefer(left, right):
                first = [n for n in self.expand(left, key) if n.value is not None or n.present]
                second = self.expand(right, key) if any(n.value is None for n in first) else []
                return first + second if first else self.expand(right, key)
            case ex.Where(condition, then, otherwise):
                asked = [
                    n for side in (condition.left, condition.right) for n in self.expand(side, key)
                ]
                return _once(
                    [*asked, *_chosen(self.expand(then, key), self.expand(otherwise, key))]
                )
            case ex.At(of, dimension, member):
                return self.expand(of, {**key, dimension: member})
            case ex.Among(of, dimension, members, _):
                return self.expand(of, key) if key.get(dimension) in members else []
            case ex.Shift(of, periods):
                moved = parse_period(key["period"]).shift(periods).text
                return self.expand(of, {**key, "period": moved})
            case ex.InPeriod(of, period):
                return self.expand(of, {**key, "period": period})
            case ex.Sum(of, over, _):
                return self.members(of, over, key)
            case ex.OrNil(of):
                # what nobody recorded is nil here, and says nothing
                return [n for n in self.expand(of, key) if n.value is not None or n.present]
            case ex.By(of, along, _):
                parent = self.book.relations[along][1]
                return self.expand(of, {d: m for d, m in key.items() if d != parent})
            case ex.RollUp(of, along, _):
                child, parent = self.book.relations[along]
                below = set(self.tables.below(along, (key[parent],)))
                rest = {d: m for d, m in key.items() if d != parent}
                return self.members(of, (child,), rest, {child: below})
        return []

    def members(
        self,
        of: ex.Quantity,
        over: Sequence[str],
        key: Key,
        allowed: Mapping[str, set[str]] | None = None,
    ) -> list[Node]:
        """One node for each member that a sum ran over, those that weigh most first."""
        column = self._spread(of, over)
        if column is None:
            return []
        found: dict[tuple[str, ...], Any] = {}
        for row in self.rows(column):
            if any(row.get(d) != m for d, m in key.items() if d in column.dims and d not in over):
                continue
            if allowed and any(row[d] not in allowed[d] for d in allowed):
                continue
            value = row.get(column.id)
            rests = self.compiler.home[column.id].rests[column.id]
            said = (row[f"p{n}"] or row.get(f"e{n}") for n in rests.pairs)
            if value is None and not any(said):
                continue
            found[tuple(row[d] for d in over)] = value
        order = sorted(found, key=lambda m: (-abs(found[m] or 0.0), m))
        nodes: list[Node] = []
        for member in order[:PARTS]:
            inner = {**key, **dict(zip(over, member, strict=True))}
            parts = self.expand(of, inner)
            nodes.append(parts[0] if len(parts) == 1 else self.product(of, inner, parts))
        if len(order) > PARTS:
            more = len(order) - PARTS
            nodes.append(
                Node("…", "", "", {}, note_zh=f"另有 {more} 项。", note_en=f"And {more} more.")
            )
        return nodes

    def _spread(self, of: ex.Quantity, over: Sequence[str]) -> Column | None:
        """The column whose rows are the addends of a sum: the summed expression's own."""
        columns = self.plan.columns
        named = self.plan.texts.get(ex.text(of), "") or next(
            (n for n in _names(of) if set(over) <= columns[n].grain), ""
        )
        return columns.get(named)

    def product(self, of: ex.Quantity, key: Key, parts: list[Node]) -> Node:
        """One addend of a sum that is itself an expression."""
        column = self.plan.columns.get(self.plan.texts.get(ex.text(of), ""))
        said = self.measured(column, key) if column else {}
        own = {d: m for d, m in key.items() if column is None or d in column.dims}
        unit = unit_at(column.unit, key) if column else ""
        return Node(
            quantity="",
            zh="",
            en="",
            key=own,
            formula=ex.text(of, full=False),
            parts=parts,
            unit=unit,
            **said,
        )

    # -- ledger rows ----------------------------------------------------------------------

    def ledger_rows(self, source: Source, key: Key) -> tuple[list[Row], int]:
        """The first rows under a source's figure, each with file, sheet and cell."""
        dims = tuple(d for d in source.grain if d not in {"period", *self._attributes(source)})
        name = f"{source.name} {key['period']}"
        if name not in self._ledger:
            period = parse_period(key["period"])
            rows_of_keys = self.prepared.read(
                name, lambda: self._first_rows(source, dims, period), self.question.where
            )
            found: dict[tuple[str, ...], tuple[list[Row], int]] = {}
            for row in rows_of_keys.to_pylist():
                rows, _ = found.setdefault(tuple(row[d] for d in dims), ([], row["total__"]))
                rows.append(Row.of(source.record, row))
            self._ledger[name] = found
        return self._ledger[name].get(tuple(key[d] for d in dims), ([], 0))

    @staticmethod
    def _attributes(source: Source) -> tuple[str, ...]:
        """Dimensions of a reading that its meter carries, not its row."""
        return ("item", "role") if source.record == "reading" else ()

    def _first_rows(self, source: Source, dims: tuple[str, ...], period: Period) -> ir.Table:
        """The first few rows of each key in a period, and how many there are."""
        table = self.tables.rows(source)
        if source.record == "reading":
            table, order = readings_in(table, period), "at"
        else:
            order = "period_start"
            table = table.filter(
                table["period_start"] >= period.start, table["period_end"] <= period.end
            )
        keys = [table[d] for d in dims]
        wanted = [*dims, *(c for c in ROW_COLUMNS if c in table.columns and c not in dims)]
        table = table.select(
            *wanted,
            rank__=ibis.row_number().over(group_by=keys, order_by=table[order]),
            total__=table.count().over(group_by=keys),
        )
        return table.filter(table["rank__"] < ROWS).order_by([*dims, "rank__"])


def _once(nodes: list[Node]) -> list[Node]:
    """Each part once: what a rule reads twice is shown where it reads it first."""
    seen: dict[tuple[object, ...], Node] = {}
    for n, node in enumerate(nodes):
        known = (node.quantity, tuple(sorted(node.key.items()))) if node.quantity else (n,)
        seen.setdefault(known, node)
    return list(seen.values())


def _chosen(then: list[Node], otherwise: list[Node]) -> list[Node]:
    """The side of a choice that could be taken; both where either could."""
    sides = [side for side in (then, otherwise) if all(n.value is not None for n in side)]
    return sides[0] if len(sides) == 1 else [*then, *otherwise]


def _names(node: ex.Quantity) -> Iterable[str]:
    match node:
        case ex.Ref(name):
            yield name
        case ex.Arithmetic(_, left, right) | ex.Prefer(left, right):
            yield from _names(left)
            yield from _names(right)
        case ex.Where(_, then, otherwise):
            yield from _names(then)
            yield from _names(otherwise)
        case (
            ex.Sum(of, _, _) | ex.At(of, _, _) | ex.Among(of, _, _, _) | ex.RollUp(of, _, _)
            | ex.By(of, _, _) | ex.OrNil(of) | ex.Shift(of, _) | ex.InPeriod(of, _)
        ):  # fmt: skip
            yield from _names(of)


def explain_part(question: Question, name: str, key: Key) -> Node:
    """A quantity that a method read, explained by a question of its own."""
    inner = Question(
        question.book, question.backend, (name,), question.where,
        (parse_period(key["period"]),), question.known, question.known_day,
    )  # fmt: skip
    prepared = inner.prepared(staged=True)
    with prepared.lock:
        prepared.stage(inner.where)
        return Tree(inner, prepared).named(name, key)
