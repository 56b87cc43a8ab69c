"""Does the water of each unit balance, and if not, which flow is likeliest to be wrong.

A unit takes water from nature, buys it or has it from other units; it uses water up, discharges,
leaks, sells it, passes it to other units or puts it into tanks. Water circulated within the unit
enters and leaves it alike. What remains is the imbalance:

    imbalance = withdrawn + purchased - transferred - used_up - discharged - lost - sold - stored

with transfers positive out and negative in, and what stands in tanks positive if it grew. A unit
that did not file what it used up is closed by working it out: it has no imbalance to show.

These causes are tried: a flow off by a power of ten, a transfer of the wrong sign, water that only
one of two units (or neither) has on record, a flow counted twice. Of those that close the balance
within the tolerance the one that leaves least is named, the earlier of two alike. If none closes
it, water is missing on one side. The tolerance is a share of the larger side, and our own choice.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    import pyarrow as pa

__all__ = [
    "CAUSES",
    "SIGNS",
    "Cause",
    "UnitBalance",
    "balance_matrix",
    "unassigned",
    "unit_balances",
]

#: role to the sign with which it enters the balance
SIGNS = {
    "withdrawn": 1,
    "purchased": 1,
    "transferred": -1,
    "used_up": -1,
    "discharged": -1,
    "lost": -1,
    "sold": -1,
    "stock_change": -1,
}
#: what may be wrong, in Chinese and in English; the names in brackets are filled in by ``say``
CAUSES = {
    "power_of_ten": (
        "“{role}”可能差 {factor:g} 倍：请核对计量单位和小数点。",
        "{role} may be off by a factor of {factor:g}: check its unit and decimal point.",
    ),
    "sign": (
        "“{role}”的正负可能填反：转出为正，转入为负。",
        "{role} may have the wrong sign: out is positive, in is negative.",
    ),
    "transfer_unfiled": (
        "与“{other}”的差额相抵：两者之间的转水可能双方都没有填报。",
        "The gap of {other} is its opposite: water passed between the two may be filed by neither.",
    ),
    "transfer_one_sided": (
        "各单元的转水合计正好差这个数：对方填了转水，本单元可能没有填。",
        "The transfers of all units are off by just as much: the other side may be filed alone.",
    ),
    "counted_twice": (
        "“{role}”可能重复计入。",
        "{role} may be counted twice.",
    ),
    "output_missing": (
        "有水没有去向：漏失、蒸发或排水可能没有填报。",
        "Water has no whereabouts: leakage, evaporation or discharge may not be filed.",
    ),
    "input_missing": (
        "用去的水多于来水：取水或外来水可能没有填报。",
        "More left than came in: an intake or water from another unit may not be filed.",
    ),
}
#: how many times too large a flow may be on record
_FACTORS = (1000.0, 0.001, 100.0, 0.01, 10.0, 0.1)


@dataclass(frozen=True, slots=True)
class Cause:
    """The likeliest cause of an imbalance, and the flow or other unit that it is about."""

    name: str
    role: str = ""
    factor: float = 1.0
    other: str = ""

    def say(self) -> tuple[str, str]:
        """The cause in Chinese and in English, with the ids of role and unit."""
        zh, en = CAUSES[self.name]
        said = {"role": self.role, "factor": self.factor, "other": self.other}
        return zh.format(**said), en.format(**said)


@dataclass(frozen=True, slots=True)
class UnitBalance:
    """One unit: its flows by role, both sides, what they differ by, and why.

    ``imbalance`` and ``balanced`` are None where the use-up is not filed, which closes the balance,
    or where a flow on record has no value.
    """

    entity: str
    flows: Mapping[str, float | None]
    input: float | None
    output: float | None
    imbalance: float | None
    balanced: bool | None
    cause: Cause | None


def unit_balances(
    flows: Iterable[tuple[str, str, float | None]], *, tolerance: float = 0.01
) -> tuple[UnitBalance, ...]:
    """The balance of each unit, in order of name.

    Args:
        flows: (unit, role, m3); several rows of one pair are added up, one of them without a value
            leaves the pair without one. Roles that are not of the balance, such as ``reused``, are
            kept and left out of it.
        tolerance: as a share of the larger of input and output.
    """
    units = _added(flows)
    whole = {u: {r: v for r, v in f.items() if v is not None} for u, f in units.items()}
    gaps = {u: _gap(f) for u, f in whole.items() if f == units[u] and "used_up" in f}
    untold = sum(f.get("transferred", 0.0) for f in whole.values())
    out = []
    for unit in sorted(units):
        gap = gaps.get(unit)
        into, away = _sides(whole[unit])
        if whole[unit] != units[unit]:
            out.append(UnitBalance(unit, units[unit], None, None, None, None, None))
            continue
        balanced = None if gap is None else abs(gap) <= tolerance * max(into, away)
        cause = None
        if gap is not None and not balanced:
            others = {u: g for u, g in gaps.items() if u != unit}
            cause = _cause(whole[unit], gap, tolerance, others=others, untold=untold)
        out.append(UnitBalance(unit, units[unit], into, away, gap, balanced, cause))
    return tuple(out)


def balance_matrix(flows: pa.Table, *, tolerance: float = 0.01) -> pa.Table:
    """The same as a table: units by roles, then both sides, imbalance and cause.

    Reads ``entity``, ``role`` and ``value`` (m3). A role that a unit did not file is null; so are
    ``imbalance`` and ``balanced`` where there is none to show.
    """
    import pyarrow as pa

    rows = flows.select(["entity", "role", "value"]).to_pylist()
    found = unit_balances(((r["entity"], r["role"], r["value"]) for r in rows), tolerance=tolerance)
    roles = [*SIGNS, *sorted({r["role"] for r in rows} - set(SIGNS))]
    columns: dict[str, pa.Array] = {"entity": pa.array([b.entity for b in found], pa.string())}
    for role in roles:
        columns[role] = pa.array([b.flows.get(role) for b in found], pa.float64())
    for side in ("input", "output", "imbalance"):
        columns[side] = pa.array([getattr(b, side) for b in found], pa.float64())
    columns["balanced"] = pa.array([b.balanced for b in found], pa.bool_())
    causes = [b.cause for b in found]
    columns["cause"] = pa.array([c.name if c else None for c in causes], pa.string())
    columns["cause_role"] = pa.array([c.role if c else None for c in causes], pa.string())
    columns["cause_factor"] = pa.array([c.factor if c else None for c in causes], pa.float64())
    columns["cause_other"] = pa.array([c.other if c else None for c in causes], pa.string())
    return pa.table(columns)


def unassigned(
    whole: Mapping[str, float], units: Iterable[tuple[str, str, float | None]]
) -> tuple[tuple[str, float], ...]:
    """What an enterprise filed of each role less the sum over its units, the largest first.

    Only roles that are on record on both sides, and have values, are compared; transfers among the
    units cancel and are left out.
    """
    parts: dict[str, float | None] = {}
    for flows in _added(units).values():
        for role, value in flows.items():
            sum_so_far = parts.get(role, 0.0)
            known = value is not None and sum_so_far is not None
            parts[role] = sum_so_far + value if known else None  # type: ignore[operator]
    told = {r: v for r, v in parts.items() if v is not None and r in whole and r != "transferred"}
    return tuple(
        sorted(((r, whole[r] - told[r]) for r in sorted(told)), key=lambda one: -abs(one[1]))
    )


def _added(
    flows: Iterable[tuple[str, str, float | None]],
) -> dict[str, dict[str, float | None]]:
    units: dict[str, dict[str, float | None]] = {}
    for unit, role, value in flows:
        own = units.setdefault(unit, {})
        before = own.get(role, 0.0)
        own[role] = None if value is None or before is None else before + value
    return units


def _sides(flows: Mapping[str, float]) -> tuple[float, float]:
    """Input and output; a negative flow stands on the other side."""
    signed = [SIGNS.get(role, 0) * value for role, value in flows.items()]
    return sum(s for s in signed if s > 0), -sum(s for s in signed if s < 0)


def _gap(flows: Mapping[str, float]) -> float:
    return sum(SIGNS.get(role, 0) * value for role, value in flows.items())


def _left(flows: Mapping[str, float], tolerance: float, **instead: float) -> float | None:
    """What is left of the imbalance with some flows at other values, if that closes the balance."""
    as_if = {**flows, **instead}
    left = abs(_gap(as_if))
    return left if left <= tolerance * max(_sides(as_if)) else None


def _cause(
    flows: Mapping[str, float],
    gap: float,
    tolerance: float,
    *,
    others: Mapping[str, float],
    untold: float,
) -> Cause:
    """The cause that leaves least, the first of equals; else the side that lacks water."""
    found: list[tuple[float, Cause]] = []

    def tried(left: float | None, cause: Cause) -> None:
        if left is not None:
            found.append((round(left, 6), cause))

    # the largest flow first: of two explanations that of the larger flow is the likelier
    order = sorted((r for r in flows if r in SIGNS and flows[r]), key=lambda r: -abs(flows[r]))
    room = tolerance * max(_sides(flows))
    for factor in _FACTORS:
        for role in order:
            left = _left(flows, tolerance, **{role: flows[role] / factor})
            tried(left, Cause("power_of_ten", role=role, factor=factor))
    for role in ("transferred", "stock_change"):
        if role in order:
            tried(_left(flows, tolerance, **{role: -flows[role]}), Cause("sign", role=role))
    partner = min(others, key=lambda u: abs(others[u] + gap), default="")
    if partner and abs(others[partner] + gap) <= room:
        tried(abs(others[partner] + gap), Cause("transfer_unfiled", other=partner))
    if abs(untold) > room and abs(gap + untold) <= room:
        tried(abs(gap + untold), Cause("transfer_one_sided"))
    for part in (0.0, 0.5):
        for role in order:
            left = _left(flows, tolerance, **{role: part * flows[role]})
            tried(left, Cause("counted_twice", role=role))
    if found:
        return min(found, key=lambda one: one[0])[1]
    return Cause("output_missing" if gap > 0 else "input_missing")
