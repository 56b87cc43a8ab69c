"""A transfer: how much of an item one entity supplied to another in a period."""

from typing import TYPE_CHECKING

from .record import Record, column
from .row_check import RowCheck

if TYPE_CHECKING:
    from collections.abc import Callable

    import pyarrow as pa

__all__ = ["Transfer"]


class Transfer(Record):
    """Amount of one item that one entity supplied to another: of which of its sales.

    It is part of what the supplier filed as ``sold`` (or ``transferred``) and of what the receiver
    filed as ``purchased``, and is added to neither: it says between whom, so that what members of
    one park supplied to each other can be left out of the park's account.
    """

    record_name = "transfer"
    record_zh = "单位间供应"
    record_en = "transfer"
    finding_code = "TRANSFER"
    clustered_by = ("entity", "period_start")
    value_column = "quantity"

    entity: str = column(
        key=True,
        zh="供方编码",
        en="supplier",
        refers_to="entity",
        example="E1",
        aliases=("供方", "供应单位", "supplier"),
    )
    counterpart: str = column(
        key=True,
        zh="受方编码",
        en="receiver",
        refers_to="entity",
        example="E2",
        aliases=("受方", "接收单位", "receiver"),
    )
    period: str = column(key=True, zh="报告期", en="period", example="2025-05")
    item: str = column(
        key=True,
        zh="品种",
        en="item",
        codelist="items",
        example="heat",
        note_zh="蒸汽和热水按热量填 heat",
        note_en="steam and hot water are heat",
    )
    quantity: float | None = column(zh="数量", en="quantity", minimum=0, example="1200")
    unit: str = column(zh="计量单位", en="unit", unit=True, example="GJ")
    origin: str | None = column(
        zh="数据来源", en="origin", note_zh="结算单、计量表等", note_en="settlement, meter …"
    )
    note: str | None = column(zh="备注", en="note")

    @classmethod
    def derived(cls) -> "dict[str, pa.DataType]":
        """Canonical amount, state, and the period's bounds and grain."""
        from .derived import PERIOD_COLUMNS, VALUE_COLUMNS

        return {**VALUE_COLUMNS, **PERIOD_COLUMNS}

    @classmethod
    def checks(cls) -> "tuple[Callable[[pa.Table], RowCheck], ...]":
        """Nobody supplies itself."""
        return (_to_itself,)


def _to_itself(table: "pa.Table") -> RowCheck:
    import numpy as np
    import pyarrow.compute as pc

    return RowCheck(
        np.asarray(pc.fill_null(pc.equal(table["entity"], table["counterpart"]), False)),
        "TRANSFER-01",
        "counterpart",
        (
            "供方和受方是同一个单位。",
            "Supplier and receiver are the same entity.",
            "请填写不同的编码；单位内部的使用填在活动数据中。",
            "Give two different codes; use within an entity belongs into its activity data.",
        ),
    )
