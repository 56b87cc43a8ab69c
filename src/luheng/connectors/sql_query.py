"""A query to a database that a plant already has, read in parts through SQLAlchemy."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from luheng.errors import SourceFailed

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

__all__ = ["has_parameter", "secret_in_url", "select"]

_SINCE = "since"


def secret_in_url(url: str) -> bool:
    """Whether a database URL as written holds a password of its own and no ``${VARIABLE}``."""
    from sqlalchemy.engine import make_url
    from sqlalchemy.exc import ArgumentError

    try:
        password = make_url(url).password
    except (ArgumentError, ValueError):
        return False
    return bool(password) and "${" not in str(password)


def has_parameter(query: str) -> bool:
    """Whether a query asks from where on (``:since``)."""
    from sqlalchemy import text

    return _SINCE in text(query).compile().params


def select(
    url: str, query: str, *, source: str, since: Any = None, rows: int = 50_000
) -> Iterator[Mapping[str, Sequence[Any]]]:
    """The columns of a query's rows, ``rows`` at a time; an empty result is one empty part.

    The connection is opened for reading alone where the database can say so, and nothing is
    committed.

    Raises:
        SourceFailed: no connection, no right, no such table, or a query that is not one.
    """
    from sqlalchemy import create_engine, text
    from sqlalchemy.exc import ArgumentError, NoSuchModuleError, SQLAlchemyError
    from sqlalchemy.pool import NullPool

    try:
        engine = create_engine(url, poolclass=NullPool)
    except (ArgumentError, NoSuchModuleError, ImportError, ValueError) as error:
        raise _failed(source, error, url) from error
    try:
        with engine.connect() as connection:
            if engine.dialect.name == "postgresql":
                connection.execution_options(postgresql_readonly=True)
            elif engine.dialect.name == "sqlite":
                connection.exec_driver_sql("PRAGMA query_only = ON")
            held = {_SINCE: since} if has_parameter(query) else {}
            result = connection.execution_options(stream_results=True, yield_per=rows).execute(
                text(query), held
            )
            if not result.returns_rows:
                raise SourceFailed(
                    source,
                    "查询不返回行。",
                    "the query gives no rows back.",
                    "请写 SELECT 查询。",
                    "Write a SELECT.",
                )
            names = list(result.keys())
            empty = True
            for part in result.partitions(rows):
                empty = False
                yield dict(zip(names, map(list, zip(*part, strict=True)), strict=True))
            if empty:
                yield {name: [] for name in names}
    except SQLAlchemyError as error:
        raise _failed(source, error, url) from error
    finally:
        engine.dispose()


def _failed(source: str, error: Exception, url: str) -> SourceFailed:
    """What the database said, on one line and without the URL that holds the secret."""
    said = " ".join(str(getattr(error, "orig", None) or error).split())[:300].replace(url, "…")
    return SourceFailed(
        source,
        f"数据库的回答：{said}",
        f"the database said: {said}",
        "请核对地址、环境变量中的口令、权限和查询；驱动见 docs/sources.md。",
        "Check the address, the password in its environment variable, the rights and the query; "
        "docs/sources.md says which drivers are needed.",
    )
