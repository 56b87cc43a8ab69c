"""A membership: who belongs to whom, along which path, from when to when."""

import datetime as dt

from .record import Record, column

__all__ = ["Membership"]


class Membership(Record):
    """One dated link of a child to a parent along a named relation; half-open in days."""

    record_name = "membership"
    record_zh = "隶属关系"
    record_en = "membership"
    finding_code = "MEMBERSHIP"
    clustered_by = ("relation", "child")

    relation: str = column(
        key=True, zh="关系", en="relation", codelist="relations", example="located_in"
    )
    child: str = column(key=True, zh="下级编码", en="child", refers_to="entity", example="EM-07")
    parent: str = column(key=True, zh="上级编码", en="parent", refers_to="entity", example="E1")
    valid_from: dt.date = column(key=True, zh="起始日", en="valid from", example="2020-01-01")
    valid_to: dt.date | None = column(zh="终止日（不含）", en="valid to (not included)")
    note: str | None = column(zh="备注", en="note")
