"""What sharing a target out gives: the parts, the reason of each, and the whole made up again."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction
from typing import TYPE_CHECKING

from luheng.errors import say

if TYPE_CHECKING:
    from luheng.apps.targets.reasons import Reason
    from luheng.apps.targets.target_to_share import TargetToShare
    from luheng.methods.composite_index import Entropy

__all__ = ["DecomposedPart", "Decomposition", "Method"]


class Method(StrEnum):
    """How the parts are found."""

    EQUAL_RATE = "equal_rate"
    WEIGHTS = "weights"
    MARGINAL = "marginal"
    ENTROPY = "entropy"


@dataclass(frozen=True, slots=True)
class DecomposedPart:
    """One member's figure, its part of what is shared out, and why.

    ``published`` is the figure rounded as asked for; ``held`` and ``group_held`` say which limit
    holds it: floor, cap, fixed or None. ``terms`` are the weighted shares of the columns.
    """

    member: str
    name: str
    group: str | None
    figure: Fraction
    published: Fraction
    part: Fraction
    share: Fraction
    key: Fraction | None
    terms: tuple[tuple[str, Fraction], ...]
    price: Fraction | None
    held: str | None
    group_held: str | None
    why: Reason


@dataclass(frozen=True, slots=True)
class Decomposition:
    """A target and its parts; ``recombined`` is the whole computed back from the figures."""

    target: TargetToShare
    method: Method
    parts: tuple[DecomposedPart, ...]
    shared_out: Fraction
    structural: Fraction | None
    recombined: Fraction
    recombined_published: Fraction
    weights: tuple[tuple[str, bool, Fraction, Entropy | None], ...]
    notes: tuple[Reason, ...]

    @property
    def exact(self) -> bool:
        """Whether the parts make up the target, compared as fractions."""
        return self.recombined == self.target.value

    def as_dict(self) -> dict[str, object]:
        """Plain values; numbers twice, as a double and as an exact text where it matters."""
        return _plain(self)


def _plain(one: Decomposition) -> dict[str, object]:
    """A decomposition as plain values; the reasons in the reader's language."""
    target = one.target
    return {
        "target": say(zh=target.zh, en=target.en),
        "form": target.form.value,
        "value": float(target.value),
        "unit": target.unit,
        "place": target.place,
        "trust": target.trust,
        "method": one.method.value,
        "shared_out": float(one.shared_out),
        "structural": None if one.structural is None else float(one.structural),
        "weights": [
            {
                "column": name,
                "direction": "more" if more else "less",
                "weight": float(weight),
                "entropy": None if e is None else e.entropy,
                "divergence": None if e is None else e.divergence,
            }
            for name, more, weight, e in one.weights
        ],
        "parts": [_part(p) for p in one.parts],
        "recombined": float(one.recombined),
        "recombined_exactly": str(one.recombined),
        "exact": one.exact,
        "recombined_published": float(one.recombined_published),
        "notes": [say(zh=n.zh, en=n.en) for n in one.notes],
    }


def _part(part: DecomposedPart) -> dict[str, object]:
    return {
        "member": part.member,
        "name": part.name,
        "group": part.group,
        "figure": float(part.figure),
        "figure_exactly": str(part.figure),
        "published": float(part.published),
        "part": float(part.part),
        "share": float(part.share),
        "key": None if part.key is None else float(part.key),
        "terms": {name: float(v) for name, v in part.terms},
        "price": None if part.price is None else float(part.price),
        "held": part.held,
        "group_held": part.group_held,
        "why": say(zh=part.why.zh, en=part.why.en),
    }
