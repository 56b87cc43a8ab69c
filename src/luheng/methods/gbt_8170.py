"""Rounding by GB/T 8170-2008: half to even, once, to places or to a multiple of a step.

The rule (clause 3.2, recalled; the printed text was not opened): where what is cut off begins below
5, nothing changes; above 5, or 5 with anything but noughts behind it, the last digit kept goes up
by one; exactly 5, the last digit kept becomes even. It is applied once, to the number itself, never
to a rounded one (clause 3.3); a negative number is rounded by its absolute value.

A double is rounded as the shortest decimal text that stands for it: 0.15 is the decimal 0.15 and no
number a little below it.
"""

from __future__ import annotations

from decimal import ROUND_HALF_EVEN, Decimal, localcontext

__all__ = ["rounded", "rounded_text"]

#: enough for any double beside any number of places that a form asks for
_DIGITS = 400


def rounded(value: float | Decimal, places: int) -> Decimal:
    """A number at so many places after the point; negative places round to tens or hundreds.

    Raises:
        ValueError: the number is not finite.
    """
    exact = value if isinstance(value, Decimal) else Decimal(repr(float(value)))
    if not exact.is_finite():
        raise ValueError(value)
    with localcontext() as context:
        context.prec = _DIGITS
        done = exact.quantize(Decimal(1).scaleb(-places), rounding=ROUND_HALF_EVEN)
    # minus nought is nought
    return done or abs(done)


def rounded_text(value: float | Decimal, places: int) -> str:
    """The digits that a form bears: no exponent, no thousands mark, as many places as asked."""
    return f"{rounded(value, places):f}"
