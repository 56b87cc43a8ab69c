"""An event: what happened to which lot or piece, when, where and why (after EPCIS 2.0)."""

import datetime as dt
from typing import TYPE_CHECKING

from .record import Record, column

if TYPE_CHECKING:
    import pyarrow as pa

__all__ = ["Event"]


class Event(Record):
    """One lot or piece in one event: observed, packed, traded, or made from others."""

    record_name = "event"
    record_zh = "追溯事件"
    record_en = "event"
    finding_code = "EVENT"
    clustered_by = ("event",)
    value_column = "quantity"

    event: str = column(
        key=True,
        zh="事件编号",
        en="event",
        example="EV-2025-000017",
        aliases=("事件号", "eventID"),
        note_zh="一个事件涉及几批货物时，一批一行",
        note_en="an event about several lots has one row for each",
    )
    lot: str = column(
        key=True,
        zh="批次或单件标识",
        en="lot or piece",
        example="LOT-20250503-01",
        aliases=("批次号", "批号", "epc"),
    )
    direction: str = column(
        key=True,
        zh="进出",
        en="direction",
        one_of=("object", "input", "output", "parent", "child"),
        default="object",
        note_zh="转化事件分 input、output，组合事件分 parent、child，其余为 object",
        note_en="input, output of a transformation; parent, child of an aggregation; else object",
    )
    kind: str = column(
        zh="事件种类",
        en="kind",
        one_of=("object", "aggregation", "transaction", "transformation", "association"),
        example="transformation",
        note_zh="对象、组合（aggregation）、交易（transaction）、转化（transformation）、关联",
    )
    action: str = column(
        zh="动作",
        en="action",
        one_of=("add", "observe", "delete"),
        default="observe",
        note_zh="add 产生或装入，observe 观察，delete 消失或取出",
    )
    at: dt.datetime = column(
        zh="发生时间", en="at", example="2025-05-03 08:00", aliases=("时间", "eventTime")
    )
    entity: str = column(
        zh="责任单位", en="responsible entity", refers_to="entity", example="E1", aliases=("单位",)
    )
    step: str | None = column(
        zh="业务环节", en="business step", example="shipping", aliases=("bizStep",)
    )
    disposition: str | None = column(zh="货物状态", en="disposition", example="in_transit")
    place: str | None = column(
        zh="读取地点", en="read point", refers_to="entity", aliases=("readPoint",)
    )
    location: str | None = column(
        zh="其后所在地", en="business location", refers_to="entity", aliases=("bizLocation",)
    )
    source_entity: str | None = column(zh="转出单位", en="from entity", refers_to="entity")
    destination: str | None = column(zh="转入单位", en="to entity", refers_to="entity")
    item: str | None = column(zh="品种", en="item", codelist="items", example="steel_slag")
    quantity: float | None = column(
        zh="数量",
        en="quantity",
        minimum=0,
        example="32.5",
        note_zh="逐件标识的写 1，单位写 1",
        note_en="1 in the unit 1 for a piece with an identity of its own",
    )
    unit: str = column(zh="计量单位", en="unit", unit=True, example="t")
    document: str | None = column(
        zh="单据号", en="business document", aliases=("联单号", "合同号", "bizTransaction")
    )
    corrects: str | None = column(
        zh="更正的事件",
        en="event declared erroneous",
        note_zh="声明有误的事件编号；有误的事件仍保留",
        note_en="the event declared erroneous; it stays readable",
    )
    note: str | None = column(zh="备注", en="note")

    @classmethod
    def derived(cls) -> "dict[str, pa.DataType]":
        """Amount in the customary unit, state, and the local offset from UTC in minutes."""
        import pyarrow as pa

        from .derived import VALUE_COLUMNS

        return {**VALUE_COLUMNS, "offset_minutes": pa.int16()}
