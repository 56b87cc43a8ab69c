"""``luheng targets backtest``: were the desk's probabilities right, on the provinces' own past?"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Annotated

import typer

from luheng.cli.plans.tables import open_table, show_table
from luheng.cli.workspace import JsonOption, WorkspaceOption
from luheng.errors import say

if TYPE_CHECKING:
    from luheng.apps.targets.backtest import Calibration, CutStatus, Subject

__all__ = ["backtest"]


def backtest(
    workspace: WorkspaceOption = None,
    until: Annotated[
        int | None, typer.Option(help="只用到这一年为止 · use no later year than this")
    ] = None,
    cut: Annotated[
        int, typer.Option(help="站在这一年末回看 · what would have been said at its end")
    ] = 2017,
    rivals: Annotated[
        bool,
        typer.Option("--rivals", help="也算 statsmodels 的两种方法（慢）· two rivals too (slow)"),
    ] = False,
    as_json: JsonOption = False,
) -> None:
    """用各省的历史检验概率。 Test the desk's probabilities on the provinces' own past.

    The workspace must hold the series: import the CEADs inventories and the provincial GDP first.
    """
    from luheng.apps.targets.backtest import as_of, calibrate, series_of, subjects
    from luheng.cli.workspace import open_workspace

    ledger = open_workspace(workspace).ledger
    scores: list[Calibration] = []
    seen: dict[str, tuple[CutStatus, ...]] = {}
    for subject in subjects():
        series = series_of(subject, ledger)
        for method, widened in _variants(subject, rivals=rivals):
            found = calibrate(subject, series, method=method, widened=widened, until=until)
            if found is not None:
                scores.append(found)
        if subject.id == "co2_per_gdp":
            seen[subject.id] = as_of(subject, series, -0.22, 2015, 2020, cut, 2019)
    if as_json:
        shown = {
            "calibration": [s.as_dict() for s in scores],
            "as_of": {name: [r.as_dict() for r in rows] for name, rows in seen.items()},
        }
        typer.echo(json.dumps(shown, ensure_ascii=False, indent=2))
        return
    _print(scores, seen, cut)


def _variants(subject: Subject, *, rivals: bool) -> tuple[tuple[str, bool], ...]:
    """The other method, then the desk's own without and, where it has one, with its widening."""
    from luheng.methods.widening import widening

    wider = widening(subject.method)(2) > 1
    own = ((subject.method, False), (subject.method, True)) if wider else ((subject.method, True),)
    others = (("local_linear_trend", False), ("damped_trend", False)) if rivals else ()
    return ((subject.before, False), *own, *others)


def _print(scores: list[Calibration], seen: dict[str, tuple[CutStatus, ...]], cut: int) -> None:
    if not scores:
        typer.echo(
            say(
                zh="账本里没有可以检验的分省序列；先导入 CEADs 排放清单和各省生产总值。",
                en="The ledger holds no series of provinces to test on; import the CEADs "
                "inventories and the provinces' gross regional product first.",
            )
        )
        return
    from luheng.methods.widening import widening

    table = open_table(
        say(zh="序列", en="series"), say(zh="方法", en="method"), say(zh="窗口", en="windows"),
        "80 %", "95 %", "Brier [90 %]", say(zh="气候态", en="climatology"),
        say(zh="当时已知", en="known then"),
        say(zh="技巧", en="skill"),
    )  # fmt: skip
    for s in scores:
        wider = s.widened and widening(s.method)(2) > 1
        mark = say(zh="（加宽）", en=" (widened)") if wider else ""
        table.add_row(
            s.subject, s.method + mark, f"{s.windows}", f"{s.covered_80:.1%}",
            f"{s.covered_95:.1%}", f"{s.brier:.3f} [{s.brier_low:.3f}, {s.brier_high:.3f}]",
            f"{s.climatology:.3f}", "—" if s.known_then is None else f"{s.known_then:.3f}",
            "—" if s.skill is None else f"{s.skill:+.2f}",
        )  # fmt: skip
    show_table(table)
    for s in scores:
        if s.widened:
            typer.echo(s.subject)
            for r in s.reliability:
                line = f"  {r.low:.1f}-{r.high:.1f}  n={r.count}  {r.said:.2f} → {r.happened:.2f}"
                typer.echo(line)
    for name, rows in seen.items():
        kept = sum(r.kept for r in rows)
        sure = sum(r.probability for r in rows)
        typer.echo(
            say(
                zh=f"{name}：站在{cut}年末，{len(rows)}个地区预期{sure:.1f}个在路径上，实际{kept}个。",
                en=f"{name}: at the end of {cut}, of {len(rows)} regions {sure:.1f} were expected "
                f"on the path, {kept} were.",
            )
        )
