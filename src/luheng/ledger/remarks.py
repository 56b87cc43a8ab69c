"""Findings that only the ledger can make, because they need what it already knows."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from luheng.records import Finding, Level

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

__all__ = ["TOLD", "remarks"]

#: findings of one kind that are told row by row; the rest are counted in one more
TOLD = 1000


@dataclass(frozen=True, slots=True)
class _Remark:
    code: str
    problem_zh: str
    problem_en: str
    remedy_zh: str
    remedy_en: str
    level: Level = Level.REFUSED


#: verdict on a row -> what is said of it; ``{key}`` is the row's key
_REMARKS = {
    "repeated": _Remark(
        "LEDGER-04",
        "同一批数据中键“{key}”出现多次且数值不同；只保留最后一行。",
        "The key {key} comes more than once in this batch with other values; the last row stays.",
        "请核对原文件，删去多余的行。",
        "Check the file and remove the rows that are not meant.",
    ),
    "shadowed": _Remark(
        "LEDGER-05",
        "键“{key}”上已有一行由更正规则移来；本行按收到的样子保存，但不显示。",
        "A rule has moved another row to the key {key}; this row is kept as received and not "
        "shown.",
        "若同一规则也适用于本行，请对它运行该规则；否则请更正被移来的行。",
        "If the same rule holds for this row, apply it; if not, correct the row that was moved.",
        Level.DOUBT,
    ),
    "overruled": _Remark(
        "LEDGER-08",
        "键“{key}”的行曾按规则更正；来源又给出新的数值，现以新数值为准。",
        "The row of key {key} was corrected by a rule; its source now gives another value, which "
        "holds.",
        "若规则对新数值仍然适用，请再运行一次。",
        "If the rule holds for the new value as well, apply it again.",
        Level.DOUBT,
    ),
    "unknown": _Remark(
        "LEDGER-06",
        "没有收到过键为“{key}”的行，无法更正。",
        "No row was received under the key {key}; there is nothing to correct.",
        "更正以收到时的键为准；请先导入该行，或改正键。",
        "A correction names the key as received; import the row first, or mend the key.",
    ),
    "taken": _Remark(
        "LEDGER-07",
        "键“{key}”上已有另一行，不能把更正后的行移到那里。",
        "Another row stands at the key {key}; the corrected row cannot be moved there.",
        "请在同一次更正中把那一行也移开，或改用别的键。",
        "Move that row too in the same correction, or name another key.",
    ),
}


def remarks(verdict: str, rows: Sequence[tuple[Any, ...]], count: int) -> Iterator[Finding]:
    """Findings on rows given as source, sheet, row, col and key; beyond them only a number."""
    said = _REMARKS[verdict]
    for source, sheet, row, col, key in rows:
        yield Finding(
            said.code,
            said.level,
            source or "",
            said.problem_zh.format(key=key),
            said.problem_en.format(key=key),
            said.remedy_zh,
            said.remedy_en,
            sheet=sheet or "",
            row=row,
            column=col or "",
            value=key,
        )
    if count > len(rows):
        more = count - len(rows)
        yield Finding(
            said.code,
            said.level,
            rows[0][0] or "",
            f"另有 {more} 行情况相同。",
            f"The same is true of {more} more rows.",
        )
