"""Errors of plans and targets: registers, reviews, tasks, warnings, members and limits."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from .message import LuhengError, listed, say

__all__ = [
    "BadBinding",
    "BadIndicator",
    "BadMembers",
    "BadWarningRules",
    "CannotAttribute",
    "LimitsConflict",
    "NotAPlan",
    "PlanIdTaken",
    "ReviewOfAnotherFile",
    "UnknownAlarm",
    "UnknownPlan",
    "UnknownTask",
]


@dataclass(eq=False)
class UnknownPlan(LuhengError):
    """A plan that is not registered."""

    code: ClassVar[str] = "PLAN-01"
    plan: str
    known: tuple[str, ...] = ()

    def lines(self) -> list[str]:  # noqa: D102
        return [
            say(zh=f"没有登记规划“{self.plan}”。", en=f"No plan {self.plan!r} is registered."),
            say(zh=f"已登记：{listed(self.known)}。", en=f"Registered: {listed(self.known)}."),
        ]


@dataclass(eq=False)
class UnknownTask(LuhengError):
    """A task that a plan does not have."""

    code: ClassVar[str] = "TASK-01"
    plan: str
    task: str
    near: tuple[str, ...] = ()

    def lines(self) -> list[str]:  # noqa: D102
        out = [
            say(
                zh=f"规划 {self.plan} 没有任务“{self.task}”。",
                en=f"The plan {self.plan} has no task {self.task!r}.",
            )
        ]
        if self.near:
            out.append(say(zh=f"相近：{listed(self.near)}。", en=f"Near it: {listed(self.near)}."))
        out.append(
            say(
                zh=f"`luheng targets tasks {self.plan}` 列出全部任务。",
                en=f"`luheng targets tasks {self.plan}` lists the tasks.",
            )
        )
        return out


@dataclass(eq=False)
class UnknownAlarm(LuhengError):
    """An alarm that was never raised, or that cannot take the step asked for."""

    code: ClassVar[str] = "WARN-01"
    alarm: str
    problem_zh: str
    problem_en: str

    def lines(self) -> list[str]:  # noqa: D102
        return [
            say(
                zh=f"预警 {self.alarm}：{self.problem_zh}",
                en=f"Alarm {self.alarm}: {self.problem_en}",
            ),
            say(
                zh="`luheng targets alarms --all` 列出全部预警。",
                en="`luheng targets alarms --all` lists every alarm.",
            ),
        ]


@dataclass(eq=False)
class BadWarningRules(LuhengError):
    """A file of warning rules that says what cannot be understood."""

    code: ClassVar[str] = "WARN-02"
    file: str
    place: str
    problem_zh: str
    problem_en: str

    def lines(self) -> list[str]:  # noqa: D102
        return [
            say(
                zh=f"{self.file} 的 {self.place}：{self.problem_zh}",
                en=f"{self.file}, {self.place}: {self.problem_en}",
            ),
            say(
                zh="写法见 docs/targets_warnings.md；没有判断任何目标。",
                en="docs/targets_warnings.md says how it is written; no target was judged.",
            ),
        ]


@dataclass(eq=False)
class PlanIdTaken(LuhengError):
    """An id under which another plan is registered, or another document was accepted."""

    code: ClassVar[str] = "PLAN-02"
    plan: str
    document: str

    def lines(self) -> list[str]:  # noqa: D102
        return [
            say(
                zh=f"编号“{self.plan}”已用于另一份规划（{self.document}）。",
                en=f"The id {self.plan!r} belongs to another plan ({self.document}).",
            ),
            say(zh="请用 --plan-id 另取一个编号。", en="Choose another with --plan-id."),
        ]


@dataclass(eq=False)
class ReviewOfAnotherFile(LuhengError):
    """A review workbook that is none, or was written for another document."""

    code: ClassVar[str] = "PLAN-03"
    workbook: str
    document: str

    def lines(self) -> list[str]:  # noqa: D102
        return [
            say(
                zh=f"{self.workbook} 不是 {self.document} 的审阅表。",
                en=f"{self.workbook} is no review workbook of {self.document}.",
            ),
            say(
                zh="请用同一份文件，或用 `luheng plans accept 文件 --review 审阅表.xlsx` 重新生成。",
                en="Use the same document, or write one with "
                "`luheng plans accept FILE --review BOOK.xlsx`.",
            ),
        ]


@dataclass(eq=False)
class BadIndicator(LuhengError):
    """A file of an office's own indicators or paths that breaks its form."""

    code: ClassVar[str] = "INDICATOR-01"
    place: str
    problem_zh: str
    problem_en: str
    remedy_zh: str
    remedy_en: str

    def lines(self) -> list[str]:  # noqa: D102
        return [
            say(zh=f"{self.place} 有误：{self.problem_zh}", en=f"{self.place}: {self.problem_en}"),
            say(zh=self.remedy_zh, en=self.remedy_en),
        ]


@dataclass(eq=False)
class CannotAttribute(LuhengError):
    """A change that cannot be split among its factors: a figure is absent or does not fit."""

    code: ClassVar[str] = "ATTRIBUTION-01"
    problem_zh: str
    problem_en: str
    remedy_zh: str
    remedy_en: str

    def lines(self) -> list[str]:  # noqa: D102
        return [
            say(zh=f"无法归因：{self.problem_zh}", en=f"Cannot be attributed: {self.problem_en}"),
            say(zh=self.remedy_zh, en=self.remedy_en),
        ]


@dataclass(eq=False)
class BadBinding(LuhengError):
    """An indicator that is bound to no quantity, to a wrong one, or not listed once."""

    code: ClassVar[str] = "PLAN-09"
    indicator: str
    problem_zh: str
    problem_en: str

    def lines(self) -> list[str]:  # noqa: D102
        return [
            say(
                zh=f"指标 {self.indicator}：{self.problem_zh}。",
                en=f"{self.indicator}: {self.problem_en}.",
            ),
            say(
                zh="请改 rulebook/plans/measured_by.yaml。",
                en="Correct rulebook/plans/measured_by.yaml.",
            ),
        ]


@dataclass(eq=False)
class BadMembers(LuhengError):
    """A table of members, weights or targets that cannot be used as it stands."""

    code: ClassVar[str] = "MEMBERS-01"
    file: str
    problems_zh: str
    problems_en: str

    def lines(self) -> list[str]:  # noqa: D102
        return [
            say(
                zh=f"{self.file} 不能这样使用；没有分解或合计任何目标。",
                en=f"{self.file} cannot be used as it stands; no target was shared out or added up.",
            ),
            *say(zh=self.problems_zh, en=self.problems_en).splitlines(),
        ]


@dataclass(eq=False)
class LimitsConflict(LuhengError):
    """Floors, caps and commitments of a decomposition that cannot all hold."""

    code: ClassVar[str] = "LIMITS-01"
    target: str
    problems_zh: str
    problems_en: str

    def lines(self) -> list[str]:  # noqa: D102
        return [
            say(
                zh=f"{self.target}：这些限制不能同时成立。",
                en=f"{self.target}: these limits cannot all hold.",
            ),
            *say(zh=self.problems_zh, en=self.problems_en).splitlines(),
        ]


@dataclass(eq=False)
class NotAPlan(LuhengError):
    """A legible document that does not look like a plan; no target is read out of it."""

    code: ClassVar[str] = "DOC-01"
    file: str
    reasons_zh: str
    reasons_en: str

    def lines(self) -> list[str]:  # noqa: D102
        return [
            say(
                zh=f"{self.file}：这份文件不像规划：{self.reasons_zh}。没有读取任何目标。",
                en=f"{self.file}: this does not look like a plan: {self.reasons_en}. "
                "No target was read.",
            ),
            say(
                zh="请核对文件；确属规划的，补上标题（……规划、方案）或用 --anyway 照读。",
                en="Check the file; if it is a plan, give it its title or read it with --anyway.",
            ),
        ]
