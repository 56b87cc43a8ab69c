"""A membership: who belongs to whom, along which path, from when to when.

Enterprises that merge or split are linked by memberships too: ``merged_into`` from each predecessor
to its successor, ``split_into`` from the predecessor to each successor with its share. Figures are
never moved by them: a predecessor's stay its own until the day, its successor's begin on the day,
and a region counts each where it was (A9). A rule that rolls up along ``merged_into`` adds to the
successor what was filed under the predecessor's name from the day on; along ``split_into`` one
predecessor has two parents in one period, so that the sum cannot be said, since a share is a fact
about assets and not a factor for energy.
"""

import datetime as dt
from typing import TYPE_CHECKING

from .batch import Level
from .record import Record, column
from .row_check import RowCheck

if TYPE_CHECKING:
    from collections.abc import Callable

    import pyarrow as pa

__all__ = ["Membership"]

_ROUNDING = 1e-6


class Membership(Record):
    """One dated link of a child to a parent along a named relation; half-open in days."""

    record_name = "membership"
    record_zh = "隶属关系"
    record_en = "membership"
    version = "1.1"
    finding_code = "MEMBERSHIP"
    clustered_by = ("relation", "child")

    relation: str = column(
        key=True, zh="关系", en="relation", codelist="relations", example="located_in"
    )
    child: str = column(
        key=True,
        zh="下级编码",
        en="child",
        refers_to="entity",
        example="EM-07",
        note_zh="合并、分立时为原企业",
        note_en="of a merger or split: the predecessor",
    )
    parent: str = column(
        key=True,
        zh="上级编码",
        en="parent",
        refers_to="entity",
        example="E1",
        note_zh="合并、分立时为承继的企业",
        note_en="of a merger or split: the successor",
    )
    valid_from: dt.date = column(key=True, zh="起始日", en="valid from", example="2020-01-01")
    valid_to: dt.date | None = column(zh="终止日（不含）", en="valid to (not included)")
    share: float | None = column(
        zh="份额",
        en="share",
        minimum=0,
        maximum=1,
        example="0.6",
        note_zh="仅分立填写：承继的份额，0 至 1",
        note_en="of a split only: the share that passes to the successor, 0 to 1",
    )
    note: str | None = column(zh="备注", en="note")

    @classmethod
    def checks(cls) -> "tuple[Callable[[pa.Table], RowCheck], ...]":
        """A link leads from one entity to another, ends after it began, and splits add up."""
        return (_to_itself, _ends_first, _share_elsewhere, _shares_add_up)


def _to_itself(table: "pa.Table") -> RowCheck:
    import numpy as np
    import pyarrow.compute as pc

    return RowCheck(
        np.asarray(pc.fill_null(pc.equal(table["child"], table["parent"]), False)),
        "MEMBERSHIP-01",
        "parent",
        (
            "上级和下级是同一个对象。",
            "Child and parent are the same entity.",
            "请填写不同的编码。",
            "Give two different codes.",
        ),
    )


def _ends_first(table: "pa.Table") -> RowCheck:
    import numpy as np
    import pyarrow.compute as pc

    return RowCheck(
        np.asarray(pc.fill_null(pc.less_equal(table["valid_to"], table["valid_from"]), False)),
        "MEMBERSHIP-02",
        "valid_to",
        (
            "终止日不晚于起始日，这段关系一天也没有。",
            "The link ends on or before the day on which it begins.",
            "终止日是第一个不再隶属的日子；仍在持续的留空。",
            "valid_to is the first day no longer part of it; leave it blank while it lasts.",
        ),
    )


def _share_elsewhere(table: "pa.Table") -> RowCheck:
    import numpy as np
    import pyarrow.compute as pc

    other = pc.not_equal(table["relation"], "split_into")
    return RowCheck(
        np.asarray(pc.fill_null(pc.and_(other, pc.is_valid(table["share"])), False)),
        "MEMBERSHIP-03",
        "share",
        (
            "只有分立（split_into）有份额；汇总不按份额分摊。",
            "Only a split (split_into) has shares; a roll-up does not apportion by them.",
            "请删去份额，或把关系改为 split_into。",
            "Leave the share out, or make the relation split_into.",
        ),
    )


def _shares_add_up(table: "pa.Table") -> RowCheck:
    """The shares of one predecessor on one day, as far as this table holds them."""
    import numpy as np
    import pyarrow.compute as pc

    rows = np.flatnonzero(
        np.asarray(pc.fill_null(pc.equal(table["relation"], "split_into"), False))
    )
    said = table.select(["child", "valid_from", "share"]).take(rows).to_pylist()
    sums: dict[object, float] = {}
    for s in said:
        share = s["share"] if s["share"] is not None else np.nan
        sums[s["child"], s["valid_from"]] = sums.get((s["child"], s["valid_from"]), 0.0) + share
    total_of = {
        int(row): sums[s["child"], s["valid_from"]] for row, s in zip(rows, said, strict=True)
    }
    mask = np.zeros(table.num_rows, dtype=bool)
    mask[[row for row, total in total_of.items() if abs(total - 1) > _ROUNDING]] = True

    def texts(row: int) -> tuple[str, str, str, str]:
        return (
            f"同一天分立的份额之和是 {total_of[row]:g}，不是 1。",
            f"The shares of this split add up to {total_of[row]:g}, not to 1.",
            "请补上其余承继企业，或核对份额。",
            "Add the other successors, or check the shares.",
        )

    return RowCheck(mask, "MEMBERSHIP-04", "share", texts, Level.DOUBT)
