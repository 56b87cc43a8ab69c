"""A form as a Word document: cover, tables with their charts, gaps and origins."""

from __future__ import annotations

import io
import re
from typing import TYPE_CHECKING, Any

from luheng.errors import say
from luheng.reports.word import add_table, new_document, turned
from luheng.reports.word_chart import Line, add_bars

from .bars import COLOUR, bars_of
from .filled import Cell, CellKind
from .notes import (
    FINDINGS,
    GAPS,
    ORIGINS,
    finding_header,
    finding_row,
    gap_header,
    gap_row,
    knowledge,
    rounding,
)

if TYPE_CHECKING:
    from collections.abc import Sequence

    from .filled import FilledForm, FilledTable

__all__ = ["write_document"]

_UPRIGHT, _LYING = 16.0, 24.7
#: of a column whose form gives no width; of a digit in the type of cells; beside a figure
_WIDTH, _CM_PER_DIGIT, _ROOM = 2.0, 0.155, 0.25
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")


def write_document(filled: FilledForm) -> bytes:
    """The form as a .docx file; its charts are Word's own and can be edited there."""
    document = new_document()
    _cover(document, filled)
    wide = False
    document.add_page_break()
    for table in filled.tables:
        wide = _table(document, table, wide=wide)
    _annexes(document, filled)
    content = io.BytesIO()
    document.save(content)
    return content.getvalue()


def _cover(document: Any, filled: FilledForm) -> None:
    from docx.enum.text import WD_ALIGN_PARAGRAPH
    from docx.shared import Pt

    title = document.add_paragraph(_text(filled.title), style="Title")
    title.alignment = WD_ALIGN_PARAGRAPH.CENTER
    title.paragraph_format.space_before = Pt(60)
    for text in (filled.name, filled.period):
        line = document.add_paragraph(_text(text))
        line.alignment = WD_ALIGN_PARAGRAPH.CENTER
    facts = [(f.label.text, f.text or Cell(CellKind.GAP, gap=f.gap).shown) for f in filled.facts]
    signatures = [(s.text, "") for s in filled.form.signatures]
    header = (say(zh="项目", en="item"), say(zh="内容", en="content"))
    _grid(document, header, [*facts, *signatures], (5.5, 10.5), lies=False)
    for text in (knowledge(filled), filled.form.layout.text, rounding()):
        document.add_paragraph(_text(text), style="Caption")


def _table(document: Any, filled: FilledTable, *, wide: bool) -> bool:
    """One table under its heading, on a lying page if it is wide; whether the page lies now."""
    table = filled.table
    widths = _widths(filled)
    lies = sum(widths) > _UPRIGHT + 1
    if lies != wide:
        turned(document, wide=lies)
    document.add_heading(table.title.text, level=1)
    if filled.empty:
        document.add_paragraph(_text(filled.empty))
    else:
        rows = [[_shown(cell) for cell in row] for row in filled.rows]
        header = [c.title.text for c in table.columns]
        _grid(document, header, rows, widths, lies=lies, numbers=filled.figure_columns)
    for note in (*filled.legend(), *(n.text for n in table.notes)):
        document.add_paragraph(_text(note), style="Caption")
    bars = bars_of(filled)
    if bars is not None:
        line = Line(bars.title, bars.values, COLOUR)
        add_bars(document, bars.names, [line], height_cm=2.4 + 0.8 * len(bars.names))
    return lies


def _widths(filled: FilledTable) -> list[float]:
    """Each column as wide as its form says, or as a figure or a word of its head needs."""
    columns = filled.table.columns
    widths = [c.width or _WIDTH for c in columns]
    for n, column in enumerate(columns):
        if column.title.text.isascii():
            longest = max(map(len, column.title.text.split()))
            widths[n] = max(widths[n], _CM_PER_DIGIT * longest + _ROOM)
    for _, c, cell in filled.cells():
        if cell.kind is CellKind.NUMBER:
            widths[c] = max(widths[c], _CM_PER_DIGIT * len(cell.shown) + _ROOM)
    return widths


def _annexes(document: Any, filled: FilledForm) -> None:
    """Gaps, findings and origins, on lying pages."""
    turned(document, wide=True)
    document.add_heading(GAPS.text, level=1)
    gaps = [gap_row(g) for g in (*filled.gaps, *filled.not_held)]
    if gaps:
        widths = (1.1, 4.2, 2.8, 3.2, 1.5, 1.5, 5.2, 5.2)
        _grid(document, gap_header(), gaps, widths)
    else:
        document.add_paragraph(say(zh="没有缺项。", en="None."))
    if filled.findings:
        document.add_heading(FINDINGS.text, level=1)
        found = [finding_row(f) for f in filled.findings]
        _grid(document, finding_header(), found, (2.4, 3, 2, 6, 6, 5.3))
    document.add_heading(ORIGINS.text, level=1)
    header = (
        say(zh="表", en="table"), say(zh="行", en="row"), say(zh="栏", en="column"),
        say(zh="量", en="quantity"), say(zh="报告期", en="period"),
        say(zh="数值（全值）", en="value in full"), say(zh="单位", en="unit"),
        say(zh="覆盖率", en="coverage"), say(zh="可信程度", en="trust"),
        say(zh="依据", en="clause"),
    )  # fmt: skip
    _grid(document, header, _origins(filled), (3.4, 2.6, 2.6, 4.2, 1.4, 2.8, 1.6, 1.4, 2, 3.4))


def _origins(filled: FilledForm) -> list[tuple[str, ...]]:
    found: list[tuple[str, ...]] = []
    for table, r, c, cell in filled.figures():
        one = cell.origin
        if one is None or one.value is None:
            continue
        marks = f"{one.trust} {cell.mark_text}".strip()
        coverage = "" if one.coverage is None else f"{one.coverage:.1%}"
        found.append(
            (
                table.table.sheet.text, table.row_title(r), table.table.columns[c].title.text,
                one.quantity, one.period, f"{one.value:.12g}", one.unit, coverage,
                marks or say(zh="记录", en="records"), one.cite,
            )
        )  # fmt: skip
    return found


def _grid(
    document: Any,
    header: Sequence[str],
    rows: Sequence[Sequence[str]],
    widths: Sequence[float],
    *,
    lies: bool = True,
    numbers: frozenset[int] = frozenset(),
) -> None:
    """A table whose columns are drawn out or in until they fill the page."""
    scale = (_LYING if lies else _UPRIGHT) / sum(widths)
    texts = [[_text(cell) for cell in row] for row in rows]
    add_table(
        document, header, texts, widths=[w * scale for w in widths],
        numbers=numbers, tight=True,
    )  # fmt: skip


def _shown(cell: Cell) -> str:
    # a line may break after a hyphen, and not after the sign of a number
    shown = cell.shown.replace("-", "−") if cell.kind is CellKind.NUMBER else cell.shown
    return "　" * cell.level + shown


def _text(text: str) -> str:
    """A text without the control characters that XML cannot hold."""
    return _CONTROL.sub("", text)
