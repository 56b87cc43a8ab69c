"""Cost by tariff period: amounts per tariff period times the price of each, and what time is worth.

    C    =  Σ_t  W_t · p_t              cost over the tariff periods t
    p̄    =  C / W                        mean price paid, W = Σ_t W_t
    p_0  =  Σ_t  p_t · h_t / H          price that a flat load would pay, h_t of H minutes in t
    C - W p_0                           what the load's own shape adds, or saves if negative

A tariff period with an amount and without a price makes the cost absent (A2); one without an amount
needs no price. Exact fractions of the numbers given.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

__all__ = ["TariffCost", "cost_by_tariff"]


@dataclass(frozen=True, slots=True)
class TariffCost:
    """The cost of each tariff period and of all; None is what cannot be said."""

    by_tariff: Mapping[str, Fraction | None]
    amount: Fraction
    total: Fraction | None
    flat_price: Fraction | None

    @property
    def mean_price(self) -> Fraction | None:
        """Cost over amount; None of nothing."""
        return None if self.total is None or not self.amount else self.total / self.amount

    @property
    def shape(self) -> Fraction | None:
        """What the load pays more than a flat load of the same amount; negative if it pays less."""
        if self.total is None or self.flat_price is None:
            return None
        return self.total - self.amount * self.flat_price


def cost_by_tariff(
    amounts: Mapping[str, float], prices: Mapping[str, Fraction], minutes: Mapping[str, float]
) -> TariffCost:
    """The cost of amounts by tariff period.

    Args:
        amounts: amount per tariff period, in the unit that prices divide by.
        prices: money per unit of amount; a period without a price is left out.
        minutes: how long each period lasted, for the price of a flat load.
    """
    by_tariff: dict[str, Fraction | None] = {}
    for name, amount in amounts.items():
        if not amount:
            by_tariff[name] = Fraction(0)
        else:
            by_tariff[name] = Fraction(amount) * prices[name] if name in prices else None
    whole = sum((Fraction(a) for a in amounts.values()), Fraction(0))
    said = [c for c in by_tariff.values() if c is not None]
    total = sum(said, Fraction(0)) if len(said) == len(by_tariff) else None
    lasting = {n: Fraction(m) for n, m in minutes.items() if m}
    flat = None
    if lasting and all(n in prices for n in lasting):
        weighted = sum((prices[n] * m for n, m in lasting.items()), Fraction(0))
        flat = weighted / sum(lasting.values(), Fraction(0))
    return TariffCost(by_tariff, whole, total, flat)
