"""Which rows of a plan name no indicator at all: neither by code nor as printed."""

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import pyarrow as pa

__all__ = ["unnamed"]


def unnamed(table: "pa.Table") -> "tuple[Any, str, tuple[str, str, str, str]]":
    """Rows with neither a code of the indicator list nor a printed name (mask, code, texts)."""
    import pyarrow.compute as pc

    mask = pc.and_(pc.is_null(table["indicator"]), pc.is_null(table["indicator_zh"]))
    return (
        mask,
        "PLAN-04",
        (
            "没有写明是哪项指标。",
            "The row does not say which indicator it is of.",
            "请填指标代码；代码表中没有的，至少填原文的指标名称。",
            "Give the indicator's code or, where the list has none, its name as printed.",
        ),
    )
