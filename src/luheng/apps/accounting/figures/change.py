"""A change as a waterfall: from the first state through each effect to the second."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from luheng.apps.accounting.account.line import member
from luheng.apps.accounting.changes.effects import WORDS
from luheng.errors import say

from .palette import DOWN, GRID, TOTAL, UP, layout

if TYPE_CHECKING:
    from luheng.apps.accounting.changes.result import LineChange

__all__ = ["change_figure"]

_SHOWN = 14


def change_figure(line: LineChange) -> Any:
    """The waterfall of one line; effects too small to be seen are gathered in one bar.

    Raises:
        ValueError: the line cannot be said in one of the states.
    """
    import plotly.graph_objects as go

    if line.before is None or line.change is None:
        raise ValueError(line.quantity)
    ordered = sorted(line.effects, key=lambda e: -abs(e.value))
    few, rest = ordered[:_SHOWN], ordered[_SHOWN:]
    names = ["A", *(_name(e.item, e.through, e.line) for e in few)]
    values = [float(line.before), *(float(e.value) for e in few)]
    if rest:
        names.append(say(zh=f"其余 {len(rest)} 项", en=f"{len(rest)} others"))
        values.append(float(sum(e.value for e in rest)))
    names.append("B")
    measure = ["absolute", *["relative"] * (len(values) - 1), "total"]
    figure = go.Figure(
        go.Waterfall(
            x=names, y=[*values, 0], measure=measure,
            increasing={"marker": {"color": UP}}, decreasing={"marker": {"color": DOWN}},
            totals={"marker": {"color": TOTAL}},
            hovertemplate=f"%{{x}}<br>%{{delta:,.5g}} {line.unit}<extra></extra>",
        )
    )  # fmt: skip
    figure.update_layout(
        title=f"{line.name} ({line.unit})",
        **layout(height=420, yaxis={"gridcolor": GRID, "automargin": True, "title": line.unit},
                 xaxis={"automargin": True, "tickangle": -40}),
    )  # fmt: skip
    return figure


def _name(item: str, through: str, line: str) -> str:
    zh, en = WORDS[through]
    words = say(zh=zh, en=en)
    return f"{member('item', item) if item else line} · {words}"
