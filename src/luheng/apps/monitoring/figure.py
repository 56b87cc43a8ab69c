"""Plotly figures of a works' year: the load of every day over the clock, and the months."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from luheng.errors import say
from luheng.units import unit

if TYPE_CHECKING:
    from luheng.methods.load_shape import LoadShape

    from .works import WorksYear

__all__ = ["heat_map", "monthly_figure"]

INK, BAR, LINE = "#222222", "#0072B2", "#D55E00"


def heat_map(shape: LoadShape) -> Any:
    """Local days across, the clock downwards, mean power of a step as colour; absent is white."""
    import numpy as np
    import plotly.graph_objects as go

    figure = go.Figure(
        go.Heatmap(
            z=np.round(shape.grid.T, 1).astype("float32"),
            x=[d.isoformat() for d in shape.days],
            y=list(shape.slots),
            colorscale="Viridis",
            zmin=0,
            colorbar={"title": "kW", "thickness": 12},
            hovertemplate="%{x} %{y}<br>%{z:.1f} kW<extra></extra>",
        )
    )
    hours = [s for s in shape.slots if s.endswith(":00") and int(s[:2]) % 3 == 0]
    figure.update_yaxes(
        autorange="reversed",
        tickvals=hours,
        title=say(zh="时刻", en="time of day"),
        type="category",
    )
    figure.update_xaxes(type="date", tickformat="%Y-%m", dtick="M1", tickangle=0)
    figure.update_layout(
        height=430, plot_bgcolor="white", margin={"t": 20, "l": 10, "r": 10, "b": 40}
    )
    return figure


def monthly_figure(works: WorksYear) -> Any:
    """Electricity by month as bars, power factor as a line against its own axis."""
    import plotly.graph_objects as go

    periods = [m.period for m in works.months]
    to_mwh = float(unit("kWh").ratio_to(unit("MWh")))
    figure = go.Figure()
    figure.add_trace(
        go.Bar(
            name=say(zh="用电量", en="electricity"),
            x=periods,
            y=[None if m.kwh is None else m.kwh * to_mwh for m in works.months],
            marker_color=BAR,
            customdata=[[m.kgce, m.tco2, m.peak_kw] for m in works.months],
            hovertemplate="%{x}<br>%{y:.1f} MWh<br>%{customdata[0]:,.0f} kgce"
            "<br>%{customdata[1]:.2f} tCO2<br>%{customdata[2]:.0f} kW<extra></extra>",
        )
    )
    figure.add_trace(
        go.Scatter(
            name=say(zh="功率因数（右轴）", en="power factor (right axis)"),
            x=periods,
            y=[m.power_factor for m in works.months],
            yaxis="y2",
            mode="lines+markers",
            line={"color": LINE, "width": 2},
            hovertemplate="%{x}<br>cos φ %{y:.3f}<extra></extra>",
        )
    )
    figure.update_layout(
        height=340, plot_bgcolor="white", bargap=0.35,
        legend={"orientation": "h", "y": 1.02, "yanchor": "bottom", "x": 0},
        margin={"t": 50, "l": 10, "r": 10, "b": 40},
        yaxis={"title": "MWh", "gridcolor": "#E5E5E5", "automargin": True, "rangemode": "tozero"},
        yaxis2={
            "title": "cos φ", "overlaying": "y", "side": "right", "range": [0.5, 1],
            "showgrid": False, "automargin": True, "dtick": 0.1, "tickformat": ".1f",
        },
        xaxis={"type": "category"},
    )  # fmt: skip
    return figure
