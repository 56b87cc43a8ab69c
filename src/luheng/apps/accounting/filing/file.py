"""File: freeze the cells of a form under a number, with attachments and the state of knowledge.

Filed figures never change (A12): a number is used once, and a correction is a filing of its own
that names the one it replaces. What is missing is filed as missing, with its reason, and no blank.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from luheng import __version__
from luheng.errors import BadQuery, FilingHasGaps, FilingTaken, UnknownFiling
from luheng.intake.amounts import canonical_unit
from luheng.periods import parse_period
from luheng.records import Origin
from luheng.records import record as record_named
from luheng.units import unit

from .attachments import Attached
from .cell import FilledCell, key_text

if TYPE_CHECKING:
    from luheng.apps.accounting.subject import Subject
    from luheng.ledger import Ledger, Receipt
    from luheng.rules import Rulebook

__all__ = ["Filed", "file_cells"]

_SOURCE = "luheng accounting file"


@dataclass(frozen=True, slots=True)
class Filed:
    """A filing as it was made."""

    number: str
    form: str
    entity: str
    period: str
    known_at: dt.datetime | int
    cells: tuple[FilledCell, ...]
    receipt: int
    attachments: tuple[Attached, ...] = ()
    supersedes: str = ""

    @property
    def gaps(self) -> tuple[FilledCell, ...]:
        """The required cells that were filed as missing."""
        return tuple(c for c in self.cells if c.is_gap)

    def as_dict(self) -> dict[str, Any]:
        """As a program reads it."""
        return {
            "number": self.number,
            "form": self.form,
            "entity": self.entity,
            "period": self.period,
            "known_at": self.known_at if isinstance(self.known_at, int) else _iso(self.known_at),
            "receipt": self.receipt,
            "supersedes": self.supersedes or None,
            "attachments": [a.as_dict() for a in self.attachments],
            "lines": [c.as_dict() for c in self.cells],
            "gaps": [c.cell.line for c in self.gaps],
        }


def file_cells(
    ledger: Ledger,
    book: Rulebook,
    subject: Subject,
    period: str,
    *,
    form: str,
    cells: Sequence[FilledCell],
    known_at: dt.datetime | int,
    by: str,
    number: str = "",
    edition: str = "",
    recipient: str = "",
    supersedes: str = "",
    attachments: Sequence[Attached] = (),
    with_gaps: bool = False,
    note: str = "",
) -> Filed:
    """Freeze cells that were worked out as known at an instant, or at a receipt.

    Without a ``number`` the next free one of form, subject and period is taken. Nothing is filed
    if a required cell has no value, unless ``with_gaps``.

    Raises:
        FilingHasGaps: a required cell cannot be said.
        FilingTaken: the number was used before.
        UnknownFiling: there is no filing to supersede.
        BadQuery: there is nothing to file, or nobody who files.
    """
    one = parse_period(period)
    _must_be_whole(form, (subject.id, one.text), cells, by=by, with_gaps=with_gaps)
    with ledger.alone("filing"):
        taken = set(ledger.read("filing")["number"].to_pylist())
        number = number.strip() or _next(form, subject.id, one.text, taken)
        if number in taken:
            raise FilingTaken(number)
        if supersedes and supersedes not in taken:
            raise UnknownFiling(supersedes, tuple(sorted(taken)))
        known = known_at
        head = {
            "number": number, "form": form, "form_edition": edition or None, "entity": subject.id,
            "period": one.text, "known_at": str(known) if isinstance(known, int) else _iso(known),
            "rulebook": book.release, "engine_version": __version__,
            "filed": dt.datetime.now(dt.UTC), "filed_by": by, "recipient": recipient or None,
            "supersedes": supersedes or None,
            "attachment": attachments[0].sha256 if attachments else None,
            "period_start": one.start, "period_end": one.end, "period_grain": one.grain,
        }  # fmt: skip
        rows = [{**head, **_row(c, note)} for c in cells]
        receipt = _append(ledger, "filing", rows, by)
        if attachments:
            _append(ledger, "attachment", [_attachment(a, number) for a in attachments], by)
    return Filed(
        number, form, subject.id, one.text, known_at, tuple(cells), receipt.number,
        tuple(attachments), supersedes,
    )  # fmt: skip


def _must_be_whole(
    form: str, of: tuple[str, str], cells: Sequence[FilledCell], *, by: str, with_gaps: bool
) -> None:
    """Refuse a filing of nothing, by nobody, or with gaps that nobody agreed to."""
    if not cells or all(c.value is None for c in cells):
        raise BadQuery(
            f"{form} 没有一项数据可以报送。", f"No line of {form} can be said; nothing to file."
        )
    if not by.strip():
        raise BadQuery("没有写明报送人。", "It is not said who files.")
    gaps = tuple(c for c in cells if c.is_gap)
    if gaps and not with_gaps:
        said = tuple(f"{c.cell.line}  {c.cell.title}: {c.reason}" for c in gaps)
        raise FilingHasGaps(form, *of, said)


def _iso(instant: dt.datetime) -> str:
    return instant.astimezone(dt.UTC).isoformat()


def _next(form: str, entity: str, period: str, taken: set[str]) -> str:
    stem = f"{form}-{entity}-{period}"
    return next(n for k in range(1, len(taken) + 2) if (n := f"{stem}-{k}") not in taken)


def _row(filled: FilledCell, note: str) -> dict[str, Any]:
    said = unit(filled.unit)
    kept = canonical_unit("filing", None, said)
    ratio = said.ratio_to(kept)
    value = filled.value
    reasons = f"{filled.why[0]} {filled.why[1]}".strip() if value is None else ""
    return {
        "line": filled.cell.line,
        "figure": filled.cell.quantity,
        "where": key_text(filled.cell.where),
        "quantity": value,
        "printed": filled.printed,
        "unit": filled.unit,
        "note": reasons or note or None,
        "amount": None if value is None else value * ratio.numerator / ratio.denominator,
        "canonical_unit": kept.symbol,
        # absent is no state of a value: the column is left null (A2)
        "state": None if value is None else "value",
    }


def _attachment(one: Attached, number: str) -> dict[str, Any]:
    return {
        "sha256": one.sha256, "record": "filing", "subject": number, "file_name": one.name,
        "media_type": one.media_type, "size": one.size,
    }  # fmt: skip


def _append(ledger: Ledger, record: str, rows: Sequence[dict[str, Any]], by: str) -> Receipt:
    import pyarrow as pa

    own = record_named(record)
    text = pa.string()
    fields = [*own.schema(), *(pa.field(n, t) for n, t in own.derived().items())]
    origin = {"source": text, "sheet": text, "row": pa.int32(), "col": text}
    schema = pa.schema([*fields, *(pa.field(n, t) for n, t in origin.items())])
    full = [
        {**row, "source": _SOURCE, "sheet": "", "row": n, "col": ""}
        for n, row in enumerate(rows, start=1)
    ]
    table = pa.Table.from_pylist(full, schema=schema)
    return ledger.append(record, table, origin=Origin(_SOURCE), recorded_by=by)
