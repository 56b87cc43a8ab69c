"""The chain of a submission: each step is sealed over the one before it.

    hash(n) = SHA-256( hash(n-1), a line feed, canonical JSON of step n ),   hash(0) = 64 noughts

the equation of the ledger's own chain. A signature is a person's name under that hash, which rests
on the state, the remarks and the SHA-256 of the rows as they stood: it shows that nothing was
changed afterwards. It does not prove who held the pen: keys of persons are not kept here.

Steps are rows of the ledger and not of the registry: so they are bitemporal (``known_at`` shows
where a submission stood), sealed once more by the chain over receipts, copied by every backup and
counted in sets beside the rows that they speak of.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import json
from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from luheng.ledger import Ledger

__all__ = ["NOUGHT", "broken", "seal", "taken"]

#: what the first step rests on
NOUGHT = "0" * 64
_SEALED = (
    "form", "entity", "period", "number", "action", "state", "by", "level", "at", "day", "due",
    "known_receipt", "rows", "rows_sha256", "owed", "met", "remarks", "message",
)  # fmt: skip


def seal(previous: str, step: Mapping[str, Any]) -> str:
    """The hash of a step that follows another; see the module for the equation."""
    said = {name: _plain(step[name]) for name in _SEALED}
    text = json.dumps(said, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(f"{previous}\n{text}".encode()).hexdigest()


def _plain(value: Any) -> Any:
    if isinstance(value, dt.datetime):
        return value.astimezone(dt.UTC).isoformat(timespec="microseconds")
    return value.isoformat() if isinstance(value, dt.date) else value


def taken(
    ledger: Ledger, where: Mapping[str, Any], known: dt.datetime | int | None = None
) -> list[dict[str, Any]]:
    """The steps of some submissions in order; of two of one number the earlier receipt holds."""
    rows = ledger.read("submission_step", where, known).to_pylist()
    rows.sort(key=lambda r: (r["form"], r["period"], r["entity"], r["number"], r["receipt"]))
    out: list[dict[str, Any]] = []
    for row in rows:
        last = out[-1] if out else {}
        if any(row[k] != last.get(k) for k in ("form", "period", "entity", "number")):
            out.append(row)
    return out


def broken(steps: Iterable[Mapping[str, Any]]) -> list[Mapping[str, Any]]:
    """The steps whose hash is not that of what they say, or that do not follow the one before."""
    out = []
    previous: Mapping[str, Any] = {}
    for step in steps:
        same = all(step[k] == previous.get(k) for k in ("form", "entity", "period"))
        before = previous["hash"] if same else NOUGHT
        number = previous["number"] + 1 if same else 1
        sealed = seal(step["previous"], step)
        if (step["previous"], step["number"], step["hash"]) != (before, number, sealed):
            out.append(step)
        previous = step
    return out
