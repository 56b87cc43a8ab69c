"""Digits: how a figure is rounded on display (GB/T 8170, as filings print it), and nowhere else."""

from __future__ import annotations

from luheng.methods.gbt_8170 import rounded

__all__ = ["decimals", "shown"]

_MOST = 9


def decimals(value: float, digits: int) -> int:
    """How many decimals to show: as many as the form says, more where a figure would be lost.

    A small figure is shown with two digits at least, never as nought.
    """
    kept = digits
    while value and kept < _MOST and abs(value) < 10.0 ** (1 - kept):
        kept += 1
    return kept


def shown(value: float, digits: int) -> str:
    """A figure as shown, with commas."""
    return f"{rounded(value, decimals(value, digits)):,f}"
