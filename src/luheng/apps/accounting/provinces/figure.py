"""Plotly figures of a comparison: what a region's difference is made of, and by which carrier."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from luheng import codelists
from luheng.errors import say
from luheng.methods.two_factor_split import Manner

if TYPE_CHECKING:
    from .difference import Comparison, ProvinceDifference

__all__ = ["carrier_figure", "difference_figure"]

#: blue, orange and grey stay apart for colour-blind readers and in print
FACTOR, ACTIVITY, NOT_COUNTED, INK = "#0072B2", "#E69F00", "#9A9A9A", "#222222"
_DIVERGING = [
    [0, "#B35806"],
    [0.25, "#F1A340"],
    [0.5, "#F7F7F7"],
    [0.75, "#998EC3"],
    [1, "#542788"],
]
_ROW_PIXELS = 23
_TOP = 50
#: Mt; cells below it bear no number
_SHOWN = 0.5


def difference_figure(comparison: Comparison) -> Any:
    """One row per region: the difference in Mt, split into factor, activity and not counted.

    Regions are in the order of their difference in per cent, which stands beside the row.
    """
    import plotly.graph_objects as go

    shown = _ordered(comparison)
    names = [p.name for p in shown]
    not_counted = [float(p.split.not_counted) for p in shown]
    parts = (
        (say(zh="系数不同", en="other factor"), FACTOR, [float(p.split.factor) for p in shown]),
        (
            say(zh="活动水平不同", en="other activity"),
            ACTIVITY,
            [float(p.split.activity - p.split.not_counted) for p in shown],
        ),
        (
            say(zh=f"{comparison.inventory} 未计", en=f"not counted by {comparison.inventory}"),
            NOT_COUNTED,
            not_counted,
        ),
    )
    figure = go.Figure()
    for name, colour, values in parts:
        figure.add_trace(
            go.Bar(
                name=name, orientation="h", y=names, x=values, marker_color=colour,
                hovertemplate="%{y}<br>" + name + " %{x:.2f} Mt<extra></extra>",
            )
        )  # fmt: skip
    figure.add_trace(
        go.Scatter(
            name=say(zh="合计差额", en="whole difference"),
            mode="markers",
            y=names,
            x=[p.difference_mt for p in shown],
            marker={"symbol": "diamond", "size": 8, "color": INK},
            customdata=[[p.difference_pct, p.own_mt, p.other_mt] for p in shown],
            hovertemplate=_hover(comparison.inventory),
        )
    )
    _style(figure, len(shown))
    for p in shown:
        figure.add_annotation(
            x=1, xref="paper", xanchor="right", y=p.name, showarrow=False,
            text=_signed(p.difference_pct or 0.0) + "%", font={"size": 11, "color": INK},
        )  # fmt: skip
    return figure


def carrier_figure(comparison: Comparison) -> Any:
    """A heat map of regions × carriers: the other account less ours, in Mt."""
    import plotly.graph_objects as go

    shown = _ordered(comparison)
    weight: dict[str, float] = {}
    for p in shown:
        for c in p.carriers:
            weight[c.item] = weight.get(c.item, 0.0) + abs(float(c.split.whole))
    items = sorted(weight, key=lambda i: -weight[i])
    rows, hints = [], []
    for p in shown:
        own = {c.item: c for c in p.carriers}
        rows.append([float(own[i].split.whole) if i in own else None for i in items])
        hints.append([_hint(own[i]) if i in own else "" for i in items])
    limit = max((abs(v) for row in rows for v in row if v is not None), default=1.0)
    figure = go.Figure(
        go.Heatmap(
            z=rows, x=[_carrier(i) for i in items], y=[p.name for p in shown], customdata=hints,
            colorscale=_DIVERGING, zmid=0, zmin=-limit, zmax=limit, xgap=1, ygap=1,
            text=[[_cell(v) for v in row] for row in rows], texttemplate="%{text}",
            textfont={"size": 10}, colorbar={"title": "Mt", "thickness": 12},
            hovertemplate="%{y} · %{x}<br>%{z:.2f} Mt<br>%{customdata}<extra></extra>",
        )
    )  # fmt: skip
    _style(figure, len(shown))
    figure.update_xaxes(title="", tickangle=-40, side="top", automargin=True, showgrid=False)
    figure.update_yaxes(showgrid=False)
    figure.update_layout(margin={"t": 100, "l": 10, "r": 10, "b": 20})
    return figure


def _ordered(comparison: Comparison) -> list[ProvinceDifference]:
    said = [p for p in comparison.provinces if p.difference_pct is not None]
    return sorted(said, key=lambda p: p.difference_pct or 0.0, reverse=True)


def _style(figure: Any, rows: int) -> None:
    figure.update_layout(
        barmode="relative",
        bargap=0.25,
        height=_ROW_PIXELS * rows + _TOP + 60,
        plot_bgcolor="white",
        legend={"orientation": "h", "y": 1.01, "yanchor": "bottom", "x": 0},
        margin={"t": _TOP, "l": 10, "r": 10, "b": 50},
    )
    figure.update_xaxes(
        title=say(zh="百万吨二氧化碳", en="MtCO2"), zeroline=True, zerolinecolor=INK,
        gridcolor="#E5E5E5",
    )  # fmt: skip
    figure.update_yaxes(automargin=True, dtick=1, range=[rows - 0.4, -0.6])


def _hover(inventory: str) -> str:
    ours = say(zh="本平台", en="ours")
    return (
        f"%{{y}}<br>{ours} %{{customdata[1]:.1f}} Mt, {inventory} %{{customdata[2]:.1f}} Mt"
        "<br>%{x:+.2f} Mt (%{customdata[0]:+.1f}%)<extra></extra>"
    )


def _hint(one: Any) -> str:
    if one.manner is not Manner.SPLIT:
        return str(one.cause)
    factor, activity = float(one.split.factor), float(one.split.activity)
    return say(
        zh=f"系数 {factor:+.2f}，活动水平 {activity:+.2f}",
        en=f"factor {factor:+.2f}, activity {activity:+.2f}",
    )


def _cell(value: float | None) -> str:
    """A number only where it is large enough to matter; a table full of noughts hides them."""
    return "" if value is None or abs(value) < _SHOWN else _signed(value)


def _signed(value: float) -> str:
    return f"{value:+.1f}".replace("-", "−")


def _carrier(item: str) -> str:
    row = codelists.load("energy_carriers").get(item)
    return say(zh=row["zh"], en=row["en"])
