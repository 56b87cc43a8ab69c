"""A target shared out over regions, sectors or enterprises by a named method.

The arithmetic is ``methods.target_allocation``; here a table and a target become its task, and its
parts become rows that say why they are what they are. Start at :func:`decompose`.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from fractions import Fraction
from typing import TYPE_CHECKING

from luheng.errors import BadQuery, LimitsConflict
from luheng.methods.composite_index import Entropy, composite_index, entropy_weights
from luheng.methods.constrained_shares import Curve, Limits, marginal_cost, stepped_cost
from luheng.methods.rounding_parts import round_up
from luheng.methods.target_allocation import (
    Allocation,
    Form,
    Task,
    allocate,
    by_keys,
    recombined,
    structure,
)

from . import reasons
from .members import Members, Weight, read_members
from .result import DecomposedPart, Decomposition, Method

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    from luheng.apps.targets.target_to_share import TargetToShare
    from luheng.methods.target_allocation import Response

__all__ = ["DecomposedPart", "Decomposition", "Method", "decompose"]


def decompose(
    target: TargetToShare,
    over: Path,
    method: Method,
    *,
    weights: Sequence[Weight] = (),
    floor: Fraction | None = None,
    cap: Fraction | None = None,
    group_limits: Mapping[str, Limits] | None = None,
    step: Fraction | None = None,
) -> Decomposition:
    """Share a target out over the members of a table.

    Args:
        target: what is to be shared out.
        over: csv or xlsx with one member per line (``decomposition_members``).
        method: equal_rate, weights, marginal or entropy.
        weights: the columns of the index, for weights and entropy.
        floor: least figure of every member that states none, in the target's unit.
        cap: likewise the most.
        group_limits: limits of groups' figures, in the target's unit.
        step: multiple to which figures are rounded; of amounts the smallest unit.

    Raises:
        BadMembers: the table cannot be used.
        BadQuery: the method lacks something, or there is nothing to share out.
        LimitsConflict: the limits cannot all hold.
    """
    indexed = method in {Method.WEIGHTS, Method.ENTROPY}
    if indexed != bool(weights):
        raise reasons.weights_wanted() if indexed else reasons.weights_unused(method)
    members = read_members(
        over, target.form, weights=weights, costs=method is Method.MARGINAL, floor=floor, cap=cap
    )
    task = _task(target, members, method, group_limits or {})
    whole = task.whole
    if whole <= 0:
        raise reasons.nothing_to_share(target, task, whole)
    if task.form is Form.AMOUNT:
        step = _step(target, whole) if step is None else step
    index = _index(members, weights, method)
    keys = _keys(task, index, method, members)
    response = _by_costs(members) if method is Method.MARGINAL else by_keys(keys)
    try:
        found = allocate(task, response, step if task.form is Form.AMOUNT else None)
    except ValueError as error:
        raise BadQuery(
            f"要分解的量 {reasons.number(whole)} 不是步长 {reasons.number(step)} 的整数倍。",
            f"What is to be shared out, {reasons.number(whole)}, is no multiple of the step "
            f"{reasons.number(step)}.",
        ) from error
    if not isinstance(found, Allocation):
        said = [reasons.conflict(c, task, target) for c in found]
        raise LimitsConflict(
            reasons.title(target).zh,
            "\n".join(r.zh for r in said),
            "\n".join(r.en for r in said),
        )
    basis = _Basis(members, index, keys, tuple(weights), step)
    return _explained(target, task, method, found, basis)


def _side(task: Task, at: str | None) -> str | None:
    """Where a part falls as the figure rises, the part's floor is the figure's cap."""
    turned = {"floor": "cap", "cap": "floor"} if task.sense < 0 else {}
    return turned.get(at or "", at)


#: the terms of each member's index, the entropies if they were found, the columns' weights
_Index = tuple[tuple[tuple[Fraction, ...], ...], tuple[Entropy, ...], tuple[Fraction, ...]]


@dataclass(frozen=True, slots=True)
class _Basis:
    """What the parts were found from."""

    members: Members
    index: _Index
    keys: Mapping[int, Fraction]
    weights: tuple[Weight, ...]
    step: Fraction | None


def _task(
    target: TargetToShare, members: Members, method: Method, groups: Mapping[str, Limits]
) -> Task:
    level = target.form in {Form.AMOUNT, Form.RATIO}
    change = (
        level
        and members.has_base
        and not (target.form is Form.RATIO and method is Method.EQUAL_RATE)
    )
    if level and not change and method is Method.EQUAL_RATE and target.form is Form.AMOUNT:
        raise reasons.base_wanted()
    there = {m.group for m in members.members}
    for name in groups:
        if name not in there:
            raise BadQuery(
                f"没有名为“{name}”的组。", f"No member belongs to a group called {name!r}."
            )
    highest = None
    if target.form is Form.INTENSITY or target.falls or target.is_share:
        highest = Fraction(100)
    return Task(target.form, target.value, members.members, change, highest, tuple(groups.items()))


def _step(target: TargetToShare, whole: Fraction) -> Fraction:
    """One for counts, else a hundredth, or as fine as the whole itself is."""
    step = Fraction(1) if target.is_count else Fraction(1, 100)
    while (whole / step).denominator != 1:
        step /= 10
        if step < Fraction(1, 10**12):
            raise reasons.too_fine(whole)
    return step


def _index(members: Members, weights: Sequence[Weight], method: Method) -> _Index:
    if not weights:
        return (), (), ()
    found: tuple[Entropy, ...] = ()
    if method is Method.ENTROPY:
        found = entropy_weights(members.criteria)
        chosen = tuple(e.weight for e in found)
    else:
        chosen = tuple(w.weight or Fraction(0) for w in weights)
        if not any(chosen):
            raise BadQuery("权重全为零。", "All weights are zero.")
    return composite_index(members.criteria, chosen), found, chosen


def _keys(
    task: Task,
    index: _Index,
    method: Method,
    members: Members,
) -> dict[int, Fraction]:
    """λ times the key is a member's part: rates are then equal, or in proportion to the index."""
    if method is Method.MARGINAL:
        return {}
    terms = index[0]
    out = {}
    for n, member in enumerate(members.members):
        if method is Method.EQUAL_RATE and task.form is Form.AMOUNT:
            out[n] = member.base or Fraction(0)
        else:
            out[n] = task.size(member) * (sum(terms[n], Fraction(0)) if terms else 1)
    return out


def _by_costs(members: Members) -> Response:
    def response(n: int, low: Fraction, high: Fraction | None) -> Curve:
        cost = members.costs[n]
        if cost.first is not None and cost.rise is not None:
            return marginal_cost(cost.first, cost.rise, low, high)
        return stepped_cost(cost.steps, low, high)

    return response


def _explained(
    target: TargetToShare, task: Task, method: Method, found: Allocation, basis: _Basis
) -> Decomposition:
    terms, entropies, chosen = basis.index
    keys, weights, members, step = basis.keys, basis.weights, basis.members, basis.step
    figures = found.figures
    published = figures
    if step is not None and task.form is not Form.AMOUNT:
        published = tuple(
            round_up(c, step, m.cap) if m.committed is None else c
            for c, m in zip(figures, task.members, strict=True)
        )
    parts = []
    for n, member in enumerate(task.members):
        one = found.shares[n]
        columns = tuple(zip((w.column for w in weights), terms[n], strict=True)) if terms else ()
        part = DecomposedPart(
            member=member.name,
            name=members.names[n],
            group=member.group,
            figure=figures[n],
            published=published[n],
            part=found.parts[n],
            share=found.parts[n] / task.whole,
            key=keys.get(n),
            terms=columns,
            price=one.price if one.at is None and member.committed is None else None,
            held="fixed" if member.committed is not None else _side(task, one.at),
            group_held=_side(task, one.group_at),
            why=reasons.NONE,
        )
        parts.append(replace(part, why=reasons.why(part, method)))
    total = sum(chosen, Fraction(0))
    stated = tuple(
        (w.column, w.more, chosen[n] / total, entropies[n] if entropies else None)
        for n, w in enumerate(weights)
    )
    return Decomposition(
        target=target,
        method=method,
        parts=tuple(parts),
        shared_out=task.whole,
        structural=structure(task) if task.form is Form.INTENSITY else None,
        recombined=found.recombined,
        recombined_published=recombined(task, published),
        weights=stated,
        notes=reasons.notes(task, method, members, step),
    )
