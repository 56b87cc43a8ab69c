"""``luheng demo``: packaged figures through the door, worked out, and shown on one page."""

from __future__ import annotations

import datetime as dt
import json
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import typer

from luheng.errors import say, set_language

from .workspace import JsonOption, WorkspaceOption, find, open_or_create

if TYPE_CHECKING:
    from luheng.apps.accounting import Comparison
    from luheng.apps.monitoring import WorksYear
    from luheng.apps.targets import Verdict
    from luheng.intake import Outcome
    from luheng.ledger import Workspace

__all__ = ["FOLDER", "PLAN", "REPORT", "Demo", "demo", "folder_of", "run"]

PLAN = "cn_industrial_green_13th"
WORKS, YEAR = "GWANGYANG", "2018"
#: no guide governs 2007, and no Chinese factor a works in Korea: both are named wherever they bear
EARLIER_YEARS, AS_IF = "ndrc_guides_for_earlier_years", "as_if_in_hebei_2021"
EXPLAINED = ("regional_co2_energy_related", {"region": "130000"}, "2007")
REPORT = "report.html"
FOLDER = "luheng-demo"
STEPS = 7

#: takes the words for the step that begins
Step = Callable[[str], None]


@dataclass(frozen=True)
class Demo:
    """What the demo worked out, and where it put it."""

    seconds: float
    workspace: Path
    report: Path
    verdicts: tuple[Verdict, ...]
    comparison: Comparison
    works: WorksYear
    imported: tuple[Outcome, ...]

    def as_dict(self) -> dict[str, Any]:
        """The demo as a program reads it."""
        return {
            "seconds": round(self.seconds, 2),
            "plan": PLAN,
            "plan_review": [v.as_dict() for v in self.verdicts],
            "provinces": [p.as_dict() for p in self.comparison.provinces],
            "factors": [f.as_dict() for f in self.comparison.factors],
            "balance_findings": [
                f.as_dict()
                for outcome in self.imported
                for f in outcome.findings
                if f.code == "BALANCE-01"
            ],
            "works": self.works.as_dict(),
            "imported": {
                name: sum(getattr(o, name) for o in self.imported)
                for name in ("kept", "corrected", "unchanged", "refused", "noted")
            },
            "known_at": self.comparison.known_at,
            "release": self.comparison.release,
            "workspace": str(self.workspace),
            "report": str(self.report),
        }


def demo(workspace: WorkspaceOption = None, as_json: JsonOption = False) -> None:
    """从数据到有出处的数字：一分钟演示。 From packaged figures to a report, in a minute.

    Without --workspace the demo keeps to a folder of its own, so that its figures do not mix with
    a workspace that happens to be near.
    """
    with _progress() as step:
        done = run(folder_of(workspace), step=step)
    if as_json:
        typer.echo(json.dumps(done.as_dict(), ensure_ascii=False, indent=2))
        return
    _print(done)


def run(workspace: Path, *, lang: str | None = None, step: Step | None = None) -> Demo:
    """Import the packaged tables into a workspace, work out its figures and write the report.

    A folder that is no workspace becomes one; a second run adds nothing. ``lang`` is ``zh`` or
    ``en``; the language of messages where none is given.
    """
    if lang is not None:
        set_language(lang)
    began = time.perf_counter()
    tell = step or (lambda _: None)
    tell(say(zh="打开工作区", en="workspace"))
    from luheng.apps.accounting import TOTALS, balance_findings, compare_provinces
    from luheng.apps.monitoring import works_year
    from luheng.apps.targets import review
    from luheng.engine import explain
    from luheng.reports.demo import DemoPage, render
    from luheng.rulebook import load_rulebook
    from luheng.rulebook.plans import load as load_plan

    found = open_or_create(workspace)
    imported = _import(found, tell)
    overlays = tuple(dict.fromkeys((*found.settings.overlays, EARLIER_YEARS)))
    book = load_rulebook(overlays=overlays)
    tell(say(zh="判定规划目标", en="promises of the plan"))
    verdicts = review(PLAN)
    tell(say(zh="核算三十个省", en="thirty provinces"))
    comparison = compare_provinces(found.ledger, book)
    tell(say(zh="钢厂的一年", en="a works' year"))
    works = works_year(
        found.ledger, book, WORKS, YEAR, as_if=load_rulebook(overlays=(*overlays, AS_IF))
    )
    tell(say(zh="说明一个数字，写报告", en="one figure explained, report"))
    quantity, key, period = EXPLAINED
    page = DemoPage(
        plan=load_plan(PLAN),
        verdicts=verdicts,
        comparison=comparison,
        balance_findings=balance_findings(found.ledger),
        further_findings=len(balance_findings(found.ledger, TOTALS)),
        works=works,
        explanation=explain(found.ledger, book, quantity, key=key, period=period),
        made_at=dt.datetime.now().astimezone(),
        **_recorded(found),
    )
    report = found.folder / REPORT
    report.write_text(render(page), encoding="utf-8")
    seconds = time.perf_counter() - began
    return Demo(seconds, found.folder, report, verdicts, comparison, works, imported)


def _import(found: Workspace, tell: Step) -> tuple[Outcome, ...]:
    """The packaged tables of records through the door, as any file would come."""
    from luheng.connectors import demo_tables
    from luheng.intake import receive

    words = {
        demo_tables.BALANCES: say(zh="导入30个省的能源平衡表", en="30 provincial balances"),
        demo_tables.WORKS: say(zh="导入钢厂的电表读数", en="the works' meter"),
    }
    outcomes = []
    with demo_tables.folder() as folder:
        for name in demo_tables.TABLES:
            tell(words[name])
            outcomes.append(receive(found, [folder / name], demo_tables.NAME, recorded_by="demo"))
    return tuple(outcomes)


def _recorded(found: Workspace) -> dict[str, int]:
    """How many rows the ledger has taken in, and under how many receipts."""
    kept = found.ledger.receipts()["kept"].to_pylist()
    return {"rows_recorded": sum(kept), "receipts": len(kept)}


def folder_of(said: Path | None) -> Path:
    """The folder that was named; else one of the demo's own, here.

    A workspace that merely lies near is left alone: whoever works in it did not ask for these
    figures.
    """
    here = Path.cwd()
    place = find(said)
    near = said is None and place in (here, *here.parents, here / "luheng-workspace")
    return here / FOLDER if near else place


@contextmanager
def _progress() -> Iterator[Step]:
    """A bar on standard error that moves with each step; nothing where nobody looks at it."""
    from rich.console import Console
    from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn

    console = Console(stderr=True)
    columns = (BarColumn(), TimeElapsedColumn(), TextColumn("{task.description}"))
    with Progress(
        *columns, console=console, transient=True, disable=not console.is_terminal
    ) as bar:
        task = bar.add_task("", total=STEPS)

        def step(words: str) -> None:
            bar.advance(task)
            bar.update(task, description=words)

        yield step


def _print(done: Demo) -> None:
    from rich.console import Console

    from .accounting import print_comparison

    print_comparison(done.comparison)
    console = Console()
    works, counts = done.works, done.as_dict()["imported"]
    total = works.total
    kwh, kgce = ("—" if v is None else f"{v:,.0f}" for v in (total.kwh, total.kgce))
    shown = [
        say(
            zh=f"导入：留下 {counts['kept']:,} 行，按规则更正 {counts['corrected']:,}，"
            f"已有 {counts['unchanged']:,}，拒收 {counts['refused']:,}。",
            en=f"Imported: {counts['kept']:,} rows kept, {counts['corrected']:,} corrected by "
            f"rule, {counts['unchanged']:,} there already, {counts['refused']:,} refused.",
        ),
        say(
            zh=f"{works.name} {total.period}：{kwh} kWh，{kgce} kgce。",
            en=f"{works.name}, {total.period}: {kwh} kWh, {kgce} kgce.",
        ),
        say(zh=f"工作区：{done.workspace}", en=f"Workspace: {done.workspace}"),
        say(
            zh=f"报告：{done.report}（用时 {done.seconds:.1f} 秒）",
            en=f"Report: {done.report} (in {done.seconds:.1f} s)",
        ),
    ]
    for line in shown:
        console.print(line, highlight=False, soft_wrap=True)
