"""Errors of meaning: units, kinds, grain, rules, factors, periods and codes."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from .message import LuhengError, listed, say

__all__ = [
    "BadFactor",
    "BadPeriod",
    "BadRule",
    "GrainMismatch",
    "KindMismatch",
    "NoSuchBasis",
    "OverlappingRules",
    "UnitDoesNotCancel",
    "UnitMismatch",
    "UnknownCode",
    "UnknownQuantity",
    "UnknownUnit",
]


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
            say(zh=f"相近的单位：{listed(self.near)}。", en=f"Near it: {listed(self.near)}.")
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
                zh=f"{self.rule} 声明的粒度是（{listed(self.declared)}），算式给出的是（{listed(self.found)}）。",
                en=f"{self.rule} declares the grain ({listed(self.declared)}) "
                f"but its expression gives ({listed(self.found)}).",
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
                say(zh=f"相近的名称：{listed(self.near)}。", en=f"Near it: {listed(self.near)}.")
            )
        return out


@dataclass(eq=False)
class NoSuchBasis(LuhengError):
    """A quantity that is not worked out on the basis asked for."""

    code: ClassVar[str] = "BASIS-01"
    quantity: str
    basis: str
    have: tuple[str, ...] = ()

    def lines(self) -> list[str]:  # noqa: D102
        out = [
            say(
                zh=f"{self.quantity} 没有按 {self.basis} 口径计算的数。",
                en=f"{self.quantity} is not worked out on the basis {self.basis}.",
            )
        ]
        if self.have:
            have = listed(self.have)
            out.append(say(zh=f"它有的口径：{have}。", en=f"It is worked out on: {have}."))
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
            out.append(say(zh=f"相近：{listed(self.near)}。", en=f"Near it: {listed(self.near)}."))
        return out
