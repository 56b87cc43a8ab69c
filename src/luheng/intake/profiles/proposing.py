"""Proposing a profile from a file: each guess has a score and a reason, each gap is a question."""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from luheng.connectors.table.cells import as_texts
from luheng.connectors.table.header import in_brackets
from luheng.connectors.table.profile import Cell, Profile, Unpivot
from luheng.connectors.table.raw import header_texts, plain, raw_tables
from luheng.errors import BadQuery, UnreadableFile
from luheng.records import record

from .likeness import DOUBTFUL, ENOUGH, Likeness, is_period, is_unit, likeness
from .translating import Translation, translations
from .turning import Turned, turned

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from luheng.connectors.files import Source
    from luheng.connectors.table.raw import RawTable
    from luheng.records import Column, Record

__all__ = ["Match", "Proposal", "propose"]

_SEARCHED = 40
_SAMPLE = 300
_DISTINCT = 5_000
_DATE_FORMATS = (
    "%d-%m-%Y %H:%M", "%m-%d-%Y %H:%M", "%d/%m/%Y %H:%M", "%m/%d/%Y %H:%M", "%d.%m.%Y %H:%M",
    "%d-%m-%Y", "%m-%d-%Y", "%d/%m/%Y", "%m/%d/%Y", "%d.%m.%Y", "%Y%m%d %H:%M", "%Y%m%d", "%Y%m",
    "%b %Y", "%B %Y", "%b-%Y", "%b-%y", "%m/%Y", "%m-%Y",
)  # fmt: skip
_UNIT_SAID = re.compile(r"(?:计量)?单位\s*[::]\s*([^\s,，;；)）]+)|[Uu]nits?\s*:\s*([^\s,;)]+)")


@dataclass(frozen=True, slots=True)
class Match:
    """A record column and the header proposed for it."""

    column: str
    header: str
    score: float
    why_zh: str
    why_en: str

    @property
    def doubtful(self) -> bool:
        """Whether a person should look before it is used."""
        return self.score < DOUBTFUL


@dataclass(frozen=True)
class Proposal:
    """A profile and all that led to it."""

    profile: Profile
    matches: tuple[Match, ...]
    translations: Mapping[str, tuple[Translation, ...]]
    #: record columns that must be filled and that nothing was found for
    missing: tuple[str, ...]
    #: headers that nothing reads
    unread: tuple[str, ...]
    turned: Turned | None = None
    questions: tuple[tuple[str, str], ...] = field(default=())


def propose(
    source: Source,
    file: str,
    as_: str,
    name: str,
    *,
    given: Mapping[str, str] | None = None,
    columns: Mapping[str, str] | None = None,
    sheet: str = "",
) -> Proposal:
    """A profile for files like this one, as one record.

    ``given`` are constants (record column to text; ``year`` for headers that are months alone),
    ``columns`` headers that somebody has named already (record column to header).

    Raises:
        UnreadableFile: the file cannot be opened, or nothing in it looks like a header.
        BadQuery: ``given`` or ``columns`` name a column that the record or the file lacks.
    """
    kind = record(as_)
    _known(kind, {**(given or {}), **(columns or {})})
    tables = [t for t in raw_tables(source, file) if not sheet or plain(t.sheet) == plain(sheet)]
    best: tuple[float, RawTable, int] | None = None
    for table in tables:
        score, row = _header_row(table, kind, columns or {})
        if row >= 0 and (best is None or score > best[0]):
            best = (score, table, row)
    if best is None:
        raise UnreadableFile(
            file,
            f"前 {_SEARCHED} 行里看不出表头。",
            f"nothing in the first {_SEARCHED} rows looks like a header.",
            "请核对文件；多张工作表时用 --sheet 指明。",
            "Check the file; name the sheet with --sheet if there are several.",
        )
    _, table, row = best
    return _Reading(kind, table, row, file, name, dict(given or {}), dict(columns or {})).proposal()


def _known(kind: type[Record], named: Mapping[str, str]) -> None:
    strange = [n for n in named if n not in kind.columns() and n != "year"]
    if strange:
        there = "、".join(kind.columns())
        raise BadQuery(
            f"记录 {kind.record_name} 没有列“{strange[0]}”；有：{there}。",
            f"{kind.record_name} has no column {strange[0]!r}; there are "
            f"{', '.join(kind.columns())}.",
        )


def _header_row(
    table: RawTable, kind: type[Record], columns: Mapping[str, str]
) -> tuple[float, int]:
    """How much the likeliest header row is one, and which it is; -1 where none is."""
    best, at = 0.0, -1
    wanted = {plain(h) for h in columns.values()}
    for row in range(min(_SEARCHED, len(table.rows))):
        texts = [t for t in header_texts(table, row) if t]
        if not texts or (len(texts) == 1 and len(kind.columns()) > 1):
            continue
        said = sum(plain(t) in wanted for t in texts)
        named = sum(
            max(likeness(t, (), c).score for c in kind.columns().values()) >= DOUBTFUL
            for t in texts
        )
        turning = turned(kind, texts, ())
        words = sum(not re.fullmatch(r"[\d.,%+-]+", t) for t in texts) / len(texts)
        score = 5.0 * said + 2 * named + (len(turning.headers) if turning else 0)
        score += min(len(texts), 20) * 0.2 * words - row * 0.02
        if score > best:
            best, at = score, row
    return best, at


def _header_span(table: RawTable, row: int) -> tuple[int, int]:
    """First row and number of rows of a header whose cells are merged across rows."""
    first, last = row, row
    for (top, left), (bottom, right) in table.merged:
        if bottom > top and top <= row <= bottom and bottom - top <= 3:  # noqa: PLR2004
            first, last = min(first, top), max(last, bottom)
        elif right > left and top == bottom == row - 1 and top > 0 and _below_is_text(table, row):
            first = min(first, top) if _wide(table, top) else first
    return first, last - first + 1


def _below_is_text(table: RawTable, row: int) -> bool:
    return all(isinstance(c, str) for c in table.rows[row] if c is not None)


def _wide(table: RawTable, row: int) -> bool:
    """Whether a row has more than a title: at least two cells that hold something."""
    return sum(c is not None for c in table.rows[row]) >= 2  # noqa: PLR2004


@dataclass
class _Reading:
    """One table being looked at."""

    kind: type[Record]
    table: RawTable
    row: int
    file: str
    name: str
    given: dict[str, str]
    named: dict[str, str]
    questions: list[tuple[str, str]] = field(default_factory=list)

    def proposal(self) -> Proposal:
        first, rows = _header_span(self.table, self.row)
        self.texts = header_texts(self.table, first, rows)
        self._cells = self._texts_of(first + rows - 1)
        above = [str(c) for r in self.table.rows[:first] for c in r if c is not None]
        turning = turned(
            self.kind,
            [t for t in self.texts if t not in self.named.values()],
            [*above, self.table.sheet, self.file],
            self.given.pop("year", ""),
        )
        if turning and turning.open_zh:
            self.questions.append((turning.open_zh, turning.open_en))
        matches = self._matches(turning)
        cells = {m.column: Cell(from_=m.header) for m in matches}
        cells |= {n: Cell(constant=v) for n, v in self.given.items()}
        unpivot = self._units(cells, turning, above)
        found = self._translate(cells)
        for column, cell in list(cells.items()):
            cells[column] = self._dated(column, cell)
        ordered = {n: cells[n] for n in self.kind.columns() if n in cells}
        profile = Profile(
            self.name,
            self.kind.record_name,
            ordered,
            sheet=self.table.sheet,
            header_row=self.table.lines[first] or None,
            header_rows=rows,
            texts=self.texts,
            unpivot=unpivot,
        )
        profile.check()
        read = {*profile.needs(), *(turning.headers if turning else ())}
        return Proposal(
            profile,
            matches,
            found,
            self._missing(profile),
            tuple(t for t in self.texts if t and t not in read),
            turning,
            tuple(self.questions),
        )

    def _texts_of(self, last: int) -> dict[str, list[str]]:
        """The distinct texts of each column, in order."""
        grid = next(self.table.grids(last, len(self.texts), 2 * _DISTINCT)).head(_DISTINCT)
        out: dict[str, list[str]] = {}
        for n, text in enumerate(self.texts):
            column = as_texts(grid.columns[n]) if n < len(grid.columns) else None
            said = column.drop_null().unique().to_pylist() if column is not None else []
            out[text] = said
        self._dates = {t for n, t in enumerate(self.texts) if grid.dates.get(n)}
        return out

    # -- which column is which -------------------------------------------------------------

    def _matches(self, turning: Turned | None) -> tuple[Match, ...]:
        """The likeliest header of each record column, each used once, the surest first."""
        lacking = [h for h in self.named.values() if h not in self.texts]
        if lacking:
            there = "、".join(t for t in self.texts if t)
            raise BadQuery(
                f"文件里没有列“{lacking[0]}”；有：{there}。",
                f"The file has no column {lacking[0]!r}; there are {there}.",
            )
        out = [Match(c, h, 1.0, "由使用者指定", "named by the user") for c, h in self.named.items()]
        closed = {*self.named, *self.given}
        if turning:
            closed |= {turning.unpivot.value, *turning.unpivot.sets()}
        spent = {*self.named.values(), *(turning.headers if turning else ())}
        ranked: list[tuple[float, int, Match]] = []
        for n, text in enumerate(self.texts):
            if not text or text in spent:
                continue
            for column, about in self.kind.columns().items():
                if column in closed:
                    continue
                like = self._likeness(text, about)
                if like.score >= ENOUGH:
                    found = Match(column, text, like.score, like.why_zh, like.why_en)
                    ranked.append((-like.score, n, found))
        for _, _, found in sorted(ranked, key=lambda r: r[:2]):
            if found.column in closed or found.header in spent:
                continue
            closed.add(found.column)
            spent.add(found.header)
            out.append(found)
        return (*self._sure(out), *self._value(closed, spent), *self._left_over(closed, spent))

    def _sure(self, found: Sequence[Match]) -> tuple[Match, ...]:
        """Those to be used; a doubtful one for a column that may be left out is only asked."""
        out = []
        for m in found:
            if m.doubtful and not self.kind.columns()[m.column].required:
                fix = f"--map {m.column}={m.header}"
                zh = f"{m.column} 也许是“{m.header}”（{m.score:.2f}，{m.why_zh}）；如果是：{fix}"
                en = f"{m.column} may be {m.header!r} ({m.score:.2f}, {m.why_en}); if so: {fix}"
                self.questions.append((zh, en))
            else:
                out.append(m)
        return tuple(out)

    def _likeness(self, text: str, about: Column) -> Likeness:
        return likeness(text, self._cells[text][:_SAMPLE], about)

    def _value(self, closed: set[str], spent: set[str]) -> tuple[Match, ...]:
        """The one column of numbers, or the one of them whose header states a unit."""
        value = self.kind.value_column
        if not value or value in closed:
            return ()
        rest = [t for t in self.texts if t and t not in spent and self._numbers(t)]
        measured = [t for t in rest if is_unit(in_brackets(t))]
        if len(measured) == 1:
            zh, en = "一列数字，列名写着计量单位", "numbers under a header that states a unit"
            found = Match(value, measured[0], 0.8, zh, en)
        elif len(rest) == 1:
            zh, en = "只剩这一列数字", "the only column of numbers left"
            found = Match(value, rest[0], 0.6, zh, en)
        else:
            return ()
        closed.add(value)
        spent.add(found.header)
        return (found,)

    def _left_over(self, closed: set[str], spent: set[str]) -> tuple[Match, ...]:
        """One text column and one empty key that any text may fill: they may belong together."""
        free = [
            n
            for n, c in self.kind.columns().items()
            if c.required and c.type is str and n not in closed
            and not (c.codelist or c.one_of or c.unit or n == "period")
        ]  # fmt: skip
        words = [
            t
            for t in self.texts
            if t and t not in spent and self._cells[t] and not self._numeric(t)
        ]
        if len(free) != 1 or len(words) != 1:
            return ()
        zh, en = "只剩这一列文字和这一项", "the only text column and the only item left"
        return (Match(free[0], words[0], 0.5, zh, en),)

    def _numbers(self, text: str) -> bool:
        cells = self._cells[text][:_SAMPLE]
        return bool(cells) and self._numeric(text)

    def _numeric(self, text: str) -> bool:
        cells = self._cells[text][:_SAMPLE]
        return all(re.fullmatch(r"[\d.,%+\-\s]+", c) for c in cells)

    # -- units -----------------------------------------------------------------------------

    def _units(
        self, cells: dict[str, Cell], turning: Turned | None, above: Sequence[str]
    ) -> Unpivot | None:
        """Where the unit comes from: a column, the header, the labels, a note above the table."""
        unpivot = turning.unpivot if turning else None
        if "unit" not in self.kind.columns():
            return unpivot
        if unpivot and "unit" in unpivot.sets():
            cells.pop("unit", None)
            return unpivot
        if "unit" in cells:
            return unpivot
        value = cells.get(self.kind.value_column)
        said = in_brackets(value.from_) if value and value.from_ else ""
        if value and is_unit(said):
            cells[self.kind.value_column] = Cell(from_=value.from_, unit=said)
            return unpivot
        for column, cell in list(cells.items()):
            labels = self._cells.get(cell.from_, [])
            bracketed = [in_brackets(t) for t in labels]
            units = sum(map(is_unit, bracketed))
            if cell.from_ and labels and units >= 0.6 * len(labels):
                cells["unit"] = Cell(from_=cell.from_, part="in_brackets")
                cells[column] = Cell(from_=cell.from_, part="before_brackets")
                return unpivot
        notes = {(a or b) for text in above for a, b in _UNIT_SAID.findall(text)}
        if len(notes) == 1 and is_unit(next(iter(notes))):
            unit_ = notes.pop()
            cells["unit"] = Cell(constant=unit_)
            self.questions.append(
                (
                    f"计量单位取自表头上方：{unit_}，请核对。",
                    f"The unit {unit_} stands above the table; check it.",
                )
            )
        return unpivot

    # -- cells -----------------------------------------------------------------------------

    def _translate(self, cells: dict[str, Cell]) -> dict[str, tuple[Translation, ...]]:
        found: dict[str, tuple[Translation, ...]] = {}
        for column, cell in list(cells.items()):
            if not cell.from_:
                continue
            texts = self._cells[cell.from_]
            if cell.part == "before_brackets":
                texts = [re.sub(r"[(（][^)）]*[)）]\s*$", "", t).strip() for t in texts]
            answers = translations(self.kind.columns()[column], texts)
            if answers:
                found[column] = answers
                values = {t.text: t.code for t in answers}
                cells[column] = Cell(from_=cell.from_, part=cell.part, values=values)
        return found

    def _dated(self, column: str, cell: Cell) -> Cell:
        """The date format of a column whose cells are not written in a way that is read anyway."""
        about = self.kind.columns()[column]
        when = about.type in {dt.datetime, dt.date} or column == "period"
        texts = self._cells.get(cell.from_, [])
        if not when or not texts or cell.values:
            return cell
        if column == "period" and cell.from_ in self._dates:
            if all(re.match(r"\d{4}-\d\d-01(?!\d)", t) for t in texts):
                self.questions.append(
                    ("报告期是日期单元格且都是每月1日，按月读取，请核对。",
                     "The period cells are dates, all the first of a month: read as months; check.")
                )  # fmt: skip
                return Cell(from_=cell.from_, date_format="%Y-%m")
            return cell
        if all(_plainly(t, column) for t in texts):
            return cell
        fits = [f for f in _DATE_FORMATS if all(_fits(t, f) for t in texts)]
        if len(fits) > 1:
            shown = "、".join(fits)
            self.questions.append(
                (f"“{cell.from_}”的日期可能是 {shown}：按第一种，请核对。",
                 f"The dates in {cell.from_!r} may be {', '.join(fits)}: the first is taken.")
            )  # fmt: skip
        return Cell(from_=cell.from_, date_format=fits[0]) if fits else cell

    def _missing(self, profile: Profile) -> tuple[str, ...]:
        have = set(profile.columns)
        turned_ = profile.unpivot
        if turned_:
            have |= {turned_.value, *turned_.sets()}
        if any(c.unit for c in profile.columns.values()):
            have.add("unit")
        return tuple(
            n
            for n, c in self.kind.columns().items()
            if n not in have and (c.required or n == self.kind.value_column)
        )


def _plainly(text: str, column: str) -> bool:
    if column == "period":
        return is_period(text)
    return re.match(r"\d{4}[-/.年]\d{1,2}[-/.月]\d{1,2}", text) is not None


def _fits(text: str, form: str) -> bool:
    said: Any = re.sub(r"24:00$", "00:00", text.strip())
    try:
        dt.datetime.strptime(said, form)  # noqa: DTZ007
    except ValueError:
        return False
    return True
