"""Verifying a ledger: whatever was changed, lost or slipped in is found and named.

Four things are held against one another: the chain against itself, the registry's receipts and
findings against the chain, the tables' files against the chain, and the rows of the files against
the receipts.
"""

from __future__ import annotations

from collections import Counter
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from luheng.errors import LedgerDamaged, say

from .chain import ABANDON, BEGIN, COMPACT, NOUGHT, RECEIPT, file_sha256
from .object_store import store
from .places import name_within
from .quoting import literal
from .receipt import COMMITTED

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

    import duckdb

    from .chain import Link
    from .registry import Registry
    from .tables import Table

__all__ = ["Damage", "Verification", "sealed_files", "verify"]


@dataclass(frozen=True, slots=True)
class Damage:
    """One thing that is not as the chain has it: its code, its place and what is wrong."""

    code: str
    place: str
    problem_zh: str
    problem_en: str

    @property
    def problem(self) -> str:
        """What is wrong, in the reader's language."""
        return say(zh=self.problem_zh, en=self.problem_en)


@dataclass(frozen=True, slots=True)
class Verification:
    """What was looked at and what was found wrong; ``head`` is the hash of the newest link."""

    links: int
    receipts: int
    files: int
    bytes: int
    rows: int
    head: str
    damages: tuple[Damage, ...]

    @property
    def sound(self) -> bool:
        """Whether nothing was found wrong."""
        return not self.damages

    def as_dict(self) -> dict[str, Any]:
        """What a program reads."""
        return {
            "sound": self.sound,
            "head": self.head,
            "links": self.links,
            "receipts": self.receipts,
            "files": self.files,
            "bytes": self.bytes,
            "rows": self.rows,
            "damages": [
                {"code": d.code, "place": d.place, "problem": d.problem} for d in self.damages
            ],
        }


@dataclass(slots=True)
class _Sealed:
    """What the chain says stands: files by table, receipts by number."""

    links: int = 0
    head: str = NOUGHT
    files: dict[str, dict[str, Mapping[str, Any]]] = field(default_factory=dict)
    #: the compaction that is the last link: its table, version, and the files that stood before
    pending: tuple[str, int, dict[str, Mapping[str, Any]]] | None = None
    receipts: dict[int, tuple[Mapping[str, Any], str | None]] = field(default_factory=dict)
    heads: set[str] = field(default_factory=set)


def verify(
    registry: Registry,
    tables: Sequence[Table],
    connection: duckdb.DuckDBPyConnection,
    *,
    head: str = "",
    progress: Callable[[str], None] = lambda _: None,
) -> Verification:
    """Hold a ledger against its chain; ``head`` is a hash that was noted elsewhere.

    Reads every file once. In an object store files are held by name, size and rows, not content.
    """
    damages: list[Damage] = []
    sealed = _Sealed()
    damages += _links(registry.links(), sealed)
    if head and head not in sealed.heads:
        damages.append(
            Damage(
                "LEDGER-10",
                head,
                "记下的链头不在链中：整条链被换过，或这不是同一个账本。",
                "The head that was noted is not in the chain: the chain was made anew, or this is "
                "another ledger.",
            )
        )
    damages += _receipts(registry, sealed)
    hidden = _hidden(registry)
    files = size = rows = 0
    for table in tables:
        found, counted = _table(table, sealed, hidden, connection, progress)
        damages += found
        files, size, rows = files + counted[0], size + counted[1], rows + counted[2]
    return Verification(
        sealed.links, len(sealed.receipts), files, size, rows, sealed.head, tuple(damages)
    )


def sealed_files(links: Iterator[Link]) -> tuple[str, dict[str, dict[str, Mapping[str, Any]]]]:
    """The head of the chain, and by table the files that it says stand, by name."""
    sealed = _Sealed()
    for link in links:
        sealed.head = link.hash
        _follow(link, sealed)
    return sealed.head, sealed.files


def _links(links: Iterator[Link], sealed: _Sealed) -> Iterator[Damage]:
    for link in links:
        sealed.links += 1
        if link.number != sealed.links:
            yield Damage(
                "LEDGER-10",
                f"{link.number}",
                f"链的第 {sealed.links} 环缺失。",
                f"Link {sealed.links} of the chain is missing.",
            )
            sealed.links = link.number
        if link.previous != sealed.head or not link.holds():
            yield Damage(
                "LEDGER-10",
                f"{link.number}",
                f"链的第 {link.number} 环（{link.at:%Y-%m-%d %H:%M}，{link.act}）与它的哈希不符。",
                f"Link {link.number} of the chain ({link.at:%Y-%m-%d %H:%M}, {link.act}) does not "
                "have its hash.",
            )
        sealed.head = link.hash
        sealed.heads.add(link.hash)
        _follow(link, sealed)


def _follow(link: Link, sealed: _Sealed) -> None:
    named = {table: {str(f["name"]): f for f in some} for table, some in link.body["files"].items()}
    before, sealed.pending = sealed.pending, None
    if link.act == COMPACT:
        table = link.body["table"]
        sealed.pending = (table, link.body["version"], sealed.files.get(table, {}))
        sealed.files[table] = named.get(table, {})
        return
    if link.act == ABANDON and before is not None:
        sealed.files[before[0]] = before[2]
    for table, some in named.items():
        sealed.files.setdefault(table, {}).update(some)
    if link.act == RECEIPT and link.receipt is not None:
        sealed.receipts[link.receipt] = (link.body["receipt"], link.body["findings"])
    if link.act == BEGIN:
        for row in link.body["receipts"]:
            sealed.receipts[row["number"]] = (row, None)


def _receipts(registry: Registry, sealed: _Sealed) -> Iterator[Damage]:
    states = registry.receipts()
    pairs = zip(states["number"].to_pylist(), states["state"].to_pylist(), strict=True)
    standing = {n for n, state in pairs if state == COMMITTED}
    for number in sorted(standing - sealed.receipts.keys()):
        yield Damage(
            "LEDGER-11",
            f"{number}",
            f"收据 {number} 不在链中：它不是由账本写入的。",
            f"Receipt {number} is not in the chain: the ledger did not write it.",
        )
    for number, (row, findings) in sorted(sealed.receipts.items()):
        if number not in standing:
            yield Damage(
                "LEDGER-11",
                f"{number}",
                f"收据 {number}（{row['source']}）不见了，或不再是已提交。",
                f"Receipt {number} ({row['source']}) is gone, or no longer committed.",
            )
            continue
        now, found = registry.sealed_as(number)
        changed = [k for k in row if row[k] != now.get(k)]
        if findings is not None and findings != found:
            changed.append("findings")
        if changed:
            yield Damage(
                "LEDGER-11",
                f"{number}",
                f"收据 {number}（{row['source']}）被改过：{'、'.join(changed)}。",
                f"Receipt {number} ({row['source']}) was changed: {', '.join(changed)}.",
            )


def _hidden(registry: Registry) -> frozenset[int]:
    states = registry.receipts()
    pairs = zip(states["number"].to_pylist(), states["state"].to_pylist(), strict=True)
    return frozenset(n for n, state in pairs if state != COMMITTED)


def _table(
    table: Table,
    sealed: _Sealed,
    hidden: frozenset[int],
    connection: duckdb.DuckDBPyConnection,
    progress: Callable[[str], None],
) -> tuple[list[Damage], tuple[int, int, int]]:
    wanted = sealed.files.get(table.name, {})
    try:
        snapshot = table.snapshot(present=False)
    except LedgerDamaged as error:
        return [_unreadable(table, str(error.problem))], (0, 0, 0)
    if sealed.pending and sealed.pending[0] == table.name:
        _, version, before = sealed.pending
        # sealed, and its commit never came: what stood before still stands
        wanted = before if version > snapshot.version else wanted
    damages: list[Damage] = []
    names = {name_within(table.root, f.path): f for f in snapshot.files}
    for name, file in names.items():
        # rows of a writer that was killed: nobody sees them
        first, last = file.receipts
        if name not in wanted and not (first == last and first in hidden):
            damages.append(_foreign(table, name))
    sound: list[str] = []
    size = rows = 0
    for name, said in sorted(wanted.items()):
        path = table.path(name)
        progress(f"{table.name}/{name}")
        problem = _file(table, path, said, listed=name in names)
        if problem:
            damages.append(problem)
        else:
            sound.append(path)
            size, rows = size + said["size"], rows + said["rows"]
    if not damages:
        damages += _rows(table, sound, sealed, connection)
    return damages, (len(wanted), size, rows)


def _file(table: Table, path: str, said: Mapping[str, Any], *, listed: bool) -> Damage | None:
    place = f"{table.name}/{said['name']}"
    size = _size(table, path)
    if size is None:
        return Damage(
            "LEDGER-12", place, f"文件 {place} 不见了。", f"The file {place} is not there."
        )
    if not listed:
        return Damage(
            "LEDGER-12",
            place,
            f"文件 {place} 在盘上，但表的日志不再列出它。",
            f"The file {place} is on disk and no longer listed by the table's log.",
        )
    if not table.local and said["size"] and size != said["size"]:
        return Damage(
            "LEDGER-13",
            place,
            f"文件 {place} 有 {size:,} 字节，写入时有 {said['size']:,} 字节。",
            f"The file {place} has {size:,} bytes; it was written with {said['size']:,}.",
        )
    if table.local and said["sha256"] and file_sha256(path) != said["sha256"]:
        return Damage(
            "LEDGER-13",
            place,
            f"文件 {place} 的内容被改过：SHA-256 与写入时不同。",
            f"The content of {place} was changed: its SHA-256 is not that of its writing.",
        )
    return None


def _size(table: Table, path: str) -> int | None:
    """The bytes of a file, or None if it is not there."""
    try:
        if table.local:
            return Path(path).stat().st_size if Path(path).is_file() else None
        # the listing may be kept; what is asked for by its name is asked of the store
        return int(store().info(path)["size"])
    except FileNotFoundError:
        return None


def _rows(
    table: Table, paths: Sequence[str], sealed: _Sealed, connection: duckdb.DuckDBPyConnection
) -> Iterator[Damage]:
    """Hold the rows that each receipt has in the files against what it counted."""
    count = "corrected" if table.name.endswith("_corrections") else "kept"
    record = table.name.removesuffix("_corrections")
    wanted = {n: row[count] for n, (row, _) in sealed.receipts.items() if row["record"] == record}
    held: Counter[int] = Counter()
    if paths:
        listed = ", ".join(map(literal, paths))
        with closing(connection.cursor()) as cursor:
            held.update(
                dict(
                    cursor.execute(
                        f"SELECT receipt, count(*) FROM read_parquet([{listed}]) GROUP BY receipt"
                    ).fetchall()
                )
            )
    for number, rows in sorted(wanted.items()):
        if held[number] != rows:
            yield Damage(
                "LEDGER-13",
                f"{table.name}",
                f"收据 {number} 记着 {rows} 行，表中有 {held[number]} 行。",
                f"Receipt {number} counted {rows} rows, the table holds {held[number]}.",
            )


def _foreign(table: Table, name: str) -> Damage:
    place = f"{table.name}/{name}"
    return Damage(
        "LEDGER-12",
        place,
        f"文件 {place} 不是由账本写入的（链中没有它）。",
        f"The file {place} was not written by the ledger (the chain does not hold it).",
    )


def _unreadable(table: Table, problem: str) -> Damage:
    return Damage(
        "LEDGER-12",
        table.name,
        f"表 {table.name} 的日志无法读取：{problem}",
        f"The log of the table {table.name} cannot be read: {problem}",
    )
