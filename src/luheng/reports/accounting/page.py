"""A form as one page of HTML that stands alone."""

from __future__ import annotations

from typing import TYPE_CHECKING

from luheng.reports.standalone import render_page

from .bars import COLOUR, bars_of
from .filled import CellKind
from .notes import (
    FINDINGS,
    GAPS,
    ORIGINS,
    finding_header,
    finding_row,
    gap_header,
    gap_row,
    knowledge,
    origin_header,
    origin_row,
    rounding,
)

if TYPE_CHECKING:
    from .filled import FilledForm

__all__ = ["write_page"]


def write_page(filled: FilledForm) -> str:
    """The form as HTML in the reader's language; nothing is fetched from elsewhere."""
    origins = [
        origin_row(filled, table, r, c, cell.origin)
        for table, r, c, cell in filled.figures()
        if cell.origin is not None
    ]
    return render_page(
        "luheng.reports.accounting",
        {},
        form=filled,
        tables=[(t, bars_of(t)) for t in filled.tables],
        figures={t.table.id: t.figure_columns for t in filled.tables},
        colour=f"#{COLOUR}",
        kinds=CellKind,
        knowledge=knowledge(filled),
        rounding=rounding(),
        gaps=(GAPS.text, gap_header(), [(g, gap_row(g)) for g in (*filled.gaps, *filled.not_held)]),
        findings=(FINDINGS.text, finding_header(), [finding_row(f) for f in filled.findings]),
        origins=(ORIGINS.text, origin_header(), origins),
    )
