"""What holding regional targets against the whole's gives, and the conclusion in words."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING

from luheng.apps.targets.decomposition.reasons import number
from luheng.apps.targets.reasons import Reason
from luheng.errors import say
from luheng.methods.target_allocation import Form

if TYPE_CHECKING:
    from luheng.methods.target_consistency import Additions, Sensitivity
    from luheng.rulebook.plans import PlanTarget

    from .regional_targets import SetAside
    from .weights import Weights

__all__ = ["Consistency", "RegionRow", "conclusion"]


@dataclass(frozen=True, slots=True)
class RegionRow:
    """One region: its promise (None if absent), its share of the weights, what it would add."""

    region: str
    zh: str
    en: str
    figure: Fraction | None
    share: Fraction | None
    place: str | None
    trust: str | None
    additions: Additions | None


@dataclass(frozen=True, slots=True)
class Consistency:
    """What the regions' targets come to.

    Attributes:
        target: the whole's target.
        implied: the whole's figure from the regions'; None while a region is absent.
        gap: the whole's target less ``implied``, in its unit; positive where the regions fall
            short of a target that should be high.
        together: what the regions with a target come to among themselves.
        rest: what the regions without one must reach together; for amounts the sum left to them.
        rest_share: their share of the weights.
        lowest, highest: the regions' extremes, between which any weights would put ``together``.
        by_year: the result with other years' weights.
        heavier: ``rest`` if the regions with a target weighed so many times as much, as they do
            where their intensity is so many times the others'.
    """

    target: PlanTarget
    form: Form
    rows: tuple[RegionRow, ...]
    weights: Weights | None
    implied: Fraction | None
    gap: Fraction | None
    together: Fraction | None
    rest: Fraction | None
    rest_share: Fraction | None
    lowest: Fraction
    highest: Fraction
    sensitivities: tuple[Sensitivity, ...]
    by_year: tuple[tuple[int, Fraction], ...]
    heavier: tuple[tuple[Fraction, Fraction], ...]
    set_aside: tuple[SetAside, ...]
    notes: tuple[Reason, ...]

    @property
    def value(self) -> Fraction:
        """The whole's target as a number."""
        return Fraction(self.target.amount)

    def as_dict(self) -> dict[str, object]:
        """Plain values, the reasons in the reader's language."""
        return _plain(self)


def conclusion(one: Consistency) -> tuple[Reason, ...]:
    """The answer in words: what is implied or what the rest must reach."""
    unit, whole = one.target.unit, number(one.value)
    known = sum(r.figure is not None for r in one.rows)
    absent = len(one.rows) - known
    if one.together is None:
        return (
            Reason(
                f"没有权重，不能说合成多少；{known} 个地区的目标在 {number(one.lowest)} 到 "
                f"{number(one.highest)} {unit} 之间。需要：--weights 文件，或账本中的统计数据。",
                f"Without weights nothing can be said of the sum; the {known} targets lie between "
                f"{number(one.lowest)} and {number(one.highest)} {unit}. Needed: --weights FILE, "
                "or statistics in the ledger.",
            ),
        )
    together = number(one.together)
    out = [
        Reason(
            f"有目标的 {known} 个地区合起来为 {together} {unit}；总体目标 {whole} {unit}。",
            f"The {known} regions with a target make {together} {unit} together; "
            f"the whole's target is {whole} {unit}.",
        )
    ]
    if one.rest is not None:
        out.append(_of_the_rest(one, absent))
    elif one.implied is not None and one.gap is not None:
        out.append(
            Reason(
                f"各地目标合成 {number(one.implied)} {unit}，总体目标减合成值为 "
                f"{number(one.gap)} {unit}。",
                f"The regions imply {number(one.implied)} {unit}; the whole's target less that is "
                f"{number(one.gap)} {unit}.",
            )
        )
    return tuple(out)


def _of_the_rest(one: Consistency, absent: int) -> Reason:
    unit, left = one.target.unit, number(one.rest)
    if one.form is Form.AMOUNT:
        return Reason(
            f"其余 {absent} 个地区没有目标（不等于零），合计还差 {left} {unit}。",
            f"The other {absent} have no target (which is not zero); {left} {unit} is left to "
            "them together.",
        )
    share = number(100 * (one.rest_share or 0), 2)
    return Reason(
        f"其余 {absent} 个地区没有目标（不等于零），占权重 {share}%，合起来须达到 {left} {unit}。",
        f"The other {absent} have no target (which is not zero) and {share} % of the weight; "
        f"together they must reach {left} {unit}.",
    )


def _plain(one: Consistency) -> dict[str, object]:
    """Plain values; the reasons in the reader's language."""
    target = one.target

    def real(value: object) -> float | None:
        return None if value is None else float(value)  # type: ignore[arg-type]

    return {
        "indicator": target.indicator,
        "target": target.zh,
        "form": one.form.value,
        "value": real(one.value),
        "unit": target.unit,
        "place": f"{target.number} {target.locator}",
        "weighting": None if one.weights is None else one.weights.kind,
        "weight_source": None if one.weights is None else one.weights.source,
        "structural": None if one.weights is None else real(one.weights.structural),
        "together": real(one.together),
        "implied": real(one.implied),
        "gap": real(one.gap),
        "rest": real(one.rest),
        "rest_exactly": None if one.rest is None else str(one.rest),
        "rest_share": real(one.rest_share),
        "lowest": real(one.lowest),
        "highest": real(one.highest),
        "regions": [
            {
                "region": r.region,
                "name": say(zh=r.zh, en=r.en),
                "target": real(r.figure),
                "share": real(r.share),
                "place": r.place,
                "trust": r.trust,
                "needed_in_proportion": real(r.additions.proportional if r.additions else None),
                "needed_by_equal_points": real(r.additions.equal if r.additions else None),
            }
            for r in one.rows
        ],
        "sensitivity_ten_per_cent": [
            {"region": s.name, "lower": real(s.lower_weight), "higher": real(s.higher_weight)}
            for s in one.sensitivities
        ],
        "rest_if_known_weigh": {str(f): real(v) for f, v in one.heavier},
        "by_year": {str(year): real(value) for year, value in one.by_year},
        "set_aside": [
            {"place": s.place, "why": say(zh=s.why.zh, en=s.why.en)} for s in one.set_aside
        ],
        "conclusion": [say(zh=r.zh, en=r.en) for r in conclusion(one)],
        "notes": [say(zh=r.zh, en=r.en) for r in one.notes],
    }
