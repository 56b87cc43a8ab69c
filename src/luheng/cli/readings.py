"""``luheng readings``: the latest value of a meter, and its readings over a stretch of time."""

import csv
import datetime as dt
import json
import sys
from typing import TYPE_CHECKING, Annotated, Any

import typer

from luheng.errors import BadPeriod, say

from .workspace import JsonOption, WorkspaceOption, open_workspace

if TYPE_CHECKING:
    import pyarrow as pa


__all__ = ["app"]

app = typer.Typer(no_args_is_help=True, help="抄表数据 · readings of meters")

#: what is shown of a reading, in this order
_SHOWN = ("meter", "at", "value", "unit", "kind", "quality", "receipt", "corrected_by")

KnownOption = Annotated[
    str,
    typer.Option(
        "--known-at",
        metavar="WHEN",
        help="当时所知：时刻或收据号 · as known at an instant or a receipt number",
    ),
]
CsvOption = Annotated[bool, typer.Option("--csv", help="输出 CSV · print CSV")]


@app.callback()
def _group() -> None:
    """抄表数据：最新值与时间序列。 Latest values and series of meters."""


@app.command()
def latest(
    meters: Annotated[list[str], typer.Argument(metavar="METER", help="表号 · ids of meters")],
    *,
    known_at: KnownOption = "",
    workspace: WorkspaceOption = None,
    as_json: JsonOption = False,
    as_csv: CsvOption = False,
) -> None:
    """每只表最新的一个有数值的读数。 The last reading of each meter that has a value."""
    from .figures import instant

    found = open_workspace(workspace)
    known = instant(known_at, found)
    rows = [r for m in meters for r in _rows(m, found.ledger.latest(m, known))]
    _show(rows, as_json=as_json, as_csv=as_csv)
    _say_which_have_none(meters, rows)


@app.command()
def series(
    meter: Annotated[str, typer.Argument(metavar="METER", help="表号 · id of the meter")],
    *,
    since: Annotated[
        str, typer.Option("--from", metavar="WHEN", help="起：2025、2025-05 或时刻 · from")
    ] = "",
    until: Annotated[
        str, typer.Option("--to", metavar="WHEN", help="止（含）：2025、2025-05 或时刻 · up to")
    ] = "",
    known_at: KnownOption = "",
    workspace: WorkspaceOption = None,
    as_json: JsonOption = False,
    as_csv: CsvOption = False,
) -> None:
    """一只表在一段时间内的读数，由早到晚。 Readings of one meter, oldest first.

    A reading belongs to the time before it: --from 2025 --to 2025 gives those that close after
    the first midnight of 2025, up to and with the last.
    """
    from .figures import instant

    found = open_workspace(workspace)
    table = found.ledger.series(
        meter,
        _edge(since, end=False),
        _edge(until, end=True),
        instant(known_at, found),
    )
    rows = _rows(meter, table)
    _show(rows, as_json=as_json, as_csv=as_csv)
    _say_which_have_none([meter], rows)


def _edge(text: str, *, end: bool) -> dt.datetime | None:
    """The edge of a period, local to the workspace, or an instant."""
    from luheng.periods import parse_period

    if not text:
        return None
    try:
        period = parse_period(text)
    except BadPeriod:
        try:
            return dt.datetime.fromisoformat(text)
        except ValueError as error:
            raise BadPeriod(text) from error
    day = period.end if end else period.start
    return dt.datetime.combine(day, dt.time())  # the ledger reads it in the workspace's zone


def _rows(meter: str, table: "pa.Table") -> list[dict[str, Any]]:
    out = []
    for row in table.to_pylist():
        zone = dt.timezone(dt.timedelta(minutes=row.pop("offset_minutes") or 0))
        local = row["at"].astimezone(zone).isoformat(timespec="seconds")
        out.append({"meter": meter, **row, "at": local})
    return out


def _show(rows: list[dict[str, Any]], *, as_json: bool, as_csv: bool) -> None:
    if as_json:
        typer.echo(json.dumps(rows, ensure_ascii=False, indent=2))
    elif as_csv:
        from luheng.connectors.files import csv_cell

        writer = csv.DictWriter(sys.stdout, _SHOWN, lineterminator="\n")
        writer.writeheader()
        writer.writerows({n: csv_cell(row[n]) for n in _SHOWN} for row in rows)
    elif rows:
        _print(rows)


def _print(rows: list[dict[str, Any]]) -> None:
    from rich import box
    from rich.console import Console
    from rich.table import Table

    table = Table(box=box.SIMPLE_HEAD, padding=0, show_edge=False)
    for title in (
        say(zh="表号", en="meter"),
        say(zh="时刻", en="at"),
        say(zh="示数", en="value"),
        say(zh="单位", en="unit"),
        say(zh="种类", en="kind"),
        say(zh="质量", en="quality"),
        say(zh="收据", en="receipt"),
        say(zh="更正", en="corrected by"),
    ):
        table.add_column(title, no_wrap=True)
    for row in rows:
        cells = ("—" if row[n] is None else str(row[n]) for n in _SHOWN)
        table.add_row(*cells)
    Console().print(table, highlight=False)


def _say_which_have_none(meters: list[str], rows: list[dict[str, Any]]) -> None:
    for meter in dict.fromkeys(meters):
        if not any(row["meter"] == meter for row in rows):
            typer.echo(
                say(zh=f"{meter}：没有这样的读数。", en=f"{meter}: there is no such reading."),
                err=True,
            )
