"""The chain over receipts."""

import sqlalchemy as sa
from alembic import op

__all__ = ["down_revision", "downgrade", "revision", "upgrade"]

revision = "chain"
down_revision = "receipts"


def upgrade() -> None:
    """Make the table of links; the next writer seals what stands by a first link."""
    op.create_table(
        "ledger_link",
        sa.Column("number", sa.BigInteger, primary_key=True, autoincrement=False),
        sa.Column("act", sa.String(16), nullable=False),
        sa.Column("record", sa.String(64), nullable=False),
        sa.Column("at", sa.DateTime, nullable=False),
        sa.Column("receipt", sa.BigInteger, sa.ForeignKey("receipt.number"), index=True),
        sa.Column("body", sa.JSON, nullable=False),
        sa.Column("previous", sa.String(64), nullable=False),
        sa.Column("hash", sa.String(64), nullable=False),
    )


def downgrade() -> None:
    """Drop the chain; receipts stay."""
    op.drop_table("ledger_link")
