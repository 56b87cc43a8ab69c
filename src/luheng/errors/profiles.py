"""Errors of mapping profiles: how a table in a foreign shape is read."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from .message import LuhengError, listed, say

__all__ = ["BadProfile", "UnknownProfile"]


@dataclass(eq=False)
class BadProfile(LuhengError):
    """A profile that is not in form, or speaks of columns or units that there are not."""

    code: ClassVar[str] = "PROFILE-01"
    profile: str
    problem_zh: str
    problem_en: str

    def lines(self) -> list[str]:  # noqa: D102
        return [
            say(
                zh=f"映射配置“{self.profile}”：{self.problem_zh}",
                en=f"The profile {self.profile!r}: {self.problem_en}",
            ),
            say(
                zh="`luheng profiles schema` 给出它的格式。",
                en="`luheng profiles schema` prints its form.",
            ),
        ]


@dataclass(eq=False)
class UnknownProfile(LuhengError):
    """A profile that the workspace does not hold."""

    code: ClassVar[str] = "PROFILE-02"
    profile: str
    known: tuple[str, ...] = ()

    def lines(self) -> list[str]:  # noqa: D102
        there = (
            say(zh=f"已有：{listed(self.known)}。", en=f"There are: {listed(self.known)}.")
            if self.known
            else say(
                zh="`luheng profiles suggest 文件 --as 记录 --name 名称` 可以提出一份。",
                en="`luheng profiles suggest FILE --as RECORD --name NAME` proposes one.",
            )
        )
        return [
            say(
                zh=f"工作区里没有名为“{self.profile}”的映射配置。",
                en=f"The workspace holds no profile {self.profile!r}.",
            ),
            there,
        ]
