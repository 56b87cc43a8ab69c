"""Reading a table in a foreign shape by its profile; nothing that the profile does not say."""

from __future__ import annotations

import fnmatch
from dataclasses import dataclass
from typing import TYPE_CHECKING

from luheng.connectors.files import letter
from luheng.errors import UnreadableFile
from luheng.records import Batch, Finding, Level

from .cells import Words, as_texts, filled, joined, meets, no_words, translate
from .header import Header
from .header_change import Found, changes, find
from .raw import RawTable, plain, raw_tables
from .rows import Rows

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    import numpy as np
    import pyarrow as pa

    from luheng.records import Origin

    from .grid import Grid
    from .profile import Cell, Profile

__all__ = ["read"]


def read(content: bytes, origin: Origin, profile: Profile) -> tuple[Batch, ...]:
    """Drafts of the profile's record, one batch per sheet that has its header.

    A sheet whose header has lost a column that the profile reads gives no rows and a finding per
    column.

    Raises:
        UnreadableFile: the file cannot be opened, or no sheet of it is what the profile describes.
    """
    batches, left_out = [], []
    for table in raw_tables(content, origin.source):
        named = not profile.sheet or fnmatch.fnmatchcase(plain(table.sheet), plain(profile.sheet))
        found = find(table, profile) if named or not table.sheet else None
        if found is None:
            left_out.append(table.sheet)
            continue
        told = tuple(changes(found, profile, table, origin.source))
        if found.missing:
            batches.append(_nothing(profile, origin).with_findings(told))
        else:
            batches.append(_Shaping(profile, origin, table, found).batch().with_findings(told))
    if not batches:
        raise _no_header(origin, profile, left_out)
    notes = [_left_out(origin, sheet) for sheet in left_out if sheet]
    return (batches[0].with_findings(notes), *batches[1:])


def _nothing(profile: Profile, origin: Origin) -> Batch:
    import pyarrow as pa

    columns = {n: pa.array([], pa.string()) for n in profile.kind.columns()}
    places = {"sheet": pa.array([], pa.string()), "row": pa.array([], pa.int32())}
    return Batch(
        profile.kind, origin, pa.table(columns | places | {"col": pa.array([], pa.string())})
    )


@dataclass
class _Shaping:
    """One sheet being read under its header."""

    profile: Profile
    origin: Origin
    table: RawTable
    found: Found

    def batch(self) -> Batch:
        import numpy as np
        import pyarrow as pa

        kind = self.profile.kind
        grid, findings = self._grid()
        texts = {need: as_texts(grid.columns[n]) for need, n in self.found.places.items()}
        findings += self._fill_merges(texts, grid)
        for name in self.profile.fill_down:
            texts[name] = filled(texts[name])
        stands = self._filled(grid) & self._wanted(texts, grid.height)
        left = int(grid.height - stands.sum())
        columns: dict[str, pa.Array] = {}
        for name, cell in self.profile.columns.items():
            columns[name], wrong, words = self._column(name, cell, texts, grid)
            rows = np.flatnonzero(wrong & stands)
            findings += [self._refused(grid, int(r), name, texts=texts, words=words) for r in rows]
            stands[rows] = False
        if left:
            findings.append(self._left(left))
        keep = np.flatnonzero(stands)
        table = self._plain_table(columns, texts, grid, keep)
        if self.profile.unpivot is not None:
            table, blank = self._unpivoted(columns, texts, grid, keep)
            if blank:
                findings.append(self._blank(blank))
        assert isinstance(table, pa.Table)
        return Batch(kind, self.origin, table, tuple(findings))

    # -- rows ------------------------------------------------------------------------------

    def _grid(self) -> tuple[Grid, list[Finding]]:
        """The rows below the header, without totals and footnotes at the end."""
        last = self.found.row + self.profile.header_rows - 1
        grid = self.table.below(last, len(self.found.texts))
        direct = {
            name: self.found.places[cell.from_]
            for name, cell in self.profile.columns.items()
            if cell.from_
        }
        header = Header(self.found.row, last, direct, self.found.texts, (), ())
        rows, tail = Rows(self.profile.kind, self.origin, header, grid).without_tail()
        notes = [f for f in rows.findings() if f.code != "PERIOD-03"]
        return rows.grid, [*tail, *notes, *self._encoding()]

    def _encoding(self) -> Iterator[Finding]:
        if self.table.encoding == "gb18030":
            yield Finding(
                "TABLE-09",
                Level.NOTED,
                self.origin.source,
                "文件按 GB18030 编码读取。",
                "The file was read as GB18030.",
                "如有乱码，请另存为“CSV UTF-8”后重新导入。",
                "If characters look wrong, save it as CSV UTF-8 and import it again.",
            )

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
        texts: Mapping[str, pa.Array],  # noqa: ARG002
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
        columns: Mapping[str, pa.Array],
        texts: Mapping[str, pa.Array],
        grid: Grid,
        keep: np.ndarray,
    ) -> tuple[pa.Table, int]:
        """A row per row and column of values; how many of their cells were blank."""
        import pyarrow as pa
        import pyarrow.compute as pc

        turned = self.profile.unpivot
        assert turned is not None
        base = self._plain_table(columns, texts, grid, keep)
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


def _no_header(origin: Origin, profile: Profile, sheets: list[str]) -> UnreadableFile:
    wanted = "、".join(profile.needs()[:8])
    there = "、".join(s for s in sheets if s)
    return UnreadableFile(
        origin.source,
        f"没有一张表是配置“{profile.name}”所说的样子（列：{wanted}）"
        f"{'；工作表：' + there if there else ''}。",
        f"no table is what the profile {profile.name!r} describes (columns: {wanted})"
        f"{'; sheets: ' + there if there else ''}.",
        "请核对文件与配置；新的样子用 `luheng profiles suggest` 另建配置。",
        "Check file and profile; for a new shape make one with `luheng profiles suggest`.",
    )


def _left_out(origin: Origin, sheet: str) -> Finding:
    return Finding(
        "TABLE-08",
        Level.NOTED,
        origin.source,
        f"工作表“{sheet}”不是配置所说的样子，未读取。",
        f"The sheet {sheet!r} is not what the profile describes and was not read.",
        sheet=sheet,
        cell="A1",
    )
