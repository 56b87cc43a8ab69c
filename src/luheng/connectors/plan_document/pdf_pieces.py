"""Pieces of text on a pdf page: lines, and cells told by their borders or by wide gaps."""

from __future__ import annotations

import itertools
import statistics
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from .pdf_frames import Borders, Cell

__all__ = ["Piece", "pieces_of"]

#: a gap of this many characters parts two cells of one row
_CELL_GAP: Final = 1.6
#: where the gap is typed with spaces: a heading or a signature more often than a table
_TYPED_GAP: Final = 5.0
_ROW_LOOK_BACK: Final = 14
#: edges of cells that are one within this many points
_EDGE: Final = 3.0


@dataclass(frozen=True, slots=True)
class Piece:
    """Text on one line without a wide gap, or of one cell; coordinates in points, y upwards.

    ``cell``: it begins a cell. ``frame``: the frame on its page. ``grid``: the cell drawn round it.
    """

    text: str
    left: float
    right: float
    bottom: float
    top: float
    size: float
    cell: bool = False
    frame: int | None = None
    grid: Cell | None = None

    def beside(self, other: Piece) -> bool:
        """Whether both stand on one line."""
        shared = min(self.top, other.top) - max(self.bottom, other.bottom)
        return shared > 0.5 * min(self.top - self.bottom, other.top - other.bottom)


def pieces_of(text: Any, drawn: Borders) -> tuple[Piece, ...]:
    """The pieces of a page's text layer in reading order; a cell of a drawn row is one piece."""
    pieces = _cells(_merged(_pieces(text, drawn), drawn))
    placed = [_placed(p, drawn) for p in pieces]
    out: list[Piece] = []
    for frame, run in itertools.groupby(placed, key=lambda p: p.frame):
        group = tuple(run)
        out.extend(group if frame is None else _rows(group, drawn.columns(frame)))
    return tuple(out)


def _pieces(text: Any, drawn: Borders) -> Iterator[Piece]:
    """The characters gathered while they go on along one line."""
    from pypdfium2 import raw  # type: ignore[import-untyped]  # ships no types

    now: list[tuple[str, float, float, float, float, float]] = []
    space = typed = False
    for i in range(text.count_chars()):
        char = chr(raw.FPDFText_GetUnicode(text, i))
        if char in "\r\n":
            yield from _piece(now)
            now, space = [], False
            continue
        if char.isspace():
            space = True
            typed = typed or not raw.FPDFText_IsGenerated(text, i)
            continue
        if char < " " or char in "\ufffe\uffff":
            continue
        left, bottom, right, top = text.get_charbox(i, loose=True)
        size = raw.FPDFText_GetFontSize(text, i) or (top - bottom)
        size = min(size, top - bottom) if top > bottom else size
        gap = (_TYPED_GAP if typed else _CELL_GAP) * size
        if now and (
            _breaks(now[-1], left, bottom, top, gap)
            or drawn.part(now[-1][2], left, (bottom + top) / 2)
        ):
            yield from _piece(now)
            now, space = [], False
        if space and now and (char.isascii() or now[-1][0].isascii()):
            char = f" {char}"
        now.append((char, left, right, bottom, top, size))
        space = typed = False
    yield from _piece(now)


def _breaks(
    last: tuple[str, float, float, float, float, float],
    left: float,
    bottom: float,
    top: float,
    gap: float,
) -> bool:
    _, last_left, last_right, last_bottom, last_top, size = last
    shared = min(top, last_top) - max(bottom, last_bottom)
    if shared < 0.3 * min(top - bottom, last_top - last_bottom):
        return True
    return left - last_right > gap or left < last_left - size


def _piece(
    chars: list[tuple[str, float, float, float, float, float]],
) -> Iterator[Piece]:
    if chars:
        yield Piece(
            "".join(c[0] for c in chars).strip(),
            min(c[1] for c in chars),
            max(c[2] for c in chars),
            min(c[3] for c in chars),
            max(c[4] for c in chars),
            statistics.median(c[5] for c in chars),
        )


def _merged(pieces: Iterator[Piece], drawn: Borders) -> tuple[Piece, ...]:
    """Pieces that follow each other on one line without a gap are one, whatever their fonts."""
    out: list[Piece] = []
    for piece in pieces:
        last = out[-1] if out else None
        if (
            last is not None
            and last.beside(piece)
            and -piece.size < piece.left - last.right < _CELL_GAP * piece.size
            and not drawn.part(last.right, piece.left, (piece.bottom + piece.top) / 2)
        ):
            out[-1] = replace(
                last,
                text=last.text + piece.text,
                right=piece.right,
                bottom=min(last.bottom, piece.bottom),
                top=max(last.top, piece.top),
            )
        else:
            out.append(piece)
    return tuple(out)


def _cells(pieces: tuple[Piece, ...]) -> tuple[Piece, ...]:
    """Mark as cells the pieces that stand beside each other on one line."""
    marked = list(pieces)
    for i, piece in enumerate(pieces):
        for j in range(i - 1, max(-1, i - _ROW_LOOK_BACK), -1):
            if piece.beside(pieces[j]) and piece.left > pieces[j].right:
                marked[i] = replace(piece, cell=True)
                marked[j] = replace(pieces[j], cell=True)
                break
    return tuple(marked)


def _placed(piece: Piece, drawn: Borders) -> Piece:
    """The piece with the frame and the cell in which it stands."""
    middle = (piece.bottom + piece.top) / 2
    frame = drawn.frame(middle)
    if frame is None:
        return piece
    return replace(piece, frame=frame, grid=drawn.cell((piece.left + piece.right) / 2, middle))


def _rows(pieces: Sequence[Piece], edges: tuple[float, ...]) -> Iterator[Piece]:
    """Row by row from the top: several cells become one piece each; one cell across keeps lines.

    A row of a table has a piece for each column, an empty one where nothing stands.
    """
    rows: dict[int, list[Piece]] = {}
    for piece in pieces:
        rows.setdefault(piece.grid[2] if piece.grid else 0, []).append(piece)
    tall = sorted(rows, reverse=True) if 0 not in rows else list(rows)
    several = any(len({p.grid for p in row}) > 1 for row in rows.values())
    for top in tall:
        columns: dict[Cell | None, list[Piece]] = {}
        for piece in rows[top]:
            columns.setdefault(piece.grid, []).append(piece)
        across = len(columns) == 1 and _across(rows[top][0], edges)
        if len(columns) > 1 or (several and not across):
            yield from _row(sorted(columns.values(), key=lambda c: min(p.left for p in c)), edges)
        else:
            for i, piece in enumerate(rows[top]):
                yield replace(piece, cell=piece.cell or i == 0)


def _across(piece: Piece, edges: tuple[float, ...]) -> bool:
    """Whether the cell of a piece spans all columns of its table."""
    if piece.grid is None or not edges:
        return True
    left, right, _ = piece.grid
    return left <= edges[0] + _EDGE and right >= edges[-1] - _EDGE


def _row(cells: Sequence[Sequence[Piece]], edges: tuple[float, ...]) -> Iterator[Piece]:
    at = 0
    for cell in cells:
        one = replace(_one(cell), cell=True)
        empty = replace(one, text="")
        if one.grid is not None:
            place = sum(1 for edge in edges[:-1] if edge < one.grid[0] - _EDGE)
            yield from [empty] * max(0, place - at)
            wide = sum(
                1 for edge in edges[:-1] if one.grid[0] - _EDGE <= edge < one.grid[1] - _EDGE
            )
            yield one
            yield from [empty] * (wide - 1)
            at = max(at, place) + max(1, wide)
        else:
            yield one
            at += 1
    last = replace(_one(cells[-1]), cell=True, text="")
    if last.grid is not None:
        yield from [last] * max(0, len(edges) - 1 - at)


def _one(cell: Sequence[Piece]) -> Piece:
    """The lines of one cell as one piece."""
    first = cell[0]
    text = first.text
    for piece in cell[1:]:
        latin = text[-1:].isascii() and piece.text[:1].isascii()
        text += f" {piece.text}" if latin and text[-1:].isalpha() else piece.text
    return replace(first, text=text, bottom=min(p.bottom for p in cell))
