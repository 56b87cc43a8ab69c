"""The flow of energy through an enterprise, as nodes and links of a Sankey diagram.

Links are in tonnes of standard coal and never negative. Each carrier is a node, and so is
transformation; at both, what comes in is what goes out: what the records leave open flows to or
from ``unaccounted``, and what transformations took more than they gave to ``conversion_loss``.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from .enterprise_energy_balance import STAGES, CarrierBalance

__all__ = ["EnergyFlow", "Link", "energy_flow"]

TRANSFORMATION = "transformation"
UNACCOUNTED = "unaccounted"
LOSS = "conversion_loss"
#: flow to the node at its other end
_ENDS = {
    "opening_stock": "stock_drawn",
    "closing_stock": "stock_left",
    "stock_change": "stock_left",
    "transformation_input": TRANSFORMATION,
    "transformation_output": TRANSFORMATION,
}


@dataclass(frozen=True, slots=True)
class Link:
    """So much energy (tce) from one node to another."""

    source: str
    target: str
    value: float


@dataclass(frozen=True, slots=True)
class EnergyFlow:
    """Nodes in the order in which they are met, links, and the carriers that could not be drawn.

    ``missing`` names the carriers without a coefficient, or with a flow that has no value.
    """

    nodes: tuple[str, ...]
    links: tuple[Link, ...]
    missing: tuple[str, ...]

    def net(self, node: str) -> float:
        """What comes into a node less what leaves it."""
        return sum(x.value for x in self.links if x.target == node) - sum(
            x.value for x in self.links if x.source == node
        )


def energy_flow(balances: Iterable[CarrierBalance]) -> EnergyFlow:
    """The diagram of an enterprise from its balances."""
    links: list[Link] = []
    missing: list[str] = []
    for one in balances:
        if one.coefficient is None or one.imbalance is None:
            missing.append(one.item)
            continue
        for flow, amount in one.flows.items():
            links += _link(_ENDS.get(flow, flow), one.item, one.tce(amount))
        links += _link(UNACCOUNTED, one.item, _minus(one.tce(one.imbalance)))
    through = sum(x.value * (1 if x.target == TRANSFORMATION else -1) for x in links if _at(x))
    # a gain in transformation is as unaccounted for as a carrier that came from nowhere
    links += _link(LOSS if through > 0 else UNACCOUNTED, TRANSFORMATION, -through)
    order = [n for flows in STAGES.values() for n in flows]
    nodes = dict.fromkeys(n for x in links for n in (x.source, x.target))
    ranked = sorted(nodes, key=lambda n: order.index(n) if n in order else -1)
    return EnergyFlow(tuple(ranked), tuple(links), tuple(missing))


def _at(link: Link) -> bool:
    return TRANSFORMATION in {link.source, link.target}


def _minus(value: float | None) -> float | None:
    return None if value is None else -value


def _link(end: str, item: str, value: float | None) -> list[Link]:
    """A signed flow of a carrier as a link: positive comes from the end, negative goes to it."""
    if not value:
        return []
    return [Link(end, item, value)] if value > 0 else [Link(item, end, -value)]
