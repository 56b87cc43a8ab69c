"""A materialisation: which quantities are kept stored for which periods, and how far they hold."""

from .record import Record, column

__all__ = ["Materialisation"]


class Materialisation(Record):
    """One set of stored figures: what was asked, and up to which receipt it has been followed.

    Written by the engine alone; each refresh is a correction of the row, so that ``known_at``
    tells the history of refreshes.
    """

    record_name = "materialisation"
    record_zh = "数字存放"
    record_en = "materialisation"
    version = "1.1"
    finding_code = "FIGURE"
    clustered_by = ("name",)

    name: str = column(key=True, zh="名称", en="name", example="province")
    quantities: str = column(zh="量", en="quantities", note_zh="以逗号分隔", note_en="by commas")
    periods: str = column(zh="报告期", en="periods", note_zh="以逗号分隔", note_en="by commas")
    known_receipt: int = column(zh="截至收据", en="followed up to receipt")
    rulebook_release: str = column(zh="规则库版本", en="rulebook release")
    engine_version: str = column(zh="引擎版本", en="engine version")
    fingerprints: str = column(
        zh="规则与系数的校验值",
        en="fingerprints of rules and factors",
        note_zh="JSON：量和报告期的规则、系数有变时才全部重算",
        note_en="JSON: a quantity and period are worked out anew as a whole only if theirs changes",
    )
    factors: str | None = column(
        zh="系数值",
        en="values of factors",
        note_zh="JSON：每个系数各键、各报告期的值；只有值变时，只算所涉的对象",
        note_en="JSON: each factor by key and period; if only these change, only whom they concern",
    )
