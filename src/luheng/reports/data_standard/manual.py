"""The manual: a page per record, a page per code list, and the page that leads to them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from luheng.codelists import about as list_about
from luheng.codelists import load
from luheng.records.changes import changes

from .wording import ADDED, TYPES, allowed, needed

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from luheng.records import Column, Record

__all__ = ["contents", "list_page", "record_page"]

_SHOWN = 40


@dataclass(frozen=True, slots=True)
class _Words:
    """The fixed words of a page in one language; ``at`` picks that language from a pair."""

    at: int
    head: tuple[str, ...]
    key: str
    yes_no: tuple[str, str]
    added: str
    history: str
    columns_added: str
    columns_removed: str


_ZH = _Words(
    0,
    ("列", "名称", "类型", "必填", "可填内容", "默认", "例", "说明"),
    "（键）",
    ("是", "否"),
    "由系统添加（不填）：",
    "**版本**",
    "增加 ",
    "去掉 ",
)
_EN = _Words(
    1,
    ("column", "name", "type", "required", "may hold", "default", "example", "note"),
    " (key)",
    ("yes", "no"),
    "Added by the system: ",
    "**Versions**",
    "added ",
    "removed ",
)


def record_page(kind: type[Record]) -> str:
    """What a record is, its columns, what is added to it, and its history, in both languages."""
    name = kind.record_name
    named = [kind.columns()[k] for k in kind.keys()]  # noqa: SIM118  (a record is no mapping)
    lines = [
        f"# {kind.record_zh} · {kind.record_en} (`{name}`)",
        "",
        f"第 {kind.version} 版。一行由{'、'.join(c.zh for c in named)}确定；",
        "同一键再次报来的不同数值是更正，原值仍可按当时所知查到。",
        "",
        f"- 模板：`luheng records template {name}.xlsx`",
        f"- 导入：`luheng import 文件 --as {name}`",
        f"- 结构：`json_schema/{name}.schema.json`、`table_schema/{name}.json`",
        "",
        *_body(kind, _ZH),
        "",
        "---",
        "",
        f"**{kind.record_en}**, version {kind.version}. {kind.describe()}",
        f"One row per {', '.join(c.name for c in named)}. Another value under the same key is a",
        "correction; the value as first received stays readable.",
        "",
        *_body(kind, _EN),
        "",
    ]
    return "\n".join(lines)


def _body(kind: type[Record], words: _Words) -> Iterator[str]:
    yield from _table(words.head, (_row(kind, c, words) for c in kind.columns().values()))
    added = [*kind.derived(), "source", "sheet", "row", "col", "receipt"]
    said = [f"`{n}` {ADDED.get(n, (n, n))[words.at]}" for n in added]
    yield from ("", f"{words.added}{'；'.join(said) if words is _ZH else '; '.join(said)}")
    yield from ("", words.history, "")
    history = changes(kind.record_name)
    for number, change in reversed(list(enumerate(history))):
        # the first version added them all
        added_now = change.added if number else ()
        parts = [
            (change.zh, change.en)[words.at],
            *([f"{words.columns_added}{_code(added_now)}"] if added_now else []),
            *([f"{words.columns_removed}{_code(change.removed)}"] if change.removed else []),
        ]
        yield f"- {change.version} ({change.day}): {'; '.join(parts)}"


def _row(kind: type[Record], about: Column, words: _Words) -> tuple[str, ...]:
    return (
        (about.zh, about.en)[words.at],
        f"`{about.name}`{words.key if about.key else ''}",
        TYPES[about.type][words.at],
        words.yes_no[0 if needed(kind, about) else 1],
        allowed(about)[words.at],
        "" if about.default is None else f"`{about.default}`",
        f"`{about.example}`" if about.example else "",
        (about.note_zh, about.note_en)[words.at],
    )


def _code(names: Sequence[str]) -> str:
    return ", ".join(f"`{n}`" for n in names)


def _table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> Iterator[str]:
    yield "| " + " | ".join(head) + " |"
    yield "|" + "---|" * len(head)
    for row in rows:
        yield "| " + " | ".join(cell.replace("|", "\\|") for cell in row) + " |"


def list_page(name: str) -> str:
    """What a code list is, where it comes from, and its first rows."""
    said, rows = list_about(name), load(name).rows
    lines = [f"# {said['title_zh']} · {said['title_en']} (`{name}`)", "", said["source"], ""]
    lines += [f"{len(rows)} 行 · rows; 版本 · edition {said['edition']}; {said['licence']}", ""]
    lines += [said["note"], ""] if said.get("note") else []
    wanted = ("id", "zh", "en", "unit", "parent", "mapping", "aliases", "trust")
    columns = [c for c in wanted if any(r.get(c) for r in rows)]
    lines += _table(columns, [[r.get(c, "") for c in columns] for r in rows[:_SHOWN]])
    if len(rows) > _SHOWN:
        lines += ["", f"其余见 · the rest is in `codelists/{name}.csv`."]
    return "\n".join([*lines, ""])


_WHAT = """\
本目录由记录类生成，不要手改：`manual/` 每种记录一页，`templates/` Excel 模板，`json_schema/`、
`table_schema/` 结构，`csv/` 空表，`codelists/` 代码表，`datapackage.json` 数据包，
`glossary.csv` 词汇表。

Made from the record classes; do not edit by hand. `manual/` has a page per record, `templates/` the
Excel templates, `json_schema/` and `table_schema/` the schemas (JSON Schema 2020-12, Frictionless),
`csv/` empty tables, `codelists/` the code lists; `datapackage.json` describes them all.
"""


def contents(kinds: Iterable[type[Record]], lists: Iterable[str], version: str) -> str:
    """The first page of the folder."""
    records = (
        (f"[{k.record_zh}](manual/{k.record_name}.md)", k.record_name, k.version, k.describe())
        for k in kinds
    )
    tables = (
        (f"[{list_about(n)['title_zh']}](codelists/{n}.md)", n, str(len(load(n).rows)))
        for n in lists
    )
    lines = [
        "# 绿衡数据标准 · The data standard of Luheng",
        "",
        f"第 {version} 版 · version {version}",
        "",
        _WHAT,
        *_table(("记录 · record", "名称 · name", "版本 · version", "what it is"), records),
        "",
        *_table(("代码表 · code list", "名称 · name", "行 · rows"), tables),
        "",
    ]
    return "\n".join(lines)
