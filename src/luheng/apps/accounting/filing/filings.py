"""Filings: what was filed, as it was filed."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from luheng.errors import UnknownFiling

from .cell import read_key

if TYPE_CHECKING:
    import pandas as pd
    import pyarrow as pa

    from luheng.ledger import Ledger

__all__ = ["FiledLine", "Filing", "filing_of", "filings"]


@dataclass(frozen=True, slots=True)
class FiledLine:
    """One line of a filing; ``value`` is None where it was filed as missing, ``note`` says why."""

    line: str
    figure: str
    where: Mapping[str, str]
    value: float | None
    printed: str | None
    unit: str
    note: str = ""

    def as_dict(self) -> dict[str, Any]:
        """As a program reads it."""
        return {
            "line": self.line,
            "figure": self.figure,
            "where": dict(self.where),
            "value": self.value,
            "printed": self.printed,
            "unit": self.unit,
            "note": self.note or None,
        }


@dataclass(frozen=True, slots=True)
class Filing:
    """A filing as it was filed; ``superseded_by`` is the number of a later correction."""

    number: str
    form: str
    edition: str
    entity: str
    period: str
    known_at: str
    rulebook: str
    engine_version: str
    filed: dt.datetime
    filed_by: str
    recipient: str
    supersedes: str
    receipt: int
    lines: tuple[FiledLine, ...]
    attachments: tuple[Mapping[str, Any], ...] = ()
    superseded_by: str = ""

    @property
    def known(self) -> dt.datetime | int:
        """The instant, or the receipt, that its figures were worked out as of."""
        if self.known_at.isdecimal():
            return int(self.known_at)
        return dt.datetime.fromisoformat(self.known_at)

    def as_dict(self, *, lines: bool = True) -> dict[str, Any]:
        """As a program reads it."""
        said = {
            "number": self.number,
            "form": self.form,
            "form_edition": self.edition or None,
            "entity": self.entity,
            "period": self.period,
            "known_at": self.known_at,
            "rulebook": self.rulebook,
            "engine_version": self.engine_version,
            "filed": self.filed.isoformat(),
            "filed_by": self.filed_by,
            "recipient": self.recipient or None,
            "supersedes": self.supersedes or None,
            "superseded_by": self.superseded_by or None,
            "receipt": self.receipt,
            "line_count": len(self.lines),
            "gaps": sum(one.value is None for one in self.lines),
            "attachments": [dict(a) for a in self.attachments],
        }
        return said | ({"lines": [one.as_dict() for one in self.lines]} if lines else {})

    def to_arrow(self) -> pa.Table:
        """One row per line."""
        import pyarrow as pa

        rows = [{**one.as_dict(), "where": str(dict(one.where))} for one in self.lines]
        return pa.Table.from_pylist(rows)

    def to_pandas(self) -> pd.DataFrame:
        """The lines as a pandas frame."""
        return self.to_arrow().to_pandas()  # type: ignore[no-any-return]


def filings(
    ledger: Ledger,
    *,
    entity: str = "",
    form: str = "",
    period: str = "",
    known_at: dt.datetime | int | None = None,
) -> tuple[Filing, ...]:
    """Every filing, in the order in which they were made; of one entity, form or period."""
    said = {"entity": entity, "form": form, "period": period}
    where = {k: v for k, v in said.items() if v}
    rows = ledger.read("filing", where=where, known=known_at).to_pylist()
    files = ledger.read("attachment", where={"record": "filing"}, known=known_at).to_pylist()
    by_number: dict[str, list[dict[str, Any]]] = {}
    for row in rows:
        by_number.setdefault(row["number"], []).append(row)
    later = {r["supersedes"]: r["number"] for r in rows if r["supersedes"]}
    made = [
        _filing(number, _as_filed(ledger, number, some), files, later)
        for number, some in by_number.items()
    ]
    return tuple(sorted(made, key=lambda f: (f.receipt, f.number)))


def _as_filed(ledger: Ledger, number: str, rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """The rows of a number under its first receipt: what came later under it was never filed."""
    first = min(r["receipt"] for r in rows)
    if all(r["receipt"] == first and not r["corrected_by"] for r in rows):
        return rows
    for receipt in ledger.receipts().to_pylist():
        if receipt["record"] == "filing" and receipt["number"] <= first:
            found = ledger.read("filing", {"number": number}, receipt["number"])
            if found.num_rows:
                filed: list[dict[str, Any]] = found.to_pylist()
                return filed
    return rows


def filing_of(ledger: Ledger, number: str, known_at: dt.datetime | int | None = None) -> Filing:
    """The filing of a number.

    Raises:
        UnknownFiling: the ledger holds none; the numbers that there are are named.
    """
    every = filings(ledger, known_at=known_at)
    for one in every:
        if one.number == number:
            return one
    raise UnknownFiling(number, tuple(f.number for f in every[-10:]))


def _filing(
    number: str,
    rows: list[dict[str, Any]],
    files: list[dict[str, Any]],
    later: Mapping[str, str],
) -> Filing:
    head = rows[0]
    return Filing(
        number=number,
        form=head["form"],
        edition=head["form_edition"] or "",
        entity=head["entity"],
        period=head["period"],
        known_at=head["known_at"] or str(head["receipt"]),
        rulebook=head["rulebook"] or "",
        engine_version=head["engine_version"] or "",
        filed=head["filed"],
        filed_by=head["filed_by"],
        recipient=head["recipient"] or "",
        supersedes=head["supersedes"] or "",
        receipt=head["receipt"],
        lines=tuple(_line(r) for r in sorted(rows, key=lambda r: r["row"] or 0)),
        attachments=tuple(
            {"file": f["file_name"], "sha256": f["sha256"], "size": f["size"]}
            for f in files
            if f["subject"] == number
        ),
        superseded_by=later.get(number, ""),
    )


def _line(row: Mapping[str, Any]) -> FiledLine:
    return FiledLine(
        row["line"], row["figure"], read_key(row["where"]), row["quantity"], row["printed"],
        row["unit"], row["note"] or "",
    )  # fmt: skip
