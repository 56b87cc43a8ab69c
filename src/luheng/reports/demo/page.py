"""One HTML file: a plan's promises, 30 provinces, a works' year, one figure down to its cells."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from luheng.apps.accounting import carrier_figure, difference_figure
from luheng.apps.monitoring import heat_map, monthly_figure
from luheng.apps.targets import VerdictName, review_figure
from luheng.errors import say
from luheng.reports.standalone import inline, render_page

if TYPE_CHECKING:
    from collections.abc import Sequence

    from luheng.apps.accounting import Comparison
    from luheng.apps.monitoring import WorksYear
    from luheng.apps.targets import Verdict
    from luheng.engine import Explanation
    from luheng.records import Finding
    from luheng.rulebook.plans import Plan

__all__ = ["DemoPage", "render"]


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
    works = page.works
    figures = {
        "plan": inline(_plan_figure(page), "plan"),
        "difference": inline(difference_figure(page.comparison), "difference"),
        "carriers": inline(carrier_figure(page.comparison), "carriers"),
        "months": inline(monthly_figure(works), "months"),
        "heat": inline(heat_map(works.shape), "heat") if works.shape else "",
    }
    groups = [(name, [v for v in page.verdicts if v.verdict is name]) for name in VerdictName]
    return render_page(
        "luheng.reports.demo",
        {"number": _number, "signed": _signed, "percent": _percent, "printed": _printed},
        page=page,
        figures=figures,
        groups=[(name, some) for name, some in groups if some],
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
