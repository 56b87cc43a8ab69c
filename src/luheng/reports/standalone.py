"""Pages that stand alone: one HTML text with its style, its script and its figures in it."""

from __future__ import annotations

from importlib import resources
from typing import Any

from luheng.errors import language, say

__all__ = ["inline", "render_page"]

_FONT = "'Noto Sans CJK SC','Noto Sans SC','PingFang SC','Microsoft YaHei','Segoe UI',sans-serif"
_CONFIG = {"displaylogo": False, "responsive": True, "displayModeBar": False}


def inline(figure: Any, name: str) -> str:
    """A Plotly figure as HTML without its script, which stands in the page once."""
    figure.update_layout(
        font={"family": _FONT, "size": 12, "color": "#222222"}, paper_bgcolor="white"
    )
    return str(
        figure.to_html(
            full_html=False, include_plotlyjs=False, config=_CONFIG, div_id=f"figure-{name}"
        )
    )


def render_page(package: str, filters: dict[str, Any], **values: Any) -> str:
    """The template ``page.html.j2`` of a report's folder, filled, in the reader's language."""
    import jinja2
    from plotly.offline import get_plotlyjs

    environment = jinja2.Environment(
        autoescape=True, trim_blocks=True, lstrip_blocks=True, undefined=jinja2.StrictUndefined
    )
    environment.filters |= filters
    source = (resources.files(package) / "page.html.j2").read_text(encoding="utf-8")
    style = (resources.files(__package__ or "luheng.reports") / "style.css").read_text(
        encoding="utf-8"
    )
    return environment.from_string(source).render(
        **values,
        style=style,
        plotly_js=get_plotlyjs(),
        language=language(),
        t=lambda zh, en: say(zh=zh, en=en),
    )
