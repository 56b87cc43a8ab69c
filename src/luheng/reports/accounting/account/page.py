"""One HTML file: the accounts of a subject, its mix and course, and what is wrong beneath."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from luheng.apps.accounting import course_figure, mix_figure
from luheng.errors import say
from luheng.reports.standalone import inline, render_page

if TYPE_CHECKING:
    from luheng.apps.accounting import Account, AccountLine

__all__ = ["render_account"]

_PARTS = ("comprehensive_energy", "fuel_combustion_co2", "water_withdrawal")


def render_account(account: Account) -> str:
    """The page as one HTML text in the reader's language; plotly.js is in it once."""
    figures = {"course": inline(course_figure(account), "course")}
    for name in _PARTS:
        if any(o.quantity == name and o.value is not None for o in account.lines):
            figures[name] = inline(mix_figure(account, name), name)
    sections = [
        (title, _rows(account, name), [o for o in account.in_section(name) if o.value is None])
        for name, title in account.sections
    ]
    return render_page(
        "luheng.reports.accounting.account",
        {"number": _number},
        account=account,
        figures=figures,
        titles={n: _title(account, n) for n in figures},
        sections=sections,
    )


def _rows(account: Account, section: str) -> list[tuple[str, str, list[AccountLine | None]]]:
    """Each figure of a section with its unit, across the periods; only those that can be said."""
    rows: dict[tuple[str, str], dict[str, AccountLine]] = {}
    for one in account.in_section(section):
        if one.value is not None:
            rows.setdefault((one.name, one.shown_unit), {})[one.period] = one
    return [(n, u, [by.get(p) for p in account.periods]) for (n, u), by in rows.items()]


def _title(account: Account, name: str) -> str:
    if name == "course":
        return say(zh="各期", en="By period")
    one = next(o for o in account.lines if o.quantity == name)
    return say(zh=f"{one.title}：分品种", en=f"{one.title} by item")


def _number(one: Any) -> str:
    """A figure with six significant digits; a dash where it cannot be said."""
    value = one.shown_value() if one is not None else None
    if value is None:
        return "—"
    whole = len(f"{abs(value):.0f}")
    text = f"{value:,.{max(0, 6 - whole)}f}" if abs(value) >= 1 else f"{value:.6g}"
    return text.replace("-", "−")
