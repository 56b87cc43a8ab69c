"""Native charts in a Word document: editable there, in the reader's fonts, their numbers enclosed.

python-docx has no charts; python-pptx draws the same DrawingML charts, so one is made there and its
part, with the workbook that holds its numbers, moves into the document.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Sequence

__all__ = ["Line", "add_bars", "add_lines"]

_CHART = "application/vnd.openxmlformats-officedocument.drawingml.chart+xml"
_SHEET = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_EMU_PER_CM = 360_000


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a chart: a value for each category, None where there is none."""

    name: str
    values: Sequence[float | None]
    colour: str
    dashed: bool = False
    marked: bool = False


def add_lines(
    document: Any,
    categories: Sequence[str],
    lines: Sequence[Line],
    *,
    axis: str,
    height_cm: float = 6.5,
) -> None:
    """Append a line chart; a value that is None leaves a gap, never a zero."""
    from pptx.enum.chart import XL_CHART_TYPE, XL_MARKER_STYLE
    from pptx.enum.dml import MSO_LINE
    from pptx.util import Pt

    chart = _chart(XL_CHART_TYPE.LINE_MARKERS, categories, lines)
    for drawn, line in zip(chart.plots[0].series, lines, strict=True):
        colour = _rgb(line.colour)
        drawn.smooth = False
        drawn.format.line.color.rgb = colour
        drawn.format.line.width = Pt(1.75)
        if line.dashed:
            drawn.format.line.dash_style = MSO_LINE.DASH
        drawn.marker.style = XL_MARKER_STYLE.CIRCLE if line.marked else XL_MARKER_STYLE.NONE
        if line.marked:
            drawn.marker.size = 6
            drawn.marker.format.fill.solid()
            drawn.marker.format.fill.fore_color.rgb = colour
    _dress(chart, axis)
    _append(document, chart, height_cm)


def add_bars(
    document: Any, categories: Sequence[str], lines: Sequence[Line], *, height_cm: float = 6.5
) -> None:
    """Append a chart of stacked bars, one bar a category and one colour a line."""
    from pptx.enum.chart import XL_CHART_TYPE

    chart = _chart(XL_CHART_TYPE.BAR_STACKED, categories, lines)
    for drawn, line in zip(chart.plots[0].series, lines, strict=True):
        drawn.format.fill.solid()
        drawn.format.fill.fore_color.rgb = _rgb(line.colour)
    chart.plots[0].gap_width = 60
    chart.plots[0].overlap = 100
    chart.category_axis.reverse_order = True
    _dress(chart, "")
    _append(document, chart, height_cm)


def _rgb(text: str) -> Any:
    from pptx.dml.color import RGBColor

    colour: Any = RGBColor  # python-pptx says no types
    return colour.from_string(text)


def _chart(kind: Any, categories: Sequence[str], lines: Sequence[Line]) -> Any:
    from pptx import Presentation
    from pptx.chart.data import CategoryChartData
    from pptx.util import Cm

    untyped: Any = CategoryChartData  # as above
    numbers = untyped()
    numbers.categories = list(categories)
    for line in lines:
        numbers.add_series(line.name, list(line.values))
    deck = Presentation()
    slide = deck.slides.add_slide(deck.slide_layouts[6])
    return slide.shapes.add_chart(kind, Cm(0), Cm(0), Cm(16), Cm(7), numbers).chart


def _dress(chart: Any, axis: str) -> None:
    from pptx.enum.chart import XL_LEGEND_POSITION
    from pptx.util import Pt

    chart.font.size = Pt(9)
    chart.has_title = False
    chart.has_legend = True
    chart.legend.position = XL_LEGEND_POSITION.BOTTOM
    chart.legend.include_in_layout = False
    value_axis = chart.value_axis
    value_axis.major_gridlines.format.line.color.rgb = _rgb("D9DDE2")
    value_axis.format.line.fill.background()
    if axis:
        value_axis.has_title = True
        value_axis.axis_title.text_frame.text = axis
        value_axis.axis_title.text_frame.paragraphs[0].runs[0].font.size = Pt(9)
        value_axis.axis_title.text_frame.paragraphs[0].runs[0].font.bold = False


def _append(document: Any, chart: Any, height_cm: float) -> None:
    """The chart's part and its workbook's into the document, and a picture frame around it."""
    from docx.opc.constants import RELATIONSHIP_TYPE
    from docx.opc.packuri import PackURI
    from docx.opc.part import Part
    from docx.oxml import parse_xml

    package = document.part.package
    number = 1 + sum("/charts/chart" in str(p.partname) for p in package.iter_parts())
    sheet = Part(
        PackURI(f"/word/embeddings/Microsoft_Excel_Sheet{number}.xlsx"),
        _SHEET,
        chart.part.chart_workbook.xlsx_part.blob,
        package,
    )
    part = Part(
        PackURI(f"/word/charts/chart{number}.xml"),
        _CHART,
        # the frame within which the chart is drawn names its workbook as its first relationship
        chart.part.blob,
        package,
    )
    if part.relate_to(sheet, RELATIONSHIP_TYPE.PACKAGE) != "rId1":  # pragma: no cover
        raise RuntimeError(part.partname)
    relation = document.part.relate_to(part, RELATIONSHIP_TYPE.CHART)
    section = document.sections[-1]
    width = section.page_width - section.left_margin - section.right_margin
    frame = parse_xml(
        '<wp:inline xmlns:wp="http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing"'
        ' xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main"'
        ' xmlns:c="http://schemas.openxmlformats.org/drawingml/2006/chart"'
        ' xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"'
        ' distT="0" distB="0" distL="0" distR="0">'
        f'<wp:extent cx="{int(width)}" cy="{int(height_cm * _EMU_PER_CM)}"/>'
        f'<wp:docPr id="{1000 + number}" name="chart {number}"/><wp:cNvGraphicFramePr/>'
        '<a:graphic><a:graphicData uri="http://schemas.openxmlformats.org/drawingml/2006/chart">'
        f'<c:chart r:id="{relation}"/></a:graphicData></a:graphic></wp:inline>'
    )
    drawing = parse_xml(
        '<w:drawing xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"/>'
    )
    drawing.append(frame)
    document.add_paragraph().add_run()._r.append(drawing)  # noqa: SLF001  (python-docx has no other door)
