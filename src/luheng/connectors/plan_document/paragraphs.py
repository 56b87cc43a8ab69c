"""Paragraphs of a plan: physical lines joined where a sentence or a heading runs on."""

from __future__ import annotations

import bisect
import re
from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

from .numbering import mark_of
from .titles import leading_verb

if TYPE_CHECKING:
    from collections.abc import Sequence

    from .line import Line

__all__ = ["Paragraph", "paragraphs"]

_HAN = r"\u3400-\u9fff"
_INNER_SPACE = re.compile(rf"(?<![章节篇编])(?<=[{_HAN}、，。；：]) +(?=[{_HAN}、，。；：])")
_CLOSED = re.compile(r"[。！？；;:：.!?][”’」』）)\"]*$|(?:负责|牵头|配合|落实|参与)[)）]$")
#: a line that deals out the work of the text above it, or says by when
_NOTE = re.compile(
    r"^[（(]?(?:(?:责任|牵头|配合|主管|实施|承办)(?:单位|部门|主体)|(?:完成)?(?:时限|时间|期限)(?:要求)?)\s*[：:]"
)
_BODY = re.compile(r"[，,。；]")
_JUNK = re.compile(r"^\[bookmark:[^\]]*\]")
_INDENT = ("\u3000\u3000", "    ", "  ")
#: a line this share of the usual full width goes on in the next line
_FULL = 0.86
_HEADING_FULL = 0.92
_FEWEST_LINES = 8
_WIDEST_PAGE = 80
_LONG_LINE = 20
_BOX_END = 2
_LONG_HEADING = 45
_FEW_INDENTS = 0.03
_SHORT_TITLE = re.compile(r"^[^，,。；：]{2,20}[。：]")
_LONG_TITLE = re.compile(r"^[^，,。；：]{2,16}，[^，,。；：]{2,16}。")


@dataclass(frozen=True, slots=True)
class Paragraph:
    """Joined text, its first line, and the offset at which each of its lines begins.

    ``cell``: it begins a table cell. ``gap``: blank lines before it.
    """

    text: str
    line: int
    page: int | None
    cell: bool
    gap: int
    starts: tuple[int, ...]
    lines: tuple[int, ...]

    def line_at(self, offset: int) -> int:
        """The number of the line on which the character at the offset stands."""
        return self.lines[max(0, bisect.bisect_right(self.starts, offset) - 1)]


@dataclass(slots=True)
class _Growing:
    texts: list[str]
    lines: list[int]
    page: int | None
    cell: bool
    gap: int
    reach: float = 0.0

    def text(self) -> str:
        return "".join(self.texts)

    def done(self) -> Paragraph:
        starts, at = [], 0
        for text in self.texts:
            starts.append(at)
            at += len(text)
        return Paragraph(
            self.text(),
            self.lines[0],
            self.page,
            self.cell,
            self.gap,
            tuple(starts),
            tuple(self.lines),
        )


def paragraphs(lines: Sequence[Line]) -> tuple[Paragraph, ...]:
    """The paragraphs in order; a line that starts a heading, a cell or an item starts a new one."""
    # a table or a box is often set in smaller type: its lines are full at another width
    boxed = _boxed(lines)
    widths = [
        _wrap_width([ln for ln, b in zip(lines, boxed, strict=True) if b == k]) for k in (0, 1)
    ]
    flush = _is_flush(lines)
    out: list[Paragraph] = []
    now: _Growing | None = None
    gap = before = 0
    page = lines[0].page if lines else None
    for line, inside in zip(lines, boxed, strict=True):
        text = _clean(line.text)
        if not text:
            gap += not line.text.startswith("\t")  # an empty cell is no blank line
            continue
        if line.page != page:
            gap = min(gap, inside)  # the blank lines between two pages part nothing
        page = line.page
        left = before > inside  # behind a table nothing goes on
        before = inside
        if now is not None and not left and _goes_on(now, line, text, gap, (widths[inside], flush)):
            now.texts.append(_joint(now.texts[-1], text))
            now.lines.append(line.number)
            now.reach = _measure(line.text)
        else:
            if now is not None:
                out.append(now.done())
            now = _Growing([text], [line.number], line.page, line.text.startswith("\t"), gap)
            now.reach = _measure(line.text)
        gap = 0
    if now is not None:
        out.append(now.done())
    return tuple(out)


def _boxed(lines: Sequence[Line]) -> list[int]:
    """For each line 1 if it stands in a table or box: from a cell on until two blank lines."""
    out: list[int] = []
    inside, blank = 0, 0
    for line in lines:
        blank = 0 if line.text.startswith("\t") or line.text.strip() else blank + 1
        if line.text.startswith("\t"):
            inside = 1
        elif blank >= _BOX_END:
            inside = 0
        out.append(inside)
    return out


def _opens(text: str) -> bool:
    """Whether a line begins with a title that runs in: 甲。… or 推动甲，建设乙。…."""
    return bool(_SHORT_TITLE.match(text)) or bool(_LONG_TITLE.match(text) and leading_verb(text))


def _is_flush(lines: Sequence[Line]) -> bool:
    """Whether first lines are not indented, so that a full last line hides a paragraph's end."""
    indented = sum(1 for line in lines if line.text.startswith(_INDENT))
    return indented < _FEW_INDENTS * len(lines)


def _clean(text: str) -> str:
    return _INNER_SPACE.sub("", _JUNK.sub("", text).replace("\xa0", " ").strip())


def _joint(before: str, text: str) -> str:
    """A space only between two Latin words."""
    latin = before[-1:].isascii() and before[-1:].isalpha() and text[:1].isascii()
    return f" {text}" if latin and text[:1].isalpha() else text


def _measure(text: str) -> float:
    """The printed length of a line in wide characters, its indent included."""
    indent = 2 if text.startswith(_INDENT) else 0
    return indent + sum(0.5 if c.isascii() else 1 for c in _clean(text))


def _wrap_width(lines: Sequence[Line]) -> float:
    """The usual length of a full line if the text is wrapped by a page's width, else 0."""
    held = [line.text for line in lines if _clean(line.text)]
    lengths = sorted(map(_measure, held))
    if len(lengths) < _FEWEST_LINES:
        return 0
    # boxes in smaller type have longer lines than the text: then the commonest length tells
    common = Counter(round(length) for length in lengths if length >= _LONG_LINE)
    for width in (lengths[int(0.95 * (len(lengths) - 1))], *(n for n, _ in common.most_common(1))):
        full = [text for text in held if _measure(text) >= _FULL * width]
        # where every line is a paragraph, nearly every long one ends in a stop
        broken = sum(1 for text in full if not _CLOSED.search(_clean(text)))
        wrapped = len(full) >= 0.3 * len(lengths) and broken >= 0.4 * len(full)
        if width <= _WIDEST_PAGE and wrapped:
            return width
    return 0


def _goes_on(now: _Growing, line: Line, text: str, gap: int, layout: tuple[float, bool]) -> bool:
    width, flush = layout
    before = now.text()
    if line.text.startswith("\t") or mark_of(text) is not None:
        return False
    if _NOTE.match(text) and before.count("（") <= before.count("）"):
        return False
    closed = bool(_CLOSED.search(before))
    # a heading may hold a comma and ends without a stop: only a sentence in it makes it text
    text_begun = "。" in before or (
        (len(before) > _LONG_HEADING)
        if mark_of(before) is not None
        else bool(_BODY.search(before)) or len(before) > _LONG_HEADING
    )
    indented = line.text.startswith(_INDENT)
    if indented and gap == 0:
        return "。" in before and not closed and bool(width)
    if width and gap == 0 and flush and closed and _opens(text):
        return False
    if width and gap == 0:
        heading = mark_of(before) is not None and "。" not in before
        full = _HEADING_FULL if heading else _FULL
        return now.reach >= full * width or (text_begun and not closed)
    return text_begun and not closed
