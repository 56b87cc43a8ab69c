"""Staging: the rows under one figure are fetched once, and prepared SELECTs run over them.

For one entity, planning a SELECT costs DuckDB several times what running it does. An explanation
therefore fetches the few rows of its sources into temporary tables by SELECTs that are cheap to
plan, and runs the frames over them as prepared statements, planned once per plan.
"""

from __future__ import annotations

import itertools
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import ibis.expr.types as ir
import pyarrow as pa

from luheng.rules import Source

from .tables import LedgerTables

__all__ = ["StagedTables"]

_NUMBERS = itertools.count()


@dataclass
class StagedTables(LedgerTables):
    """Ledger tables whose sources are temporary tables, filled for one key at a time."""

    stages: dict[str, str] = field(default_factory=dict)
    names: list[str] = field(default_factory=list)
    staged: dict[str, ir.Table] = field(default_factory=dict)
    statements: dict[str, str] = field(default_factory=dict)

    @property
    def engine(self) -> Any:
        """The backend, which can stage and prepare."""
        return self.backend

    def rows(self, source: Source) -> ir.Table:
        """A temporary table of a source's rows; ``fill_stages`` puts those of one key into it."""
        if source.name not in self.staged:
            rows = super().rows(source)
            name = self._name()
            self.stages[name] = self.backend.sql(rows)
            self.staged[source.name] = self.engine.stage(
                name, rows.schema().to_pyarrow().empty_table()
            )
        return self.staged[source.name]

    def arrow(self, table: pa.Table) -> ir.Table:
        """A small table, as a temporary table."""
        key = f"{table.schema} {table.to_pydict()}"
        if key not in self.staged:
            self.staged[key] = self.engine.stage(self._name(), table)
        return self.staged[key]

    def _name(self) -> str:
        self.names.append(f"luheng_s{next(_NUMBERS)}")
        return self.names[-1]

    def fill_stages(self, where: Mapping[str, tuple[str, ...]]) -> None:
        """Replace the rows of each stage by those of one key."""
        for name, sql in self.stages.items():
            self.engine.refill(name, self.fill(sql, where))

    def close(self) -> None:
        """Drop the temporary tables and the prepared SELECTs."""
        self.engine.let_go(self.names, self.statements.values())

    def execute(self, sql: str) -> pa.Table:
        """Run a SELECT over the stages, planned when first run."""
        if sql not in self.statements:
            self.statements[sql] = self.engine.prepare(sql)
        return self.engine.execute(self.statements[sql])
