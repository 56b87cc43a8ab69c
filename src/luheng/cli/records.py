"""``luheng records``: the data standard, and a spreadsheet template of each of its records."""

import datetime as dt
import json
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from luheng.errors import say

from .workspace import JsonOption

if TYPE_CHECKING:
    from luheng.records import Record

__all__ = ["app"]

app = typer.Typer(no_args_is_help=True, help="数据标准与模板 · the data standard and its templates")

_TYPES = {str: "text", float: "number", int: "integer", bool: "boolean",
          dt.datetime: "instant", dt.date: "day"}  # fmt: skip


@app.command("list")
def list_records(as_json: JsonOption = False) -> None:
    """列出每一种记录和它的列。 List every record and its columns."""
    from luheng.records import register_all

    records = register_all()
    if as_json:
        typer.echo(json.dumps([_described(r) for r in records], ensure_ascii=False, indent=2))
        return
    from rich import box
    from rich.console import Console
    from rich.table import Table

    table = Table(box=box.SIMPLE_HEAD, padding=(0, 1))
    table.add_column(say(zh="记录", en="record"), no_wrap=True)
    fold: Any = {"overflow": "fold"}
    table.add_column(say(zh="中文名", en="Chinese name"), **fold)
    table.add_column(say(zh="一行由什么确定", en="one row per"), **fold)
    table.add_column(say(zh="其他列", en="other columns"), **fold)
    for record in records:
        keys = record.keys()
        rest = [n for n in record.columns() if n not in keys]
        table.add_row(record.record_name, record.record_zh, ", ".join(keys), ", ".join(rest))
    Console().print(table)


def _described(record: "type[Record]") -> dict[str, Any]:
    return {
        "record": record.record_name,
        "zh": record.record_zh,
        "en": record.record_en,
        "says": record.describe(),
        "columns": [
            {
                "name": c.name,
                "zh": c.zh,
                "en": c.en,
                "type": _TYPES[c.type],
                "key": c.key,
                "required": c.required,
                "codelist": c.codelist or None,
                "one_of": list(c.one_of) or None,
                "refers_to": c.refers_to or None,
                "aliases": list(c.aliases),
            }
            for c in record.columns().values()
        ],
    }


@app.command()
def template(
    file: Annotated[
        str, typer.Argument(metavar="RECORD.xlsx", help="文件名即记录名 · activity.xlsx")
    ],
    out: Annotated[
        Path | None, typer.Option("--out", metavar="FILE", help="另存为 · write it here instead")
    ] = None,
    as_json: JsonOption = False,
) -> None:
    """写出一种记录的 Excel 模板。 Write the Excel template of one record."""
    from luheng.intake.template import write_template
    from luheng.records import record

    place = out or Path(file).with_suffix(".xlsx")
    wanted = record(Path(file).stem)
    write_template(wanted.record_name, place)
    if as_json:
        typer.echo(json.dumps({"record": wanted.record_name, "file": str(place)}))
        return
    typer.echo(
        say(
            zh=f"已写出“{wanted.record_zh}”的模板 {place}。填好后：",
            en=f"Wrote the template of {wanted.record_en} to {place}. When it is filled in:",
        )
    )
    typer.echo(f"  luheng import {place} --as {wanted.record_name}")
