"""Errors of the accounts: calendars, forms and filings."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from .message import LuhengError, listed, say

__all__ = ["BadCalendar", "BadForm", "FilingHasGaps", "FilingTaken", "UnknownFiling"]


@dataclass(eq=False)
class BadCalendar(LuhengError):
    """A calendar of tariff periods or shifts that is not in form."""

    code: ClassVar[str] = "CALENDAR-01"
    place: str
    problem_zh: str
    problem_en: str

    def lines(self) -> list[str]:  # noqa: D102  (the base says it)
        return [
            say(
                zh=f"时段日历 {self.place} 不合格式。",
                en=f"The calendar {self.place} is not in form.",
            ),
            say(zh=self.problem_zh, en=self.problem_en),
            say(
                zh="请改正该文件；格式见 docs/accounting.md。",
                en="Mend the file; docs/accounting.md gives its form.",
            ),
        ]


@dataclass(eq=False)
class BadForm(LuhengError):
    """A form that is not there, or whose file is not in form."""

    code: ClassVar[str] = "FILING-01"
    form: str
    problem_zh: str
    problem_en: str
    known: tuple[str, ...] = ()

    def lines(self) -> list[str]:  # noqa: D102
        return [
            say(
                zh=f"报表“{self.form}”：{self.problem_zh}",
                en=f"The form {self.form!r}: {self.problem_en}",
            ),
            *(
                [say(zh=f"已有：{listed(self.known)}。", en=f"There are: {listed(self.known)}.")]
                if self.known
                else []
            ),
        ]


@dataclass(eq=False)
class FilingHasGaps(LuhengError):
    """A form whose required lines cannot all be said."""

    code: ClassVar[str] = "FILING-02"
    form: str
    entity: str
    period: str
    known: tuple[str, ...] = ()

    def lines(self) -> list[str]:  # noqa: D102
        return [
            say(
                zh=f"{self.entity} {self.period} 的 {self.form} 有 {len(self.known)} 项必填数据无法给出，没有报送。",
                en=f"{len(self.known)} required lines of {self.form} for {self.entity}, {self.period} cannot be said; nothing was filed.",
            ),
            *self.known,
            say(
                zh="请补齐数据；确要带缺项报送时用 --with-gaps，缺项会逐条列出。",
                en="Complete the data; to file with gaps use --with-gaps, and each gap is listed.",
            ),
        ]


@dataclass(eq=False)
class FilingTaken(LuhengError):
    """A filing's number that was used before."""

    code: ClassVar[str] = "FILING-03"
    number: str

    def lines(self) -> list[str]:  # noqa: D102
        return [
            say(
                zh=f"报送编号“{self.number}”已经用过；报出的数字不会改变。",
                en=f"The number {self.number!r} was filed before; filed figures never change.",
            ),
            say(
                zh=f"更正请用新的编号，并写明 --supersedes {self.number}。",
                en=f"File a correction under a new number with --supersedes {self.number}.",
            ),
        ]


@dataclass(eq=False)
class UnknownFiling(LuhengError):
    """A filing that the ledger does not hold."""

    code: ClassVar[str] = "FILING-04"
    number: str
    known: tuple[str, ...] = ()

    def lines(self) -> list[str]:  # noqa: D102
        return [
            say(zh=f"没有编号为“{self.number}”的报送。", en=f"There is no filing {self.number!r}."),
            say(
                zh=f"已有：{listed(self.known) or '无'}；`luheng accounting filings` 列出全部。",
                en=f"There are: {listed(self.known) or 'none'}; `luheng accounting filings` lists them.",
            ),
        ]
