"""Explanation: the tree under one figure, as text, as a dictionary and as HTML."""

from __future__ import annotations

import datetime as dt
import html
import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from luheng.codelists import load
from luheng.errors import say
from luheng.rules import FactorRow, Trust
from luheng.units import PerItem, Unit

from .question import unit_of_item

__all__ = ["ROW_COLUMNS", "Explanation", "Node", "Row", "factor_note", "unit_at"]


#: what is shown of a ledger row
ROW_COLUMNS = (
    "at", "period", "role", "flow", "item", "value", "quantity", "unit", "source", "sheet", "row",
    "col", "receipt", "corrected_by", "offset_minutes",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Row:
    """One ledger row under a figure: what it says and where it came from."""

    said: str
    source: str
    sheet: str
    cell: str
    receipt: int
    corrected_by: str = ""

    @classmethod
    def of(cls, record: str, row: Mapping[str, Any]) -> Row:
        """The row of a ledger table as a reader sees it."""
        value = row.get("value") if record == "reading" else row.get("quantity")
        when = _local(row) if record == "reading" else row["period"]
        keys = [member_name(c, str(row[c])) for c in ("role", "flow", "item") if row.get(c)]
        shown = say(zh="空白（表式规定为无）", en="blank (none by the form)")
        held = shown if value is None else plainly(value, 12)
        number = row.get("row")
        cell = f"{row['col']}{number}" if row.get("col") and row.get("sheet") else ""
        if not cell and number is not None:
            cell = say(zh=f"第{number}行", en=f"row {number}")
        return cls(
            said=f"{when} {' '.join(keys)} {held} {row.get('unit') or ''}".replace("  ", " "),
            source=row.get("source") or "",
            sheet=row.get("sheet") or "",
            cell=cell,
            receipt=row.get("receipt") or 0,
            corrected_by=row.get("corrected_by") or "",
        )

    @property
    def place(self) -> str:
        """File, sheet and cell in one line."""
        return "!".join(p for p in (self.source, self.sheet, self.cell) if p)

    def as_dict(self) -> dict[str, Any]:
        """As a program reads it."""
        return {
            "said": self.said,
            "source": self.source,
            "sheet": self.sheet,
            "cell": self.cell,
            "receipt": self.receipt,
            "corrected_by": self.corrected_by or None,
        }


def _local(row: Mapping[str, Any]) -> str:
    """The instant of a reading on the clock of its meter."""
    zone = dt.timezone(dt.timedelta(minutes=row.get("offset_minutes") or 0))
    return str(row["at"].astimezone(zone).isoformat(sep=" ", timespec="minutes"))


@dataclass
class Node:
    """One figure of the tree."""

    quantity: str
    zh: str
    en: str
    key: dict[str, str]
    value: float | None = None
    unit: str = ""
    cite: str = ""
    coverage: float | None = None
    present: int = 0
    trust: int | None = None
    formula: str = ""
    printed: str = ""
    place: str = ""
    note_zh: str = ""
    note_en: str = ""
    parts: list[Node] = field(default_factory=list)
    rows: list[Row] = field(default_factory=list)
    rows_total: int = 0

    @property
    def title(self) -> str:
        """The quantity in the reader's language, or the expression of an addend."""
        return say(zh=self.zh or self.quantity, en=self.quantity) or self.formula

    @property
    def said(self) -> str:
        """The value with its unit, or that it cannot be said."""
        if self.quantity == "…":
            return ""
        if self.value is None:
            return say(zh="无法给出", en="cannot be said")
        return f"{plainly(self.value, 8)} {self.unit}".rstrip()

    @property
    def note(self) -> str:
        """What a reader should know about this figure."""
        return say(zh=self.note_zh, en=self.note_en)

    @property
    def trust_word(self) -> str:
        """The trust of the worst value beneath, in the reader's language."""
        if self.trust is None:
            return ""
        words = {
            Trust.PRINTED: say(zh="已与印刷本核对", en="printed"),
            Trust.TRANSCRIBED: say(zh="据转录", en="transcribed"),
            Trust.RECALLED: say(zh="暂用（凭记忆）", en="provisional (recalled)"),
            Trust.CONFLICTING: say(zh="暂用（来源不一）", en="provisional (conflicting)"),
        }
        return words[Trust(self.trust)]

    def as_dict(self) -> dict[str, Any]:
        """As a program reads it."""
        return {
            "quantity": self.quantity or None,
            "zh": self.zh,
            "en": self.en,
            "key": self.key,
            "value": self.value,
            "unit": self.unit,
            "cite": self.cite,
            "coverage": self.coverage,
            "trust": None if self.trust is None else Trust(self.trust).name.lower(),
            "provisional": self.trust is not None and Trust(self.trust).provisional,
            "formula": self.formula,
            "printed": self.printed or None,
            "place": self.place,
            "note": self.note,
            "rows_total": self.rows_total,
            "rows": [r.as_dict() for r in self.rows],
            "inputs": [p.as_dict() for p in self.parts],
        }


@dataclass(frozen=True)
class Explanation:
    """A figure, how it was reached and from what, under one state of knowledge."""

    node: Node
    known_at: int
    release: str
    overlays: str = ""

    def text(self) -> str:
        """The tree as text that a reviewer can file."""
        head = say(
            zh=f"截至第 {self.known_at} 号收据，规则库 {self.release}",
            en=f"As known at receipt {self.known_at}, rulebook {self.release}",
        )
        if self.overlays:
            head += say(zh=f"，替代方案：{self.overlays}", en=f", overlays: {self.overlays}")
        return "\n".join([head, *_lines(self.node, 0)])

    def as_dict(self) -> dict[str, Any]:
        """The tree as nested dictionaries."""
        return {
            "known_at": self.known_at,
            "release": self.release,
            "overlays": [o for o in self.overlays.split(",") if o],
            **self.node.as_dict(),
        }

    def html(self) -> str:
        """The tree as nested details elements; a fragment for a page or a notebook."""
        head = html.escape(self.text().split("\n", 1)[0])
        return f'<div class="explain"><p class="known">{head}</p>{_html(self.node, 0)}</div>'

    def _repr_html_(self) -> str:
        return self.html()


_FIRST = ("region", "park", "entity", "meter")


def _key(node: Node) -> str:
    order = sorted(node.key, key=lambda d: (d == "period", d not in _FIRST, d))
    return ", ".join(member_name(d, node.key[d]) for d in order)


_LISTS = {
    "region": "regions",
    "item": "items",
    "flow": "balance_flows",
    "role": "activity_roles",
}


def member_name(dimension: str, member: str) -> str:
    """A member of a dimension in the reader's language; its code where no list names it."""
    name = _LISTS.get(dimension)
    if name is None or member not in load(name).ids():
        return member
    row = load(name).get(member)
    return say(zh=row["zh"], en=row["en"]) or member


def plainly(value: float, digits: int) -> str:
    """A number with so many significant digits, with commas and without an exponent."""
    if value == 0 or not math.isfinite(value):
        return f"{value:g}"
    places = max(0, digits - 1 - math.floor(math.log10(abs(value))))
    text = f"{value:,.{places}f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def _lines(node: Node, level: int) -> Iterator[str]:
    pad = "  " * level
    if node.quantity == "…":
        yield f"{pad}… {node.note}"
        return
    cite = f"   <- {node.cite}" if node.cite else ""
    extra = []
    if node.coverage is not None and node.coverage < 1:
        extra.append(
            say(zh=f"覆盖率 {node.coverage:.1%}", en=f"{node.coverage:.1%} of rows present")
        )
    if node.trust is not None and Trust(node.trust).provisional:
        extra.append(node.trust_word)
    more = f", {', '.join(extra)}" if extra else ""
    yield f"{pad}{node.title} [{_key(node)}] = {node.said}{more}{cite}"
    if node.formula and node.quantity:
        yield f"{pad}  = {node.formula}"
    if node.printed:
        yield f"{pad}  ({say(zh='原文', en='printed')}: {node.printed}; {node.trust_word})"
    if node.note:
        yield f"{pad}  ({node.note})"
    for row in node.rows:
        mended = f"  [{row.corrected_by}]" if row.corrected_by else ""
        yield f"{pad}  · {row.said}   <- {row.place}{mended}"
    if node.rows_total > len(node.rows):
        rest = node.rows_total - len(node.rows)
        yield f"{pad}  … " + say(zh=f"另有 {rest:,} 行", en=f"and {rest:,} rows more")
    for part in node.parts:
        yield from _lines(part, level + 1)


def _html(node: Node, level: int) -> str:
    if node.quantity == "…":
        return f"<p>… {html.escape(node.note)}</p>"
    key = f'<span class="key">[{html.escape(_key(node))}]</span>' if node.key else ""
    cite = f'<span class="cite">{html.escape(node.cite)}</span>' if node.cite else ""
    badge = ""
    if node.trust is not None:
        kind = "provisional" if Trust(node.trust).provisional else "trust"
        badge = f'<span class="{kind}">{html.escape(node.trust_word)}</span>'
    if node.coverage is not None:
        cover = say(zh="覆盖率", en="coverage")
        badge += f'<span class="coverage">{cover} {node.coverage:.1%}</span>'
    head = (
        f'<span class="name">{html.escape(node.title)}</span> {key} = '
        f'<b class="value">{html.escape(node.said)}</b> {badge} {cite}'
    )
    body = []
    if node.formula and node.quantity:
        body.append(f'<p class="formula">= {html.escape(node.formula)}</p>')
    if node.printed:
        body.append(
            f'<p class="note">{say(zh="原文", en="printed")}: {html.escape(node.printed)}</p>'
        )
    if node.note:
        body.append(f'<p class="note">{html.escape(node.note)}</p>')
    if node.rows:
        items = "".join(
            f"<li>{html.escape(r.said)} <span class='cite'>{html.escape(r.place)}</span>"
            + (
                f" <span class='mend'>{html.escape(r.corrected_by)}</span>"
                if r.corrected_by
                else ""
            )
            + "</li>"
            for r in node.rows
        )
        rest = node.rows_total - len(node.rows)
        if rest > 0:
            items += "<li>… " + say(zh=f"另有 {rest:,} 行", en=f"and {rest:,} rows more") + "</li>"
        body.append(f'<ul class="rows">{items}</ul>')
    body += [_html(p, level + 1) for p in node.parts]
    if not body:
        return f'<p class="leaf">{head}</p>'
    state = " open" if level == 0 else ""
    return f"<details{state}><summary>{head}</summary>{''.join(body)}</details>"


def unit_at(said: Unit | PerItem, key: Mapping[str, str]) -> str:
    """The unit of a figure at a key: the item's own where it depends on the item."""
    if isinstance(said, Unit):
        return said.symbol
    item = key.get("item")
    return unit_of_item(said, item) if item else said.symbol


def factor_note(row: FactorRow) -> tuple[str, str]:
    """Overlay and remark of a factor's value."""
    zh = [f"替代方案 {row.overlay}"] if row.overlay else []
    en = [f"overlay {row.overlay}"] if row.overlay else []
    if row.note:
        zh.append(row.note)
        en.append(row.note)
    return "；".join(zh), "; ".join(en)
