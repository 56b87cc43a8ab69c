"""One HTML file: a plan's promises, 30 provinces, a works' year, one figure down to its cells."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from importlib import resources
from typing import TYPE_CHECKING, Any

from luheng.apps.accounting import carrier_figure, difference_figure
from luheng.apps.monitoring import heat_map, monthly_figure
from luheng.apps.targets import VerdictName, review_figure
from luheng.errors import language, say

if TYPE_CHECKING:
    from collections.abc import Sequence

    from luheng.apps.accounting import Comparison
    from luheng.apps.monitoring import WorksYear
    from luheng.apps.targets import Verdict
    from luheng.engine import Explanation
    from luheng.records import Finding
    from luheng.rulebook.plans import Plan

__all__ = ["DemoPage", "render"]

_FONT = "'Noto Sans CJK SC','Noto Sans SC','PingFang SC','Microsoft YaHei','Segoe UI',sans-serif"
_CONFIG = {"displaylogo": False, "responsive": True, "displayModeBar": False}


@dataclass(frozen=True)
class DemoPage:
    """What the page shows; every figure in it was worked out before."""

    plan: Plan
    verdicts: Sequence[Verdict]
    comparison: Comparison
    balance_findings: Sequence[Finding]
    further_findings: int
    works: WorksYear
    explanation: Explanation
    made_at: dt.datetime
    rows_recorded: int
    receipts: int


def render(page: DemoPage) -> str:
    """The page as one HTML text in the reader's language; plotly.js is inlined once."""
    import jinja2
    from plotly.offline import get_plotlyjs

    folder = resources.files(__package__ or __name__)
    environment = jinja2.Environment(
        autoescape=True, trim_blocks=True, lstrip_blocks=True, undefined=jinja2.StrictUndefined
    )
    environment.filters |= {
        "number": _number,
        "signed": _signed,
        "percent": _percent,
        "printed": _printed,
    }
    template = environment.from_string((folder / "page.html.j2").read_text(encoding="utf-8"))
    works = page.works
    figures = {
        "plan": _figure(_plan_figure(page), "plan"),
        "difference": _figure(difference_figure(page.comparison), "difference"),
        "carriers": _figure(carrier_figure(page.comparison), "carriers"),
        "months": _figure(monthly_figure(works), "months"),
        "heat": _figure(heat_map(works.shape), "heat") if works.shape else "",
    }
    groups = [(name, [v for v in page.verdicts if v.verdict is name]) for name in VerdictName]
    return template.render(
        page=page,
        figures=figures,
        groups=[(name, some) for name, some in groups if some],
        style=(folder / "style.css").read_text(encoding="utf-8"),
        plotly_js=get_plotlyjs(),
        language=language(),
        t=lambda zh, en: say(zh=zh, en=en),
    )


def _figure(figure: Any, name: str) -> str:
    figure.update_layout(
        font={"family": _FONT, "size": 12, "color": "#222222"}, paper_bgcolor="white"
    )
    return str(
        figure.to_html(
            full_html=False, include_plotlyjs=False, config=_CONFIG, div_id=f"figure-{name}"
        )
    )


def _plan_figure(page: DemoPage) -> Any:
    """The promises of which something is stated; the table below lists the others too."""
    weighed = [v for v in page.verdicts if v.verdict is not VerdictName.NOTHING_STATED]
    figure = review_figure(weighed)
    rows = sum(v.restates is None for v in weighed)
    figure.update_yaxes(
        range=[-0.7, rows - 0.3], ticks="outside", ticklen=9, tickcolor="rgba(0,0,0,0)"
    )
    figure.update_shapes(layer="below")
    figure.update_layout(title=None, margin={"t": 60}, height=26 * rows + 130)
    return figure


def _printed(text: str) -> str:
    """A printed cell without the noise of a double; a blank one is called so."""
    if text in {"", "None"}:
        return say(zh="空白", en="blank")
    try:
        return f"{float(text.replace(',', '')):,.4f}".rstrip("0").rstrip(".").replace("-", "−")
    except ValueError:
        return text


def _number(value: float | None, digits: int = 1) -> str:
    """A number with thousands parted; a dash where it cannot be said."""
    return "—" if value is None else f"{value:,.{digits}f}".replace("-", "−")


def _signed(value: float | None, digits: int = 1) -> str:
    """A difference with its sign; what rounds to nought has none."""
    if value is None:
        return "—"
    text = f"{value:+,.{digits}f}"
    return text[1:] if not text.strip("+-0.,") else text.replace("-", "−")


def _percent(value: float | None, digits: int = 1) -> str:
    """A share between 0 and 1 in per cent."""
    return "—" if value is None else f"{100 * value:.{digits}f}%"
