"""A plan document as lines: txt, docx, pdf with a text layer, html, and doc through LibreOffice.

All forms come out alike: one line per printed line (pdf) or paragraph (the others); a table cell
begins with a tab; a blank line ends a table row, two end a table.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from luheng.errors import UnreadableFile

from .encodings import read_text
from .head import read_head
from .line import Line, PlanHead
from .page_numbers import page_number_lines, running_lines

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from luheng.records.batch import Finding

__all__ = ["ENDINGS", "LARGEST", "Document", "read_document", "require_size"]

Rows = list[tuple[str, int | None]]
#: bytes: the plans seen so far are below 20 million, scans of hundreds of pages included
LARGEST = 100_000_000


@dataclass(frozen=True, slots=True)
class Document:
    """A document's head and its lines, numbered from 1, and what of it could not be read."""

    head: PlanHead
    lines: tuple[Line, ...]
    warnings: tuple[Finding, ...] = ()


def read_document(content: bytes, name: str) -> Document:
    """The lines of a document and what its head says; the ending of the name tells the form.

    Raises:
        UnreadableFile: empty, too large, of another ending, not what its ending says, encrypted,
            a pdf without a text layer, or a .doc where LibreOffice is not installed.
    """
    require_size(len(content), name)
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
    warnings: list[Finding] = []
    rows = form(content, name, warnings)
    if not any(text.strip() for text, _ in rows):
        raise UnreadableFile(name, "文件里没有文字。", "the file holds no text.")
    lines = tuple(Line(n, text, page) for n, (text, page) in enumerate(rows, start=1))
    return Document(read_head(lines), lines, tuple(warnings))


def require_size(size: int, name: str) -> None:
    """Refuse a file that is larger than any plan, before its bytes are read.

    Raises:
        UnreadableFile: more than ``LARGEST`` bytes.
    """
    if size <= LARGEST:
        return
    large, limit = f"{size / 1e6:.0f}", f"{LARGEST / 1e6:.0f}"
    raise UnreadableFile(
        name,
        f"文件有 {large} MB，超过规划文件的上限 {limit} MB，没有打开。",
        f"the file is {large} MB, more than the {limit} MB that a plan document may have; it was "
        "not opened.",
        "请核对文件；带大量图片的，另存为文字版或拆成几个文件。",
        "Check the file; if it is full of pictures, save it as text or split it.",
    )


def _forms() -> Mapping[str, Callable[[bytes, str, list[Finding]], Rows]]:
    from . import pdf, web_page, word

    return {
        "txt": _text,
        "docx": lambda content, name, _: word.read_docx(content, name),
        "doc": lambda content, name, _: word.read_doc(content, name),
        "pdf": pdf.read_pdf,
        "html": lambda content, name, _: web_page.read_html(content, name),
        "htm": lambda content, name, _: web_page.read_html(content, name),
    }


ENDINGS = ("txt", "docx", "doc", "pdf", "html", "htm")


def _text(content: bytes, name: str, warnings: list[Finding]) -> Rows:
    text = read_text(content, name, warnings)
    page = 1
    paged = "\f" in text
    rows: Rows = []
    for line in text.replace("\r\n", "\n").replace("\r", "\n").split("\n"):
        page += line.count("\f")
        rows.append((line.replace("\f", ""), page if paged else None))
    if rows and not rows[-1][0]:
        rows.pop()
    numbers = page_number_lines([text for text, _ in rows]) | running_lines(rows)
    return [("" if i in numbers else text, page) for i, (text, page) in enumerate(rows)]
