"""A file of the ledger that cannot be read, told in one way wherever a query meets it."""

from __future__ import annotations

import contextlib
from typing import TYPE_CHECKING

from luheng.errors import LedgerDamaged

from .space import is_full

if TYPE_CHECKING:
    from collections.abc import Iterator

__all__ = ["sound"]


@contextlib.contextmanager
def sound(name: str) -> Iterator[None]:
    """Raise LedgerDamaged, with the table's name, where a query within meets an unreadable file.

    A full disk goes through as it is told.
    """
    import duckdb

    try:
        yield
    except duckdb.Error as error:
        # DuckDB gives what its Thrift decoder finds in a Parquet header no class of its own
        unreadable = type(error) is duckdb.Error or isinstance(
            error, duckdb.IOException | duckdb.InvalidInputException
        )
        if not unreadable or is_full(error):
            raise
        raise LedgerDamaged(name, str(error)) from error
