"""Account: the lines of one subject over some periods, under one state of knowledge."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from .line import AccountLine, State

if TYPE_CHECKING:
    import pandas as pd
    import pyarrow as pa

    from luheng.apps.accounting.checks.finding import CheckFinding
    from luheng.apps.accounting.subject import Subject

__all__ = ["Account"]


@dataclass(frozen=True, slots=True)
class Account:
    """Every line of a subject's accounts; the same arguments and receipt give the same (A12).

    ``findings`` are what the named checks found wrong with the rows beneath.
    """

    subject: Subject
    periods: tuple[str, ...]
    lines: tuple[AccountLine, ...]
    sections: tuple[tuple[str, str], ...]
    known_at: int
    release: str
    basis: str = ""
    findings: tuple[CheckFinding, ...] = ()
    #: how many entities the figures rest on: one, or those of the park or region
    entities: int = 1

    def of(self, quantity: str, period: str = "", **key: str) -> AccountLine:
        """The one line of a quantity, in a period if there are several.

        Raises:
            KeyError: no such line, or more than one.
        """
        found = [
            one
            for one in self.lines
            if one.quantity == quantity
            and (not period or one.period == period)
            and all(one.key.get(d) == m for d, m in key.items())
        ]
        if len(found) != 1:
            raise KeyError((quantity, period, key, len(found)))
        return found[0]

    def value(self, quantity: str, period: str = "", **key: str) -> float | None:
        """The value of one line; None is "cannot be said"."""
        return self.of(quantity, period, **key).value

    def in_section(self, section: str) -> tuple[AccountLine, ...]:
        """The lines under one heading, in reading order."""
        return tuple(one for one in self.lines if one.section == section)

    def quantities(self) -> Iterator[str]:
        """Each quantity of the account once, in reading order."""
        return iter(dict.fromkeys(one.quantity for one in self.lines))

    @property
    def unsaid(self) -> tuple[AccountLine, ...]:
        """The lines that have no value."""
        return tuple(one for one in self.lines if one.state is not State.SAID)

    @property
    def overlays(self) -> tuple[str, ...]:
        """The overlays that some figure rests on."""
        return tuple(sorted({o for one in self.lines for o in one.overlays}))

    def as_dict(self) -> dict[str, Any]:
        """As a program reads it."""
        return {
            "subject": self.subject.as_dict(),
            "entities": self.entities,
            "periods": list(self.periods),
            "basis": self.basis or None,
            "known_at": self.known_at,
            "release": self.release,
            "overlays": list(self.overlays),
            "lines": [one.as_dict() for one in self.lines],
            "findings": [f.as_dict() for f in self.findings],
        }

    def to_arrow(self) -> pa.Table:
        """One row per line: section, quantity, further dimensions, period, value, marks."""
        import pyarrow as pa

        dims = list(dict.fromkeys(d for one in self.lines for d in one.key))
        rows = [self._row(one, dims) for one in self.lines]
        text, real = pa.string(), pa.float64()
        kinds = {"value": real, "coverage": real, "provisional": pa.bool_()}
        names = [
            *("subject", "section", "quantity", "title", *dims, "period", "state", "value", "unit"),
            *("coverage", "trust", "provisional", "basis", "overlays", "grade", "why"),
        ]
        return pa.Table.from_pylist(
            rows, schema=pa.schema([(n, kinds.get(n, text)) for n in names])
        )

    def to_pandas(self) -> pd.DataFrame:
        """The lines as a pandas frame."""
        return self.to_arrow().to_pandas()  # type: ignore[no-any-return]

    def _row(self, one: AccountLine, dims: list[str]) -> dict[str, Any]:
        return {
            "subject": self.subject.id,
            "section": one.section,
            "quantity": one.quantity,
            "title": one.title,
            **{d: one.key.get(d) for d in dims},
            "period": one.period,
            "state": str(one.state),
            "value": one.value,
            "unit": one.unit,
            "coverage": one.coverage,
            "trust": one.trust,
            "provisional": one.provisional,
            "basis": one.basis,
            "overlays": ",".join(one.overlays),
            "grade": one.graded.grade.id if one.graded else None,
            "why": " ".join(r.text for r in one.why) or None,
        }
