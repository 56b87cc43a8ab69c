"""The text layer of a pdf as lines: indents kept, cells told, page numbers and headers dropped."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, Final

from luheng.errors import UnreadableFile
from luheng.records.batch import Finding, Level

from .encodings import places
from .pdf_frames import borders
from .pdf_pieces import Piece, pieces_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

__all__ = ["read_pdf"]

_PAGE_NUMBER = re.compile(
    r"^[-—–·\s]*(?:第\s*)?[\divxIVX]{1,4}\s*(?:页)?\s*(?:[/／共]\s*(?:共\s*)?\d{1,4}\s*页?)?[-—–·\s]*$"
)
#: characters without a meaning of their own: what a font without character codes gives
_UNTOLD = re.compile(r"[\ufffd\ue000-\uf8ff\u0000-\u0008]")
_GARBLED: Final = 0.3
_TAIL: Final = 2048
#: a page with fewer characters than this is an image
_SCANNED: Final = 8
#: share of the page at its top and bottom in which headers and page numbers stand
_EDGE: Final = 0.11
#: a page with fewer lines has the margin of the document
_ENOUGH_LINES: Final = 12
_SHORT: Final = 10
_MANY: Final = 0.25
_FEW: Final = 0.15
#: with so few pages a figure at the edge is taken for a page number; a year is none
_FEW_PAGES, _YEAR_DIGITS = 2, 4
#: how much larger a title is set than the running head that repeats it
_TITLE_SIZE: Final = 1.2


@dataclass(frozen=True, slots=True)
class _Page:
    number: int
    height: float
    pieces: tuple[Piece, ...]
    image: bool = False


def read_pdf(
    content: bytes, name: str, warnings: list[Finding] | None = None
) -> list[tuple[str, int | None]]:
    """One line per printed line with its page; the first line of a paragraph keeps its indent.

    What is missing (pages of images, the end of the file) is added to the warnings.

    Raises:
        UnreadableFile: no whole pdf, locked by a password, or without text that can be told.
    """
    pages = _read(content, name)
    letters = sum(len(p.text) for page in pages for p in page.pieces)
    if letters < _SCANNED * max(1, len(pages)):
        raise UnreadableFile(
            name,
            "PDF 没有文字层（多半是扫描件），读不出文字。",
            "the pdf has no text layer (most likely a scan): there is no text to read.",
            "请换用文字版 PDF 或 Word 文档，或先做文字识别（OCR）并核对。",
            "Use a pdf with text or the Word document, or run text recognition first and check it.",
        )
    _require_legible(pages, name)
    if warnings is not None:
        warnings += _missing(pages, content, name)
    pages = _joined_frames(_without_margins(pages))
    left = _left_margin([p for page in pages for p in page.pieces])
    inner = _inner_margin(pages)
    rows: list[tuple[str, int | None]] = []
    ended = False  # whether the page before ends in a table or a box
    for page in pages:
        if rows and page.pieces and page.pieces[0].cell and page.pieces[0].frame is not None:
            rows.append(("", page.number))  # a row of a table does not go on over the page
        elif ended and page.pieces and page.pieces[0].frame is None and not page.pieces[0].cell:
            rows += [("", page.number), ("", page.number)]  # nor does the table into the text
        own = _left_margin(page.pieces) if len(page.pieces) >= _ENOUGH_LINES else left
        rows.extend((text, page.number) for text in _lines(page.pieces, own, inner))
        if page.pieces:
            ended = page.pieces[-1].cell or page.pieces[-1].frame is not None
    return rows


def _read(content: bytes, name: str) -> list[_Page]:
    import pypdfium2  # type: ignore[import-untyped]  # ships no types

    try:
        document = pypdfium2.PdfDocument(content)
    except pypdfium2.PdfiumError as error:
        locked = "assword" in str(error)
        raise UnreadableFile(
            name,
            "PDF 已加密，需要密码才能打开。" if locked else "不是完整的 PDF 文件。",
            "the pdf is encrypted and opens only with a password."
            if locked
            else "it is not a whole pdf.",
            "请清除密码后另存。" if locked else "请重新下载或重新传送该文件。",
            "Clear the password and save it." if locked else "Download it or send it again.",
        ) from error
    try:
        return [_page(document, i) for i in range(len(document))]
    finally:
        document.close()


def _page(document: Any, index: int) -> _Page:
    page = document[index]
    try:
        text = page.get_textpage()
        try:
            pieces = pieces_of(text, borders(page))
            image = not pieces and _is_image(page)
            return _Page(index + 1, page.get_height(), pieces, image)
        finally:
            text.close()
    finally:
        page.close()


def _is_image(page: Any) -> bool:
    """Whether a page without text shows a picture."""
    from pypdfium2 import raw

    return any(True for _ in page.get_objects(filter=[raw.FPDF_PAGEOBJ_IMAGE], max_depth=3))


def _require_legible(pages: Sequence[_Page], name: str) -> None:
    """Refuse a text layer whose characters stand for nothing: a font without character codes."""
    text = "".join(p.text for page in pages for p in page.pieces)
    if len(_UNTOLD.findall(text)) > _GARBLED * len(text):
        raise UnreadableFile(
            name,
            "PDF 的字体没有字符编码，读出的文字是乱码。",
            "the pdf's fonts carry no character codes: its text comes out garbled.",
            "请换用 Word 文档或重新导出的 PDF，或先做文字识别（OCR）并核对。",
            "Use the Word document or a pdf exported anew, or run text recognition and check it.",
        )


def _missing(pages: Sequence[_Page], content: bytes, name: str) -> Iterator[Finding]:
    blank = [page.number - 1 for page in pages if page.image and not _letters(page)]
    if blank:
        zh, en = places(blank, "第 {} 页", "pages {}")
        yield Finding(
            code="DOC-02",
            level=Level.DOUBT,
            source=name,
            problem_zh=f"{zh}只有图像没有文字，其余 {len(pages) - len(blank)} 页已读取。",
            problem_en=f"{en} hold images and no text; the other {len(pages) - len(blank)} were "
            "read.",
            remedy_zh="这些页请换用文字版，或做文字识别（OCR）并核对。",
            remedy_en="Use a file with text for these pages, or run text recognition and check it.",
        )
    if b"%%EOF" not in content[-_TAIL:]:
        yield Finding(
            code="DOC-04",
            level=Level.DOUBT,
            source=name,
            problem_zh=f"PDF 的结尾缺失，可能没有传送完整；已读取能打开的 {len(pages)} 页。",
            problem_en=f"the end of the pdf is missing, it may be cut short; the {len(pages)} "
            "pages that open were read.",
            remedy_zh="请重新下载或重新传送该文件。",
            remedy_en="Download it or send it again.",
        )


def _letters(page: _Page) -> bool:
    return sum(len(p.text) for p in page.pieces) >= _SCANNED


# -- headers and page numbers ------------------------------------------------------------------


def _without_margins(pages: Sequence[_Page]) -> list[_Page]:
    """Pages without page numbers and without what returns at the edge of many pages."""
    edges = Counter(
        key for page in pages for key in {_key(p) for p in page.pieces if _at_edge(p, page)}
    )
    least = len(pages) if len(pages) == _FEW_PAGES else max(3, 0.3 * len(pages))
    often = {k for k, n in edges.items() if n >= least}
    steps = Counter(
        int(p.text) - page.number for page in pages for p in page.pieces if _is_bare(p, page)
    )
    few = len(pages) <= _FEW_PAGES
    sizes: dict[str, float] = {}
    for page in pages:
        for p in page.pieces:
            if _key(p) in often and _at_edge(p, page):
                sizes[_key(p)] = min(p.size, sizes.get(_key(p), p.size))

    def is_margin(piece: Piece, page: _Page) -> bool:
        if not _at_edge(piece, page):
            return False
        if _is_bare(piece, page):  # a bare figure is a page number where it counts with the pages
            return few or steps[int(piece.text) - page.number] > 1
        if _key(piece) in often:  # the title says the same in larger type
            return piece.size < _TITLE_SIZE * sizes[_key(piece)]
        return bool(_PAGE_NUMBER.match(piece.text))

    return [
        replace(page, pieces=tuple(p for p in page.pieces if not is_margin(p, page)))
        for page in pages
    ]


def _is_bare(piece: Piece, page: _Page) -> bool:
    return piece.text.isdecimal() and len(piece.text) < _YEAR_DIGITS and _at_edge(piece, page)


def _at_edge(piece: Piece, page: _Page) -> bool:
    if not piece.text or piece.grid is not None:  # a cell of a table
        return False
    return piece.top > (1 - _EDGE) * page.height or piece.bottom < _EDGE * page.height


def _key(piece: Piece) -> str:
    return re.sub(r"[\d\s]+", "0", piece.text)


def _joined_frames(pages: Sequence[_Page]) -> list[_Page]:
    """A frame that goes on from the page before begins no new cell."""
    out: list[_Page] = []
    open_frame = False
    for page in pages:
        pieces = page.pieces
        if open_frame and pieces and pieces[0].frame is not None:
            row = len(pieces) > 1 and pieces[1].cell and pieces[0].beside(pieces[1])
            pieces = (replace(pieces[0], cell=row), *pieces[1:])
        out.append(replace(page, pieces=pieces))
        if pieces:
            open_frame = pieces[-1].frame is not None
    return out


# -- lines -------------------------------------------------------------------------------------


def _left_margin(pieces: Sequence[Piece]) -> float:
    """Where full lines begin: the leftmost edge that many pieces share; others are indented."""
    found = Counter(
        round(p.left) for p in pieces if not p.cell and p.frame is None and len(p.text) > _SHORT
    )
    many = _MANY * max(found.values(), default=0)
    return float(min((x for x in found if found[x] >= many), default=0))


def _inner_margin(pages: Sequence[_Page]) -> float:
    """Where full lines begin inside frames: paragraphs of a box are indented from there."""
    found = Counter(
        round(p.left)
        for page in pages
        for p in page.pieces
        if p.frame is not None and len(p.text) > 2 * _SHORT
    )
    many = _FEW * max(found.values(), default=0)
    return float(min((x for x in found if found[x] >= many), default=0))


def _lines(pieces: Sequence[Piece], left: float, inner: float) -> Iterator[str]:
    """Text lines of one page: indents as two wide spaces, centred lines between blank lines.

    A cell begins with a tab, a row ends with a blank line, a table with two.
    """
    right = max((p.right for p in pieces), default=0.0)
    before: Piece | None = None
    centred_before = False
    for piece in pieces:
        centred = not piece.cell and _is_centred(piece, left, right)
        if before is not None:
            yield from _blank_lines(before, piece, centred != centred_before)
        begin = inner if piece.frame is not None and inner else left
        indent = 1.2 * piece.size <= piece.left - begin <= 3.4 * piece.size and not centred
        lead = "\t" if piece.cell else ("\u3000\u3000" if indent else "")
        yield lead + piece.text
        before, centred_before = piece, centred


def _blank_lines(before: Piece, piece: Piece, turned: bool) -> Iterator[str]:
    if before.frame is not None and piece.frame is None:
        yield from ("", "")
    elif before.grid and piece.grid and piece.cell and before.grid[2] != piece.grid[2]:
        yield ""
    elif before.frame is not None and not piece.cell:
        if turned:
            yield ""
    elif before.cell and not piece.cell:
        yield from ("", "")
    elif turned or (before.cell and piece.cell and piece.left < before.left):
        yield ""


def _is_centred(piece: Piece, left: float, right: float) -> bool:
    before, after = piece.left - left, right - piece.right
    return before > 3.4 * piece.size and abs(before - after) < 1.6 * piece.size
