"""Steps: the SELECT of a question as a row of small ones, each with a name (WITH … AS …).

Ibis takes a time that grows with the square of how deep SELECTs are nested: an account of all
gases, some three hundred columns, took ten seconds. Each frame is therefore given a name, and what
is built upon it reads the name. DuckDB keeps the rows of a step that is read twice; Spark, which
would write such a step out at each place that reads it, is told to (spark.py).
"""

from __future__ import annotations

import itertools
import re
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field

import ibis
import ibis.expr.operations as ops
import ibis.expr.types as ir

__all__ = ["Select", "Steps", "in_parts"]

_NUMBERS = itertools.count(1)
_PREFIX = "luheng_q"
_NAME = re.compile(rf"\b{_PREFIX}\d+\b")


@dataclass(frozen=True, slots=True)
class Select:
    """A SELECT and the named ones that it rests on, each after those that it reads."""

    last: str
    steps: tuple[tuple[str, str], ...] = ()

    def text(self) -> str:
        """All of it as one SELECT."""
        if not self.steps:
            return self.last
        last = f"{_PREFIX}0"
        return f"{_with(self.steps)}, {last} AS ({self.last}) SELECT * FROM {last}"

    def mapped(self, change: Callable[[str], str]) -> Select:
        """The same with a change made to each of its texts."""
        return Select(change(self.last), tuple((name, change(sql)) for name, sql in self.steps))


def in_parts(selects: Sequence[Select], most: int) -> Iterator[tuple[str, str]]:
    """Steps that are read more than once, by their names, and each SELECT itself under no name.

    Each carries along the steps that it alone reads, so that no text stands twice; of those there
    are at most so many, and where there would be more, one is a part of its own.
    """
    steps = {name: sql for one in selects for name, sql in one.steps}
    ordered = sorted(steps.items(), key=lambda step: int(step[0].removeprefix(_PREFIX)))
    texts = [*(one.last for one in selects), *steps.values()]
    read = Counter(name for sql in texts for name in _NAME.findall(sql))
    own: dict[str, str] = {}
    for name, sql in (*ordered, *(("", one.last) for one in selects)):
        below = _below(sql, own)
        if name and read[name] <= 1 and len(below) < most:
            own[name] = sql
        else:
            yield name, Select(sql, tuple((n, own.pop(n)) for n in below)).text()


def _with(steps: tuple[tuple[str, str], ...]) -> str:
    return "WITH " + ", ".join(f"{name} AS ({sql})" for name, sql in steps)


def _read(sql: str) -> set[str]:
    return set(_NAME.findall(sql))


def _below(sql: str, own: dict[str, str]) -> list[str]:
    """The names among ``own`` that a text rests on, in their order there."""
    found: set[str] = set()
    stack = [sql]
    while stack:
        new = (_read(stack.pop()) & own.keys()) - found
        found |= new
        stack += [own[name] for name in new]
    return [name for name in own if name in found]


@dataclass
class Steps:
    """The named expressions of one question, and their SELECTs."""

    made: dict[str, ir.Table] = field(default_factory=dict)
    _selects: dict[str, str] = field(default_factory=dict)

    def named(self, table: ir.Table) -> ir.Table:
        """A table by a name, under which its SELECT will stand."""
        if isinstance(table.op(), ops.UnboundTable):
            return table
        name = f"{_PREFIX}{next(_NUMBERS)}"
        self.made[name] = table
        return ibis.table(table.schema(), name=name)

    def select(self, last: ir.Table, compiled: Callable[[ir.Table], str]) -> Select:
        """The SELECT of an expression after those of the steps that it rests on."""
        seen: set[str] = set()
        stack = [last]
        while stack:
            read = {t.name for t in stack.pop().op().find(ops.UnboundTable)}
            new = [name for name in read & self.made.keys() if name not in seen]
            seen.update(new)
            stack += [self.made[name] for name in new]
        below = [name for name in self.made if name in seen]
        for name in below:
            if name not in self._selects:
                self._selects[name] = compiled(self.made[name])
        return Select(compiled(last), tuple((name, self._selects[name]) for name in below))
