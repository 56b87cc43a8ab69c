"""Balances as results: lines with both sides, the gap, and the likeliest causes with evidence."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from luheng.apps.accounting.account.line import member
from luheng.errors import say

if TYPE_CHECKING:
    import pandas as pd
    import pyarrow as pa

    from luheng.apps.accounting.subject import Subject
    from luheng.methods.carbon_balance import CarbonBalance
    from luheng.methods.enterprise_energy_balance import CarrierBalance

__all__ = ["Balance", "BalanceLine", "LikelyCause"]


@dataclass(frozen=True, slots=True)
class LikelyCause:
    """One thing that may be behind a gap; ``left`` is what it would leave open, if known."""

    id: str
    zh: str
    en: str
    evidence_zh: str
    evidence_en: str
    remedy_zh: str
    remedy_en: str
    left: float | None = None

    @property
    def text(self) -> str:
        """The cause in the reader's language."""
        return say(zh=self.zh, en=self.en)

    @property
    def evidence(self) -> str:
        """What speaks for it."""
        return say(zh=self.evidence_zh, en=self.evidence_en)

    @property
    def remedy(self) -> str:
        """What to do about it."""
        return say(zh=self.remedy_zh, en=self.remedy_en)

    def as_dict(self) -> dict[str, Any]:
        """As a program reads it."""
        return {
            "cause": self.id,
            "text": self.text,
            "evidence": self.evidence,
            "remedy": self.remedy,
            "left": self.left,
        }


@dataclass(frozen=True, slots=True)
class BalanceLine:
    """One carrier, material or unit: signed flows in its own unit, and what they leave open.

    ``imbalance`` is what came in less what went out; None where it cannot be said: a flow has no
    value, or what closes the balance is not filed.
    """

    name: str
    kind: str
    unit: str
    flows: Mapping[str, float | None]
    imbalance: float | None
    balanced: bool | None
    causes: tuple[LikelyCause, ...] = ()

    @property
    def title(self) -> str:
        """The item in the reader's language; a unit by its id."""
        return member("item", self.name) if self.kind == "item" else self.name

    @property
    def sides(self) -> tuple[float, float]:
        """What came in and what went out."""
        known = [v for v in self.flows.values() if v is not None]
        return sum(v for v in known if v > 0), -sum(v for v in known if v < 0)

    @property
    def share(self) -> float | None:
        """The gap as a share of the larger side."""
        larger = max(self.sides)
        return None if self.imbalance is None or not larger else self.imbalance / larger

    def as_dict(self) -> dict[str, Any]:
        """As a program reads it."""
        into, away = self.sides
        return {
            self.kind: self.name,
            "title": self.title,
            "unit": self.unit,
            "flows": dict(self.flows),
            "into": into,
            "away": away,
            "imbalance": self.imbalance,
            "share": self.share,
            "balanced": self.balanced,
            "causes": [c.as_dict() for c in self.causes],
        }


@dataclass(frozen=True, slots=True)
class Balance:
    """The balance of one subject in one period."""

    kind: str
    subject: Subject
    period: str
    lines: tuple[BalanceLine, ...]
    tolerance: float
    known_at: int
    causes: tuple[LikelyCause, ...] = ()
    carriers: tuple[CarrierBalance, ...] = ()
    carbon: CarbonBalance | None = None

    @property
    def open(self) -> tuple[BalanceLine, ...]:
        """The lines that do not close, the widest first."""
        some = [one for one in self.lines if one.balanced is False]
        return tuple(sorted(some, key=lambda one: (-abs(one.share or 0.0), one.name)))

    def line(self, name: str) -> BalanceLine:
        """The line of an item or a unit; raises KeyError."""
        for one in self.lines:
            if one.name == name:
                return one
        raise KeyError(name)

    def as_dict(self) -> dict[str, Any]:
        """As a program reads it."""
        said = {
            "kind": self.kind,
            "subject": self.subject.as_dict(),
            "period": self.period,
            "known_at": self.known_at,
            "tolerance": self.tolerance,
            "open": [one.name for one in self.open],
            "lines": [one.as_dict() for one in self.lines],
            "causes": [c.as_dict() for c in self.causes],
        }
        if self.carbon is not None:
            said["carbon"] = {
                "supplied": self.carbon.supplied,
                "conversion": self.carbon.conversion,
                "burnt": self.carbon.burnt,
                "in_products": self.carbon.in_products,
                "emitted": self.carbon.emitted,
                "unoxidised": self.carbon.unoxidised,
                "imbalance": self.carbon.imbalance,
                "missing": list(self.carbon.missing),
            }
        return said

    def to_arrow(self) -> pa.Table:
        """One row per line and flow, and one for what is left open."""
        import pyarrow as pa

        rows = []
        for one in self.lines:
            head = {"name": one.name, "unit": one.unit}
            rows += [{**head, "flow": f, "amount": v} for f, v in one.flows.items()]
            rows.append({**head, "flow": "imbalance", "amount": one.imbalance})
        text = pa.string()
        schema = pa.schema(
            [("name", text), ("flow", text), ("amount", pa.float64()), ("unit", text)]
        )
        return pa.Table.from_pylist(rows, schema=schema)

    def to_pandas(self) -> pd.DataFrame:
        """The same as a pandas frame."""
        return self.to_arrow().to_pandas()  # type: ignore[no-any-return]
