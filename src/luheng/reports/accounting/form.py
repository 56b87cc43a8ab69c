"""Forms as data: which tables, rows and columns a form has, and which quantity fills each cell.

A form is a YAML file in ``forms/``; an office can read it and change it. It holds no formula: a
cell names a quantity of the rulebook, the members of its dimensions and the unit of display.
``docs/accounting_forms.md`` says what each word of such a file means.
"""

from __future__ import annotations

import functools
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from importlib import resources
from types import MappingProxyType
from typing import Any

from luheng.errors import BadForm, say

__all__ = ["Column", "Form", "Kind", "NotHeld", "Row", "Table", "Title", "form_of", "forms"]

_FOLDER = "luheng.reports.accounting"
_NO_KEY: Mapping[str, str] = MappingProxyType({})


class Kind:
    """The kinds of table."""

    LINES = "lines"  # a fixed row for each figure
    MEMBERS = "members"  # a row for each member on record of one dimension
    FACTORS = "factors"  # the factor values beneath some figures
    TERMS = "terms"  # the figures beneath some totals that this entity has
    BALANCE = "balance"  # the energy balance, carrier by stage
    REGISTER = "register"  # a row for each meter or piece of equipment on record
    ALL = frozenset({LINES, MEMBERS, FACTORS, TERMS, BALANCE, REGISTER})


@dataclass(frozen=True, slots=True)
class Title:
    """A text in two languages."""

    zh: str
    en: str = ""

    @property
    def text(self) -> str:
        """In the reader's language."""
        return say(zh=self.zh, en=self.en or self.zh)


@dataclass(frozen=True, slots=True)
class Column:
    """One column.

    ``quantity`` fills it, at the members ``at``, ``shift`` periods away; or ``factor`` does; or it
    shows what ``show`` says of its row: ``member``, ``code``, ``unit``, ``source`` (measured or by
    default: whether ``quantity`` covers ``of``) or a column of a register. Where ``when`` is named,
    it applies only to rows of which that quantity is not nil.
    """

    id: str
    title: Title
    quantity: str = ""
    factor: str = ""
    of: str = ""
    when: str = ""
    show: str = ""
    at: Mapping[str, str] = field(default_factory=lambda: _NO_KEY)
    shift: int = 0
    unit: str = ""
    digits: int = 2
    required: bool = True
    void: tuple[str, ...] = ()
    width: float = 0.0


@dataclass(frozen=True, slots=True)
class Row:
    """One fixed row: a figure, how it is shown, and which guides have it (all if none)."""

    title: Title
    quantity: str
    at: Mapping[str, str] = field(default_factory=lambda: _NO_KEY)
    unit: str = ""
    digits: int = 2
    required: bool = True
    guides: tuple[str, ...] = ()
    number: str = ""
    level: int = 0


@dataclass(frozen=True, slots=True)
class NotHeld:
    """What the printed form has and no record of the ledger can hold: told, never left blank."""

    title: Title
    reason: Title
    remedy: Title


@dataclass(frozen=True, slots=True)
class Table:
    """One table of a form.

    Of a table of ``members``: only those of the code lists ``members``, none of the classes
    ``without``; a member has a row where one of the quantities ``drives`` has a figure, or any
    quantity of a column if none is named.
    """

    id: str
    sheet: Title
    title: Title
    kind: str
    columns: tuple[Column, ...]
    rows: tuple[Row, ...] = ()
    total: tuple[Title, Mapping[str, Row]] | None = None
    dimension: str = "item"
    drives: tuple[str, ...] = ()
    members: tuple[str, ...] = ()
    without: tuple[str, ...] = ()
    of: tuple[str, ...] = ()
    register: str = ""
    guides: tuple[str, ...] = ()
    chart: str = ""
    required: bool = True
    notes: tuple[Title, ...] = ()
    not_held: tuple[NotHeld, ...] = ()

    def quantities(self) -> Iterator[str]:
        """Every quantity that fills a cell."""
        for one in (*self.rows, *(self.total[1].values() if self.total else ()), *self.columns):
            if one.quantity:
                yield one.quantity
        yield from (q for c in self.columns for q in (c.of, c.when) if q)
        yield from self.drives
        yield from self.of


@dataclass(frozen=True, slots=True)
class Form:
    """One form; ``layout`` says from where its shape is known and how far that is to be trusted."""

    id: str
    title: Title
    number: str
    aliases: tuple[str, ...]
    layout: Title
    previous: bool
    units: Mapping[str, str]
    facts: tuple[str, ...]
    tables: tuple[Table, ...]
    signatures: tuple[Title, ...] = ()

    def quantities(self) -> tuple[str, ...]:
        """Every quantity of the form once, in reading order."""
        return tuple(dict.fromkeys(q for t in self.tables for q in t.quantities()))

    def factors(self) -> tuple[str, ...]:
        """Every factor that fills a column."""
        return tuple(dict.fromkeys(c.factor for t in self.tables for c in t.columns if c.factor))


@functools.cache
def forms() -> Mapping[str, Form]:
    """Every form of this release by its id."""
    folder = resources.files(_FOLDER) / "forms"
    files = sorted((f for f in folder.iterdir() if f.name.endswith(".yaml")), key=lambda f: f.name)
    found = (_read(f.name.removesuffix(".yaml"), f.read_text(encoding="utf-8")) for f in files)
    return MappingProxyType({one.id: one for one in found})


def form_of(name: str) -> Form:
    """The form of that id, number, title or other name.

    Raises:
        BadForm: there is none; the forms that there are are named.
    """
    for one in forms().values():
        names = {one.id, one.number, one.title.zh, one.title.en, *one.aliases} - {""}
        if name in names:
            return one
    known = tuple(f"{f.id}（{f.title.text}）" for f in forms().values())
    raise BadForm(name, "没有这种报表。", "there is no such form.", known)


def _read(name: str, text: str) -> Form:
    import yaml

    try:
        return _form(name, yaml.safe_load(text))
    except (KeyError, TypeError, ValueError, yaml.YAMLError) as wrong:
        problem = " ".join(str(wrong).split())
        raise BadForm(
            name, f"文件 forms/{name}.yaml 不合格式：{problem}。",
            f"the file forms/{name}.yaml is not in form: {problem}.",
        ) from wrong  # fmt: skip


def _form(name: str, raw: dict[str, Any]) -> Form:
    known = {"zh", "en", "number", "aliases", "layout", "previous", "units", "facts", "signatures"}
    _only(raw, known | {"tables"})
    return Form(
        id=name,
        title=_title(raw),
        number=str(raw.get("number", "")),
        aliases=tuple(map(str, raw.get("aliases", ()))),
        layout=_title(raw["layout"]),
        previous=bool(raw.get("previous", False)),
        units=MappingProxyType(dict(raw.get("units", {}))),
        facts=tuple(raw["facts"]),
        tables=tuple(_table(one) for one in raw["tables"]),
        signatures=tuple(_title(one) for one in raw.get("signatures", ())),
    )


def _table(raw: dict[str, Any]) -> Table:
    _only(
        raw,
        {
            *("table", "sheet", "zh", "en", "kind", "columns", "rows", "total", "dimension"),
            *(
                "drives",
                "members",
                "without",
                "of",
                "register",
                "guides",
                "chart",
                "required",
                "notes",
            ),
            "not_held",
        },
    )
    if raw["kind"] not in Kind.ALL:
        raise ValueError(f"{raw['table']}: kind {raw['kind']}")
    total = raw.get("total")
    return Table(
        id=raw["table"],
        sheet=_title(raw["sheet"]),
        title=_title(raw),
        kind=raw["kind"],
        columns=tuple(_column(one) for one in raw["columns"]),
        rows=tuple(_row(one) for one in raw.get("rows", ())),
        total=_total(total) if total else None,
        dimension=raw.get("dimension", "item"),
        drives=tuple(raw.get("drives", ())),
        members=tuple(raw.get("members", ())),
        without=tuple(raw.get("without", ())),
        of=tuple(raw.get("of", ())),
        register=raw.get("register", ""),
        guides=tuple(raw.get("guides", ())),
        chart=raw.get("chart", ""),
        required=bool(raw.get("required", True)),
        notes=tuple(_title(one) for one in raw.get("notes", ())),
        not_held=tuple(_not_held(one) for one in raw.get("not_held", ())),
    )


def _column(raw: dict[str, Any]) -> Column:
    _only(
        raw,
        {
            *("column", "zh", "en", "quantity", "factor", "of", "when", "show", "at", "shift"),
            *("unit", "digits", "required", "void", "width"),
        },
    )
    return Column(
        id=raw["column"],
        title=_title(raw),
        quantity=raw.get("quantity", ""),
        factor=raw.get("factor", ""),
        of=raw.get("of", ""),
        when=raw.get("when", ""),
        show=raw.get("show", ""),
        at=MappingProxyType(dict(raw.get("at", {}))),
        shift=int(raw.get("shift", 0)),
        unit=raw.get("unit", ""),
        digits=int(raw.get("digits", 2)),
        required=bool(raw.get("required", True)),
        void=tuple(raw.get("void", ())),
        width=float(raw.get("width", 0.0)),
    )


def _row(raw: dict[str, Any]) -> Row:
    _only(
        raw,
        {"zh", "en", "quantity", "at", "unit", "digits", "required", "guides", "number", "level"},
    )
    return Row(
        title=_title(raw),
        quantity=raw["quantity"],
        at=MappingProxyType(dict(raw.get("at", {}))),
        unit=raw.get("unit", ""),
        digits=int(raw.get("digits", 2)),
        required=bool(raw.get("required", True)),
        guides=tuple(raw.get("guides", ())),
        number=str(raw.get("number", "")),
        level=int(raw.get("level", 0)),
    )


def _total(raw: dict[str, Any]) -> tuple[Title, Mapping[str, Row]]:
    _only(raw, {"zh", "en", "cells"})
    title = _title(raw)
    cells = {k: _row({"zh": title.zh, "en": title.en, **v}) for k, v in raw["cells"].items()}
    return title, MappingProxyType(cells)


def _not_held(raw: dict[str, Any]) -> NotHeld:
    _only(raw, {"zh", "en", "why_zh", "why_en", "remedy_zh", "remedy_en"})
    return NotHeld(
        _title(raw),
        Title(raw["why_zh"], raw["why_en"]),
        Title(raw["remedy_zh"], raw["remedy_en"]),
    )


def _title(raw: Mapping[str, Any]) -> Title:
    return Title(str(raw["zh"]), str(raw["en"]))


def _only(raw: Mapping[str, Any], known: set[str]) -> None:
    if unknown := set(raw) - known:
        raise ValueError(f"unknown words {sorted(unknown)}")
