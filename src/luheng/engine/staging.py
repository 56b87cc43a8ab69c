"""Staging: the rows under one figure are fetched once, and prepared SELECTs run over them.

For one entity, planning a SELECT costs DuckDB several times what running it does. An explanation
therefore fetches the few rows of its sources into temporary tables by SELECTs that are cheap to
plan, and runs the frames over them as prepared statements, planned once per plan.
"""

from __future__ import annotations

import itertools
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import ibis.expr.types as ir
import pyarrow as pa

from luheng.periods import Period
from luheng.rules import Source

from .tables import LedgerTables

__all__ = ["StagedTables"]

_NUMBERS = itertools.count()


@dataclass
class StagedTables(LedgerTables):
    """Ledger tables whose sources are temporary tables, filled for one key at a time."""

    stages: dict[str, str] = field(default_factory=dict)
    statements: dict[str, str] = field(default_factory=dict)

    @property
    def engine(self) -> Any:
        """The backend, which can stage and prepare."""
        return self.backend

    def source(self, source: Source, periods: Sequence[Period]) -> ir.Table:
        """An empty temporary table of the source's shape; ``fill_stages`` puts rows into it."""
        rows = super().source(source, periods)
        name = f"luheng_s{next(_NUMBERS)}"
        self.stages[name] = self.backend.sql(rows)
        return self.engine.stage(name, rows.schema().to_pyarrow())

    def fill_stages(self, where: Mapping[str, tuple[str, ...]]) -> None:
        """Replace the rows of each stage by those of one key."""
        for name, sql in self.stages.items():
            self.engine.refill(name, self.fill(sql, where))

    def execute(self, sql: str) -> pa.Table:
        """Run a SELECT over the stages, planned when first run."""
        if sql not in self.statements:
            self.statements[sql] = self.engine.prepare(sql)
        return self.engine.execute(self.statements[sql])
