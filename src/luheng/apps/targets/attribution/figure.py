"""An attribution as one figure: a waterfall from the first year's emissions to the last's."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from luheng import codelists
from luheng.errors import language

from .effects import EFFECTS

if TYPE_CHECKING:
    from .effects import Attribution

__all__ = ["attribution_figure"]

#: blue takes off, orange adds; grey stands. They stay apart for colour-blind readers.
_ADDS, _TAKES, _STANDS = "#D55E00", "#0072B2", "#8C8C8C"
_WRAPPED = 66
#: signs that do not begin a line
_CLOSING = frozenset("，。；：、）”")


def attribution_figure(found: Attribution, lang: str | None = None) -> Any:
    """A Plotly waterfall in MtCO2 with the notes below it; ``lang`` is ``zh`` or ``en``."""
    import plotly.graph_objects as go

    zh = (lang or language()) == "zh"
    effects = found.split.effects
    names = [EFFECTS[name].zh if zh else EFFECTS[name].en for name in effects]
    labels = [str(found.start_year), *(_wrapped(n, zh=zh) for n in names), str(found.end_year)]
    values = [found.split.start, *effects.values(), found.split.end]
    texts = [f"{found.split.start:,.1f}", *(f"{v:+,.1f}" for v in effects.values())]
    figure = go.Figure(
        go.Waterfall(
            x=labels,
            y=values,
            measure=["absolute", *("relative" for _ in effects), "total"],
            text=[*texts, f"{found.split.end:,.1f}"],
            textposition="outside",
            cliponaxis=False,
            increasing={"marker": {"color": _ADDS}},
            decreasing={"marker": {"color": _TAKES}},
            totals={"marker": {"color": _STANDS}},
            connector={"line": {"color": "#B0B0B0", "width": 1}},
        )
    )
    notes = "<br>".join(_lines(note.zh if zh else note.en, zh=zh) for note in found.notes)
    figure.update_layout(
        title=_title(found, zh=zh),
        plot_bgcolor="white",
        showlegend=False,
        margin={"t": 80, "l": 70, "r": 30, "b": 70 + 17 * (notes.count("<br>") + 2)},
        height=520 + 17 * notes.count("<br>"),
    )
    figure.add_annotation(
        text=notes,
        xref="paper",
        yref="paper",
        x=0,
        y=0,
        yshift=-52,
        yanchor="top",
        align="left",
        showarrow=False,
        font={"size": 11, "color": "#404040"},
    )
    figure.update_yaxes(title="MtCO2", gridcolor="#E5E5E5", zeroline=True, zerolinecolor="#404040")
    # a label that is a year is a label, not a number
    figure.update_xaxes(type="category")
    return figure


def _title(found: Attribution, *, zh: bool) -> str:
    region = codelists.load("regions").get(found.region)
    path = found.split.method.upper() if found.split.method == "lmdi" else "Shapley"
    if found.split.chained:
        path += "，逐年链接" if zh else ", chained"
    if zh:
        return f"{region['zh']}二氧化碳排放 {found.start_year}—{found.end_year} 的变化（{path}）"
    return f"{region['en']}: what moved CO2, {found.start_year}-{found.end_year} ({path})"


def _wrapped(text: str, *, zh: bool) -> str:
    return text if zh else "<br>".join(text.split(" ", 1))


def _lines(text: str, *, zh: bool) -> str:
    """The text in lines that fit under the figure: at blanks in English, anywhere in Chinese."""
    if not zh:
        import textwrap

        return "<br>".join(textwrap.wrap(text, 2 * _WRAPPED))
    lines, line = [], ""
    for sign in text:
        if len(line) >= _WRAPPED and sign not in _CLOSING:
            lines.append(line)
            line = ""
        line += sign
    return "<br>".join([*lines, line])
