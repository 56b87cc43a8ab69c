"""Sharing a target out over members so that their parts make it up again exactly.

What is shared out is an amount R, and a member's figure c_i (a rate, an amount, a level) stands to
its part x_i as x_i = a_i + b_i·c_i:

    form             c_i                       x_i                        R
    intensity        fall of the intensity     c_i·I_i0·V_i1              see ``weighted_intensity``
    relative_change  change of an amount       c_i·E_i0                   C·Σ E_i0
    amount           amount                    c_i, or s·(c_i − E_i0)     T, or s·(T − Σ E_i0)
    ratio            level of a rate           c_i·D_i, or s·(c_i − r_i0)·D_i    likewise
    points           change in points          c_i·D_i                    C·Σ D_i

with s = +1 or −1 for a target above or below the base. The parts are settled by
``constrained_shares`` and turned back into figures; :func:`recombined` then computes the whole from
the figures by its own formula, in fractions, and it equals the target or the result is wrong.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from fractions import Fraction

from .constrained_shares import Conflict, Curve, Limits, Part, Share, conflicts, proportional, share
from .exact_sum import exact_sum
from .rounding_parts import largest_remainders
from .weighted_intensity import IntensityMember, required, structural_rate, whole_rate

__all__ = [
    "Affine",
    "Allocation",
    "AllocationMember",
    "Form",
    "Task",
    "allocate",
    "by_keys",
    "recombined",
    "structure",
]

ZERO, ONE, HUNDRED = Fraction(0), Fraction(1), Fraction(100)


class Form(StrEnum):
    """How the members' figures make up the whole's."""

    INTENSITY = "intensity"
    RELATIVE_CHANGE = "relative_change"
    AMOUNT = "amount"
    RATIO = "ratio"
    POINTS = "points"


@dataclass(frozen=True, slots=True)
class AllocationMember:
    """A member: what it had in the base year, and its limits in the target's own figure.

    ``base`` is E_i0, for a ratio the level r_i0; ``denominator`` is V_i1 or D_i.
    """

    name: str
    base: Fraction | None = None
    base_denominator: Fraction = ONE
    denominator: Fraction = ONE
    floor: Fraction | None = None
    cap: Fraction | None = None
    committed: Fraction | None = None
    group: str | None = None


@dataclass(frozen=True, slots=True)
class Affine:
    """x = a + b·c."""

    a: Fraction
    b: Fraction

    def part(self, figure: Fraction) -> Fraction:
        """The part of a figure."""
        return self.a + self.b * figure

    def figure(self, part: Fraction) -> Fraction:
        """The figure of a part."""
        return (part - self.a) / self.b


@dataclass(frozen=True, slots=True)
class Task:
    """A target to be shared out; rates are in per cent, ``change`` says whether from the base."""

    form: Form
    value: Fraction
    members: tuple[AllocationMember, ...]
    change: bool = False
    highest: Fraction | None = None
    group_limits: tuple[tuple[str, Limits], ...] = ()
    #: +1 where the target lies above the base, −1 below
    sense: int = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "sense", self._sense())

    def _sense(self) -> int:
        if not self.change:
            return 1
        if self.form is Form.AMOUNT:
            return 1 if self.value >= exact_sum(m.base or ZERO for m in self.members) else -1
        weighed = exact_sum((m.base or ZERO) * m.denominator for m in self.members)
        weight = exact_sum(m.denominator for m in self.members)
        return 1 if self.value * weight >= weighed else -1

    def size(self, member: AllocationMember) -> Fraction:
        """What a member's figure is a rate of: F_i, E_i0 or D_i; 1 for an amount."""
        if self.form is Form.INTENSITY:
            return _intensity(member).unchanged
        if self.form is Form.RELATIVE_CHANGE:
            return member.base or ZERO
        return ONE if self.form is Form.AMOUNT else member.denominator

    def affine(self, *members: AllocationMember) -> Affine:
        """The line x = a + b·c of one member, or of a group's sum and the group's own figure."""
        sizes = exact_sum(self.size(m) for m in members)
        if self.form in {Form.INTENSITY, Form.RELATIVE_CHANGE}:
            return Affine(ZERO, sizes / HUNDRED)
        b = ONE if self.form is Form.AMOUNT else sizes
        if not self.change:
            return Affine(ZERO, b)
        base = exact_sum((m.base or ZERO) * self.size(m) for m in members)
        return Affine(-self.sense * base, self.sense * b)

    @property
    def whole(self) -> Fraction:
        """R: what is to be shared out."""
        if self.form is Form.INTENSITY:
            return required([_intensity(m) for m in self.members], self.value / HUNDRED)
        return self.affine(*self.members).part(self.value)

    def limits(self, member: AllocationMember) -> tuple[Fraction, Fraction | None]:
        """Floor and cap of a member's part; no part is negative unless a limit says so."""
        line, downwards = self.affine(member), self.change and self.sense < 0
        if member.committed is not None:
            fixed = line.part(member.committed)
            return fixed, fixed
        low, high = _turned(line, Limits(member.floor, member.cap))
        if high is None and self.highest is not None and line.b > 0:
            high = line.part(self.highest)
        if high is None and downwards:
            high = line.part(ZERO)
        return (ZERO if low is None else low), high

    def groups(self) -> dict[str, Limits]:
        """The limits of the groups' parts."""
        out = {}
        for name, limits in self.group_limits:
            line = self.affine(*(m for m in self.members if m.group == name))
            out[name] = Limits(*_turned(line, limits))
        return out


@dataclass(frozen=True, slots=True)
class Allocation:
    """The parts and figures of the members in their order, and the whole that they make up."""

    shares: tuple[Share, ...]
    parts: tuple[Fraction, ...]
    figures: tuple[Fraction, ...]
    whole: Fraction
    recombined: Fraction

    @property
    def exact(self) -> bool:
        """Whether the figures make up the target, compared as fractions."""
        return self.recombined == self.whole


#: a member's response, from its place in the task and the limits of its part
Response = Callable[[int, Fraction, Fraction | None], Curve]


def allocate(
    task: Task, response: Response, step: Fraction | None = None
) -> Allocation | tuple[Conflict, ...]:
    """Share the task's whole out, or say which limits conflict.

    Args:
        task: the target and its members.
        response: each member's response curve within the limits given.
        step: round parts to multiples of it by largest remainders (amounts only); limits move to
            the next multiple inside them, and R must be a multiple.

    Raises:
        ValueError: R is no multiple of the step.
    """
    parts: list[Part] = []
    refused: list[Conflict] = []
    for n, member in enumerate(task.members):
        low, high = task.limits(member)
        if step is not None and member.committed is None:
            low, high = _up(low, step), None if high is None else _down(high, step)
        if high is not None and low > high:
            refused.append(Conflict("member", member.name, low, high))
        else:
            curve = response(n, low, high)
            if curve.high is not None and curve.high < low:
                refused.append(Conflict("member", member.name, low, curve.high))
            parts.append(Part(member.name, curve, member.group))
    groups = task.groups()
    if step is not None:
        groups = {name: _on_grid(limits, step) for name, limits in groups.items()}
    whole = task.whole
    found = tuple(refused) or conflicts(whole, parts, groups)
    if found:
        return found
    shares = share(whole, parts, groups)
    taken = {m.name: s.amount for m, s in zip(task.members, shares, strict=True)}
    if step is not None:
        taken = largest_remainders(taken, step, {m.name: m.group for m in task.members})
    figures = tuple(task.affine(m).figure(taken[m.name]) for m in task.members)
    return Allocation(
        shares,
        tuple(taken[m.name] for m in task.members),
        figures,
        task.value,
        recombined(task, figures),
    )


def recombined(task: Task, figures: Sequence[Fraction]) -> Fraction:
    """The whole's figure from the members' figures, by the formula of the form."""
    if task.form is Form.INTENSITY:
        members = [_intensity(m) for m in task.members]
        return HUNDRED * whole_rate(members, [c / HUNDRED for c in figures])
    if task.form is Form.AMOUNT:
        return exact_sum(figures)
    sizes = [task.size(m) for m in task.members]
    return exact_sum(c * w for c, w in zip(figures, sizes, strict=True)) / exact_sum(sizes)


def structure(task: Task) -> Fraction:
    """By how many per cent the whole's intensity falls if no member lowers its own."""
    return HUNDRED * structural_rate([_intensity(m) for m in task.members])


def by_keys(keys: Mapping[int, Fraction]) -> Response:
    """Responses in proportion to keys."""
    return lambda n, low, high: proportional(keys[n], low, high)


def _intensity(member: AllocationMember) -> IntensityMember:
    return IntensityMember(member.base or ZERO, member.base_denominator, member.denominator)


def _turned(line: Affine, limits: Limits) -> tuple[Fraction | None, Fraction | None]:
    """Limits of a figure as those of its part, exchanged where the part falls as it rises."""
    ends = [None if c is None else line.part(c) for c in (limits.floor, limits.cap)]
    low, high = ends if line.b > 0 else ends[::-1]
    return low, high


def _on_grid(limits: Limits, step: Fraction) -> Limits:
    return Limits(
        None if limits.floor is None else _up(limits.floor, step),
        None if limits.cap is None else _down(limits.cap, step),
    )


def _up(number: Fraction, step: Fraction) -> Fraction:
    return (number / step).__ceil__() * step


def _down(number: Fraction, step: Fraction) -> Fraction:
    return (number / step).__floor__() * step
