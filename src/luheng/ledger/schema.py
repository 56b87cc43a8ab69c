"""The registry's tables: receipts, findings, and the links of the chain.

A change here needs a revision in ``migrations/versions``; a test holds both against each other.
"""

from __future__ import annotations

import datetime as dt
from typing import Any

import sqlalchemy as sa

__all__ = ["Utc", "findings", "links", "metadata", "receipts"]


class Utc(sa.types.TypeDecorator[dt.datetime]):
    """An instant, kept as UTC without a zone, which every database has."""

    impl = sa.DateTime
    cache_ok = True

    def process_bind_param(self, value: dt.datetime | None, dialect: sa.Dialect) -> Any:  # noqa: ARG002
        """The instant in UTC, without its zone."""
        return None if value is None else value.astimezone(dt.UTC).replace(tzinfo=None)

    def process_result_value(self, value: Any, dialect: sa.Dialect) -> dt.datetime | None:  # noqa: ARG002
        """The instant with its zone again."""
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
    sa.Column("read_at", Utc),
    sa.Column("recorded_by", sa.Text, nullable=False),
    sa.Column("opened_at", Utc, nullable=False),
    sa.Column("known_from", Utc, index=True),
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
links = sa.Table(
    "ledger_link",
    metadata,
    sa.Column("number", sa.BigInteger, primary_key=True, autoincrement=False),
    sa.Column("act", sa.String(16), nullable=False),
    sa.Column("record", sa.String(64), nullable=False),
    sa.Column("at", Utc, nullable=False),
    sa.Column("receipt", sa.BigInteger, sa.ForeignKey("receipt.number"), index=True),
    sa.Column("body", sa.JSON, nullable=False),
    sa.Column("previous", sa.String(64), nullable=False),
    sa.Column("hash", sa.String(64), nullable=False),
)
