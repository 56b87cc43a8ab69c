"""The evaluation as one page of HTML that stands alone."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from luheng.errors import say
from luheng.reports.standalone import inline, render_page

from .charts import COLOURS, colour_counts, target_lines, task_counts
from .evaluation import indicator_name, number, percent, words

if TYPE_CHECKING:
    from collections.abc import Sequence

    from luheng.apps.targets.status.targets import TargetStatus
    from luheng.reports.word_chart import Line

    from .evaluation import Evaluation

__all__ = ["write_page"]


def write_page(evaluation: Evaluation) -> str:
    """The report as HTML in the reader's language; nothing is fetched from elsewhere."""
    figures = {
        "colours": inline(_bars(*colour_counts(evaluation)), "colours"),
        "tasks": inline(_bars(*task_counts(evaluation)), "tasks") if evaluation.groups else "",
    }
    drawn = [(s, inline(_target_figure(s), f"target-{s.target.number}")) for s in evaluation.drawn]
    return render_page(
        "luheng.reports.targets",
        {"number": number, "percent": percent, "words": words, "name": _name},
        evaluation=evaluation,
        figures=figures,
        drawn=drawn,
        colours={c.value: f"#{colour}" for c, colour in COLOURS.items()},
    )


def _name(status: TargetStatus) -> str:
    return say(zh=status.target.zh, en=indicator_name(status.target.indicator, status.target.zh))


def _bars(categories: Sequence[str], lines: Sequence[Line]) -> Any:
    import plotly.graph_objects as go

    figure = go.Figure(
        [
            go.Bar(
                name=line.name,
                y=list(categories),
                x=list(line.values),
                orientation="h",
                marker_color=f"#{line.colour}",
                text=[v or "" for v in line.values],
            )
            for line in lines
        ]
    )
    figure.update_yaxes(autorange="reversed", automargin=True)
    figure.update_xaxes(showgrid=True, gridcolor="#d9dde2")
    figure.update_layout(
        barmode="stack",
        plot_bgcolor="white",
        height=110 + 34 * len(categories),
        margin={"t": 10, "l": 10, "r": 10, "b": 10},
        legend={"orientation": "h", "traceorder": "normal"},
    )
    return figure


def _target_figure(status: TargetStatus) -> Any:
    """Measured figures, the agreed path, and the forecast with its interval."""
    import plotly.graph_objects as go

    categories, (measured, path, *ahead) = target_lines(status)
    figure = go.Figure()
    for line in (path, *ahead):
        figure.add_trace(
            go.Scatter(
                name=line.name,
                x=categories,
                y=list(line.values),
                mode="lines+markers" if line in ahead[:1] else "lines",
                line={"color": f"#{line.colour}", "dash": "dot" if line in ahead[1:] else "dash"},
            )
        )
    figure.add_trace(
        go.Scatter(
            name=measured.name,
            x=categories,
            y=list(measured.values),
            mode="lines+markers",
            line={"color": f"#{measured.colour}"},
            marker={"size": 7},
        )
    )
    figure.update_xaxes(type="category", categoryorder="array", categoryarray=categories)
    figure.update_yaxes(title=status.unit, gridcolor="#d9dde2")
    figure.update_layout(
        plot_bgcolor="white",
        height=300,
        margin={"t": 10, "l": 10, "r": 10, "b": 10},
        legend={"orientation": "h"},
    )
    return figure
