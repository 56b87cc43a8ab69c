"""Errors of sources that are asked again and again, and of the thresholds of validation."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from .message import LuhengError, listed, say

__all__ = ["BadSource", "BadThresholds", "SourceFailed", "UnknownSource"]


@dataclass(eq=False)
class BadSource(LuhengError):
    """An entry of ``sources.yaml`` that is not in form."""

    code: ClassVar[str] = "SOURCE-01"
    source: str
    problem_zh: str
    problem_en: str

    def lines(self) -> list[str]:  # noqa: D102
        return [
            say(
                zh=f"数据源“{self.source}”：{self.problem_zh}",
                en=f"The source {self.source!r}: {self.problem_en}",
            ),
            say(
                zh="请改正工作区的 sources.yaml；格式见 docs/sources.md。",
                en="Mend the workspace's sources.yaml; docs/sources.md gives its form.",
            ),
        ]


@dataclass(eq=False)
class UnknownSource(LuhengError):
    """A source that the workspace does not name."""

    code: ClassVar[str] = "SOURCE-02"
    source: str
    known: tuple[str, ...] = ()

    def lines(self) -> list[str]:  # noqa: D102
        return [
            say(
                zh=f"工作区没有名为“{self.source}”的数据源。",
                en=f"The workspace has no source {self.source!r}.",
            ),
            say(
                zh=f"已有：{listed(self.known) or '无'}；`luheng sources add` 添加。",
                en=f"There are: {listed(self.known) or 'none'}; `luheng sources add` adds one.",
            ),
        ]


@dataclass(eq=False)
class SourceFailed(LuhengError):
    """A source that could not be read: no answer, no right, a wrong query, too much."""

    code: ClassVar[str] = "SOURCE-03"
    source: str
    problem_zh: str
    problem_en: str
    remedy_zh: str = ""
    remedy_en: str = ""

    def lines(self) -> list[str]:  # noqa: D102
        out = [
            say(
                zh=f"数据源“{self.source}”读取失败：{self.problem_zh}",
                en=f"The source {self.source!r} could not be read: {self.problem_en}",
            )
        ]
        if self.remedy_zh or self.remedy_en:
            out.append(say(zh=self.remedy_zh, en=self.remedy_en))
        return out


@dataclass(eq=False)
class BadThresholds(LuhengError):
    """A ``validation.yaml`` that names no such check or threshold, or gives it no number."""

    code: ClassVar[str] = "VALIDATION-01"
    check: str
    said: str

    def lines(self) -> list[str]:  # noqa: D102
        return [
            say(
                zh=f"validation.yaml 中 {self.check} 的设置不能用：{self.said}",
                en=f"validation.yaml: what it says of {self.check} cannot be used: {self.said}",
            ),
            say(
                zh="可用的检查和门限见 docs/validation.md；门限是非负数，level 是 doubt、refused、"
                "noted 之一，active 是 true 或 false。",
                en="docs/validation.md lists checks and thresholds: a threshold is a number of 0 or "
                "more, level is doubt, refused or noted, active is true or false.",
            ),
        ]
