"""A materialised figure: one figure that the engine worked out and stored, with all it rests on."""

from .record import Record, column

__all__ = ["MaterialisedFigure"]


class MaterialisedFigure(Record):
    """One value of one quantity for one grain cell, as known at one receipt under one release.

    Written by the engine alone; a figure that moved is a correction of its row, so that
    ``known_at`` shows what was published before.
    """

    record_name = "materialised_figure"
    record_zh = "已存数字"
    record_en = "materialised figure"
    finding_code = "FIGURE"
    clustered_by = ("quantity", "period", "key")

    quantity: str = column(key=True, zh="量", en="quantity", example="comprehensive_energy")
    key: str = column(
        key=True,
        zh="维度",
        en="key",
        example='{"entity":"E1"}',
        note_zh="除报告期外的维度与成员，JSON，按维度名排列",
        note_en="dimensions other than the period with their members, as JSON in order of name",
    )
    period: str = column(
        key=True,
        zh="报告期",
        en="period",
        example="2025-05",
        note_zh="* 表示没有报告期",
        note_en="* where the quantity has none",
    )
    value: float | None = column(
        zh="数值",
        en="value",
        note_zh="空白表示说不出，不是零",
        note_en="blank is absent, which is not zero",
    )
    unit: str | None = column(zh="计量单位", en="unit", unit=True, example="kgce")
    present: int | None = column(zh="已有行数", en="rows present", minimum=0)
    expected: int | None = column(zh="应有行数", en="rows expected", minimum=0)
    met: int | None = column(zh="应有且已有的行数", en="expected rows that are there", minimum=0)
    trust: str | None = column(zh="可信度", en="trust")
    basis: str | None = column(zh="口径", en="basis")
    overlays: str | None = column(zh="替代方案", en="overlays", note_zh="以逗号分隔")
    known_receipt: int = column(zh="截至收据", en="as known at receipt", minimum=0)
    rulebook_release: str = column(zh="规则库版本", en="rulebook release")
    engine_version: str = column(zh="引擎版本", en="engine version")
