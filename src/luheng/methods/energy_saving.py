"""Energy saved between two periods or over several years (GB/T 13234, form of 2009, recalled).

The rules of the rulebook compare with the period before; here the base is whatever the caller
chose. ``difference`` is report less base, as the standard's ΔE: negative where energy was saved.
``saved`` is its negative. Energy is in one unit throughout (tce, or the unit of one carrier),
output in the unit of its product.

    product            ΔE_c  = Σ (e_bi − e_ji) × M_bi          e = energy ÷ output
    output value       ΔE_g  = (e_bg − e_jg) × G_b             at comparable prices
    structure          ΔE_cj = G_b × Σ (K_bi − K_ji) × e_jci   K = share of the output value
    measures           ΔE_t  = Σ (e_after − e_before) × P_after
    one carrier        the first two, with the amounts of that carrier in place of energy
    fixed base         Σ over years (e_n − e_0) × M_n
    chained            Σ over years (e_n − e_n−1) × M_n
    mean yearly rate   ξ = (e_n ÷ e_0)^(1/n) − 1

What the standard's equations leave open stays open: a product without output in one of the two
periods has no unit consumption, so its difference is None, and the total with it.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from .exact_sum import exact_sum

__all__ = [
    "Difference",
    "Measure",
    "Use",
    "chained",
    "fixed_base",
    "mean_yearly_rate",
    "measure_saving",
    "output_value_saving",
    "product_saving",
    "structure_saving",
]


@dataclass(frozen=True, slots=True)
class Use:
    """Energy used in a period, and the output or output value that it went into."""

    energy: float | Fraction
    output: float | Fraction

    @property
    def intensity(self) -> Fraction | None:
        """Energy per output; None without output, however much energy was used."""
        return Fraction(self.energy) / Fraction(self.output) if self.output else None


@dataclass(frozen=True, slots=True)
class Difference:
    """Report less base: in all, by product, and relative to the base's intensity.

    ``of`` holds the difference of each product or measure, None where it cannot be said.
    """

    difference: Fraction | None
    of: Mapping[str, Fraction | None]
    rate: Fraction | None = None

    @property
    def saved(self) -> Fraction | None:
        """Energy saved: positive where less was used than at the base's intensity."""
        return None if self.difference is None else -self.difference


@dataclass(frozen=True, slots=True)
class Measure:
    """A technical measure: unit consumption before and after, and the output afterwards."""

    before: float | Fraction
    after: float | Fraction
    output_after: float | Fraction


def product_saving(base: Mapping[str, Use], report: Mapping[str, Use]) -> Difference:
    """ΔE_c of the products of two periods; the rate is against base intensity × report output.

    A product that only one period knows has nothing to be compared with.
    """
    of: dict[str, Fraction | None] = {}
    expected: dict[str, Fraction | None] = {}
    for product in dict.fromkeys((*base, *report)):
        before = base[product].intensity if product in base else None
        now = report.get(product)
        of[product] = expected[product] = None
        if before is not None and now is not None and now.output:
            at_base = before * Fraction(now.output)
            expected[product], of[product] = at_base, Fraction(now.energy) - at_base
    whole, unchanged = _whole(of.values()), _whole(expected.values())
    rate = whole / unchanged if whole is not None and unchanged else None
    return Difference(whole, of, rate)


def output_value_saving(base: Use, report: Use) -> Difference:
    """ΔE_g over the output value at comparable prices; the rate is ξ_g."""
    before, now = base.intensity, report.intensity
    if before is None or now is None:
        return Difference(None, {})
    rate = now / before - 1 if before else None
    return Difference((now - before) * Fraction(report.output), {}, rate)


def structure_saving(base: Mapping[str, Use], report: Mapping[str, Use]) -> Difference:
    """ΔE_cj: what the changed shares of the products in the output value make, at base intensity.

    Together with Σ (e_bci − e_jci) × G_bi it is the whole ΔE_g. A product that the base did not
    make has no base intensity, so that the whole cannot be said.
    """
    total_base = exact_sum(Fraction(u.output) for u in base.values())
    total = exact_sum(Fraction(u.output) for u in report.values())
    if not total_base or not total:
        return Difference(None, dict.fromkeys((*base, *report)))
    of: dict[str, Fraction | None] = {}
    for product in dict.fromkeys((*base, *report)):
        intensity = base[product].intensity if product in base else None
        if intensity is None:
            of[product] = None
            continue
        value = Fraction(report[product].output) if product in report else Fraction(0)
        share, share_base = value / total, Fraction(base[product].output) / total_base
        of[product] = total * (share - share_base) * intensity
    return Difference(_whole(of.values()), of)


def measure_saving(measures: Mapping[str, Measure]) -> Difference:
    """ΔE_t of technical measures."""
    of: dict[str, Fraction | None] = {
        name: (Fraction(m.after) - Fraction(m.before)) * Fraction(m.output_after)
        for name, m in measures.items()
    }
    return Difference(_whole(of.values()), of)


def fixed_base(years: Sequence[Use]) -> Difference:
    """The sum over years of what each saved against the first (定比)."""
    return _over([(years[0], one) for one in years[1:]])


def chained(years: Sequence[Use]) -> Difference:
    """The sum over years of what each saved against the one before (环比)."""
    return _over(list(itertools.pairwise(years)))


def _over(pairs: Sequence[tuple[Use, Use]]) -> Difference:
    """The sum over pairs of a base and a year, each year by its number."""
    of = {str(n): output_value_saving(*pair).difference for n, pair in enumerate(pairs, start=1)}
    return Difference(_whole(of.values()), of)


def mean_yearly_rate(first: Use, last: Use, years: int) -> float | None:
    """ξ = (e_n ÷ e_0)^(1/n) − 1; negative where intensity fell."""
    before, now = first.intensity, last.intensity
    if before is None or now is None or before <= 0 or now < 0 or years < 1:
        return None
    return float(float(now / before) ** (1 / years)) - 1.0


def _whole(parts: Iterable[Fraction | None]) -> Fraction | None:
    """The sum, None if a part cannot be said."""
    held = list(parts)
    if any(p is None for p in held):
        return None
    return exact_sum(p for p in held if p is not None)
