"""Every exception that Luheng raises on purpose; imports nothing from the house.

A message names the thing, the place, the reason and the way out, in that order, in Chinese or
English. The class is what code catches, ``code`` is what people search for (its manual page is
``docs/findings/CODE.md``), the fields are what a page and a test read.
"""

from __future__ import annotations

import contextvars
import locale
import os
from dataclasses import dataclass, fields
from typing import ClassVar

__all__ = [
    "BadFactor",
    "BadPeriod",
    "BadQuery",
    "BadRecord",
    "BadRule",
    "GrainMismatch",
    "KindMismatch",
    "LedgerBusy",
    "LedgerDamaged",
    "LuhengError",
    "NoWorkspace",
    "OverlappingRules",
    "UnitDoesNotCancel",
    "UnitMismatch",
    "UnknownCode",
    "UnknownPlan",
    "UnknownQuantity",
    "UnknownRecord",
    "UnknownUnit",
    "UnreadableFile",
    "language",
    "say",
    "set_language",
]

_LANGUAGE: contextvars.ContextVar[str | None] = contextvars.ContextVar(
    "luheng_language", default=None
)


def language() -> str:
    """The language of messages in this context: ``zh`` or ``en``; the locale decides if unset."""
    chosen = _LANGUAGE.get()
    if chosen is None:
        chosen = "zh" if _system_locale().lower().startswith(("zh", "chinese")) else "en"
        _LANGUAGE.set(chosen)
    return chosen


def _system_locale() -> str:
    for name in ("LUHENG_LANG", "LC_ALL", "LC_MESSAGES", "LANG"):
        if os.environ.get(name):
            return os.environ[name]
    return locale.getlocale()[0] or ""


def set_language(code: str) -> None:
    """Choose the language of messages for this context: ``zh`` or ``en``."""
    _LANGUAGE.set("zh" if code.lower().startswith("zh") else "en")


def say(*, zh: str, en: str) -> str:
    """The one of two equal texts that the reader asked for."""
    return zh if language() == "zh" else en


def _list(names: tuple[str, ...]) -> str:
    return "、".join(names) if language() == "zh" else ", ".join(names)


@dataclass(eq=False)
class LuhengError(Exception):
    """Base of everything raised on purpose."""

    code: ClassVar[str] = "BOOK-00"

    def lines(self) -> list[str]:
        """What happened, then where, why and the way out; one sentence each."""
        return [type(self).__name__]

    def __str__(self) -> str:
        what, *rest = self.lines()
        return "\n".join([f"{what}  [{self.code}]", *("  " + line for line in rest)])

    def __reduce__(self) -> tuple[type, tuple[object, ...]]:
        """Come back whole from a worker process."""
        return type(self), tuple(getattr(self, f.name) for f in fields(self))


@dataclass(eq=False)
class UnitMismatch(LuhengError):
    """Two quantities were added or compared that do not measure the same thing."""

    code: ClassVar[str] = "UNIT-01"
    rule: str
    place: str
    left: tuple[str, str]
    right: tuple[str, str]
    verb: str = "add"

    def lines(self) -> list[str]:  # noqa: D102  (the base says it)
        (a, unit_a), (b, unit_b) = self.left, self.right
        verb_zh = {"add": "相加", "subtract": "相减", "compare": "比较", "convert": "换算"}
        zh = verb_zh.get(self.verb, self.verb)
        joint = {"add": "to", "subtract": "and", "compare": "with", "convert": "into"}
        return [
            say(
                zh=f"{self.rule} 要把 {a}（{unit_a}）与 {b}（{unit_b}）{zh}。",
                en=f"{self.rule} would {self.verb} {a} in {unit_a} "
                f"{joint.get(self.verb, 'to')} {b} in {unit_b}.",
            ),
            say(
                zh=f"写在 {self.place}。尚未读取任何数据；规则本身就不成立。",
                en=f"Written at {self.place}. No data has been read; the rule itself cannot be right.",
            ),
            say(
                zh=f"如果 {b} 应当化为 {unit_a}，请乘以有出处的系数。",
                en=f"If {b} should become {unit_a}, multiply it by a factor with a source.",
            ),
            say(
                zh="如果其中一个名字用错了，`luheng where 名称` 可以查到它在哪里定义。",
                en="If one of the two names is the wrong quantity, "
                "`luheng where NAME` shows where it is defined.",
            ),
        ]


@dataclass(eq=False)
class UnknownUnit(LuhengError):
    """A unit that is not in the closed vocabulary."""

    code: ClassVar[str] = "UNIT-02"
    unit: str
    near: tuple[str, ...] = ()
    place: str = ""

    def lines(self) -> list[str]:  # noqa: D102
        where = say(zh=f"位置：{self.place}。", en=f"At {self.place}.") if self.place else ""
        hint = (
            say(zh=f"相近的单位：{_list(self.near)}。", en=f"Near it: {_list(self.near)}.")
            if self.near
            else say(zh="单位表见 units/units.csv。", en="The vocabulary is units/units.csv.")
        )
        return [
            say(
                zh=f"计量单位“{self.unit}”不在单位表中。",
                en=f"The unit {self.unit!r} is not in the vocabulary.",
            ),
            *([where] if where else []),
            hint,
        ]


@dataclass(eq=False)
class UnitDoesNotCancel(LuhengError):
    """A factor does not cancel the unit of an item."""

    code: ClassVar[str] = "UNIT-03"
    rule: str
    item: str
    quantity: tuple[str, str]
    factor: tuple[str, str]
    wanted: str

    def lines(self) -> list[str]:  # noqa: D102
        (q, unit_q), (f, unit_f) = self.quantity, self.factor
        return [
            say(
                zh=f"{self.rule}：{self.item} 的 {q}（{unit_q}）乘 {f}（{unit_f}）得不到 {self.wanted}。",
                en=f"{self.rule}: for {self.item}, {q} in {unit_q} times {f} in {unit_f} "
                f"does not give {self.wanted}.",
            ),
            say(
                zh="系数与品种的计量单位必须逐项相消；吨与立方米之间需要密度。",
                en="A factor must cancel the unit item by item; t to m3 needs a density factor.",
            ),
            say(
                zh="请核对系数表中该品种的单位，或品种表中的标准单位。",
                en="Check the unit in the factor file, or the item's unit in the code list.",
            ),
        ]


@dataclass(eq=False)
class KindMismatch(LuhengError):
    """An operation that the kind or the basis of a quantity forbids (A5, A6)."""

    code: ClassVar[str] = "UNIT-04"
    rule: str
    place: str
    problem_zh: str
    problem_en: str

    def lines(self) -> list[str]:  # noqa: D102
        return [
            say(zh=f"{self.rule}：{self.problem_zh}", en=f"{self.rule}: {self.problem_en}"),
            say(zh=f"写在 {self.place}。", en=f"Written at {self.place}."),
        ]


@dataclass(eq=False)
class GrainMismatch(LuhengError):
    """A rule's grain is not the one that it declares, or it drops a dimension without a verb."""

    code: ClassVar[str] = "GRAIN-01"
    rule: str
    place: str
    declared: tuple[str, ...]
    found: tuple[str, ...]

    def lines(self) -> list[str]:  # noqa: D102
        return [
            say(
                zh=f"{self.rule} 声明的粒度是（{_list(self.declared)}），算式给出的是（{_list(self.found)}）。",
                en=f"{self.rule} declares the grain ({_list(self.declared)}) "
                f"but its expression gives ({_list(self.found)}).",
            ),
            say(zh=f"写在 {self.place}。", en=f"Written at {self.place}."),
            say(
                zh="只有 sum、at、roll_up 这样的具名动词可以去掉或改变维度。",
                en="Only named verbs (sum, at, roll_up) drop or re-map a dimension.",
            ),
        ]


@dataclass(eq=False)
class BadRule(LuhengError):
    """A rule that cannot be understood: wrong shape, cycle, `if` on a symbol."""

    code: ClassVar[str] = "RULE-01"
    rule: str
    place: str
    problem_zh: str
    problem_en: str

    def lines(self) -> list[str]:  # noqa: D102
        return [
            say(zh=f"{self.rule}：{self.problem_zh}", en=f"{self.rule}: {self.problem_en}"),
            say(zh=f"写在 {self.place}。", en=f"Written at {self.place}."),
        ]


@dataclass(eq=False)
class OverlappingRules(LuhengError):
    """Two rules or values of one name govern one period (A10)."""

    code: ClassVar[str] = "RULE-02"
    quantity: str
    first: str
    second: str
    overlap: str

    def lines(self) -> list[str]:  # noqa: D102
        return [
            say(
                zh=f"{self.quantity} 在 {self.overlap} 有两个来源同时有效：{self.first} 与 {self.second}。",
                en=f"{self.quantity} has two sources in force in {self.overlap}: "
                f"{self.first} and {self.second}.",
            ),
            say(
                zh="请给其中一个写明 applies.to，或者改成有名称的替代方案（overlay）。",
                en="End one of them with applies.to, or make it a named overlay.",
            ),
        ]


@dataclass(eq=False)
class UnknownQuantity(LuhengError):
    """A quantity that no rule, factor or ledger table defines."""

    code: ClassVar[str] = "RULE-03"
    quantity: str
    near: tuple[str, ...] = ()
    place: str = ""

    def lines(self) -> list[str]:  # noqa: D102
        out = [
            say(
                zh=f"没有名为“{self.quantity}”的量。",
                en=f"There is no quantity called {self.quantity!r}.",
            )
        ]
        if self.place:
            out.append(say(zh=f"写在 {self.place}。", en=f"Asked for at {self.place}."))
        if self.near:
            out.append(
                say(zh=f"相近的名称：{_list(self.near)}。", en=f"Near it: {_list(self.near)}.")
            )
        return out


@dataclass(eq=False)
class BadFactor(LuhengError):
    """A rulebook file that breaks its schema or holds a value that cannot be used."""

    code: ClassVar[str] = "RULE-04"
    file: str
    place: str
    problem_zh: str
    problem_en: str

    def lines(self) -> list[str]:  # noqa: D102
        return [
            say(zh=f"{self.file}：{self.problem_zh}", en=f"{self.file}: {self.problem_en}"),
            say(zh=f"位置：{self.place}。", en=f"At {self.place}."),
        ]


@dataclass(eq=False)
class BadPeriod(LuhengError):
    """A text that is no reporting period or instant."""

    code: ClassVar[str] = "PERIOD-01"
    text: str

    def lines(self) -> list[str]:  # noqa: D102
        return [
            say(
                zh=f"“{self.text}”不是报告期或时刻。",
                en=f"{self.text!r} is neither a reporting period nor an instant.",
            ),
            say(
                zh="写法：2025、2025-Q1、2025-05、2025-05-01；多年 2016/2020。",
                en="Write 2025, 2025-Q1, 2025-05, 2025-05-01, or 2016/2020 for a span of years.",
            ),
        ]


@dataclass(eq=False)
class UnknownCode(LuhengError):
    """A code that the code list does not hold."""

    code: ClassVar[str] = "CODE-01"
    codelist: str
    value: str
    near: tuple[str, ...] = ()

    def lines(self) -> list[str]:  # noqa: D102
        out = [
            say(
                zh=f"代码表 {self.codelist} 中没有“{self.value}”。",
                en=f"The code list {self.codelist} has no {self.value!r}.",
            )
        ]
        if self.near:
            out.append(say(zh=f"相近：{_list(self.near)}。", en=f"Near it: {_list(self.near)}."))
        return out


@dataclass(eq=False)
class UnknownPlan(LuhengError):
    """A plan that is not registered."""

    code: ClassVar[str] = "PLAN-01"
    plan: str
    known: tuple[str, ...] = ()

    def lines(self) -> list[str]:  # noqa: D102
        return [
            say(zh=f"没有登记规划“{self.plan}”。", en=f"No plan {self.plan!r} is registered."),
            say(zh=f"已登记：{_list(self.known)}。", en=f"Registered: {_list(self.known)}."),
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
            say(zh=f"已有：{_list(self.known)}。", en=f"There are: {_list(self.known)}."),
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
class BadQuery(LuhengError):
    """A question that the engine cannot answer as it is put."""

    code: ClassVar[str] = "QUERY-01"
    problem_zh: str
    problem_en: str

    def lines(self) -> list[str]:  # noqa: D102
        return [say(zh=self.problem_zh, en=self.problem_en)]
