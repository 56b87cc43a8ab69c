"""Rows that are no drafts: totals and footnotes at the end, ragged lines, merged cells."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from luheng.connectors.files import letter
from luheng.records import Finding, Level

from .header import fold

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    import pyarrow as pa

    from luheng.connectors.files.workbook import Merge
    from luheng.records import Origin, Record

    from .grid import Grid
    from .header import Header

__all__ = ["Rows"]

_TOTALS = frozenset({"合计", "总计", "总合计", "小计", "累计", "total", "sum", "grandtotal"})
_NOTES = ("注", "说明", "备注", "资料来源", "数据来源", "填表", "note", "source", "remark")
#: columns in which such a word is a value of its own
_NOT_TOTALS = frozenset({"sector", "note", "method", "qualifiers"})


@dataclass(frozen=True, slots=True)
class Rows:
    """The rows under one header of one file."""

    record: type[Record]
    origin: Origin
    header: Header
    grid: Grid

    @property
    def names(self) -> Mapping[int, str]:
        """File column to record column."""
        return {n: name for name, n in self.header.columns.items()}

    def without_tail(self) -> tuple[Rows, list[Finding]]:
        """Set aside total rows and footnotes at the end; keeping a total would count twice."""
        findings: list[Finding] = []
        height = self.grid.height
        while height:
            cells = [(n, c) for n, c in enumerate(self.grid.row(height - 1)) if c is not None]
            said = self._tail(cells)
            if cells and said is None:
                break
            height -= 1
            if said is not None:
                findings.append(self._set_aside(height, *said))
        if height == self.grid.height:
            return self, findings
        return Rows(self.record, self.origin, self.header, self.grid.head(height)), findings

    def _tail(self, cells: Sequence[tuple[int, object]]) -> tuple[int, str, bool] | None:
        """(column, text, whether a total) of a row that is no draft."""
        texts = [(n, str(c)) for n, c in cells if isinstance(c, str)]
        for n, text in texts:
            if fold(text) in _TOTALS and not self._names_total(self.names.get(n, ""), text):
                return n, text, True
        if len(cells) == 1 and texts and fold(texts[0][1]).startswith(_NOTES):
            return *texts[0], False
        return None

    def _names_total(self, name: str, text: str) -> bool:
        """Whether the word is a value of the column: a statistic's item may be ``total``."""
        about = self.record.columns().get(name)
        return name in _NOT_TOTALS or (
            about is not None and text.strip() in {about.default, *about.one_of}
        )

    def _set_aside(self, row: int, column: int, text: str, total: bool) -> Finding:
        line = int(self.grid.lines[row])
        return Finding(
            "TABLE-05",
            Level.NOTED,
            self.origin.source,
            "这一行是合计，未计入。" if total else "这一行是附注，未读取。",
            "This row is a total and was not kept." if total else "This row is a footnote.",
            "合计由系统重新计算；留着会重复计数。" if total else "",
            "Totals are computed anew; keeping one would count twice." if total else "",
            sheet=self.grid.sheet,
            row=line,
            cell=f"{letter(column)}{line}",
            value=text,
        )

    def merged(
        self, columns: Mapping[str, pa.ChunkedArray], merges: Sequence[Merge]
    ) -> tuple[dict[str, pa.ChunkedArray], list[Finding]]:
        """A merged cell of text says the same for each of its rows; one of numbers says it once."""
        import pyarrow as pa

        first = int(self.grid.lines[0]) - 1 if self.grid.height else 0
        last = first + self.grid.height - 1
        findings, filled = [], dict(columns)
        for merge in merges:
            (top, left), (bottom, right) = merge
            within = any(n in self.names for n in range(left, right + 1))
            if bottom < first or top > last or not within:
                continue
            name = self.names.get(left, "")
            down = bool(name) and self.record.columns()[name].type is str and left == right
            if down and first <= top < bottom:
                cells = filled[name].to_pylist()
                end = min(bottom, last) - first
                cells[top - first : end + 1] = [cells[top - first]] * (end - top + first + 1)
                filled[name] = pa.chunked_array([pa.array(cells, filled[name].type)])
            findings.append(self._merge(merge, name, down))
        return filled, findings

    def _merge(self, merge: Merge, name: str, down: bool) -> Finding:
        (top, left), (bottom, right) = merge
        area = f"{letter(left)}{top + 1}:{letter(right)}{bottom + 1}"
        zh = "每一行都按同一内容读取。" if down else "只有左上角一格有内容。"
        en = "read as the same in each row." if down else "only the top left cell holds a value."
        return Finding(
            "TABLE-04",
            Level.NOTED if down else Level.DOUBT,
            self.origin.source,
            f"合并单元格 {area}：{zh}",
            f"Merged cells {area}: {en}",
            "请取消合并并逐行填写，以免误读。",
            "Unmerge them and fill in each row.",
            sheet=self.grid.sheet,
            row=top + 1,
            column=name,
            cell=area,
        )

    def findings(self) -> Iterator[Finding]:
        """Lines that are longer or shorter than the header, loose quotes, dates for periods."""
        for line, cells in self.grid.ragged.items():
            yield self._ragged(line, cells)
        if self.grid.unpaired_quotes:
            yield Finding(
                "TABLE-10",
                Level.DOUBT,
                self.origin.source,
                "文件里的引号不成对，引号按普通字符读取。",
                "The file's quotes do not pair; they were read as plain characters.",
                "请核对带引号的内容，或另存为 .xlsx。",
                "Check the cells with quotes, or save it as .xlsx.",
            )
        column = self.header.columns.get("period")
        if column is not None:
            for row in self.grid.dates.get(column, ()):
                if row < self.grid.height:
                    yield from self._date_for_period(column, row)

    def _ragged(self, line: int, cells: int) -> Finding:
        wide = len(self.grid.columns)
        long = cells > wide
        return Finding(
            "TABLE-06",
            Level.REFUSED if long else Level.NOTED,
            self.origin.source,
            f"这一行有 {cells} 格，表头有 {wide} 列。",
            f"This line has {cells} cells, the header has {wide}.",
            "数字里的千分位逗号或文字里的逗号要用引号括起来。" if long else "缺少的格按空白读取。",
            "Put quotes round numbers with thousands separators and texts with commas."
            if long
            else "The missing cells were read as blank.",
            sheet=self.grid.sheet,
            row=line,
        )

    def _date_for_period(self, column: int, row: int) -> Iterator[Finding]:
        """Excel turns a typed 2025-05 into the first of May: which is meant is not known."""
        shown = str(self.grid.columns[column][row].as_py())[:10]
        if not shown.endswith("-01"):
            return
        line, month = int(self.grid.lines[row]), shown[:7]
        yield Finding(
            "PERIOD-03",
            Level.DOUBT,
            self.origin.source,
            f"报告期单元格是日期，按 {shown} 这一天读取；Excel 常把“{month}”自动改成日期。",
            f"The period cell is a date and was read as the day {shown}; Excel often turns "
            f"{month} into one.",
            f"如果指整月，请把单元格设为文本并填写 {month}。",
            f"If the month is meant, format the cell as text and write {month}.",
            sheet=self.grid.sheet,
            row=line,
            column="period",
            cell=f"{letter(column)}{line}",
            value=shown,
        )
