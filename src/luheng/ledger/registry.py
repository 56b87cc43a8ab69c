"""The registry's part of the ledger: receipts and findings, in any SQL database.

A row of the ledger is visible only if its receipt is ``committed``. Receipts that a writer left
``open`` are set to ``aborted`` by the next writer, which holds the lock and so knows that nobody
works on them any more.
"""

from __future__ import annotations

import dataclasses
import datetime as dt
import hashlib
from pathlib import Path
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa
from sqlalchemy.pool import NullPool

from luheng.errors import LedgerBusy
from luheng.records import Finding, Level, Origin

from .chain import BEGIN, NOUGHT, RECEIPT, Link, canonical
from .migrations import HEAD, revision, upgrade
from .receipt import ABORTED, COMMITTED, OPEN, Receipt
from .schema import Utc, findings, links, metadata, receipts

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    import pyarrow as pa

__all__ = ["Registry", "metadata", "now"]

_MICROSECOND = dt.timedelta(microseconds=1)
#: findings in one JSON value; a file with a million bad cells must not make one value of them
_BLOCK = 1000


def now() -> dt.datetime:
    """The system's clock, UTC."""
    return dt.datetime.now(dt.UTC)


class Registry:
    """Receipts and findings; the writing methods are called under the ledger's lock."""

    def __init__(self, url: str, workspace: str) -> None:
        # a file connection is cheap, and one kept over a fork is not safe
        place: dict[str, Any] = (
            {"poolclass": NullPool, "connect_args": {"timeout": 60}}
            if sa.make_url(url).get_backend_name() == "sqlite"
            else {"pool_pre_ping": True}
        )
        self._engine = sa.create_engine(url, **place)
        self._workspace = workspace

    def stands(self) -> bool:
        """Whether the tables are those of this version."""
        return revision(self._engine) == HEAD

    def exists(self) -> bool:
        """Whether the database is there at all; asking does not make it."""
        url = self._engine.url
        if url.get_backend_name() == "sqlite":
            return url.database is not None and Path(url.database).is_file()
        return revision(self._engine) is not None

    def make(self) -> None:
        """Make the tables, or bring those of an earlier version up to this one.

        Raises:
            BadQuery: the tables are of a later version than this program.
        """
        upgrade(self._engine)

    # -- writing, under the lock -----------------------------------------------------------

    def open(
        self, record: str, origin: Origin, recorded_by: str, *, rule: str = "", reason: str = ""
    ) -> int:
        """Open a receipt and give its number; whatever else stands open is aborted."""
        with self._engine.begin() as connection:
            connection.execute(
                sa.update(receipts).where(receipts.c.state == OPEN).values(state=ABORTED)
            )
            last = connection.execute(sa.select(sa.func.max(receipts.c.number))).scalar()
            number = (last or 0) + 1
            row = {
                "number": number,
                "record": record,
                "source": origin.source,
                "sha256": origin.sha256,
                "profile": origin.profile,
                "read_at": origin.read_at,
                "recorded_by": recorded_by,
                "opened_at": now(),
                "state": OPEN,
                "rule": rule or None,
                "reason": reason or None,
            }
            connection.execute(sa.insert(receipts).values(row))
        return number

    def commit(
        self,
        number: int,
        counts: Mapping[str, int],
        found: Sequence[Finding] = (),
        files: Mapping[str, Any] | None = None,
    ) -> Receipt:
        """Make a receipt's rows visible, from an instant later than that of every other.

        The receipt, its findings and the ``files`` that it added are sealed by a link of the chain
        in the same transaction.

        Raises:
            LedgerBusy: the receipt is no longer open; the lock was lost and another writer came.
        """
        with self._engine.begin() as connection:
            last = connection.execute(sa.select(sa.func.max(receipts.c.known_from))).scalar()
            # a clock that was set back must not make later knowledge look earlier
            known_from = now() if last is None else max(now(), last + _MICROSECOND)
            done = connection.execute(
                sa.update(receipts)
                .where(receipts.c.number == number, receipts.c.state == OPEN)
                .values(**counts, known_from=known_from, state=COMMITTED)
            )
            if done.rowcount != 1:
                raise LedgerBusy(self._workspace, 0)
            for block, start in enumerate(range(0, len(found), _BLOCK)):
                body = [_plain(f) for f in found[start : start + _BLOCK]]
                connection.execute(
                    sa.insert(findings).values(receipt=number, block=block, body=body)
                )
            row = connection.execute(
                sa.select(*(receipts.c[f.name] for f in dataclasses.fields(Receipt))).where(
                    receipts.c.number == number
                )
            ).one()
            receipt = Receipt(*row)
            sealed = {
                "receipt": self._sealed(connection, number),
                "findings": _findings_hash([_plain(f) for f in found]),
                "files": dict(files or {}),
            }
            self._append(connection, Link(RECEIPT, receipt.record, known_from, number, sealed))
        return receipt

    def unsealed(self) -> bool:
        """Whether receipts are committed that no chain holds: it was made before there was one."""
        committed = sa.select(receipts.c.number).where(receipts.c.state == COMMITTED).limit(1)
        with self._engine.connect() as connection:
            if connection.execute(sa.select(links.c.number).limit(1)).first():
                return False
            return connection.execute(committed).first() is not None

    def begin_chain(self, files: Mapping[str, Any]) -> None:
        """Seal the receipts and files that stand, as found, by a first link."""
        with self._engine.begin() as connection:
            numbers = connection.execute(
                sa.select(receipts.c.number)
                .where(receipts.c.state == COMMITTED)
                .order_by(receipts.c.number)
            ).scalars()
            stood = [self._sealed(connection, n) for n in numbers]
            body = {"receipts": stood, "files": dict(files)}
            self._append(connection, Link(BEGIN, "", now(), body=body))

    def seal(self, act: str, record: str, body: Mapping[str, Any]) -> Link:
        """Add a link for an act that is no receipt; under the lock."""
        with self._engine.begin() as connection:
            return self._append(connection, Link(act, record, now(), body=body))

    def _append(self, connection: sa.Connection, link: Link) -> Link:
        """Add a link behind the last one; its number, previous and hash are set here."""
        last = connection.execute(
            sa.select(links.c.number, links.c.hash).order_by(links.c.number.desc()).limit(1)
        ).one_or_none()
        number, previous = (last.number + 1, last.hash) if last else (1, NOUGHT)
        link = dataclasses.replace(link, number=number, previous=previous).sealed()
        row = {f.name: getattr(link, f.name) for f in dataclasses.fields(link)}
        connection.execute(sa.insert(links).values({**row, "body": dict(link.body)}))
        return link

    def _sealed(self, connection: sa.Connection, number: int) -> dict[str, Any]:
        """A receipt's row as the chain holds it."""
        row = connection.execute(sa.select(receipts).where(receipts.c.number == number)).one()
        return {
            k: v.isoformat() if isinstance(v, dt.datetime) else v
            for k, v in row._mapping.items()  # noqa: SLF001  (SQLAlchemy's name for it)
        }

    def abort(self, number: int) -> None:
        """Close a receipt whose rows shall never be seen."""
        with self._engine.begin() as connection:
            connection.execute(
                sa.update(receipts)
                .where(receipts.c.number == number, receipts.c.state == OPEN)
                .values(state=ABORTED)
            )

    # -- reading ---------------------------------------------------------------------------

    def links(self, after: int = 0) -> Iterator[Link]:
        """The links of the chain in order, from the one after a number."""
        asked = sa.select(links).where(links.c.number > after).order_by(links.c.number)
        with self._engine.connect() as connection:
            for row in connection.execution_options(yield_per=_BLOCK).execute(asked):
                yield Link(**row._mapping)  # noqa: SLF001  (as above)

    def last_link(self) -> Link | None:
        """The newest link of the chain."""
        asked = sa.select(links).order_by(links.c.number.desc()).limit(1)
        with self._engine.connect() as connection:
            row = connection.execute(asked).one_or_none()
        return Link(**row._mapping) if row else None  # noqa: SLF001  (as above)

    def sealed_as(self, number: int) -> tuple[dict[str, Any], str]:
        """A receipt and the hash of its findings, as the registry has them now."""
        with self._engine.connect() as connection:
            row = self._sealed(connection, number)
        bodies = [_plain(f) for f in self.findings(number)]
        return row, _findings_hash(bodies)

    def copy_to(self, path: Path) -> None:
        """Copy every table into a new SQLite file; under the lock."""
        target = sa.create_engine(f"sqlite:///{path}", poolclass=NullPool)
        upgrade(target)
        copy_tables(self._engine, target)

    def copy_receipts_to(self, path: Path) -> None:
        """Copy the receipts alone into a new SQLite file."""
        target = sa.create_engine(f"sqlite:///{path}", poolclass=NullPool)
        upgrade(target)
        copy_tables(self._engine, target, (receipts,))

    def fill_from(self, path: Path) -> None:
        """Fill the empty tables from a SQLite file that ``copy_to`` made."""
        copy_tables(sa.create_engine(f"sqlite:///{path}", poolclass=NullPool), self._engine)

    def last(self, at: dt.datetime | None = None) -> int:
        """The greatest committed receipt, or the greatest known at an instant; 0 if none."""
        asked = sa.select(sa.func.max(receipts.c.number)).where(receipts.c.state == COMMITTED)
        if at is not None:
            asked = asked.where(receipts.c.known_from <= at)
        with self._engine.connect() as connection:
            return connection.execute(asked).scalar() or 0

    def records_after(self, number: int, upto: int) -> frozenset[str]:
        """The records that committed receipts brought rows of, after one and up to another."""
        between = receipts.c.number > number, receipts.c.number <= upto
        asked = sa.select(receipts.c.record).where(*between, receipts.c.state == COMMITTED)
        with self._engine.connect() as connection:
            return frozenset(connection.execute(asked.distinct()).scalars())

    def hidden(self, record: str) -> frozenset[int]:
        """Receipts of a record that are not committed."""
        asked = sa.select(receipts.c.number).where(
            receipts.c.record == record, receipts.c.state != COMMITTED
        )
        with self._engine.connect() as connection:
            return frozenset(connection.execute(asked).scalars())

    def same_file(self, record: str, sha256: str) -> tuple[int, ...]:
        """Committed receipts of a record whose file had this hash."""
        if not sha256:
            return ()
        asked = sa.select(receipts.c.number).where(
            receipts.c.record == record,
            receipts.c.sha256 == sha256,
            receipts.c.rule.is_(None),
            receipts.c.state == COMMITTED,
        )
        with self._engine.connect() as connection:
            return tuple(connection.execute(asked).scalars())

    def receipts(self) -> pa.Table:
        """Every receipt, in order of number."""
        import pyarrow as pa

        with self._engine.connect() as connection:
            rows = connection.execute(sa.select(receipts).order_by(receipts.c.number)).all()
        instant = pa.timestamp("us", tz="UTC")
        kinds = {Utc: instant, sa.BigInteger: pa.int64()}
        schema = pa.schema([(c.name, kinds.get(type(c.type), pa.string())) for c in receipts.c])
        return pa.Table.from_pylist([dict(r._mapping) for r in rows], schema=schema)  # noqa: SLF001

    def findings(self, number: int) -> tuple[Finding, ...]:
        """What was found in the rows of one receipt, in order."""
        asked = (
            sa.select(findings.c.body)
            .where(findings.c.receipt == number)
            .order_by(findings.c.block)
        )
        with self._engine.connect() as connection:
            blocks: Iterable[list[dict[str, Any]]] = connection.execute(asked).scalars().all()
        return tuple(
            Finding(**{**said, "level": Level(said["level"])}) for block in blocks for said in block
        )


def copy_tables(source: sa.Engine, target: sa.Engine, tables: Sequence[sa.Table] = ()) -> None:
    """Copy the rows of all tables, or of some, from one registry into an empty one."""
    with source.connect() as reading, target.begin() as writing:
        for table in tables or metadata.sorted_tables:
            rows = reading.execution_options(yield_per=_BLOCK).execute(sa.select(table))
            for block in rows.partitions(_BLOCK):
                # the mapping of a row is what SQLAlchemy inserts
                writing.execute(sa.insert(table), [dict(r._mapping) for r in block])  # noqa: SLF001


def _findings_hash(bodies: Sequence[Mapping[str, Any]]) -> str:
    return hashlib.sha256(canonical(list(bodies)).encode()).hexdigest()


def _plain(finding: Finding) -> dict[str, Any]:
    said = {f.name: getattr(finding, f.name) for f in dataclasses.fields(finding)}
    return said | {"level": str(finding.level)}
