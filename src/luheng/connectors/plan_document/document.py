"""A plan document as lines: txt, docx, pdf with a text layer, html, and doc through LibreOffice.

All forms come out alike: one line per printed line (pdf) or paragraph (the others); a table cell
begins with a tab; a blank line ends a table row, two end a table.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from luheng.connectors.files import decode
from luheng.errors import UnreadableFile

from .head import read_head
from .line import Line, PlanHead
from .page_numbers import page_number_lines

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

__all__ = ["ENDINGS", "Document", "read_document"]

Rows = list[tuple[str, int | None]]


@dataclass(frozen=True, slots=True)
class Document:
    """A document's head and its lines, numbered from 1."""

    head: PlanHead
    lines: tuple[Line, ...]


def read_document(content: bytes, name: str) -> Document:
    """The lines of a document and what its head says; the ending of the name tells the form.

    Raises:
        UnreadableFile: empty, of another ending, not what its ending says, encrypted, a pdf
            without a text layer, or a .doc where LibreOffice is not installed.
    """
    ending = name.rsplit(".", 1)[-1].lower() if "." in name else ""
    form = _forms().get(ending)
    if form is None:
        raise UnreadableFile(
            name,
            f"规划文档不读“.{ending}”文件。" if ending else "文件名没有扩展名。",
            f"plan documents ending in .{ending} are not read."
            if ending
            else "the file's name has no ending.",
            f"可读：{'、'.join('.' + e for e in ENDINGS)}。",
            f"Can be read: {', '.join('.' + e for e in ENDINGS)}.",
        )
    if not content.strip():
        raise UnreadableFile(
            name,
            "文件是空的。",
            "the file is empty.",
            "请重新下载或重新传送该文件。",
            "Download it or send it again.",
        )
    rows = form(content, name)
    if not any(text.strip() for text, _ in rows):
        raise UnreadableFile(name, "文件里没有文字。", "the file holds no text.")
    lines = tuple(Line(n, text, page) for n, (text, page) in enumerate(rows, start=1))
    return Document(read_head(lines), lines)


def _forms() -> Mapping[str, Callable[[bytes, str], Rows]]:
    from . import pdf, web_page, word

    return {
        "txt": _text,
        "docx": word.read_docx,
        "doc": word.read_doc,
        "pdf": pdf.read_pdf,
        "html": web_page.read_html,
        "htm": web_page.read_html,
    }


ENDINGS = ("txt", "docx", "doc", "pdf", "html", "htm")


def _text(content: bytes, name: str) -> Rows:
    text, _ = decode(content, name)
    page = 1
    paged = "\f" in text
    rows: Rows = []
    for line in text.replace("\r\n", "\n").replace("\r", "\n").split("\n"):
        page += line.count("\f")
        rows.append((line.replace("\f", ""), page if paged else None))
    if rows and not rows[-1][0]:
        rows.pop()
    numbers = page_number_lines([text for text, _ in rows])
    return [("" if i in numbers else text, page) for i, (text, page) in enumerate(rows)]
