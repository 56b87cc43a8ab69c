"""The intensity of a whole from those of its members: a ratio of sums, never a mean of ratios (A6).

With numerators E (energy, CO2, water) and value added V, base year 0 and final year 1, and c_i the
rate at which member i lowers its intensity I_i = E_i/V_i:

    1 − C = [Σ_i I_i0·(1 − c_i)·V_i1 / Σ_i V_i1] / [Σ_i E_i0 / Σ_i V_i0].

F_i = I_i0·V_i1 is what member i would use in the final year at its old intensity; a rate c_i takes
c_i·F_i off. For a whole to reach C the members together must take off

    R = Σ_i F_i − (1 − C)·(Σ_i E_i0 / Σ_i V_i0)·Σ_i V_i1.

If all grow at one rate, C is the mean of the c_i weighted by E_i0; otherwise the shift of the
structure, S = 1 − (Σ F_i/Σ V_i1)/(Σ E_i0/Σ V_i0), is part of C.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from fractions import Fraction

from .exact_sum import exact_sum

__all__ = ["IntensityMember", "required", "structural_rate", "whole_rate"]


@dataclass(frozen=True, slots=True)
class IntensityMember:
    """E and V of the base year and V of the final one, each in one unit for all members."""

    base: Fraction
    base_denominator: Fraction
    final_denominator: Fraction

    @property
    def unchanged(self) -> Fraction:
        """F: the numerator of the final year at the intensity of the base year."""
        return self.base / self.base_denominator * self.final_denominator


def _base_intensity(members: Iterable[IntensityMember]) -> Fraction:
    members = list(members)
    return exact_sum(m.base for m in members) / exact_sum(m.base_denominator for m in members)


def required(members: Sequence[IntensityMember], rate: Fraction) -> Fraction:
    """R: what the members together must take off for the whole to fall by ``rate``."""
    allowed = (
        (1 - rate) * _base_intensity(members) * exact_sum(m.final_denominator for m in members)
    )
    return exact_sum(m.unchanged for m in members) - allowed


def whole_rate(members: Sequence[IntensityMember], rates: Sequence[Fraction]) -> Fraction:
    """C: the rate of the whole that follows from the members' rates."""
    left = exact_sum(m.unchanged * (1 - c) for m, c in zip(members, rates, strict=True))
    final = left / exact_sum(m.final_denominator for m in members)
    return 1 - final / _base_intensity(members)


def structural_rate(members: Sequence[IntensityMember]) -> Fraction:
    """S: the rate of the whole if no member lowered its own intensity."""
    return whole_rate(members, [Fraction(0)] * len(members))
