"""Errors of keeping: records, files, the workspace, the ledger and questions to it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from .message import LuhengError, listed, say

__all__ = [
    "BackupDamaged",
    "BadQuery",
    "BadRecord",
    "EngineUnavailable",
    "LedgerBusy",
    "LedgerDamaged",
    "NoSpace",
    "NoWorkspace",
    "UnknownRecord",
    "UnreadableFile",
]


@dataclass(eq=False)
class UnknownRecord(LuhengError):
    """A record type that the data standard does not have."""

    code: ClassVar[str] = "RECORD-01"
    record: str
    known: tuple[str, ...] = ()

    def lines(self) -> list[str]:  # noqa: D102
        return [
            say(zh=f"没有名为“{self.record}”的记录。", en=f"There is no record {self.record!r}."),
            say(zh=f"已有：{listed(self.known)}。", en=f"There are: {listed(self.known)}."),
        ]


@dataclass(eq=False)
class BadRecord(LuhengError):
    """A batch whose columns do not fit its record: a fault of a connector, not of a file."""

    code: ClassVar[str] = "RECORD-02"
    record: str
    problem: str

    def lines(self) -> list[str]:  # noqa: D102
        return [f"{self.record}: {self.problem}"]


@dataclass(eq=False)
class UnreadableFile(LuhengError):
    """A file that cannot be read at all; one clear refusal (A: nothing is guessed)."""

    code: ClassVar[str] = "FILE-01"
    file: str
    problem_zh: str
    problem_en: str
    remedy_zh: str = ""
    remedy_en: str = ""

    def lines(self) -> list[str]:  # noqa: D102
        out = [say(zh=f"{self.file}：{self.problem_zh}", en=f"{self.file}: {self.problem_en}")]
        if self.remedy_zh or self.remedy_en:
            out.append(say(zh=self.remedy_zh, en=self.remedy_en))
        return out


@dataclass(eq=False)
class NoWorkspace(LuhengError):
    """A folder that holds no workspace."""

    code: ClassVar[str] = "LEDGER-01"
    folder: str

    def lines(self) -> list[str]:  # noqa: D102
        return [
            say(
                zh=f"{self.folder} 不是工作区（没有 luheng.toml）。",
                en=f"{self.folder} is no workspace (it has no luheng.toml).",
            ),
            say(
                zh="先运行 `luheng init`，或用 --workspace 指明目录。",
                en="Run `luheng init` first, or name the folder with --workspace.",
            ),
        ]


@dataclass(eq=False)
class LedgerBusy(LuhengError):
    """Another writer holds the ledger's lock."""

    code: ClassVar[str] = "LEDGER-02"
    workspace: str
    seconds: float

    def lines(self) -> list[str]:  # noqa: D102
        return [
            say(
                zh=f"{self.workspace} 的账本正被另一个写入者占用，已等待 {self.seconds:.0f} 秒。",
                en=f"Another writer holds the ledger of {self.workspace}; waited {self.seconds:.0f} s.",
            ),
            say(zh="稍后重试；没有写入任何数据。", en="Try again later; nothing was written."),
        ]


@dataclass(eq=False)
class LedgerDamaged(LuhengError):
    """A ledger table that cannot be opened or whose files are not those that it lists."""

    code: ClassVar[str] = "LEDGER-03"
    table: str
    problem: str

    def lines(self) -> list[str]:  # noqa: D102
        return [
            say(
                zh=f"账本的表 {self.table} 无法读取：{self.problem}",
                en=f"The ledger's table {self.table} cannot be read: {self.problem}",
            ),
            say(zh="请从备份恢复该表。", en="Restore the table from a backup."),
        ]


@dataclass(eq=False)
class NoSpace(LuhengError):
    """A disk that filled up while rows were written; what was accepted before stands."""

    code: ClassVar[str] = "DISK-01"
    place: str

    def lines(self) -> list[str]:  # noqa: D102
        return [
            say(
                zh=f"磁盘已满，{self.place} 写不下了；这个文件没有记入，已记入的都在。",
                en=f"The disk of {self.place} is full; this file was not recorded, what was "
                "recorded before stands.",
            ),
            say(
                zh="请腾出空间后用 --resume 重新导入。",
                en="Make room, then import it again with --resume.",
            ),
        ]


@dataclass(eq=False)
class BackupDamaged(LuhengError):
    """A folder that is no finished backup, or files of a backup that are lost or were changed."""

    code: ClassVar[str] = "LEDGER-09"
    folder: str
    files: tuple[str, ...]

    def lines(self) -> list[str]:  # noqa: D102
        return [
            say(
                zh=f"备份 {self.folder} 不完整或被改过：{listed(self.files)}",
                en=f"The backup {self.folder} is not whole, or was changed: {listed(self.files)}",
            ),
            say(
                zh="请用另一份备份；没有恢复任何文件。",
                en="Use another backup; nothing was restored.",
            ),
        ]


@dataclass(eq=False)
class BadQuery(LuhengError):
    """A question that the engine cannot answer as it is put."""

    code: ClassVar[str] = "QUERY-01"
    problem_zh: str
    problem_en: str

    def lines(self) -> list[str]:  # noqa: D102
        return [say(zh=self.problem_zh, en=self.problem_en)]


@dataclass(eq=False)
class EngineUnavailable(LuhengError):
    """An engine that the settings name and that is not there or does not answer."""

    code: ClassVar[str] = "ENGINE-01"
    engine: str
    problem_zh: str
    problem_en: str
    remedy_zh: str = ""
    remedy_en: str = ""

    def lines(self) -> list[str]:  # noqa: D102
        out = [
            say(
                zh=f"计算引擎 {self.engine}：{self.problem_zh}",
                en=f"The engine {self.engine}: {self.problem_en}",
            )
        ]
        if self.remedy_zh or self.remedy_en:
            out.append(say(zh=self.remedy_zh, en=self.remedy_en))
        return out
