"""A plan's verdicts as one figure: a row per promise, and a bar where it could be weighed."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Any

from luheng.errors import language

from .review import VerdictName

if TYPE_CHECKING:
    from collections.abc import Iterable

    from .reasons import Reason
    from .review import Verdict

__all__ = ["fulfilment", "review_figure"]

#: Blue and orange stay apart for colour-blind readers; the two greys carry no judgement.
_COLOURS = {
    VerdictName.MET: "#0072B2",
    VerdictName.MISSED: "#D55E00",
    VerdictName.NOT_COMPARABLE: "#8C8C8C",
    VerdictName.NOTHING_STATED: "#D0D0D0",
}
_ROW_PIXELS = 24


def fulfilment(verdict: Verdict) -> float | None:
    """The stated figure in per cent of the promise, 100 at the promise; None where unweighed.

    Above 100 is beyond the promise, also where less is better: 100 + gap / promise.
    """
    if verdict.gap is None or not verdict.target_value:
        return None
    return float(100 + 100 * verdict.gap / abs(verdict.target_value))


def review_figure(verdicts: Iterable[Verdict], lang: str | None = None) -> Any:
    """A Plotly figure with one row per promise, grouped and coloured by verdict.

    Rows that restate a promise of the same plan are left out and counted in the title. The bar is
    :func:`fulfilment`, the dashed line the promise. ``lang`` is ``zh`` or ``en``; the language of
    messages where none is given.
    """
    import plotly.graph_objects as go

    tongue = lang or language()
    every = tuple(verdicts)
    shown = [v for v in every if v.restates is None]
    figure = go.Figure()
    for name in VerdictName:
        group = [v for v in shown if v.verdict is name]
        if group:
            figure.add_trace(_bars(go, name, group, tongue))
            figure.add_trace(_marks(go, name, group, tongue))
    order = [_label(v, tongue) for name in VerdictName for v in shown if v.verdict is name]
    farthest = max([100.0, *(f for f in map(fulfilment, shown) if f is not None)])
    figure.add_vline(x=100, line={"color": "#404040", "width": 1, "dash": "dash"})
    figure.update_xaxes(
        range=[0, 1.9 * farthest],
        title=_say(
            tongue, "载明值为目标的百分之几（虚线为目标）", "stated in % of the promise (dashed)"
        ),
        side="top",
        showgrid=False,
    )
    figure.update_yaxes(categoryorder="array", categoryarray=order[::-1], automargin=True, dtick=1)
    figure.update_layout(
        title=_title(every, shown, tongue),
        height=_ROW_PIXELS * len(shown) + 220,
        barmode="overlay",
        bargap=0.25,
        plot_bgcolor="white",
        legend={"orientation": "h", "y": -0.02, "yanchor": "top"},
        margin={"t": 130, "l": 20, "r": 20},
    )
    return figure


def _bars(go: Any, name: VerdictName, group: list[Verdict], tongue: str) -> Any:
    return go.Bar(
        orientation="h",
        name=f"{_of(name.words, tongue)} ({len(group)})",
        marker_color=_COLOURS[name],
        y=[_label(v, tongue) for v in group],
        x=[fulfilment(v) or 0 for v in group],
        text=[_promise_and_statement(v, tongue) for v in group],
        textposition="outside",
        cliponaxis=False,
        customdata=[[_of(v.said, tongue), v.target_locator, v.fact_locator or "—"] for v in group],
        hovertemplate="%{customdata[0]}<br>%{customdata[1]}<br>%{customdata[2]}<extra></extra>",
    )


def _marks(go: Any, name: VerdictName, group: list[Verdict], tongue: str) -> Any:
    """The verdict's colour at the start of the row, since an unweighed promise has no bar."""
    return go.Scatter(
        mode="markers",
        marker={"symbol": "square", "size": 11, "color": _COLOURS[name], "line_width": 0},
        y=[_label(v, tongue) for v in group],
        x=[0] * len(group),
        showlegend=False,
        cliponaxis=False,
        hoverinfo="skip",
    )


def _label(verdict: Verdict, tongue: str) -> str:
    name = verdict.indicator_zh if tongue == "zh" else verdict.indicator_en
    width = 26 if tongue == "zh" else 48
    return f"{name if len(name) <= width else name[: width - 1] + '…'}  {verdict.target_number}"


def _promise_and_statement(verdict: Verdict, tongue: str) -> str:
    promised = _say(tongue, "  目标", "  promised ") + _of(verdict.promised, tongue)
    if verdict.stated is None:
        return promised
    return promised + _say(tongue, "，载明", ", stated ") + _of(verdict.stated, tongue)


def _title(every: tuple[Verdict, ...], shown: list[Verdict], tongue: str) -> str:
    count = Counter(v.verdict for v in shown)
    said = _say(tongue, "，", ", ").join(
        f"{_of(name.words, tongue)} {count[name]}" for name in VerdictName
    )
    repeated = len(every) - len(shown)
    return _say(
        tongue,
        f"{len(shown)}项目标：{said}（另有{repeated}处重申）",
        f"{len(shown)} promises: {said} ({repeated} more restate one)",
    )


def _of(text: Reason, tongue: str) -> str:
    return text.zh if tongue == "zh" else text.en


def _say(tongue: str, zh: str, en: str) -> str:
    return zh if tongue == "zh" else en
