"""Audit: whether every step still follows the one before, and signs the rows that it signed."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from luheng.periods import parse_period

from .chain import broken, taken
from .standing import Asked, standing

if TYPE_CHECKING:
    from .workflow import Desk

__all__ = ["Audit", "audit"]


@dataclass(frozen=True, slots=True)
class Audit:
    """How many steps were looked at, which are broken, and whose signed rows are not those."""

    steps: int
    broken: tuple[dict[str, Any], ...]
    other_rows: tuple[dict[str, Any], ...]

    @property
    def sound(self) -> bool:
        """Whether every step holds."""
        return not (self.broken or self.other_rows)


def audit(desk: Desk) -> Audit:
    """Work out anew every hash of a form and period, of the steps and of the rows signed.

    The rows are read as known at the receipt that the step names: what was changed later is no
    fault of the step, and is shown by the standing.
    """
    ledger = desk.ledger
    every = taken(ledger, {"form": desk.form.name, "period": desk.period})
    wrong = [dict(s) for s in broken(every)]
    other: list[dict[str, Any]] = []
    for known in sorted({s["known_receipt"] for s in every}):
        some = [s for s in every if s["known_receipt"] == known]
        asked = Asked(
            desk.form,
            parse_period(desk.period),
            desk.today(),
            tuple(sorted({s["entity"] for s in some})),
            "",
            known,
        )
        rows = dict(
            zip(*(standing(ledger, asked)[c].to_pylist() for c in ("entity", "rows_sha256")),
                strict=True)
        )  # fmt: skip
        other += [s for s in some if rows.get(s["entity"], "") != s["rows_sha256"]]
    return Audit(len(every), tuple(wrong), tuple(other))
