"""A release of the rulebook: a list that is written once, and the gate before it (A16, A17).

The list is one JSON file: what is in force, the hash of every file that decides figures, every
value as text, and which provisional values somebody named. It is never written twice; a later
release is held against the earlier ones in the same folder.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import json
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from luheng.errors import BadQuery, ProvisionalNotNamed, ReleasedAlready
from luheng.rulebook.loader import ROOT, released_files
from luheng.rules import Standard

from .audit import Audit
from .values import TRUSTS, TableValue

__all__ = [
    "ProvisionalTable",
    "digest",
    "hold_against",
    "name_provisional",
    "release",
    "write_release",
]

FORM = "luheng rulebook release 1"
_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]*")


@dataclass(frozen=True, slots=True)
class ProvisionalTable:
    """The provisional values of one quantity in one file, and the word that let them through."""

    quantity: str
    table: str
    recalled: int
    conflicting: int
    named: str = ""

    def __str__(self) -> str:
        return (
            f"{self.quantity}  {self.table}: recalled {self.recalled}, "
            f"conflicting {self.conflicting}"
        )


def name_provisional(audit: Audit, allowed: Iterable[str]) -> tuple[ProvisionalTable, ...]:
    """The provisional values, table by table, each named by its quantity or its file.

    Raises:
        ProvisionalNotNamed: a value is recalled or conflicting and no word names it.
        BadQuery: a word names no provisional value, so that it was meant for something else.
    """
    words = tuple(dict.fromkeys(allowed))
    tables = [
        ProvisionalTable(q, t, r, c, next((w for w in words if w in {q, t}), ""))
        for q, t, r, c in _provisional(audit)
    ]
    idle = [w for w in words if not any(w in {t.quantity, t.table} for t in tables)]
    if idle:
        raise BadQuery(
            f"--allow {idle[0]} 没有点到任何暂用值：它既不是有暂用值的量，也不是这样的文件。",
            f"--allow {idle[0]} names no provisional value: neither a quantity nor a file has one.",
        )
    refused = [t for t in tables if not t.named]
    if refused:
        count = sum(t.recalled + t.conflicting for t in refused)
        raise ProvisionalNotNamed(count, tuple(map(str, refused)))
    return tuple(tables)


def _provisional(audit: Audit) -> Iterator[tuple[str, str, int, int]]:
    counted: dict[tuple[str, str], Counter[str]] = {}
    for value in audit.values:
        if value.provisional:
            counted.setdefault((value.quantity, value.table), Counter())[value.trust] += 1
    for (quantity, table), trusts in counted.items():
        yield quantity, table, trusts["recalled"], trusts["conflicting"]


def release(
    name: str,
    audit: Audit,
    named: Sequence[ProvisionalTable],
    *,
    rulebook: str,
    day: dt.date,
    root: Path = ROOT,
) -> dict[str, Any]:
    """The list of a release: what is in it, by name, hash and value.

    Args:
        name: the release's own name, such as ``2026.1``.
        audit: the audit of the rulebook in ``root``.
        named: its provisional values, as ``name_provisional`` let them through.
        rulebook: the name that figures carry (``Rulebook.release``).
        day: the day of the release.
        root: the folder of the rulebook.

    Raises:
        BadQuery: the name could not be the name of a file.
    """
    if not _NAME.fullmatch(name):
        raise BadQuery(
            f"发布名“{name}”只能用字母、数字、点、横线和下划线，例如 2026.1。",
            f"The name of a release has letters, digits, dots, - and _, such as 2026.1: {name!r}.",
        )
    values = [_value(v) for v in audit.values if not v.is_range]
    trusts = Counter(v["trust"] for v in values)
    held: dict[str, Any] = {
        "form": FORM,
        "release": name,
        "rulebook": rulebook,
        "day": day.isoformat(),
        "standards": [_standard(s) for s in audit.standards],
        "overlays": sorted({v.overlay for v in audit.overlaid}),
        "clauses": audit.statuses(),
        "counts": {
            "values": len(values),
            **{trust: trusts[trust] for trust in TRUSTS},
            "checked": audit.tally().checked,
            "ranges": audit.tally().ranges,
        },
        "provisional": [
            {"quantity": t.quantity, "table": t.table, "recalled": t.recalled,
             "conflicting": t.conflicting, "named": t.named}
            for t in named
        ],
        "files": {p.relative_to(root).as_posix(): _hash_of(p) for p in released_files(root)},
        "values": values,
    }  # fmt: skip
    return {**held, "sha256": digest(held)}


def hold_against(held: Mapping[str, Any], folder: Path) -> None:
    """Hold a new release against the earlier ones of its folder.

    Raises:
        ReleasedAlready: the name is taken, an earlier list was changed, or a value that was
            released is gone or another.
    """
    taken = folder / f"{held['release']}.json"
    if taken.exists():
        raise ReleasedAlready(
            str(taken),
            f"{held['release']} 已经发布过。",
            f"{held['release']} was released before.",
        )
    now = _by_cell(held["values"])
    for file, earlier in _earlier(folder):
        for cell, texts in _by_cell(earlier["values"]).items():
            gone = texts - now.get(cell, set())
            if gone:
                _refuse_edit(file, earlier, cell, sorted(gone), sorted(now.get(cell, set())))


def write_release(held: Mapping[str, Any], folder: Path) -> Path:
    """Write the list of a release beside the earlier ones; an existing file is never touched.

    Raises:
        ReleasedAlready: as ``hold_against``.
    """
    hold_against(held, folder)
    folder.mkdir(parents=True, exist_ok=True)
    place = folder / f"{held['release']}.json"
    with place.open("x", encoding="utf-8", newline="\n") as file:
        file.write(_text(held))
    return place


# -- earlier releases ------------------------------------------------------------------------------

#: what a value is a value of: quantity, key, first period, day from which it was known, overlay
_Cell = tuple[str, str, str, str, str]


def _earlier(folder: Path) -> Iterator[tuple[Path, Mapping[str, Any]]]:
    for file in sorted(folder.glob("*.json")):
        try:
            held = json.loads(file.read_text(encoding="utf-8"))
        except ValueError:
            held = None
        if not isinstance(held, dict) or held.get("form") != FORM:
            continue  # another file of the folder is none of ours
        if held.get("sha256") != digest({k: v for k, v in held.items() if k != "sha256"}):
            raise ReleasedAlready(
                str(file),
                f"{held.get('release')} 的清单在发布以后被改过。",
                f"the list of {held.get('release')} was changed after its release.",
            )
        yield file, held


def _by_cell(values: Iterable[Mapping[str, Any]]) -> dict[_Cell, set[str]]:
    """The value of each cell as text; an interval that was open may have been closed since."""
    cells: dict[_Cell, set[str]] = {}
    for value in values:
        for key in value["keys"]:
            start, known, overlay = value["from"] or "", value["known"] or "", value["overlay"]
            cell = (value["quantity"], key, start, known, overlay or "")
            cells.setdefault(cell, set()).add(f"{value['value']} {value['unit']}")
    return cells


def _refuse_edit(
    file: Path, earlier: Mapping[str, Any], cell: _Cell, gone: list[str], now: list[str]
) -> None:
    quantity, key, start, *_ = cell
    name = f"{quantity}[{key}]" if key else quantity
    since_zh, since_en = (f"（自 {start}）", f" from {start}") if start else ("", "")
    then, instead = ", ".join(gone), ", ".join(now)
    now_zh, now_en = (f"是 {instead}", f"it is {instead}") if instead else ("没有了", "it is gone")
    raise ReleasedAlready(
        str(file),
        f"{earlier['release']} 发布的 {name}{since_zh} 是 {then}，现在{now_zh}。",
        f"{earlier['release']} released {name}{since_en} as {then}; now {now_en}.",
    )


# -- its parts -------------------------------------------------------------------------------------


def _standard(standard: Standard) -> dict[str, Any]:
    return {
        "standard": standard.id,
        "code": standard.code,
        "editions": [
            {
                "edition": e.id,
                "code": e.code,
                "published": str(e.published) if e.published else None,
                "from": str(e.applies.start) if e.applies.start > dt.date.min else None,
                "to": str(e.applies.end) if e.applies.end else None,
            }
            for e in standard.editions
        ],
    }


def _value(value: TableValue) -> dict[str, Any]:
    start, end = value.applies
    return {
        "quantity": value.quantity,
        "keys": list(value.keys),
        "value": value.value,
        "unit": value.unit,
        "trust": value.trust,
        "from": start or None,
        "to": end or None,
        "known": value.known or None,
        "overlay": value.overlay or None,
        "table": value.table,
    }


def _hash_of(path: Path) -> str:
    return hashlib.sha256(path.read_bytes().replace(b"\r\n", b"\n")).hexdigest()


def digest(held: Mapping[str, Any]) -> str:
    """The hash of a list, by which a change after its release is found."""
    text = json.dumps(held, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


def _text(held: Mapping[str, Any]) -> str:
    """JSON with one value on each line, so that two releases can be laid beside one another."""
    parts = []
    for name, part in held.items():
        if name == "values":
            lines = (f"    {json.dumps(v, ensure_ascii=False)}" for v in part)
            said = "[\n" + ",\n".join(lines) + "\n  ]"
        else:
            said = json.dumps(part, ensure_ascii=False, indent=2).replace("\n", "\n  ")
        parts.append(f"  {json.dumps(name)}: {said}")
    return "{\n" + ",\n".join(parts) + "\n}\n"
