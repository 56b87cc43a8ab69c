"""What the reader hands over: one figure of a plan with its place and how sure the reader is."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

__all__ = ["FigureDraft", "Role"]

Role = Literal["target", "stated_fact", "threshold"]


@dataclass(frozen=True, slots=True)
class FigureDraft:
    """A target, stated fact or threshold as read; nothing of it is accepted yet.

    ``unit`` is as written with its multiplier (万吨) except that 千家 and 千亿级 are spelt out;
    ``start`` and ``end`` are (line number, offset in that line), the end past the last character.
    ``base_value`` is in the same unit. ``sureness`` lies in 0..1 and ``why`` says what lowers it.
    """

    role: Role
    indicator_id: str
    indicator_zh: str
    kind: str
    direction: str
    comparator: str
    value: Decimal
    value_max: Decimal | None
    unit: str
    target_year: int | None
    base_year: int | None
    base_value: Decimal | None
    period: str
    scope_region: str
    sector: tuple[str, ...]
    line: int
    start: tuple[int, int]
    end: tuple[int, int]
    quote: str
    sureness: float
    why: str
    binding: bool | None = None
    qualifiers: tuple[str, ...] = ()
