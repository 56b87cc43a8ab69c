"""Cells of a form: what is asked for, and what was worked out for it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any

from luheng.errors import say

__all__ = ["FilledCell", "FormCell", "key_text", "read_key"]

_NO_KEY: Mapping[str, str] = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class FormCell:
    """One cell of a form: a quantity at some members, shown in a unit with so many places.

    ``line`` names the cell within its form and never changes for one edition of the form.
    """

    line: str
    quantity: str
    where: Mapping[str, str] = field(default_factory=lambda: _NO_KEY)
    unit: str = ""
    places: int = 2
    required: bool = True
    zh: str = ""
    en: str = ""

    @property
    def title(self) -> str:
        """What the form calls it, in the reader's language."""
        return say(zh=self.zh or self.en or self.quantity, en=self.en or self.zh or self.quantity)


@dataclass(frozen=True, slots=True)
class FilledCell:
    """A cell with its value in the cell's unit and the digits to be filed; or why there is none."""

    cell: FormCell
    value: float | None
    unit: str
    printed: str | None = None
    provisional: bool = False
    coverage: float | None = None
    why: tuple[str, str] = ("", "")

    @property
    def reason(self) -> str:
        """Why there is no value, in the reader's language."""
        return say(zh=self.why[0], en=self.why[1])

    @property
    def is_gap(self) -> bool:
        """Whether the form needs the cell and it cannot be said."""
        return self.cell.required and self.value is None

    def as_dict(self) -> dict[str, Any]:
        """As a program reads it."""
        return {
            "line": self.cell.line,
            "title": self.cell.title,
            "figure": self.cell.quantity,
            "where": dict(self.cell.where),
            "value": self.value,
            "printed": self.printed,
            "unit": self.unit,
            "required": self.cell.required,
            "provisional": self.provisional,
            "coverage": self.coverage,
            "reason": self.reason or None,
        }


def key_text(where: Mapping[str, str]) -> str | None:
    """Members as a filing's row has them: ``item=raw_coal; role=consumed``."""
    return "; ".join(f"{d}={m}" for d, m in sorted(where.items())) or None


def read_key(text: str | None) -> dict[str, str]:
    """The members of a filing's row."""
    parts = (p.partition("=") for p in (text or "").replace("；", ";").split(";") if p.strip())
    return {d.strip(): m.strip() for d, _, m in parts}
