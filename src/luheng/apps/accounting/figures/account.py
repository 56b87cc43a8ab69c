"""Drawings of an account: what it is made of, and its course over the periods."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from luheng.apps.accounting.account.line import AccountLine, member
from luheng.apps.accounting.account_table import account_table
from luheng.errors import say

from .palette import COLOURS, GRID, layout

if TYPE_CHECKING:
    from luheng.apps.accounting.account.account import Account

__all__ = ["course_figure", "mix_figure"]


def mix_figure(account: Account, quantity: str = "comprehensive_energy") -> Any:
    """What a line is made of, item by item, stacked over the periods.

    Energy that was given away (gas sold, power fed in) stands below nought. A line without parts
    raises KeyError.
    """
    import plotly.graph_objects as go

    line = account_table().line(account.subject.kind, quantity)
    if line is None or not line.parts:
        raise KeyError(quantity)
    parts = [o for o in account.lines if o.quantity == line.parts and o.value is not None]
    shown = line.shown or next((o.unit for o in parts), "")
    totals: dict[str, float] = {}
    for one in parts:
        totals[one.key["item"]] = totals.get(one.key["item"], 0.0) + abs(_in(one) or 0.0)
    figure = go.Figure()
    for n, item in enumerate(sorted(totals, key=lambda i: -totals[i])):
        values = {o.period: _in(o) for o in parts if o.key["item"] == item}
        name = member("item", item)
        figure.add_trace(
            go.Bar(
                name=name, x=list(account.periods), y=[values.get(p) for p in account.periods],
                marker_color=COLOURS[n % len(COLOURS)],
                hovertemplate=f"%{{x}}<br>{name} %{{y:,.4g}} {shown}<extra></extra>",
            )
        )  # fmt: skip
    figure.update_layout(
        barmode="relative", **layout(height=380, xaxis={"type": "category"},
        yaxis={"title": shown, "gridcolor": GRID, "automargin": True}),
    )  # fmt: skip
    return figure


def course_figure(account: Account, *quantities: str) -> Any:
    """Lines over the periods, each in a panel of its own; a gap where it cannot be said.

    Without names the first line of each section that has a figure.
    """
    from plotly.subplots import make_subplots

    names = quantities or _first_of_each(account)
    figure = make_subplots(
        rows=max(1, len(names)), cols=1, shared_xaxes=True, vertical_spacing=0.06,
        subplot_titles=[_title(account, n) for n in names],
    )  # fmt: skip
    import plotly.graph_objects as go

    for n, name in enumerate(names):
        said = {o.period: o for o in account.lines if o.quantity == name and not o.key}
        figure.add_trace(
            go.Bar(
                x=list(account.periods),
                y=[_in(said[p]) if p in said else None for p in account.periods],
                marker_color=COLOURS[n % len(COLOURS)], showlegend=False,
                hovertemplate="%{x}<br>%{y:,.6g}<extra></extra>",
            ),
            row=n + 1, col=1,
        )  # fmt: skip
    figure.update_layout(**layout(height=140 + 170 * max(1, len(names))))
    figure.update_xaxes(type="category")
    figure.update_yaxes(gridcolor=GRID, automargin=True)
    return figure


def _first_of_each(account: Account) -> tuple[str, ...]:
    found: dict[str, str] = {}
    for one in account.lines:
        if one.value is not None and not one.key and not one.detail:
            found.setdefault(one.section, one.quantity)
    return tuple(found.values())


def _title(account: Account, quantity: str) -> str:
    one = next((o for o in account.lines if o.quantity == quantity), None)
    if one is None:
        return quantity
    return say(zh=f"{one.title}（{one.shown_unit}）", en=f"{one.title} ({one.shown_unit})")


def _in(one: AccountLine) -> float | None:
    return one.shown_value()
