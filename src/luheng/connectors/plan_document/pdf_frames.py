"""Drawn borders on a pdf page: where a table or a box (专栏) stands, and its cells."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final

__all__ = ["Borders", "Cell", "borders"]

Cell = tuple[int, int, int]

#: a stroke: at most this thick, at least this long, in points
_THICK: Final = 4.0
_LONG: Final = 12.0
#: a drawn rectangle is a frame if it takes this share of the page's width
_FRAME_WIDTH: Final = 0.3
#: what is as tall as the page is its background
_BACKGROUND: Final = 0.93
_JOINT: Final = 4.0
_MOST_PATHS: Final = 4000


@dataclass(frozen=True, slots=True)
class Borders:
    """Strokes in points, y upwards: uprights as (x, bottom, top), levels as (y, left, right)."""

    uprights: tuple[tuple[float, float, float], ...]
    levels: tuple[tuple[float, float, float], ...]
    spans: tuple[tuple[float, float], ...]

    def frame(self, y: float) -> int | None:
        """The number of the frame at a height, None outside all."""
        return next((i for i, (low, high) in enumerate(self.spans) if low < y < high), None)

    def part(self, left: float, right: float, y: float) -> bool:
        """Whether an upright stands between two places on one line."""
        return any(left - 1 <= x <= right + 1 and low < y < high for x, low, high in self.uprights)

    def columns(self, frame: int) -> tuple[float, ...]:
        """The left edges of the columns of a frame, from left to right, its right edge last."""
        low, high = self.spans[frame]
        edges: list[float] = []
        for x in sorted(x for x, bottom, top in self.uprights if low < (bottom + top) / 2 < high):
            if not edges or x - edges[-1] > _JOINT:
                edges.append(x)
        return tuple(edges)

    def cell(self, x: float, y: float) -> Cell:
        """The cell at a place: its left and right edge and its upper edge, rounded."""
        here = [u for u, low, high in self.uprights if low < y < high]
        left = max((u for u in here if u <= x), default=0.0)
        right = min((u for u in here if u > x), default=0.0)
        over = [lv for lv, low, high in self.levels if lv >= y and low <= x <= high]
        return round(left), round(right), round(min(over, default=0.0))


def borders(page: Any) -> Borders:
    """The borders drawn on a page; none where there are so many paths that it is a drawing."""
    from pypdfium2 import raw  # type: ignore[import-untyped]  # ships no types

    width, height = page.get_size()
    uprights: list[tuple[float, float, float]] = []
    levels: list[tuple[float, float, float]] = []
    for count, drawn in enumerate(page.get_objects(filter=[raw.FPDF_PAGEOBJ_PATH], max_depth=3)):
        if count > _MOST_PATHS:
            return Borders((), (), ())
        left, bottom, right, top = drawn.get_bounds()
        wide, tall = right - left, top - bottom
        if tall > _BACKGROUND * height:
            continue
        if wide <= _THICK and tall >= _LONG:
            uprights.append(((left + right) / 2, bottom - _JOINT / 2, top + _JOINT / 2))
        elif tall <= _THICK and wide >= _LONG:
            levels.append(((bottom + top) / 2, left - _JOINT / 2, right + _JOINT / 2))
        elif wide >= _FRAME_WIDTH * width and tall >= _LONG:
            uprights += [(left, bottom, top), (right, bottom, top)]
            levels += [(bottom, left, right), (top, left, right)]
    return Borders(tuple(uprights), tuple(levels), _spans(uprights))


def _spans(uprights: list[tuple[float, float, float]]) -> tuple[tuple[float, float], ...]:
    """The heights that uprights cover, joined where they meet, topmost first."""
    joined: list[tuple[float, float]] = []
    for _, bottom, top in sorted(uprights, key=lambda u: -u[2]):
        if joined and top >= joined[-1][0] - _JOINT:
            joined[-1] = (min(joined[-1][0], bottom), joined[-1][1])
        else:
            joined.append((bottom, top))
    return tuple(joined)
