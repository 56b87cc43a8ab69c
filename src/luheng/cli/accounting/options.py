"""The options that the commands of this group share, and what they mean."""

from __future__ import annotations

import csv
import datetime as dt
import io
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from luheng.cli.figures import instant
from luheng.cli.workspace import open_workspace
from luheng.errors import say

if TYPE_CHECKING:
    import pyarrow as pa

    from luheng.apps.accounting import Subject
    from luheng.ledger import Ledger, Workspace
    from luheng.rules import Rulebook

__all__ = [
    "Asked",
    "BasisOption",
    "CsvOption",
    "EntityOption",
    "HtmlOption",
    "KnownOption",
    "ParkOption",
    "PeriodOption",
    "RegionOption",
    "csv_text",
    "open_desk",
]

EntityOption = Annotated[
    str,
    typer.Option(
        "--entity", metavar="ID", help="企业、厂区、工序的编码 · an enterprise or a part of one"
    ),
]
ParkOption = Annotated[str, typer.Option("--park", metavar="ID", help="园区的编码 · id of a park")]
RegionOption = Annotated[
    str,
    typer.Option("--region", metavar="REGION", help="省、市的代码或名称 · a province or a city"),
]
PeriodOption = Annotated[
    str,
    typer.Option(
        "--period", metavar="PERIOD",
        help="2024、2024-Q1、2024-05、2024-01..2024-12 · a period or a row of them",
    ),
]  # fmt: skip
KnownOption = Annotated[
    str,
    typer.Option(
        "--known-at", metavar="WHEN",
        help="当时所知：时刻或收据号 · as known at an instant or a receipt number",
    ),
]  # fmt: skip
BasisOption = Annotated[
    str,
    typer.Option(
        "--basis", metavar="BASIS",
        help="primary_equivalent、market、AR4、AR5、AR6 · the same figures on another basis",
    ),
]  # fmt: skip
CsvOption = Annotated[bool, typer.Option("--csv", help="输出 CSV · print CSV")]
HtmlOption = Annotated[
    Path | None, typer.Option("--html", metavar="FILE", help="写成网页 · write a page")
]


@dataclass(frozen=True)
class Asked:
    """A workspace opened for one subject under one state of knowledge."""

    workspace: Workspace
    book: Rulebook
    subject: Subject
    known_at: dt.datetime | int | None

    @property
    def ledger(self) -> Ledger:
        """The workspace's ledger."""
        return self.workspace.ledger


def open_desk(
    workspace: Path | None,
    *,
    entity: str = "",
    park: str = "",
    region: str = "",
    known_at: str = "",
) -> Asked:
    """The workspace, its rulebook and the one subject that is named.

    Raises:
        NoWorkspace; BadQuery: no subject or two; BadPeriod: ``known_at`` is no instant.
    """
    from luheng.apps.accounting import subject_of
    from luheng.rulebook import load_rulebook

    found = open_workspace(workspace)
    known = instant(known_at, found)
    subject = subject_of(found.ledger, entity=entity, park=park, region=region, known_at=known)
    if not subject.described:
        typer.echo(
            say(
                zh=f"账本中没有对象 {subject.id} 的登记；按编码取数。",
                en=f"The ledger does not describe {subject.id}; its rows are found by the id.",
            ),
            err=True,
        )
    return Asked(found, load_rulebook(overlays=found.settings.overlays), subject, known)


def csv_text(table: pa.Table) -> str:
    """A table as CSV in which no cell can be a formula."""
    from luheng.connectors.files import csv_cell

    out = io.StringIO()
    writer: Any = csv.DictWriter(out, table.column_names, lineterminator="\n")
    writer.writeheader()
    writer.writerows({n: csv_cell(c) for n, c in row.items()} for row in table.to_pylist())
    return out.getvalue()
