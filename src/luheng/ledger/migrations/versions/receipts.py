"""Receipts and their findings."""

import sqlalchemy as sa
from alembic import op

__all__ = ["down_revision", "downgrade", "revision", "upgrade"]

revision = "receipts"
down_revision = None


def upgrade() -> None:
    """Make the tables."""
    op.create_table(
        "receipt",
        sa.Column("number", sa.BigInteger, primary_key=True, autoincrement=False),
        sa.Column("record", sa.String(64), nullable=False),
        sa.Column("source", sa.Text, nullable=False),
        sa.Column("sha256", sa.String(64), nullable=False, index=True),
        sa.Column("profile", sa.Text, nullable=False),
        sa.Column("read_at", sa.DateTime),
        sa.Column("recorded_by", sa.Text, nullable=False),
        sa.Column("opened_at", sa.DateTime, nullable=False),
        sa.Column("known_from", sa.DateTime, index=True),
        sa.Column("kept", sa.BigInteger, nullable=False),
        sa.Column("corrected", sa.BigInteger, nullable=False),
        sa.Column("unchanged", sa.BigInteger, nullable=False),
        sa.Column("refused", sa.BigInteger, nullable=False),
        sa.Column("noted", sa.BigInteger, nullable=False),
        sa.Column("state", sa.String(16), nullable=False, index=True),
        sa.Column("rule", sa.Text),
        sa.Column("reason", sa.Text),
    )
    op.create_table(
        "receipt_findings",
        sa.Column("receipt", sa.BigInteger, sa.ForeignKey("receipt.number"), primary_key=True),
        sa.Column("block", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("body", sa.JSON, nullable=False),
    )


def downgrade() -> None:
    """Nothing stands before the first revision; a ledger's receipts are not dropped."""
    raise NotImplementedError
