"""Errors of releases of the rulebook: what is refused, and what may not be edited."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from .message import LuhengError, say

__all__ = ["ProvisionalNotNamed", "ReleasedAlready", "RulebookNotWhole"]


@dataclass(eq=False)
class ProvisionalNotNamed(LuhengError):
    """Values from memory, or on which texts disagree, that a release did not name (A16)."""

    code: ClassVar[str] = "RULE-10"
    count: int
    tables: tuple[str, ...]

    def lines(self) -> list[str]:  # noqa: D102  (the base says it)
        return [
            say(
                zh=f"没有发布：有 {self.count} 个暂用值没有点名。",
                en=f"Not released: {self.count} provisional values were not named.",
            ),
            *self.tables,
            say(
                zh="与印刷文本核对，或者用 --allow 量名（或文件名）逐一点名。",
                en="Compare them with the printed page, or name each quantity or table: "
                "--allow NAME.",
            ),
        ]


@dataclass(eq=False)
class ReleasedAlready(LuhengError):
    """A release that would stand in place of what was released before (A17)."""

    code: ClassVar[str] = "RULE-11"
    file: str
    problem_zh: str
    problem_en: str

    def lines(self) -> list[str]:  # noqa: D102
        return [
            say(zh=f"没有发布：{self.problem_zh}", en=f"Not released: {self.problem_en}"),
            say(zh=f"位置：{self.file}。", en=f"At {self.file}."),
            say(
                zh="已发布的不就地修改：新的发布用新名称，更正的值是另一行，写更晚的 known.from。",
                en="Nothing released is edited in place: a new release has a new name, and a "
                "corrected value is another row with a later known.from.",
            ),
        ]


@dataclass(eq=False)
class RulebookNotWhole(LuhengError):
    """A rulebook in which the audit or the check finds problems is not released."""

    code: ClassVar[str] = "RULE-12"
    count: int

    def lines(self) -> list[str]:  # noqa: D102
        return [
            say(
                zh=f"没有发布：规则库还有 {self.count} 个问题，已列在上面。",
                en=f"Not released: the rulebook has {self.count} problems, listed above.",
            ),
            say(
                zh="先逐一改正；`luheng rules audit` 和 `luheng check` 随时可以再看。",
                en="Mend them first; `luheng rules audit` and `luheng check` show them again.",
            ),
        ]
