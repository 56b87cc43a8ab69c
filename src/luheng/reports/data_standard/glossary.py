"""The glossary: every record, column and code list with its names and meaning in both languages."""

from __future__ import annotations

from typing import TYPE_CHECKING

from luheng.codelists import about as list_about

from .wording import ADDED, TYPES, allowed

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from luheng.records import Record

__all__ = ["COLUMNS", "glossary"]

COLUMNS = ("kind", "name", "zh", "en", "type", "meaning_zh", "meaning_en")


def glossary(kinds: Iterable[type[Record]], lists: Iterable[str]) -> Iterator[tuple[str, ...]]:
    """Rows of ``COLUMNS``: records, their columns, what is added to rows, code lists."""
    for kind in kinds:
        yield ("record", kind.record_name, kind.record_zh, kind.record_en, "", "", kind.describe())
        for name, c in kind.columns().items():
            zh, en = allowed(c)
            yield (
                "column",
                f"{kind.record_name}.{name}",
                c.zh,
                c.en,
                TYPES[c.type][1],
                "；".join(t for t in (c.note_zh, zh) if t),
                "; ".join(t for t in (c.note_en, en) if t),
            )
    for name, (zh, en) in ADDED.items():
        yield ("added", name, zh, en, "", "", "")
    for name in lists:
        said = list_about(name)
        yield (
            "codelist",
            name,
            said["title_zh"],
            said["title_en"],
            "",
            said["source"],
            said["note"],
        )
