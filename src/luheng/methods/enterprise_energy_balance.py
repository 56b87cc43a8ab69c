"""The energy balance of an enterprise, carrier by stage, and what does not close.

The four stages are those of GB/T 16614-1996 and GB/T 3484: energy is bought and stored, part of it
is transformed, what is left is distributed, and in the end it is used. Every flow enters with a
sign, so that the flows of one carrier add up to its imbalance:

    purchase and storage   + opening stock + purchased + own production − sold − transferred
                           − closing stock, or − stock change where the stocks are not filed
    transformation         + output + recovered − input
    distribution           − lost
    final use              − raw material − fuel and power

Consumption on record takes in what transformation and products took (that is how forms count it),
so fuel and power are consumed less input less raw material. Own production counts where no output
of a transformation and nothing recovered is filed: the same tonnes stand under one of the two.

Amounts are in each carrier's own unit; with coefficients in standard coal as well, where stages and
carriers can be added. The tolerance is a share of the larger side, and our own choice.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    import pyarrow as pa

__all__ = [
    "CAUSES",
    "STAGES",
    "CarrierBalance",
    "Cause",
    "carrier_balances",
    "conversion_efficiency",
    "energy_matrix",
]

#: stage to its flows and their signs, in the order of the table
STAGES: dict[str, dict[str, int]] = {
    "purchase_storage": {
        "opening_stock": 1,
        "purchased": 1,
        "produced": 1,
        "sold": -1,
        "transferred": -1,
        "closing_stock": -1,
        "stock_change": -1,
    },
    "transformation": {"transformation_output": 1, "recovered": 1, "transformation_input": -1},
    "distribution": {"lost": -1},
    "final_use": {"raw_material": -1, "fuel_and_power": -1},
}
_SIGN = {flow: sign for flows in STAGES.values() for flow, sign in flows.items()}
#: what may be wrong, in Chinese and in English; the names in brackets are filled in by ``say``
CAUSES = {
    "never_bought": (
        "有消费而没有任何来源：购进、生产或库存可能没有填报。",
        "It is used and comes from nowhere: purchase, production or stocks may not be filed.",
    ),
    "use_unfiled": (
        "有来源而没有消费：消费量可能没有填报。",
        "It is supplied and not used: consumption may not be filed.",
    ),
    "power_of_ten": (
        "“{role}”可能差 {factor:g} 倍：请核对计量单位和小数点。",
        "{role} may be off by a factor of {factor:g}: check its unit and decimal point.",
    ),
    "part_left_out": (
        "消费量可能没有包括“{role}”：消费量应包括它。",
        "Consumption may leave out {role}, which is part of it.",
    ),
    "counted_twice": (
        "“{role}”可能重复计入。",
        "{role} may be counted twice.",
    ),
    "stocks_unfiled": (
        "期初、期末库存没有填报：差额可能是库存变动。",
        "Opening and closing stocks are not filed: the difference may be a change of stocks.",
    ),
    "loss_unfiled": (
        "来源多于去向：损失、外供或部分消费可能没有填报。",
        "More came in than went out: losses, sales or part of the use may not be filed.",
    ),
    "supply_unfiled": (
        "去向多于来源：部分购进、产出或回收可能没有填报。",
        "More went out than came in: a purchase, an output or recovery may not be filed.",
    ),
}
_FACTORS = (1000.0, 0.001, 10000.0, 0.0001, 100.0, 0.01, 10.0, 0.1)
_STOCKS = ("opening_stock", "closing_stock")
#: nothing is stored of these, so that no stock is missing
_FLOWING = frozenset({"electricity", "heat"})


@dataclass(frozen=True, slots=True)
class Cause:
    """The likeliest cause of an imbalance, and the flow that it is about."""

    name: str
    role: str = ""
    factor: float = 1.0

    def say(self) -> tuple[str, str]:
        """The cause in Chinese and in English, with the id of the role."""
        zh, en = CAUSES[self.name]
        return zh.format(role=self.role, factor=self.factor), en.format(
            role=self.role, factor=self.factor
        )


@dataclass(frozen=True, slots=True)
class CarrierBalance:
    """One carrier: its signed flows by stage, what each stage leaves open, and the imbalance.

    ``differences`` is per stage what its own records contradict: stocks against the stock change,
    an input larger than the consumption that it is part of, parts larger than the whole; that of
    distribution is the imbalance. None where a flow on record has no value, or one of two stocks
    is not on record. ``lacks`` names what is not filed and was taken as none.
    """

    item: str
    flows: Mapping[str, float]
    differences: Mapping[str, float | None]
    imbalance: float | None
    balanced: bool | None
    lacks: tuple[str, ...] = ()
    cause: Cause | None = None
    #: the coefficient, kgce per canonical unit; None: not known
    coefficient: float | None = field(default=None, compare=False)

    def stage(self, name: str) -> float:
        """The sum of a stage's signed flows, in the carrier's unit."""
        return sum(self.flows.get(flow, 0.0) for flow in STAGES[name])

    def tce(self, amount: float | None) -> float | None:
        """An amount of the carrier in tonnes of standard coal."""
        if amount is None or self.coefficient is None:
            return None
        return amount * self.coefficient / 1000


def carrier_balances(
    flows: Iterable[tuple[str, str, float | None]],
    *,
    coefficients: Mapping[str, float] | None = None,
    tolerance: float = 0.01,
) -> tuple[CarrierBalance, ...]:
    """The balance of each carrier, in order of name.

    Args:
        flows: (item, role, amount in the item's canonical unit); several rows of a pair are added
            up, one without a value leaves the pair without one. Other roles are left out.
        coefficients: item to kgce per canonical unit.
        tolerance: as a share of the larger of what came in and what went out.
    """
    said: dict[str, dict[str, float | None]] = {}
    for item, role, amount in flows:
        own = said.setdefault(item, {})
        before = own.get(role, 0.0)
        own[role] = None if amount is None or before is None else before + amount
    factors = coefficients or {}
    return tuple(
        _balance(item, said[item], factors.get(item), tolerance=tolerance) for item in sorted(said)
    )


def _balance(
    item: str, roles: Mapping[str, float | None], coefficient: float | None, *, tolerance: float
) -> CarrierBalance:
    whole = {r: v for r, v in roles.items() if v is not None}
    signed = _signed(whole)
    lacks = _lacks(item, roles)
    unknown = len(whole) < len(roles) or sum(s in roles for s in _STOCKS) == 1
    if unknown:
        gaps = dict.fromkeys(STAGES)
        return CarrierBalance(item, signed, gaps, None, None, lacks, None, coefficient)
    gap = sum(signed.values())
    balanced = abs(gap) <= tolerance * max(_sides(signed))
    cause = None if balanced else _cause(whole, lacks, tolerance)
    differences = _differences(whole, gap)
    return CarrierBalance(item, signed, differences, gap, balanced, lacks, cause, coefficient)


def _signed(roles: Mapping[str, float]) -> dict[str, float]:
    """The flows of the table, signed, from the roles on record."""
    flows = {r: v for r, v in roles.items() if r in _SIGN}
    if "transformation_output" in roles or "recovered" in roles:
        flows.pop("produced", None)
    if any(s in roles for s in _STOCKS):
        flows.pop("stock_change", None)
    if "consumed" in roles:
        parts = roles.get("transformation_input", 0.0) + roles.get("raw_material", 0.0)
        flows["fuel_and_power"] = roles["consumed"] - parts
    return {flow: _SIGN[flow] * flows[flow] for flow in _SIGN if flow in flows}


def _differences(roles: Mapping[str, float], gap: float) -> dict[str, float | None]:
    stocks = 0.0
    if "stock_change" in roles and all(s in roles for s in _STOCKS):
        change = roles["closing_stock"] - roles["opening_stock"]
        stocks = roles["stock_change"] - change
    consumed, put_in = roles.get("consumed", 0.0), roles.get("transformation_input", 0.0)
    parts = put_in + roles.get("raw_material", 0.0)
    return {
        "purchase_storage": stocks,
        "transformation": max(0.0, put_in - consumed),
        "distribution": gap,
        "final_use": max(0.0, parts - max(consumed, put_in)),
    }


def _lacks(item: str, roles: Mapping[str, object]) -> tuple[str, ...]:
    """What is not filed: a stock without the other, both stocks, the consumption."""
    held = [s for s in _STOCKS if s in roles]
    lacks: list[str] = []
    if len(held) == 1 or (not held and "stock_change" not in roles and item not in _FLOWING):
        lacks += [s for s in _STOCKS if s not in held]
    if "consumed" not in roles:
        lacks.append("consumed")
    return tuple(lacks)


def _sides(signed: Mapping[str, float]) -> tuple[float, float]:
    """What came in and what went out."""
    return (
        sum(v for v in signed.values() if v > 0),
        -sum(v for v in signed.values() if v < 0),
    )


def _cause(roles: Mapping[str, float], lacks: tuple[str, ...], tolerance: float) -> Cause:
    """The cause that closes the balance best; else what the open side suggests."""
    signed = _signed(roles)
    into, away = _sides(signed)
    if not into:
        return Cause("never_bought")
    if not away and "consumed" in lacks:
        return Cause("use_unfiled")
    found: list[tuple[float, int, Cause]] = []

    def tried(cause: Cause, **instead: float) -> None:
        as_if = _signed({**roles, **instead})
        left = abs(sum(as_if.values()))
        if left <= tolerance * max(_sides(as_if)):
            found.append((round(left, 6), len(found), cause))

    for role in ("transformation_input", "raw_material"):
        if role in roles and "consumed" in roles:
            consumed = roles["consumed"] + roles[role]
            tried(Cause("part_left_out", role=role), consumed=consumed)
    # the largest flow first: of two explanations that of the larger flow is the likelier
    order = sorted((r for r in roles if roles[r]), key=lambda r: -abs(roles[r]))
    for factor in _FACTORS:
        for role in order:
            tried(Cause("power_of_ten", role, factor), **{role: roles[role] / factor})
    for role in order:
        tried(Cause("counted_twice", role), **{role: roles[role] / 2})
    if found:
        return min(found, key=lambda one: one[:2])[2]
    if "opening_stock" in lacks and "closing_stock" in lacks:
        return Cause("stocks_unfiled")
    return Cause("loss_unfiled" if into > away else "supply_unfiled")


def energy_matrix(balances: Iterable[CarrierBalance]) -> pa.Table:
    """The table of an enterprise: one row per carrier, stage and flow, then each stage's sum.

    ``flow`` is ``sum`` for the sum of a stage and ``difference`` for what it leaves open; the sums
    of the four stages of a carrier add up to its imbalance, which is the difference of
    distribution. ``amount`` is in the carrier's unit, ``tce`` null without a coefficient.
    """
    import pyarrow as pa

    rows: list[tuple[str, str, str, float | None, float | None]] = []
    for one in balances:
        for stage, flows in STAGES.items():
            cells: list[tuple[str, float | None]] = [
                (flow, one.flows[flow]) for flow in flows if flow in one.flows
            ]
            cells += [("sum", one.stage(stage)), ("difference", one.differences[stage])]
            rows += [(one.item, stage, flow, amount, one.tce(amount)) for flow, amount in cells]
    names = ("item", "stage", "flow", "amount", "tce")
    columns = list(zip(*rows, strict=True)) or [()] * len(names)
    kinds = [pa.string()] * 3 + [pa.float64()] * 2
    return pa.table(
        [pa.array(c, k) for c, k in zip(columns, kinds, strict=True)], names=list(names)
    )


def conversion_efficiency(balances: Iterable[CarrierBalance]) -> float | None:
    """Standard coal put out by all transformations over what was put in; None if it is unknown."""
    put_in = put_out = 0.0
    for one in balances:
        into = one.tce(-one.flows.get("transformation_input", 0.0))
        out = one.tce(one.flows.get("transformation_output", 0.0))
        if into is None or out is None:
            if "transformation_input" in one.flows or "transformation_output" in one.flows:
                return None
            continue
        put_in, put_out = put_in + into, put_out + out
    return put_out / put_in if put_in else None
