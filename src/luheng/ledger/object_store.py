"""Object stores: lets DuckDB read and write ``s3://…`` through pyarrow, without its extension.

Delta Lake speaks to the store by itself; DuckDB would need its ``httpfs`` extension, which has to
be downloaded. It takes any fsspec file system instead, and pyarrow has an S3 client built in.
The usual variables say where and who: ``AWS_ENDPOINT_URL``, ``AWS_REGION``,
``AWS_ACCESS_KEY_ID``, ``AWS_SECRET_ACCESS_KEY``; ``AWS_ALLOW_HTTP`` for a store without TLS.
"""

from __future__ import annotations

import importlib.util
import os
from typing import TYPE_CHECKING, Any

from luheng.errors import EngineUnavailable

from .places import scheme_of

if TYPE_CHECKING:
    import duckdb

__all__ = ["serve", "store", "store_settings"]


def serve(connection: duckdb.DuckDBPyConnection, place: str) -> None:
    """Register the store of a ledger's URL with a connection; a local folder needs none.

    Raises:
        EngineUnavailable: the scheme is not ``s3``, or fsspec is not installed.
    """
    scheme = scheme_of(place)
    if not scheme:
        return
    if scheme != "s3":
        raise EngineUnavailable(
            place,
            f"账本不能放在 {scheme}:// 中。",
            f"a ledger cannot lie in {scheme}://.",
            "用本机目录，或 s3://桶/目录（S3 或兼容的对象存储）。",
            "Use a folder, or s3://BUCKET/FOLDER (S3 or a store that speaks it).",
        )
    if importlib.util.find_spec("fsspec") is None:
        raise EngineUnavailable(
            place,
            "没有安装 fsspec。",
            "fsspec is not installed.",
            "安装扩展：pip install 'luheng[s3]'。",
            "Install the extra: pip install 'luheng[s3]'.",
        )
    connection.register_filesystem(store())


def store_settings() -> dict[str, Any]:
    """Where the store is, as pyarrow's S3 client wants it; who asks is left to the environment."""
    endpoint = os.environ.get("AWS_ENDPOINT_URL", "")
    scheme, _, host = endpoint.partition("://")
    named = {"endpoint_override": host.rstrip("/"), "scheme": scheme} if host else {}
    region = os.environ.get("AWS_REGION") or os.environ.get("AWS_DEFAULT_REGION")
    return {"region": region, **named}


def store() -> Any:
    """An fsspec file system over pyarrow's S3 client; it connects when first read from."""
    from fsspec.implementations.arrow import ArrowFSWrapper
    from pyarrow.fs import S3FileSystem

    class S3(ArrowFSWrapper):  # type: ignore[misc]  # fsspec is untyped
        """Paths as Delta and DuckDB write them: with the scheme before the bucket."""

        protocol = "s3"

        @classmethod
        def _strip_protocol(cls, path: Any) -> Any:
            if isinstance(path, list):
                return [cls._strip_protocol(p) for p in path]
            return path.removeprefix("s3://").rstrip("/")

    return S3(S3FileSystem(**store_settings()))
