"""Causes of an imbalance: each tried by its own evidence, the likeliest named first."""

from __future__ import annotations

import functools
import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from importlib import resources
from types import MappingProxyType
from typing import Any

from luheng import codelists
from luheng.apps.accounting.checks.finding import number
from luheng.apps.accounting.checks.rows import names_of

from .result import LikelyCause

__all__ = ["Evidence", "cause", "likely_causes", "tolerance"]

_STOCKS = ("opening_stock", "closing_stock", "stock_change")
_SHOWN = 3


@dataclass(frozen=True, slots=True)
class Evidence:
    """What speaks for causes beside the flows themselves.

    ``signed`` are the amounts by role with the sign with which they enter, ``months`` the months on
    record per role, ``parts`` the sum that the subject's sites and processes filed per role,
    ``days`` how long the period is, ``told`` findings on units by role, ``kept`` whether the item
    can be stored at all.
    """

    signed: Mapping[str, float] = field(default_factory=dict)
    months: Mapping[str, frozenset[str]] = field(default_factory=dict)
    parts: Mapping[str, float] = field(default_factory=dict)
    days: int = 0
    told: Mapping[str, tuple[str, str]] = field(default_factory=dict)
    kept: bool = True


@functools.cache
def _raw() -> Mapping[str, Any]:
    import yaml

    place = resources.files("luheng.apps.accounting.balance").joinpath("causes.yaml")
    loaded: Mapping[str, Any] = yaml.safe_load(place.read_text(encoding="utf-8"))
    return MappingProxyType(dict(loaded))


def tolerance(kind: str) -> float:
    """The share of the larger side within which a balance closes."""
    return float(_raw()["tolerance"][kind])


def cause(name: str, *, left: float | None = None, role: str = "", **said: object) -> LikelyCause:
    """A cause by its id, its sentences filled in; roles are named in the reader's language."""
    raw = _raw()["causes"][name]
    zh, en = names_of("activity_roles", role) if _is_role(role) else (role, role)
    shown = "" if left is None else number(left)
    both = {"left": shown, "more": "", "factor": "", "months": "", "mean": "", "days": "", **said}
    words: dict[str, dict[str, object]] = {"zh": {**both, "role": zh}, "en": {**both, "role": en}}
    for key, value in list(both.items()):
        if isinstance(value, tuple):
            words["zh"][key], words["en"][key] = value
    texts = [
        str(raw[f"{part}{tongue}"]).format(**words[tongue])
        for part in ("", "evidence_", "remedy_")
        for tongue in ("zh", "en")
    ]
    zh_, en_, evidence_zh, evidence_en, remedy_zh, remedy_en = texts
    return LikelyCause(name, zh_, en_, evidence_zh, evidence_en, remedy_zh, remedy_en, left)


def _is_role(text: str) -> bool:
    return text in codelists.load("activity_roles").ids()


def likely_causes(
    flows: Mapping[str, float],
    gap: float,
    evidence: Evidence,
    *,
    found: tuple[str, str, float] | None,
    closed: float,
) -> tuple[LikelyCause, ...]:
    """The likeliest causes of a gap, at most three.

    Args:
        flows: signed flows by role.
        gap: what came in less what went out.
        evidence: what else is known.
        found: what the method itself found: name, role, factor.
        closed: an amount within which the balance closes.
    """
    tried = [
        *_units(flows, gap, evidence, found),
        *_months(gap, evidence),
        *_double(flows, gap, evidence, closed),
        *_unfiled(flows, gap, evidence, found),
    ]
    order = list(_raw()["causes"])
    tried.sort(key=lambda c: (_left(c, gap), order.index(c.id)))
    kept: dict[str, LikelyCause] = {}
    for one in tried:
        kept.setdefault(one.id, one)
    return tuple(kept.values())[:_SHOWN]


def _left(one: LikelyCause, gap: float) -> float:
    """How much of the gap a cause leaves, in steps: a cause without a figure explains by words."""
    if one.left is None:
        return 1.0
    return round(abs(one.left / gap), 2) if gap else math.inf


def _units(
    flows: Mapping[str, float],
    gap: float,
    evidence: Evidence,
    found: tuple[str, str, float] | None,
) -> Iterator[LikelyCause]:
    """A flow off by a power of ten: found by the method, or by the months of the series."""
    if found and found[0] == "power_of_ten":
        _, role, factor = found
        left = gap - flows.get(role, 0.0) * (1 - 1 / factor)
        more = evidence.told.get(role, ("", ""))
        yield cause("unit_off", left=left, role=role, factor=f"{factor:g}", more=more)
    for role, more in evidence.told.items():
        if not (found and found[0] == "power_of_ten" and found[1] == role):
            yield cause("unit_off", role=role, factor="1000", more=more)


def _months(gap: float, evidence: Evidence) -> Iterator[LikelyCause]:
    """A role that lacks a month which other roles of the item have."""
    every = frozenset().union(*evidence.months.values()) if evidence.months else frozenset()
    share = float(_raw()["causes"]["month_missing"]["left"])
    for role, held in evidence.months.items():
        lacking = sorted(every - held)
        amount = evidence.signed.get(role)
        if not lacking or not held or not amount:
            continue
        mean = amount / len(held)
        left = gap + mean * len(lacking)
        if abs(left) <= share * abs(gap):
            yield cause(
                "month_missing", left=left, role=role, months=", ".join(lacking),
                mean=number(abs(mean)),
            )  # fmt: skip


def _double(
    flows: Mapping[str, float], gap: float, evidence: Evidence, closed: float
) -> Iterator[LikelyCause]:
    """The same amount filed by the enterprise and by its parts, or twice the amount of it."""
    for role, parts in evidence.parts.items():
        own = evidence.signed.get(role, 0.0)
        if not own or not parts:
            continue
        left = gap - math.copysign(parts, own)
        if abs(left) <= closed:
            zh = f"所属厂区、工序另报 {number(parts)}；去掉后差额为 {number(left)}。"
            en = f"its parts filed {number(parts)} as well; without it the gap is {number(left)}."
            yield cause("double_count", left=left, role=role, more=(zh, en))
    for role, own in (evidence.signed or flows).items():
        left = gap - own / 2
        if own and abs(left) <= closed:
            zh = f"减半后差额为 {number(left)}。"
            en = f"halved, the gap is {number(left)}."
            yield cause("double_count", left=left, role=role, more=(zh, en))


def _unfiled(
    flows: Mapping[str, float],
    gap: float,
    evidence: Evidence,
    found: tuple[str, str, float] | None,
) -> Iterator[LikelyCause]:
    """What is not filed: a sale, stocks, or whatever the method names."""
    made = any(flows.get(r, 0.0) > 0 for r in ("produced", "transformation_output"))
    if gap > 0 and made and "sold" not in flows:
        yield cause("sold_not_filed")
    used = sum(-v for v in flows.values() if v < 0) / evidence.days if evidence.days else 0.0
    if used and evidence.kept and not any(s in flows for s in _STOCKS):
        days = abs(gap) / used
        if days <= float(_raw()["causes"]["stock_not_filed"]["days"]):
            yield cause("stock_not_filed", days=f"{days:.0f}")
    if found and found[0] not in {"power_of_ten", "counted_twice", "stocks_unfiled"}:
        name, role, _ = found
        left = None
        if name == "part_left_out":
            left = gap - abs(flows.get(role, 0.0))
        elif name == "sign":
            left = gap - 2 * flows.get(role, 0.0)
        elif name in {"loss_unfiled", "supply_unfiled", "output_missing", "input_missing"}:
            name = {"output_missing": "loss_unfiled", "input_missing": "supply_unfiled"}.get(
                name, name
            )
            shown = number(abs(gap))
            raw = cause(name, role=role, left=None)
            yield _with_amount(raw, shown)
            return
        yield cause(name, left=left, role=role)


def _with_amount(one: LikelyCause, shown: str) -> LikelyCause:
    """The sentence of a plain gap: the amount is the gap itself and closes nothing."""
    raw = _raw()["causes"][one.id]
    return LikelyCause(
        one.id, one.zh, one.en, raw["evidence_zh"].format(left=shown),
        raw["evidence_en"].format(left=shown), one.remedy_zh, one.remedy_en,
    )  # fmt: skip
