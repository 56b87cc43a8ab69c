"""Reading the provincial energy balance in physical quantities, as .xls or .xlsx.

Each cell gives a row, the blank ones too. A blank cell is nil: in this form (China Energy
Statistical Yearbook 2008, tables 6-1 to 6-30) nothing is printed where there is none, as the
printed totals show, which are the sums of their parts with blanks as none. A cell that cannot be
read gives no row, so that absent stays distinct from nil.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from luheng.codelists import load
from luheng.connectors.files import Form, Sheet, form_of, letter, read_sheets
from luheng.errors import UnreadableFile
from luheng.records import Batch, Finding, Level, Origin, record

from .heading import find_title, read_units
from .layout import Layout, find_layout, flow_of, label

if TYPE_CHECKING:
    from collections.abc import Iterator

    import pyarrow as pa

__all__ = ["FORM", "ITEMS", "NAME", "RULES", "read"]

NAME = "energy_balance"
RULES: tuple[str, ...] = ()
FORM = "energy_balance_physical"
#: the columns of the form in the yearbook of 2008; a later yearbook may print more
ITEMS = (
    "coal_total",
    "raw_coal",
    "washed_coal",
    "other_washed_coal",
    "briquette",
    "coke",
    "coke_oven_gas",
    "other_gas",
    "petroleum_total",
    "crude_oil",
    "gasoline",
    "kerosene",
    "diesel",
    "fuel_oil",
    "lpg",
    "refinery_gas",
    "natural_gas",
    "other_petroleum_products",
    "other_coking_products",
    "heat",
    "electricity",
    "other_energy",
)
_NAMES = ("form", "region", "sector", "flow", "item", "period", "quantity", "unit", "state")


def read(content: bytes, origin: Origin) -> Batch:
    """Drafts of ``statistic`` from every sheet that holds a balance.

    Raises:
        UnreadableFile: the file is no workbook, or none of its sheets holds a balance.
    """
    form = form_of(content, origin.source)
    if form not in {Form.XLS, Form.XLSX}:
        raise _no_balance(origin)
    findings: list[Finding] = []
    rows: list[tuple[object, ...]] = []
    found = False
    for sheet in read_sheets(content, form, origin.source):
        layout = find_layout(sheet)
        if layout is not None:
            found = True
            rows.extend(_sheet(sheet, layout, origin, findings))
        elif not sheet.empty:
            findings.append(_left_out(origin, sheet))
    if not found:
        raise _no_balance(origin)
    return Batch(record("statistic"), origin, _table(rows), tuple(findings))


def _table(rows: list[tuple[object, ...]]) -> pa.Table:
    import pyarrow as pa

    names = (*_NAMES, "sheet", "row", "col")
    columns = list(zip(*rows, strict=True)) or [()] * len(names)
    kinds = dict.fromkeys(names, pa.string()) | {"row": pa.int32()}
    arrays = [pa.array(c, kinds[n]) for n, c in zip(names, columns, strict=True)]
    return pa.table(arrays, names=list(names))


def _sheet(
    sheet: Sheet, layout: Layout, origin: Origin, findings: list[Finding]
) -> Iterator[tuple[object, ...]]:
    """The drafts of one sheet: region × flow × item, blank cells as nil."""
    title, about_title = find_title(sheet, layout, origin)
    findings.extend(about_title)
    if not (title.region and title.year):
        return
    findings.extend(_header_findings(sheet, layout, origin))
    units, about_units = read_units(sheet, layout, origin)
    findings.extend(about_units)
    seen: set[str] = set()
    for number in range(layout.first_row, len(sheet.rows)):
        cells = sheet.rows[number]
        flow, problem = _flow(sheet, layout, origin, number)
        findings.extend(problem)
        if flow is None:
            continue
        seen.add(flow)
        for column, unit in units.items():
            cell = cells[column] if column < len(cells) else None
            yield (
                FORM,
                title.region,
                "total",
                flow,
                layout.items[column],
                title.year,
                _text(cell),
                unit,
                "nil" if cell is None else "value",
                sheet.name,
                number + 1,
                letter(column),
            )
    findings.extend(_missing_rows(sheet, layout, origin, seen))


def _text(cell: object) -> str | None:
    """The cell as text; repr of a double reads back as the same double."""
    return None if cell is None else repr(cell) if isinstance(cell, float) else str(cell)


def _flow(
    sheet: Sheet, layout: Layout, origin: Origin, number: int
) -> tuple[str | None, tuple[Finding, ...]]:
    """The row's code; a row with numbers that no code names is refused, one without is a note."""
    cells = sheet.rows[number]
    chinese = cells[layout.label_column]
    english = cells[layout.english_column] if layout.english_column is not None else None
    by_chinese, by_english = flow_of(chinese), flow_of(english)
    if by_chinese:
        # "Other" and the like are named alike in several places: the Chinese label decides
        return by_chinese, ()
    said = _At(origin, sheet, layout.label_column, number, str(chinese or english or ""))
    filled = any(cells[c] is not None for c in layout.items if c < len(cells))
    if by_english:
        problem = said.finding(
            "BALANCE-04",
            Level.DOUBT,
            (
                f"不认识的项目“{label(chinese)}”，按英文“{str(english).strip()}”读取。",
                f"The row {label(chinese)!r} is unknown; read by its English {english!r}.",
            ),
            ("请按年鉴改正项目名称。", "Correct the label to the yearbook's."),
        )
        return by_english, (problem,)
    if filled:
        problem = said.finding(
            "BALANCE-04",
            Level.REFUSED,
            (
                f"不认识的项目“{label(chinese)}”，该行未计入。",
                f"The row {label(chinese)!r} is not one of the form and was not kept.",
            ),
            _near_flows(chinese),
        )
        return None, (problem,)
    if said.value:
        problem = said.finding(
            "BALANCE-07", Level.NOTED, ("这一行是附注，未读取。", "This row is a footnote.")
        )
        return None, (problem,)
    return None, ()


@dataclass(frozen=True, slots=True)
class _At:
    """A label's cell, for the findings about it; row and column counted from 0."""

    origin: Origin
    sheet: Sheet
    column: int
    row: int
    value: str
    about: str = "flow"

    def finding(
        self, code: str, level: Level, problem: tuple[str, str], remedy: tuple[str, str] = ("", "")
    ) -> Finding:
        """A finding at the cell."""
        return Finding(
            code,
            level,
            self.origin.source,
            *problem,
            *remedy,
            sheet=self.sheet.name,
            row=self.row + 1,
            column=self.about,
            cell=f"{letter(self.column)}{self.row + 1}",
            value=self.value,
        )


def _near_flows(text: object) -> tuple[str, str]:
    flows = load("balance_flows")
    rows = [flows.get(code) for code in flows.near(str(text or ""))]
    if not rows:
        return "请按年鉴改正项目名称。", "Correct the label to the yearbook's."
    zh, en = "、".join(r["zh"] for r in rows), "; ".join(r["en"].strip() for r in rows)
    return f"相近的项目：{zh}。", f"Near it: {en}."


def _header_findings(sheet: Sheet, layout: Layout, origin: Origin) -> Iterator[Finding]:
    carriers = load("energy_carriers")
    head, row = sheet.rows[layout.header_row], layout.header_row
    for column in layout.by_english:
        item = carriers.get(layout.items[column])
        said = label(head[column])
        yield _At(origin, sheet, column, row, said, "item").finding(
            "BALANCE-04",
            Level.DOUBT,
            (
                f"不认识的品种“{said}”，按英文读作{item['zh']}。",
                f"The column {said!r} is unknown; read as {item['en']} by its English.",
            ),
            ("请按年鉴改正品种名称。", "Correct the header to the yearbook's."),
        )
    for column in layout.unknown:
        said = label(head[column])
        near = [carriers.get(c) for c in carriers.near(said)]
        yield _At(origin, sheet, column, row, said, "item").finding(
            "BALANCE-04",
            Level.REFUSED,
            (
                f"不认识的品种“{said}”，该列未计入。",
                f"The column {said!r} is no known carrier and was not kept.",
            ),
            (
                f"相近：{'、'.join(r['zh'] for r in near)}。" if near else "请按年鉴改正品种名称。",
                f"Near it: {', '.join(r['en'] for r in near)}." if near else "Correct the header.",
            ),
        )
    for code in ITEMS:
        if code not in layout.items.values():
            about = carriers.get(code)
            at = _At(origin, sheet, layout.label_column, row, code, "item")
            yield _missing(at, f"“{about['zh']}”列", f"column {about['en']}")


def _missing_rows(
    sheet: Sheet, layout: Layout, origin: Origin, seen: set[str]
) -> Iterator[Finding]:
    for row in load("balance_flows").rows:
        if row["id"] not in seen:
            at = _At(origin, sheet, layout.label_column, layout.first_row, row["id"])
            yield _missing(at, f"“{row['zh']}”行", f"row {row['en'].strip()}")


def _missing(at: _At, zh: str, en: str) -> Finding:
    return at.finding(
        "BALANCE-05",
        Level.REFUSED,
        (
            f"缺少{zh}；其数值为缺失，不是零。",
            f"The {en} is missing; its figures are absent, not zero.",
        ),
        ("请补上该行或该列后重新导入。", "Add it and import the file again."),
    )


def _left_out(origin: Origin, sheet: Sheet) -> Finding:
    return Finding(
        "TABLE-08",
        Level.NOTED,
        origin.source,
        f"工作表“{sheet.name}”不是能源平衡表，未读取。",
        f"The sheet {sheet.name!r} holds no energy balance and was not read.",
        sheet=sheet.name,
        cell="A1",
    )


def _no_balance(origin: Origin) -> UnreadableFile:
    return UnreadableFile(
        origin.source,
        "找不到能源平衡表（一行品种表头，其下为“一.可供本地区消费的能源量”等项目）。",
        "no energy balance was found (a header row of carriers over the form's rows).",
        "请导入年鉴“×××能源平衡表(实物量)”的 .xls 或 .xlsx 文件。",
        "Import the yearbook's provincial energy balance (physical quantity) as .xls or .xlsx.",
    )
