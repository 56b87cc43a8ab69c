"""The registry's part of the ledger: receipts and findings, in any SQL database.

A row of the ledger is visible only if its receipt is ``committed``. Receipts that a writer left
``open`` are set to ``aborted`` by the next writer, which holds the lock and so knows that nobody
works on them any more.
"""

from __future__ import annotations

import dataclasses
import datetime as dt
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa
from sqlalchemy.pool import NullPool

from luheng.errors import LedgerBusy
from luheng.records import Finding, Level, Origin

from .receipt import ABORTED, COMMITTED, OPEN, Receipt

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    import pyarrow as pa

__all__ = ["Registry", "metadata", "now"]

_MICROSECOND = dt.timedelta(microseconds=1)
#: findings in one JSON value; a file with a million bad cells must not make one value of them
_BLOCK = 1000


def now() -> dt.datetime:
    """The system's clock, UTC."""
    return dt.datetime.now(dt.UTC)


class _Utc(sa.types.TypeDecorator[dt.datetime]):
    """An instant, kept as UTC without a zone, which every database has."""

    impl = sa.DateTime
    cache_ok = True

    def process_bind_param(self, value: dt.datetime | None, dialect: sa.Dialect) -> Any:  # noqa: ARG002
        return None if value is None else value.astimezone(dt.UTC).replace(tzinfo=None)

    def process_result_value(self, value: Any, dialect: sa.Dialect) -> dt.datetime | None:  # noqa: ARG002
        return None if value is None else value.replace(tzinfo=dt.UTC)


metadata = sa.MetaData()

receipts = sa.Table(
    "receipt",
    metadata,
    sa.Column("number", sa.BigInteger, primary_key=True, autoincrement=False),
    sa.Column("record", sa.String(64), nullable=False),
    sa.Column("source", sa.Text, nullable=False),
    sa.Column("sha256", sa.String(64), nullable=False, index=True),
    sa.Column("profile", sa.Text, nullable=False),
    sa.Column("read_at", _Utc),
    sa.Column("recorded_by", sa.Text, nullable=False),
    sa.Column("opened_at", _Utc, nullable=False),
    sa.Column("known_from", _Utc, index=True),
    sa.Column("kept", sa.BigInteger, nullable=False, default=0),
    sa.Column("corrected", sa.BigInteger, nullable=False, default=0),
    sa.Column("unchanged", sa.BigInteger, nullable=False, default=0),
    sa.Column("refused", sa.BigInteger, nullable=False, default=0),
    sa.Column("noted", sa.BigInteger, nullable=False, default=0),
    sa.Column("state", sa.String(16), nullable=False, index=True),
    sa.Column("rule", sa.Text),
    sa.Column("reason", sa.Text),
)
findings = sa.Table(
    "receipt_findings",
    metadata,
    sa.Column("receipt", sa.BigInteger, sa.ForeignKey("receipt.number"), primary_key=True),
    sa.Column("block", sa.Integer, primary_key=True, autoincrement=False),
    sa.Column("body", sa.JSON, nullable=False),
)


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
        """Whether the tables have been made."""
        return sa.inspect(self._engine).has_table(findings.name)

    def make(self) -> None:
        """Make the tables that are not there."""
        metadata.create_all(self._engine)

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
        self, number: int, counts: Mapping[str, int], found: Sequence[Finding] = ()
    ) -> Receipt:
        """Make a receipt's rows visible, from an instant later than that of every other.

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
        return Receipt(*row)

    def abort(self, number: int) -> None:
        """Close a receipt whose rows shall never be seen."""
        with self._engine.begin() as connection:
            connection.execute(
                sa.update(receipts)
                .where(receipts.c.number == number, receipts.c.state == OPEN)
                .values(state=ABORTED)
            )

    # -- reading ---------------------------------------------------------------------------

    def last(self, at: dt.datetime | None = None) -> int:
        """The greatest committed receipt, or the greatest known at an instant; 0 if none."""
        asked = sa.select(sa.func.max(receipts.c.number)).where(receipts.c.state == COMMITTED)
        if at is not None:
            asked = asked.where(receipts.c.known_from <= at)
        with self._engine.connect() as connection:
            return connection.execute(asked).scalar() or 0

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
        kinds = {_Utc: instant, sa.BigInteger: pa.int64()}
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


def _plain(finding: Finding) -> dict[str, Any]:
    said = {f.name: getattr(finding, f.name) for f in dataclasses.fields(finding)}
    return said | {"level": str(finding.level)}
