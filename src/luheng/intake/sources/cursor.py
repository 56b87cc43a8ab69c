"""Increments: the greatest value of a column read so far, and from where the next run asks."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from luheng.errors import BadSource

from .source import span

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from .runs import Run
    from .source import Source

__all__ = ["Mark", "since"]


@dataclass
class Mark:
    """The greatest value of the cursor column, of whatever type the source gives it in."""

    value: Any = None

    @classmethod
    def of(cls, source: Source, last: Run | None) -> Mark:
        """The mark where the last good run left it."""
        return cls(_value(last) if last is not None and source.cursor else None)

    def see(self, source: Source, columns: Mapping[str, Sequence[Any]]) -> None:
        """Go on over one part of the answer; raises BadSource if the column is not there."""
        if not source.cursor:
            return
        if source.cursor not in columns:
            raise BadSource(
                source.name,
                f"回答里没有列“{source.cursor}”。",
                f"the answer has no column {source.cursor!r}.",
            )
        said = [c for c in columns[source.cursor] if c is not None]
        if not said:
            return
        greatest = max(said)
        if self.value is not None and type(greatest) is not type(self.value):
            greatest = (
                type(self.value)(greatest) if isinstance(greatest, (int, float)) else greatest
            )
        self.value = greatest if self.value is None else max(self.value, greatest)

    def kept(self, last: Run | None) -> dict[str, Any]:
        """The mark as a run keeps it."""
        if self.value is None:
            return {"mark": last.mark, "mark_type": last.mark_type} if last else {}
        if isinstance(self.value, dt.datetime):
            return {"mark": self.value.isoformat(), "mark_type": "instant"}
        if isinstance(self.value, dt.date):
            return {"mark": self.value.isoformat(), "mark_type": "day"}
        if isinstance(self.value, (int, float)):
            return {"mark": self.value, "mark_type": "number"}
        return {"mark": str(self.value), "mark_type": "text"}


def _value(run: Run) -> Any:
    if run.mark_type == "instant":
        return dt.datetime.fromisoformat(run.mark)
    if run.mark_type == "day":
        return dt.date.fromisoformat(run.mark)
    return run.mark


def since(source: Source, last: Run | None) -> Any:
    """From where on to ask: the last mark less the overlap, ``start`` before there is one.

    Raises:
        BadSource: the overlap cannot be taken from a mark of that type.
    """
    if not source.cursor:
        return None
    mark = _value(last) if last is not None else None
    if mark is None:
        return source.start or None
    if not source.overlap:
        return mark
    try:
        return _less(mark, source.overlap)
    except (ValueError, TypeError) as error:
        raise BadSource(
            source.name,
            f"overlap“{source.overlap}”不能用于 {mark!r}：时刻用 2h、1d，数用数。",
            f"the overlap {source.overlap!r} does not go with {mark!r}: 2h or 1d for instants, a "
            "number for numbers.",
        ) from error


def _less(mark: Any, overlap: str) -> Any:
    if isinstance(mark, (int, float)):
        return mark - (float(overlap) if isinstance(mark, float) else int(overlap))
    if isinstance(mark, dt.datetime):
        return mark - span(overlap)
    if isinstance(mark, dt.date):
        return mark - max(span(overlap), dt.timedelta(days=1))
    # an instant as text, as SQLite and JSON give it: written again in the way it was
    at = dt.datetime.fromisoformat(mark) - span(overlap)
    text = at.isoformat(sep="T" if "T" in mark else " ", timespec="auto")
    if mark.endswith("Z"):
        text = text.replace("+00:00", "Z")
    return text[: len(mark)] if len(mark) < len(text) else text
