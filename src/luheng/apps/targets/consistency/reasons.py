"""What the sum of regional targets rests on, in Chinese and English."""

from __future__ import annotations

from typing import TYPE_CHECKING

from luheng import codelists
from luheng.apps.targets.decomposition.reasons import number
from luheng.apps.targets.reasons import Reason
from luheng.apps.targets.target_to_share import form_of, indicator_kind
from luheng.methods.target_allocation import Form

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from fractions import Fraction

    from luheng.methods.target_consistency import Addend
    from luheng.rulebook.plans import PlanTarget

    from .regional_targets import Promise
    from .weights import Weights

__all__ = ["notes", "provinces"]

_ALL = 100
_FIRST_OTHER = "700000"


def provinces() -> tuple[Mapping[str, str], ...]:
    """The provinces whose figures make up the nation's.

    Hong Kong, Macao and Taiwan have no such plans and are not in the national figures.
    """
    rows = codelists.load("regions").rows
    return tuple(r for r in rows if r["level"] == "province" and r["id"] < _FIRST_OTHER)


def notes(
    target: PlanTarget,
    weights: Weights | None,
    members: Sequence[Addend],
    promises: Sequence[Promise],
    left: Fraction | None,
) -> tuple[Reason, ...]:
    """What the result rests on; for amounts there are no weights."""
    form = form_of(target.kind, indicator_kind(target.indicator))
    out = []
    if weights is not None:
        out.append(weights.said)
        if weights.structural:
            shift = number(weights.structural)
            out.append(
                Reason(
                    f"其中结构变化使总体下降 {shift} 个百分点",
                    f"of which the shift of the structure makes {shift} points",
                )
            )
    if form is Form.AMOUNT:
        out.append(
            Reason(
                "数量直接相加；同一对象若在两级名单中都计入（如国家级与省级绿色工厂），"
                "相加会重复计算，口径不同的已另列不加",
                "amounts are added; what stands on two lists (a factory of national and of "
                "provincial level) would count twice, so other definitions are set aside",
            )
        )
    if target.comparator not in {"=", ">=", "<="}:
        out.append(
            Reason(
                f"总体目标的写法是“{target.comparator}”，按数值本身计算",
                f"the whole's target is written with {target.comparator!r}; its number is used",
            )
        )
    if weights is not None:
        unlisted = [r["zh"] for r in provinces() if r["id"] not in weights.by_region]
        if unlisted:
            few = "、".join(unlisted[:3])
            out.append(
                Reason(
                    f"权重表没有列出 {len(unlisted)} 个省份（如{few}）；"
                    "这里把表中的地区当作总体的全部",
                    f"the weights leave out {len(unlisted)} provinces; the regions listed are "
                    "taken to be the whole",
                )
            )
    out += _doubts(target, promises, left)
    if any(m.figure is None for m in members):
        out.append(
            Reason(
                "没有目标的地区是缺数，不按零计算",
                "a region without a target is absent and never counted as zero",
            )
        )
    return tuple(out)


def _doubts(target: PlanTarget, promises: Sequence[Promise], left: Fraction | None) -> list[Reason]:
    """Promises that are no exact numbers, and a rest that cannot be."""
    out = []
    rough = [p for p in promises if p.comparator not in {"=", ">=", "<="}]
    if rough:
        zh = "、".join(codelists.load("regions").get(p.region)["zh"] for p in rough)
        en = ", ".join(codelists.load("regions").get(p.region)["en"] for p in rough)
        out.append(
            Reason(
                f"{zh}的目标是约数或单侧界限，按数值本身计算",
                f"the target of {en} is approximate or a bound; its number is used",
            )
        )
    beyond = left is not None and (left < 0 or (target.unit == "%" and left > _ALL))
    if beyond:
        out.append(
            Reason(
                f"其余地区须达到的 {number(left)} {target.unit} 小于零或大于全部",
                f"the {number(left)} {target.unit} left to the rest is below zero or above all",
            )
        )
    return out
