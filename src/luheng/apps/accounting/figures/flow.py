"""A balance as a Sankey diagram: from where, through what, to where; what is open is a band too."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from luheng.apps.accounting.account.line import member
from luheng.errors import say
from luheng.methods.energy_flow import energy_flow

from .palette import COLOURS, DOWN, UP, layout

if TYPE_CHECKING:
    from luheng.apps.accounting.balance.result import Balance

__all__ = ["flow_figure"]

OPEN = "unaccounted"
_WORDS = {
    "transformation": ("加工转换", "transformation"),
    "conversion_loss": ("转换损失", "conversion loss"),
    OPEN: ("去向不明", "unaccounted for"),
    "stock_drawn": ("动用库存", "drawn from stock"),
    "stock_left": ("留作库存", "left in stock"),
    "fuel_and_power": ("燃料、动力", "fuel and power"),
}

Links = list[tuple[str, str, float]]


def flow_figure(balance: Balance) -> Any:
    """The flows of a balance: energy in standard coal, carbon in tC, others in their own unit.

    Items in different units cannot be drawn at one scale: material is drawn only where every item
    is in one unit, else the first unit's items.
    """
    import plotly.graph_objects as go

    links, unit = _links(balance)
    nodes = list(dict.fromkeys(n for a, b, _ in links for n in (a, b)))
    figure = go.Figure(
        go.Sankey(
            node={
                "label": [_name(n) for n in nodes], "pad": 14, "thickness": 14,
                "color": [UP if n == OPEN else COLOURS[0] for n in nodes],
            },
            link={
                "source": [nodes.index(a) for a, _, _ in links],
                "target": [nodes.index(b) for _, b, _ in links],
                "value": [v for _, _, v in links],
                "color": [_faint(UP if OPEN in {a, b} else DOWN) for a, b, _ in links],
                "hovertemplate": f"%{{source.label}} → %{{target.label}}<br>%{{value:,.5g}} {unit}"
                "<extra></extra>",
            },
        )
    )  # fmt: skip
    title = f"{balance.subject.name}  {balance.period}  ({unit})"
    figure.update_layout(title=title, **layout(height=max(360, 60 + 26 * len(nodes))))
    return figure


def _links(balance: Balance) -> tuple[Links, str]:
    if balance.kind == "energy":
        flow = energy_flow(balance.carriers)
        return [(x.source, x.target, x.value) for x in flow.links], "tce"
    unit = next((o.unit for o in balance.lines), "")
    links: Links = []
    for one in balance.lines:
        if one.unit != unit:
            continue
        for role, value in one.flows.items():
            if value:
                links.append(
                    (role, one.name, value) if value > 0 else (one.name, f"→{role}", -value)
                )
        if one.imbalance:
            gap = one.imbalance
            links.append((one.name, OPEN, gap) if gap > 0 else (OPEN, one.name, -gap))
    return links, unit


def _name(node: str) -> str:
    bare = node.removeprefix("→")
    if bare in _WORDS:
        zh, en = _WORDS[bare]
        return say(zh=zh, en=en)
    return member("item", bare) if member("item", bare) != bare else member("role", bare)


def _faint(colour: str) -> str:
    red, green, blue = (int(colour[n : n + 2], 16) for n in (1, 3, 5))
    return f"rgba({red},{green},{blue},0.35)"
