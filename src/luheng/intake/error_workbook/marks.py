"""What is to be marked where: the findings of a file by sheet and cell."""

from __future__ import annotations

import re
from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING

from luheng.errors import say
from luheng.records import Level

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from luheng.records import Finding

__all__ = ["COLOURS", "Mark", "marks_of", "titles", "told"]

#: by weight: refused, doubt, noted
COLOURS = {Level.REFUSED: "FFC7CE", Level.DOUBT: "FFEB9C", Level.NOTED: "DDEBF7"}
_ORDER = {Level.REFUSED: 0, Level.DOUBT: 1, Level.NOTED: 2}
_CELL = re.compile(r"([A-Z]{1,3})([1-9][0-9]{0,6})(?::.*)?")
#: a comment longer than this is hard to read, and Excel shows no more than 32,767
_LONGEST = 2_000


@dataclass(frozen=True, slots=True)
class Mark:
    """One cell (row and column counted from 1): how heavy, and what to say in its comment."""

    row: int
    column: int
    level: Level
    comment: str


def marks_of(findings: Iterable[Finding]) -> Mapping[tuple[str, str], tuple[Mark, ...]]:
    """(file, sheet) to the marks in it; what names a row and no cell marks the row's first one.

    Several findings on one cell make one mark, as heavy as the heaviest. What is only noted is no
    fault of a cell: it is listed and marks nothing.
    """
    grouped: defaultdict[tuple[str, str], defaultdict[tuple[int, int], list[Finding]]]
    grouped = defaultdict(lambda: defaultdict(list))
    for finding in findings:
        place = _place(finding) if finding.level is not Level.NOTED else None
        if place is not None:
            grouped[finding.source, finding.sheet][place].append(finding)
    return {
        where: tuple(_mark(place, some) for place, some in sorted(cells.items()))
        for where, cells in grouped.items()
    }


def _place(finding: Finding) -> tuple[int, int] | None:
    found = _CELL.fullmatch(finding.cell)
    if found:
        column = 0
        for letter in found[1]:
            column = column * 26 + ord(letter) - 64
        return int(found[2]), column
    return (finding.row, 1) if finding.row else None


def _mark(place: tuple[int, int], findings: list[Finding]) -> Mark:
    heaviest = min((f.level for f in findings), key=_ORDER.__getitem__)
    lines = dict.fromkeys(f"{f.problem}{_remedy(f)}  [{f.code}]" for f in findings)
    return Mark(*place, heaviest, "\n\n".join(lines)[:_LONGEST])


def _remedy(finding: Finding) -> str:
    return f"\n→ {finding.remedy}" if finding.remedy else ""


def titles() -> tuple[str, ...]:
    """The columns of the sheet that lists every finding."""
    return (
        say(zh="程度", en="weight"),
        say(zh="文件", en="file"),
        say(zh="工作表", en="sheet"),
        say(zh="行", en="row"),
        say(zh="单元格", en="cell"),
        say(zh="列", en="column"),
        say(zh="原来的内容", en="what it held"),
        say(zh="原因", en="reason"),
        say(zh="怎样改", en="remedy"),
        say(zh="代码", en="code"),
    )


def told(finding: Finding) -> tuple[str | int | None, ...]:
    """A finding as a row under those titles."""
    weight = {
        Level.REFUSED: say(zh="拒收", en="refused"),
        Level.DOUBT: say(zh="存疑", en="doubt"),
        Level.NOTED: say(zh="说明", en="noted"),
    }[finding.level]
    return (
        weight, finding.source, finding.sheet, finding.row, finding.cell, finding.column,
        finding.value, finding.problem, finding.remedy, finding.code,
    )  # fmt: skip
