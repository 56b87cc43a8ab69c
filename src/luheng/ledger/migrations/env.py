"""What Alembic runs: the migrations, on the connection that ``upgrade`` hands over."""

from alembic import context

from luheng.ledger.schema import metadata

__all__: list[str] = []

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=metadata,
    # SQLite changes a table by making it anew
    render_as_batch=True,
)
with context.begin_transaction():
    context.run_migrations()
