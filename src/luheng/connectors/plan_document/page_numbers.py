"""Page numbers that stand as lines in a text taken from a pdf or a scan."""

from __future__ import annotations

import itertools
import re
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Sequence

__all__ = ["page_number_lines"]

_DRESSED = re.compile(
    r"^\s*(?:[-—–－]+\s*\d{1,4}\s*[-—–－]+|第\s*\d{1,4}\s*页(?:[\s，,/]*共\s*\d{1,4}\s*页)?)\s*$"
)
_BARE = re.compile(r"^ *\d{1,4} *$")
_FEWEST: Final = 4
_IN_ORDER: Final = 0.8


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
