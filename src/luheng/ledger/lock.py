"""The ledger's lock: one writer at a time, whatever process or machine it runs on.

Delta Lake lets blind appends through side by side, so two writers could each find a key new and
both store it. SQLite locks a file beside the registry, PostgreSQL an advisory lock; both end with
the process that holds them, so a killed writer leaves no lock behind.
"""

from __future__ import annotations

import contextlib
import hashlib
import sqlite3
import time
from typing import TYPE_CHECKING

from luheng.errors import BadQuery, LedgerBusy

if TYPE_CHECKING:
    from collections.abc import Iterator

__all__ = ["PATIENCE", "hold"]

#: seconds that a writer waits for another one
PATIENCE = 120.0
_PAUSE = 0.05


@contextlib.contextmanager
def hold(
    registry: str, workspace: str, patience: float = PATIENCE, *, of: str = "ledger"
) -> Iterator[None]:
    """Hold the lock of the ledger whose registry has this URL, or of some other work on it.

    Raises:
        LedgerBusy: another writer held it for longer than ``patience`` seconds.
        BadQuery: the registry is on a database that offers no lock known here.
    """
    from sqlalchemy.engine import make_url

    url = make_url(registry)
    dialect = url.get_backend_name()
    if dialect == "sqlite":
        kind = "" if of == "ledger" else f".{of}"
        with _file(f"{url.database}{kind}.lock", workspace, patience):
            yield
    elif dialect == "postgresql":
        with _advisory(registry, workspace, patience, of):
            yield
    else:
        raise BadQuery(
            f"登记库可用 SQLite 或 PostgreSQL，不能用 {dialect}。",
            f"The registry may be on SQLite or PostgreSQL, not on {dialect}.",
        )


@contextlib.contextmanager
def _file(path: str, workspace: str, patience: float) -> Iterator[None]:
    # an exclusive transaction that writes nothing: the file stays empty
    connection = sqlite3.connect(path, timeout=0, isolation_level=None, check_same_thread=False)
    try:
        began = time.monotonic()
        while True:
            try:
                connection.execute("BEGIN EXCLUSIVE")
                break
            except sqlite3.OperationalError as error:
                if error.sqlite_errorcode != sqlite3.SQLITE_BUSY:
                    raise
                if time.monotonic() - began >= patience:
                    raise LedgerBusy(workspace, patience) from error
                time.sleep(_PAUSE)
        yield
    finally:
        connection.close()


@contextlib.contextmanager
def _advisory(registry: str, workspace: str, patience: float, of: str) -> Iterator[None]:
    from sqlalchemy import create_engine, text
    from sqlalchemy.pool import NullPool

    key = int.from_bytes(hashlib.sha256(f"luheng {of}".encode()).digest()[:8], "big", signed=True)
    engine = create_engine(registry, poolclass=NullPool, isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        began = time.monotonic()
        asked = text("SELECT pg_try_advisory_lock(:key)")
        while not connection.execute(asked, {"key": key}).scalar_one():
            if time.monotonic() - began >= patience:
                raise LedgerBusy(workspace, patience)
            time.sleep(_PAUSE)
        try:
            yield
        finally:
            # closing the connection would do; a pooler may keep it open
            connection.execute(text("SELECT pg_advisory_unlock(:key)"), {"key": key})
