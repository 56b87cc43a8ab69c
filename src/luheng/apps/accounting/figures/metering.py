"""Drawings of cost by tariff period and of energy by shift."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from luheng.errors import say

from .palette import COLOURS, GRID, layout

if TYPE_CHECKING:
    from luheng.apps.accounting.metering.cost import Cost
    from luheng.apps.accounting.metering.shifts import Shifts

__all__ = ["cost_figure", "shift_figure"]


def cost_figure(cost: Cost) -> Any:
    """Cost by month and tariff period, stacked; the mean price paid as a line on the right."""
    import plotly.graph_objects as go

    periods = [m.period for m in cost.months]
    figure = go.Figure()
    for n, label in enumerate(cost.calendar.labels):
        figure.add_trace(
            go.Bar(
                name=label.name, x=periods, marker_color=COLOURS[n % len(COLOURS)],
                y=[_float(m.cost.by_tariff[label.id]) for m in cost.months],
                hovertemplate=f"%{{x}}<br>{label.name} %{{y:,.0f}} CNY<extra></extra>",
            )
        )  # fmt: skip
    figure.add_trace(
        go.Scatter(
            name=say(zh="平均价格（右轴）", en="mean price (right axis)"), x=periods, yaxis="y2",
            y=[_float(m.cost.mean_price if m.total is not None else None) for m in cost.months],
            mode="lines+markers", line={"color": "#222222", "width": 2},
        )
    )  # fmt: skip
    figure.update_layout(
        barmode="stack", xaxis={"type": "category"},
        yaxis={"title": "CNY", "gridcolor": GRID, "automargin": True},
        yaxis2={"title": f"CNY/{cost.unit}", "overlaying": "y", "side": "right",
                "rangemode": "tozero", "showgrid": False, "automargin": True},
        **layout(height=380),
    )  # fmt: skip
    return figure


def shift_figure(shifts: Shifts) -> Any:
    """Mean power by shift over the days, one line per shift."""
    import plotly.graph_objects as go

    figure = go.Figure()
    for n, label in enumerate(shifts.calendar.labels):
        own = [s for s in shifts.shifts if s.shift == label.id]
        figure.add_trace(
            go.Scatter(
                name=label.name, x=[s.day for s in own], y=[s.per_hour for s in own],
                mode="lines", line={"color": COLOURS[n % len(COLOURS)], "width": 1.4},
                customdata=[s.crew for s in own],
                hovertemplate=f"%{{x}} {label.name} %{{customdata}}<br>%{{y:,.1f}} "
                f"{shifts.unit}/h<extra></extra>",
            )
        )  # fmt: skip
    figure.update_layout(
        yaxis={"title": f"{shifts.unit}/h", "gridcolor": GRID, "automargin": True,
               "rangemode": "tozero"}, **layout(height=360),
    )  # fmt: skip
    return figure


def _float(value: Any) -> float | None:
    return None if value is None else float(value)
