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
    table.add_column(say(zh="版本", en="version"))
    table.add_column(say(zh="一行由什么确定", en="one row per"), **fold)
    table.add_column(say(zh="其他列", en="other columns"), **fold)
    for record in records:
        keys = record.keys()
        rest = [n for n in record.columns() if n not in keys]
        own = (record.record_name, record.record_zh, record.version)
        table.add_row(*own, ", ".join(keys), ", ".join(rest))
    Console().print(table)


def _described(record: "type[Record]") -> dict[str, Any]:
    return {
        "record": record.record_name,
        "zh": record.record_zh,
        "en": record.record_en,
        "version": record.version,
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
                "pattern": c.pattern or None,
                "unit": c.unit,
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
    rows: Annotated[
        Path | None,
        typer.Option(
            "--rows",
            metavar="CSV",
            help="待补全的行，键单元格锁定 · rows to complete, keys locked",
        ),
    ] = None,
    as_json: JsonOption = False,
) -> None:
    """写出一种记录的 Excel 模板。 Write the Excel template of one record."""
    from luheng.intake.template import write_template
    from luheng.records import record

    place = out or Path(file).with_suffix(".xlsx")
    wanted = record(Path(file).stem)
    begun = _read_rows(rows, wanted) if rows is not None else []
    write_template(wanted.record_name, place, begun)
    if as_json:
        said = {"record": wanted.record_name, "file": str(place), "rows": len(begun)}
        typer.echo(json.dumps(said))
        return
    typer.echo(
        say(
            zh=f"已写出“{wanted.record_zh}”的模板 {place}。填好后：",
            en=f"Wrote the template of {wanted.record_en} to {place}. When it is filled in:",
        )
    )
    typer.echo(f"  luheng import {place} --as {wanted.record_name}")


def _read_rows(path: Path, wanted: "type[Record]") -> list[dict[str, Any]]:
    """Rows of a CSV file by column name; a Chinese or English title names a column as well."""
    import csv

    from luheng.errors import UnreadableFile

    names = {t: n for n, c in wanted.columns().items() for t in (n, c.zh, c.en)}
    try:
        lines = path.read_text(encoding="utf-8-sig").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise UnreadableFile(
            path.name,
            "打不开，或不是 UTF-8 编码的 CSV。",
            "it cannot be opened, or is no CSV in UTF-8.",
            "请核对路径，另存为“CSV UTF-8”。",
            "Check the path, and save it as CSV UTF-8.",
        ) from error
    return [
        {names.get(title, title): cell for title, cell in row.items() if title and cell}
        for row in csv.DictReader(lines)
    ]


@app.command()
def docs(
    folder: Annotated[
        Path, typer.Argument(metavar="DIR", help="写到这个目录 · the folder to write to")
    ],
    as_json: JsonOption = False,
) -> None:
    """写出整套数据标准：结构、模板、手册、词汇表、代码表。 Write the whole data standard."""
    from luheng.errors import UnreadableFile
    from luheng.reports.data_standard import write_data_standard

    try:
        files = write_data_standard(folder)
    except OSError as error:
        raise UnreadableFile(
            str(folder),
            f"不能写入（{error.strerror}）。",
            f"it cannot be written to ({error.strerror}).",
            "请换一个可写的目录。",
            "Choose a folder that can be written to.",
        ) from error
    if as_json:
        names = [f.relative_to(folder).as_posix() for f in files]
        typer.echo(json.dumps({"folder": str(folder), "files": names}, ensure_ascii=False))
        return
    typer.echo(
        say(
            zh=f"已写出 {len(files)} 个文件，从 {folder / 'README.md'} 看起。",
            en=f"Wrote {len(files)} files; begin with {folder / 'README.md'}.",
        )
    )


@app.command("changes")
def list_changes(
    name: Annotated[str, typer.Argument(metavar="[RECORD]", help="只看一种 · one record")] = "",
    as_json: JsonOption = False,
) -> None:
    """列出各记录的版本和列的变化。 List the versions of each record and what changed."""
    from luheng.records import names, record
    from luheng.records.changes import changes

    wanted = [record(name).record_name] if name else list(names())
    found = [change for one in wanted for change in changes(one)]
    if as_json:
        said = [
            {
                "record": c.record,
                "version": c.version,
                "day": c.day.isoformat(),
                "added": list(c.added),
                "removed": list(c.removed),
                "zh": c.zh,
                "en": c.en,
            }
            for c in found
        ]
        typer.echo(json.dumps(said, ensure_ascii=False, indent=2))
        return
    for c in found:
        typer.echo(f"{c.record} {c.version}  {c.day}  {say(zh=c.zh, en=c.en)}")
