"""Page numbers that stand as lines in a text taken from a pdf or a scan."""

from __future__ import annotations

import itertools
import re
from collections import Counter
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Sequence

__all__ = ["page_number_lines", "running_lines"]

_DRESSED = re.compile(
    r"^\s*(?:[-—–－]+\s*\d{1,4}\s*[-—–－]+|第\s*\d{1,4}\s*页(?:[\s，,/]*共\s*\d{1,4}\s*页)?)\s*$"
)
_BARE = re.compile(r"^ *\d{1,4} *$")
_TITLE = re.compile(r"(?:规划|方案|计划|意见|纲要|行动)(?:[（(][^（）()]{2,24}[)）])?$")
_FEWEST: Final = 4
_IN_ORDER: Final = 0.8
#: a line is a running head where it opens or closes so many pages, and this share of them
_FEWEST_PAGES, _OFTEN, _LONGEST_HEAD = 3, 0.3, 40


def page_number_lines(texts: Sequence[str]) -> frozenset[int]:
    """The places of lines that are page numbers: — 3 —, 第3页, or bare numbers that count on.

    Bare numbers are taken only where nearly all of them follow each other by one: a column of a
    table does not.
    """
    dressed = {i for i, text in enumerate(texts) if _DRESSED.match(text)}
    bare = [(i, int(text)) for i, text in enumerate(texts) if _BARE.match(text)]
    steps = sum(1 for (_, a), (_, b) in itertools.pairwise(bare) if b == a + 1)
    if len(bare) >= _FEWEST and steps >= _IN_ORDER * (len(bare) - 1):
        dressed |= {i for i, _ in bare}
    return frozenset(dressed)


def running_lines(rows: Sequence[tuple[str, int | None]]) -> frozenset[int]:
    """The places of running heads and feet: what returns at the edges of pages; numbers apart."""
    edges: dict[int, list[int]] = {}
    for i, (text, page) in enumerate(rows):
        if page is not None and text.strip():
            edges.setdefault(page, []).append(i)
    outer = {i for places in edges.values() for i in (places[0], places[-1])}
    # a foot of two lines: the page number below it
    outer |= {places[-2] for places in edges.values() if len(places) > _FEWEST_PAGES}
    keys = {i: re.sub(r"[\d\s]+", "0", rows[i][0].strip()) for i in outer}
    often = Counter(keys.values())
    least = max(_FEWEST_PAGES, _OFTEN * len(edges))
    # where the head repeats the title, the first of them is the title
    titles = {key: i for i, key in sorted(keys.items(), reverse=True) if _TITLE.search(key)}
    return frozenset(
        i
        for i, key in keys.items()
        if often[key] >= least
        and len(key) <= _LONGEST_HEAD
        and not rows[i][0].startswith("\t")
        and (titles.get(key) != i or _twice(rows, edges, i))
    )


def _twice(rows: Sequence[tuple[str, int | None]], edges: dict[int, list[int]], place: int) -> bool:
    """Whether the page of a line says it once more: its head and its title."""
    text, page = rows[place]
    return sum(rows[i][0].strip() == text.strip() for i in edges[page or 0]) > 1
