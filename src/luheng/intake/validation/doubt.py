"""A doubt: which row, under which check, and what fills the check's sentences."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

__all__ = ["TOLD", "Doubt", "number", "share", "times"]

#: doubts of one check that are told one by one; the rest of a batch is told as a number
TOLD = 1000


@dataclass(frozen=True, slots=True)
class Doubt:
    """What one check found at one row (counted from 0) of the typed table."""

    code: str
    row: int
    said: Mapping[str, object] = field(default_factory=dict)
    column: str = ""
    #: every row that it concerns, where that is more than the one that it is told at
    rows: tuple[int, ...] = ()


#: outside of these a figure is written with an exponent
_LEAST, _MOST = 1e-6, 1e15


def number(value: float) -> str:
    """A figure for a sentence: six significant digits, no exponent up to a million million."""
    if value and not _LEAST <= abs(value) < _MOST:
        return f"{value:.6g}"
    return f"{float(f'{value:.6g}'):,.12f}".rstrip("0").rstrip(".")


def times(factor: float) -> str:
    """A factor for a sentence: three significant digits."""
    return f"{float(f'{factor:.3g}'):,.9f}".rstrip("0").rstrip(".")


def share(part: float) -> str:
    """A share in percent, one digit after the point."""
    return f"{part * 100:.1f}%"
