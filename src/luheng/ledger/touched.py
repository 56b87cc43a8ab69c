"""What receipts touched: the keys that rows of some receipts stand at, or stood at before.

Nothing that did not change is read: files say which receipts they hold, and corrections lie apart
and are few. The answer may name a key whose visible row is what it was (a superset never leaves a
stored figure stale); it never leaves one out.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from .quoting import identifier, identifiers

if TYPE_CHECKING:
    from .reading import AsKnown
    from .tables import Snapshot

__all__ = ["touched"]


def touched(known: AsKnown, since: int, *, first: bool = True) -> str:
    """A SELECT of every version of the rows that receipts after ``since`` brought or changed.

    Columns: the record's, ``receipt`` and ``key_…``, the key under which the row was received. Of
    a corrected row all corrections are given, and with ``first`` the row as first received: each
    key at which one of them stands, or was received, may show another row than before.
    """
    layout = known.layout
    pairs = list(zip(layout.keys, layout.received_keys, strict=True))
    own = identifiers(layout.facts)
    as_received = ", ".join(f"{identifier(k)} AS {identifier(r)}" for k, r in pairs)
    fresh = replace(known, facts=_after(known.facts, since))
    parts = [f"SELECT {own}, {as_received} FROM ({fresh.received()}) WHERE receipt > {since}"]
    if _after(known.corrections, since).files:
        received = identifiers(layout.received_keys)
        versions = known.versions()
        changed = f"SELECT DISTINCT {received} FROM ({versions}) WHERE receipt > {since}"
        parts.append(
            f"SELECT {own}, {received} FROM ({versions}) SEMI JOIN ({changed}) USING ({received})"
        )
        if not first:
            return " UNION ALL ".join(parts)
        same = " AND ".join(f"f.{identifier(k)} = c.{identifier(r)}" for k, r in pairs)
        facts = ", ".join(f"f.{identifier(c)}" for c in layout.facts)
        place = ", ".join(f"f.{identifier(k)} AS {identifier(r)}" for k, r in pairs)
        parts.append(
            f"SELECT {facts}, {place} FROM ({known.received()}) AS f "
            f"SEMI JOIN ({changed}) AS c ON {same}"
        )
    return " UNION ALL ".join(parts)


def _after(snapshot: Snapshot, since: int) -> Snapshot:
    return replace(snapshot, files=tuple(f for f in snapshot.files if f.receipts[1] > since))
