"""Web pages as lines: paragraphs and table cells; scripts, styles and navigation left out."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from html.parser import HTMLParser
from typing import Final

from luheng.connectors.files import decode

__all__ = ["read_html"]

_BLOCKS: Final = frozenset(
    ("p", "div", "li", "tr", "table", "h1", "h2", "h3", "h4", "h5", "h6", "section", "article",
     "blockquote", "dd", "dt", "ul", "ol", "center", "body")
)  # fmt: skip
_SILENT: Final = frozenset(
    ("script", "style", "nav", "header", "footer", "noscript", "template", "select", "button",
     "svg", "title", "head")
)  # fmt: skip
_WIDEST_SPAN: Final = 60
_CHARSET = re.compile(rb"""charset\s*=\s*["']?\s*([\w-]+)""", re.IGNORECASE)


def read_html(content: bytes, name: str) -> list[tuple[str, int | None]]:
    """One line per block of text; a cell begins with a tab, a row ends with a blank line."""
    page = _Page()
    page.feed(_decoded(content, name))
    page.close()
    page.end_line()
    return [(line, None) for line in page.lines]


def _decoded(content: bytes, name: str) -> str:
    """By the charset that the page states, if it holds; else as any text file."""
    stated = _CHARSET.search(content[:4096])
    if stated:
        charset = stated.group(1).decode("ascii", "replace").lower()
        charset = "gb18030" if charset in {"gb2312", "gbk"} else charset
        try:
            return content.decode(charset)
        except (LookupError, UnicodeDecodeError):
            pass
    return decode(content, name)[0]


@dataclass(slots=True)
class _Table:
    """Where the reader stands in a table: the column, and how far cells above reach down."""

    column: int = 0
    reach: dict[int, int] = field(default_factory=dict)
    wide: int = 0

    def covered(self) -> int:
        """Step over the columns that a cell above covers; how many they are."""
        stepped = 0
        while self.reach.get(self.column, 0) > 0:
            self.reach[self.column] -= 1
            self.column += 1
            stepped += 1
        return stepped

    def begin(self, columns: int, rows: int) -> None:
        """A cell over so many columns and rows."""
        for at in range(self.column, self.column + columns):
            self.reach[at] = rows - 1
        self.column += columns
        self.wide = columns - 1


def _span(attrs: list[tuple[str, str | None]], name: str) -> int:
    said = dict(attrs).get(name) or "1"
    return min(_WIDEST_SPAN, max(1, int(said))) if said.strip().isdecimal() else 1


class _Page(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.lines: list[str] = []
        self._text: list[str] = []
        self._silent: list[str] = []
        self._new_cell = False
        self._tables: list[_Table] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if self._silent or tag in _SILENT:
            if tag in _SILENT:
                self._silent.append(tag)
            return
        if tag in _BLOCKS or tag in {"br", "td", "th"}:
            self.end_line()
        if tag == "table":
            self._tables.append(_Table())
        elif tag == "tr" and self._tables:
            self._tables[-1].column = 0
        if tag in {"td", "th"}:
            self._begin_cell(attrs)

    def _begin_cell(self, attrs: list[tuple[str, str | None]]) -> None:
        if self._tables:
            self.lines += ["\t"] * self._tables[-1].covered()
            self._tables[-1].begin(_span(attrs, "colspan"), _span(attrs, "rowspan"))
        self._new_cell = True

    def handle_endtag(self, tag: str) -> None:
        if self._silent:
            if tag in self._silent:
                while self._silent.pop() != tag:
                    pass
            return
        if tag in {"td", "th"}:
            self.end_line()
            if self._new_cell:  # an empty cell keeps its place
                self.lines.append("\t")
            self._new_cell = False
            if self._tables:
                self.lines += ["\t"] * self._tables[-1].wide
                self._tables[-1].wide = 0
        elif tag in _BLOCKS:
            self.end_line()
        if tag == "tr" and self._tables:
            self.lines += ["\t"] * self._tables[-1].covered()
        if tag in {"tr", "table"}:
            self.lines.append("")
        if tag == "table" and self._tables:
            self._tables.pop()

    def handle_data(self, data: str) -> None:
        if not self._silent:
            self._text.append(data)

    def end_line(self) -> None:
        text = re.sub(r"[\s\xa0]+", " ", "".join(self._text).replace("\u3000", " ")).strip()
        self._text.clear()
        if text:
            self.lines.append(f"\t{text}" if self._new_cell else text)
            self._new_cell = False
