"""Digits: how a figure is rounded on display (GB/T 8170, as filings print it), and nowhere else."""

from __future__ import annotations

from luheng.methods.gbt_8170 import rounded

__all__ = ["decimals", "shown"]

#: sums are exact to a millionth (A13): what is less is no figure but the noise of doubles
_MOST = 6


def decimals(value: float, digits: int) -> int:
    """How many decimals to show: as many as the form says, more where a figure would be lost.

    A figure of a millionth or more is never shown as nought, and with two digits if six decimals
    allow it.
    """
    if abs(value) < 10.0**-_MOST:
        return digits
    kept = digits
    while kept < _MOST and abs(value) < 10.0 ** (1 - kept):
        kept += 1
    return kept


def shown(value: float, digits: int) -> str:
    """A figure as shown, with commas."""
    return f"{rounded(value, decimals(value, digits)):,f}"
