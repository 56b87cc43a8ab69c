"""Word documents in the fonts of official Chinese papers: A4, page numbers, tables with lines."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

__all__ = ["add_table", "new_document", "turned"]

_HEADING, _BODY, _LATIN = "黑体", "仿宋", "Times New Roman"
_SMALL = 8


def new_document() -> Any:
    """An empty document with the styles Normal, Cell, Title, Heading 1 to 3 and Caption."""
    from docx import Document
    from docx.enum.style import WD_STYLE_TYPE
    from docx.oxml.ns import qn
    from docx.shared import Cm, Pt, RGBColor

    document: Any = Document()
    section = document.sections[0]
    section.page_width, section.page_height = Cm(21), Cm(29.7)
    section.left_margin = section.right_margin = Cm(2.5)
    section.top_margin = section.bottom_margin = Cm(2.5)
    styles = document.styles
    styles.add_style("Cell", WD_STYLE_TYPE.PARAGRAPH).base_style = styles["Normal"]
    for name, font, size in (
        ("Normal", _BODY, 12),
        ("Cell", "宋体", _SMALL),
        ("Title", _HEADING, 20),
        ("Heading 1", _HEADING, 15),
        ("Heading 2", _HEADING, 13),
        ("Heading 3", _HEADING, 11),
        ("Caption", _BODY, 9),
    ):
        style = styles[name]
        style.font.name, style.font.size = _LATIN, Pt(size)
        style.font.color.rgb = RGBColor(0, 0, 0)
        fonts = style.element.get_or_add_rPr().get_or_add_rFonts()
        for theme in ("asciiTheme", "hAnsiTheme", "eastAsiaTheme", "cstheme"):
            fonts.attrib.pop(qn(f"w:{theme}"), None)
        fonts.set(qn("w:eastAsia"), font)
    for name in ("Cell", "Caption"):
        styles[name].paragraph_format.space_after = Pt(0)
        styles[name].font.bold = False
    _page_numbers(section)
    return document


def turned(document: Any, *, wide: bool) -> None:
    """Go on on a new page that lies (``wide``) or stands."""
    from docx.enum.section import WD_ORIENT, WD_SECTION

    section = document.add_section(WD_SECTION.NEW_PAGE)
    lies = section.page_width > section.page_height
    section.orientation = WD_ORIENT.LANDSCAPE if wide else WD_ORIENT.PORTRAIT
    if lies != wide:
        section.page_width, section.page_height = section.page_height, section.page_width


def add_table(
    document: Any,
    header: Sequence[str],
    rows: Iterable[Sequence[str]],
    *,
    widths: Sequence[float],
    numbers: frozenset[int] = frozenset(),
    tight: bool = False,
) -> Any:
    """A table with lines, whose header comes again on every page.

    ``widths`` are in centimetres; the columns ``numbers`` are set flush right; ``tight`` leaves
    less room beside the texts, for tables of many columns.
    """
    from docx.enum.text import WD_ALIGN_PARAGRAPH
    from docx.oxml import OxmlElement
    from docx.shared import Cm

    every = list(rows)
    table = document.add_table(rows=1 + len(every), cols=len(header), style="Table Grid")
    table.autofit = False
    for column, width in zip(table.columns, widths, strict=True):
        column.width = Cm(width)
    style = document.styles["Cell"]
    for at, (row, texts) in enumerate(zip(table.rows, [header, *every], strict=True)):
        for n, (cell, text, width) in enumerate(zip(row.cells, texts, widths, strict=True)):
            cell.width = Cm(width)
            cell.text = text
            for paragraph in cell.paragraphs:
                paragraph.style = style
                if at and n in numbers:
                    paragraph.alignment = WD_ALIGN_PARAGRAPH.RIGHT
        kept = OxmlElement("w:cantSplit")
        row._tr.get_or_add_trPr().append(kept)  # noqa: SLF001  (python-docx has no other door)
    first = table.rows[0]
    first._tr.get_or_add_trPr().append(OxmlElement("w:tblHeader"))  # noqa: SLF001  (as above)
    for cell in first.cells:
        for run in cell.paragraphs[0].runs:
            run.bold = True
    if tight:
        _narrow(table)
    document.add_paragraph()
    return table


def _narrow(table: Any) -> None:
    """Less than a millimetre of room at both sides of a cell."""
    from docx.oxml import parse_xml

    margins = parse_xml(
        '<w:tblCellMar xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main">'
        '<w:left w:w="45" w:type="dxa"/><w:right w:w="45" w:type="dxa"/></w:tblCellMar>'
    )
    properties = table._tbl.tblPr  # noqa: SLF001  (python-docx has no other door)
    look = properties.find("{http://schemas.openxmlformats.org/wordprocessingml/2006/main}tblLook")
    # the schema wants the margins before the look
    properties.insert(len(properties) if look is None else list(properties).index(look), margins)


def _page_numbers(section: Any) -> None:
    from docx.enum.text import WD_ALIGN_PARAGRAPH
    from docx.oxml import parse_xml

    paragraph = section.footer.paragraphs[0]
    paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
    field = parse_xml(
        '<w:fldSimple xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
        ' w:instr="PAGE"><w:r><w:t>1</w:t></w:r></w:fldSimple>'
    )
    paragraph._p.append(field)  # noqa: SLF001  (python-docx has no fields)
