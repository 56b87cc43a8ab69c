"""Errors of submissions: a step that may not be taken, rows that are not as filed."""

from dataclasses import dataclass
from typing import ClassVar

from .message import LuhengError, say

__all__ = ["BadOffice", "BadRemark", "IllegalStep", "NoRight", "RowsNotAsFiled"]


@dataclass(eq=False)
class IllegalStep(LuhengError):
    """A step that does not follow the state in which a submission is."""

    code: ClassVar[str] = "SUBMIT-01"
    step: str
    problems_zh: str
    problems_en: str

    def lines(self) -> list[str]:  # noqa: D102
        return [
            say(
                zh=f"不能执行“{self.step}”：{self.problems_zh}。没有记下任何一步。",
                en=f"The step {self.step!r} cannot be taken: {self.problems_en}. "
                "No step was recorded.",
            ),
            say(
                zh="`luheng submissions list` 列出每一家的状态。",
                en="`luheng submissions list` lists the state of each.",
            ),
        ]


@dataclass(eq=False)
class NoRight(LuhengError):
    """A person who may not take a step, or not for this enterprise."""

    code: ClassVar[str] = "SUBMIT-02"
    person: str
    step: str
    problem_zh: str
    problem_en: str

    def lines(self) -> list[str]:  # noqa: D102
        return [
            say(
                zh=f"{self.person} 不能执行“{self.step}”：{self.problem_zh}。",
                en=f"{self.person} may not take the step {self.step!r}: {self.problem_en}.",
            ),
            say(
                zh="谁可以做什么，写在工作区的 submissions.toml。",
                en="Who may do what stands in the workspace's submissions.toml.",
            ),
        ]


@dataclass(eq=False)
class RowsNotAsFiled(LuhengError):
    """Nothing to file, or rows that are not those that were signed."""

    code: ClassVar[str] = "SUBMIT-03"
    step: str
    problem_zh: str
    problem_en: str
    remedy_zh: str
    remedy_en: str

    def lines(self) -> list[str]:  # noqa: D102
        return [
            say(
                zh=f"不能执行“{self.step}”：{self.problem_zh}。",
                en=f"The step {self.step!r} cannot be taken: {self.problem_en}.",
            ),
            say(zh=self.remedy_zh, en=self.remedy_en),
        ]


@dataclass(eq=False)
class BadRemark(LuhengError):
    """A remark that points to no row and no expected row."""

    code: ClassVar[str] = "SUBMIT-04"
    remark: str
    problem_zh: str
    problem_en: str

    def lines(self) -> list[str]:  # noqa: D102
        return [
            say(
                zh=f"退回意见“{self.remark}”：{self.problem_zh}。",
                en=f"The remark {self.remark!r}: {self.problem_en}.",
            ),
            say(
                zh="写法：item=electricity,role=consumed#quantity: 意见；整份表写 *: 意见。",
                en="Write item=electricity,role=consumed#quantity: text; "
                "for the whole form *: text.",
            ),
        ]


@dataclass(eq=False)
class BadOffice(LuhengError):
    """A submissions.toml that breaks its form."""

    code: ClassVar[str] = "SUBMIT-05"
    file: str
    problem_zh: str
    problem_en: str

    def lines(self) -> list[str]:  # noqa: D102
        return [
            say(zh=f"{self.file}：{self.problem_zh}。", en=f"{self.file}: {self.problem_en}."),
            say(zh="写法见 docs/submissions.md。", en="docs/submissions.md says how to write it."),
        ]
