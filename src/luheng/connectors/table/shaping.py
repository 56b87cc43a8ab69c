"""One sheet under its header, block by block, shaped into drafts as a profile says."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from luheng.connectors.files import letter
from luheng.records import Batch, Finding, Level

from .blocks import ends
from .cells import Words, as_texts, filled, joined, meets, no_words, translate
from .header import Header
from .rows import Rows

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    import numpy as np
    import pyarrow as pa

    from luheng.records import Origin

    from .grid import Grid
    from .header_change import Found
    from .profile import Cell, Profile
    from .raw import RawTable

__all__ = ["Shaping", "nothing"]


def nothing(profile: Profile, origin: Origin) -> Batch:
    """A batch without rows."""
    import pyarrow as pa

    columns = {n: pa.array([], pa.string()) for n in profile.kind.columns()}
    places = {"sheet": pa.array([], pa.string()), "row": pa.array([], pa.int32())}
    return Batch(
        profile.kind, origin, pa.table(columns | places | {"col": pa.array([], pa.string())})
    )


@dataclass
class Shaping:
    """One sheet being read under its header; what its blocks have in common."""

    profile: Profile
    origin: Origin
    table: RawTable
    found: Found
    #: column that is filled downwards to the text that stood last above the next block
    above: dict[str, str | None] = field(default_factory=dict)
    #: rows left out and blank cells passed over so far
    left: int = 0
    blank: int = 0

    def batches(self, rows: int | None) -> Iterator[Batch]:
        """The drafts of about so many ``rows`` at a time, or of all.

        Totals and footnotes are set aside at the end of the table only; how many rows and cells
        were passed over is told with its last batch.
        """
        many = sum(1 for t in self.found.texts if t and self._turned(t) is not None)
        portion = None if rows is None else max(rows // max(many, 1), 1)
        first = self.found.row + self.profile.header_rows - 1
        grids = self.table.grids(first, len(self.found.texts), portion)
        held: Batch | None = None
        for grid, last in ends(grids, lambda grid: self._rows(grid).without_tail()[0].grid.height):
            if held is not None:
                yield held
            held = self._batch(grid, last=last)
        if held is None:
            held = nothing(self.profile, self.origin)
        told = [self._left(self.left)] if self.left else []
        told += [self._blank(self.blank)] if self.blank else []
        yield held.with_findings(told)

    def _turned(self, header: str) -> Mapping[str, str] | None:
        return self.profile.unpivot.of(header) if self.profile.unpivot else None

    def _batch(self, grid: Grid, *, last: bool) -> Batch:
        import numpy as np
        import pyarrow as pa

        grid, findings = self._without_tail(grid, last=last)
        texts = {need: as_texts(grid.columns[n]) for need, n in self.found.places.items()}
        findings += self._fill_merges(texts, grid)
        for name in self.profile.fill_down:
            texts[name] = filled(texts[name], self.above.get(name))
            if len(texts[name]):
                self.above[name] = texts[name][-1].as_py()
        stands = self._filled(grid) & self._wanted(texts, grid.height)
        self.left += int(grid.height - stands.sum())
        columns: dict[str, pa.Array] = {}
        for name, cell in self.profile.columns.items():
            columns[name], wrong, words = self._column(name, cell, texts, grid)
            rows = np.flatnonzero(wrong & stands)
            findings += [self._refused(grid, int(r), name, texts=texts, words=words) for r in rows]
            stands[rows] = False
        keep = np.flatnonzero(stands)
        table = self._plain_table(columns, grid, keep)
        if self.profile.unpivot is not None:
            table, blank = self._unpivoted(table, texts, grid, keep)
            self.blank += blank
        assert isinstance(table, pa.Table)
        return Batch(self.profile.kind, self.origin, table, tuple(findings))

    # -- rows ------------------------------------------------------------------------------

    def _rows(self, grid: Grid) -> Rows:
        last = self.found.row + self.profile.header_rows - 1
        direct = {
            name: self.found.places[cell.from_]
            for name, cell in self.profile.columns.items()
            if cell.from_
        }
        header = Header(self.found.row, last, direct, self.found.texts, (), ())
        return Rows(self.profile.kind, self.origin, header, grid)

    def _without_tail(self, grid: Grid, *, last: bool) -> tuple[Grid, list[Finding]]:
        """The rows of a block; of the last one without totals and footnotes at the end."""
        rows, tail = self._rows(grid), list[Finding]()
        if last:
            rows, tail = rows.without_tail()
        notes = [f for f in rows.findings() if f.code != "PERIOD-03"]
        return rows.grid, [*tail, *notes]

    def _fill_merges(self, texts: dict[str, pa.Array], grid: Grid) -> list[Finding]:
        """A cell of text merged downwards says the same for each of its rows."""
        import pyarrow as pa

        if not self.table.merged or not grid.height:
            return []
        first = int(grid.lines[0]) - 1
        findings = []
        value = {
            c.from_ for n, c in self.profile.columns.items() if n == self.profile.kind.value_column
        }
        for (top, left), (bottom, right) in self.table.merged:
            names = [n for n, at in self.found.places.items() if at == left and n not in value]
            if left != right or not names or top < first or top >= first + grid.height:
                continue
            for name in names:
                cells = texts[name].to_pylist()
                end = min(bottom - first, grid.height - 1)
                cells[top - first : end + 1] = [cells[top - first]] * (end - top + first + 1)
                texts[name] = pa.array(cells, pa.string())
            area = f"{letter(left)}{top + 1}:{letter(right)}{bottom + 1}"
            findings.append(
                Finding(
                    "TABLE-04",
                    Level.NOTED,
                    self.origin.source,
                    f"合并单元格 {area}：每一行都按同一内容读取。",
                    f"Merged cells {area}: read as the same in each row.",
                    sheet=grid.sheet,
                    row=top + 1,
                    cell=area,
                )
            )
        return findings

    def _filled(self, grid: Grid) -> np.ndarray:
        """Rows that hold anything and are not longer than the header."""
        import numpy as np
        import pyarrow.compute as pc

        full = np.zeros(grid.height, dtype=bool)
        for column in grid.columns:
            full |= np.asarray(pc.is_valid(column))
        long = [n for n, cells in grid.ragged.items() if cells > len(grid.columns)]
        return full & ~np.isin(grid.lines, long)

    def _wanted(self, texts: Mapping[str, pa.Array], height: int) -> np.ndarray:
        import numpy as np

        wanted = np.ones(height, dtype=bool)
        for condition in self.profile.keep:
            wanted &= meets(condition, texts[condition.column])
        for condition in self.profile.skip:
            wanted &= ~meets(condition, texts[condition.column])
        return wanted

    # -- columns ---------------------------------------------------------------------------

    def _column(
        self, name: str, cell: Cell, texts: Mapping[str, pa.Array], grid: Grid
    ) -> tuple[pa.Array, np.ndarray, Words]:
        import numpy as np
        import pyarrow as pa

        about = self.profile.kind.columns()[name]
        if cell.constant is not None:
            return _same(cell.constant, grid.height), np.zeros(grid.height, dtype=bool), no_words
        if cell.template:
            raw = joined(cell.template, texts)
            return translate(cell, about, _same(raw, grid.height) if isinstance(raw, str) else raw)
        column = grid.columns[self.found.places[cell.from_]]
        if about.type is float and not (cell.values or cell.part != "whole"):
            flat = (
                pa.concat_arrays(column.chunks) if isinstance(column, pa.ChunkedArray) else column
            )
            return flat, np.zeros(grid.height, dtype=bool), no_words
        return translate(cell, about, texts[cell.from_])

    def _plain_table(
        self,
        columns: Mapping[str, pa.Array],
        grid: Grid,
        keep: np.ndarray,
    ) -> pa.Table:
        import pyarrow as pa

        value = self.profile.kind.value_column
        fields, arrays = [], []
        for name, column in columns.items():
            cell = self.profile.columns[name]
            said = {"letter": letter(self.found.places[cell.from_])} if cell.from_ else None
            fields.append(pa.field(name, column.type, metadata=said))
            arrays.append(column)
            if cell.unit:
                fields.append(pa.field("unit", pa.string(), metadata=said))
                arrays.append(_same(cell.unit, grid.height))
        own = self.profile.columns.get(value)
        at = letter(self.found.places[own.from_]) if own and own.from_ else ""
        fields += _place_fields()
        arrays += [_same(grid.sheet, grid.height), pa.array(grid.lines, pa.int32())]
        arrays.append(_same(at, grid.height))
        table = pa.table(arrays, schema=pa.schema(fields, metadata=self._about(grid)))
        return table if len(keep) == grid.height else table.take(pa.array(keep))

    def _about(self, grid: Grid) -> dict[str, str]:
        return {"header_row": str(self.table.lines[self.found.row]), "sheet": grid.sheet}

    def _unpivoted(
        self,
        base: pa.Table,
        texts: Mapping[str, pa.Array],
        grid: Grid,
        keep: np.ndarray,
    ) -> tuple[pa.Table, int]:
        """A row per row and column of values; how many of their cells were blank."""
        import pyarrow as pa
        import pyarrow.compute as pc

        turned = self.profile.unpivot
        assert turned is not None
        here = {name: column.take(pa.array(keep)) for name, column in texts.items()}
        tables, blank = [], 0
        for n, header in enumerate(self.found.texts):
            said = turned.of(header) if header else None
            if said is None:
                continue
            table = base.set_column(
                base.column_names.index("col"), "col", _same(letter(n), len(keep))
            )
            for name in sorted(turned.sets()):
                made = joined(said.get(name, ""), here)
                whole = _same(made, len(keep)) if isinstance(made, str) else made
                table = table.append_column(name, pc.if_else(pc.equal(whole, ""), None, whole))
            # numbers of one column and texts of another must stand in one
            cells = as_texts(grid.columns[n].take(pa.array(keep)))
            table = table.append_column(turned.value, cells)
            if turned.blank == "absent":
                there = pc.is_valid(cells)
                blank += len(keep) - (pc.sum(there).as_py() or 0)
                table = table.filter(there)
            tables.append(table)
        return pa.concat_tables(tables).replace_schema_metadata(self._about(grid)), blank

    # -- what is told ----------------------------------------------------------------------

    def _refused(
        self, grid: Grid, row: int, name: str, *, texts: Mapping[str, pa.Array], words: Words
    ) -> Finding:
        cell = self.profile.columns[name]
        line = int(grid.lines[row])
        source = cell.from_ or (cell.needs() or ("",))[0]
        value = str(texts[source][row].as_py() or "") if source else ""
        if cell.template:
            made = joined(cell.template, texts)
            value = made if isinstance(made, str) else str(made[row].as_py() or "")
        problem_zh, problem_en, remedy_zh, remedy_en = words(value)
        at = f"{letter(self.found.places[source])}{line}" if source else ""
        return Finding(
            "PROFILE-04",
            Level.REFUSED,
            self.origin.source,
            problem_zh,
            problem_en,
            remedy_zh,
            remedy_en,
            sheet=grid.sheet,
            row=line,
            column=name,
            cell=at,
            value=value,
        )

    def _left(self, rows: int) -> Finding:
        return Finding(
            "PROFILE-05",
            Level.NOTED,
            self.origin.source,
            f"{rows} 行是空行，或按配置的 rows 条件不读。",
            f"{rows} rows are blank or left out by the profile's conditions.",
            sheet=self.table.sheet,
        )

    def _blank(self, cells: int) -> Finding:
        return Finding(
            "PROFILE-05",
            Level.NOTED,
            self.origin.source,
            f"{cells} 个空白单元格没有数据，不成行，也不当作零。",
            f"{cells} blank cells hold no figure: they give no row and are not taken for zero.",
            sheet=self.table.sheet,
        )


def _place_fields() -> list[pa.Field]:
    import pyarrow as pa

    return [
        pa.field("sheet", pa.string()),
        pa.field("row", pa.int32()),
        pa.field("col", pa.string()),
    ]


def _same(text: str, height: int) -> pa.Array:
    import pyarrow as pa

    return pa.repeat(pa.scalar(text, pa.string()), height)
