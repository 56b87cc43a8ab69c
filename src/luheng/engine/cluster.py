"""Clusters: what ``engine`` may say in ``luheng.toml``, and whether what it names is there.

``duckdb``; ``spark://host:7077`` (several hosts by commas); ``spark-local`` or ``spark-local[4]``
for Spark inside this process; ``spark:`` and any other master that Spark knows, such as
``spark:yarn`` or ``spark:local-cluster[2,1,1024]``.
"""

from __future__ import annotations

import importlib.util
import os
import re
import shutil
import socket
import subprocess
from pathlib import Path

from luheng.errors import EngineUnavailable

__all__ = ["DUCKDB", "is_near", "java", "master_of", "must_answer"]

DUCKDB = "duckdb"
#: the oldest Java on which pyspark 4 runs
_JAVA = 17
_PATIENCE = 5.0
_PORT = 7077
_LOOPBACK = ("127.", "localhost", "[::1]")


def master_of(engine: str) -> str | None:
    """The Spark master that an engine names; None for DuckDB.

    Raises:
        EngineUnavailable: the text names no engine.
    """
    if engine == DUCKDB:
        return None
    if engine.startswith("spark://"):
        return engine
    local = re.fullmatch(r"spark-local(\[(?:\d+|\*)\])?", engine)
    if local:
        return f"local{local[1] or '[*]'}"
    other = engine.removeprefix("spark:")
    if other != engine and other:
        return other
    raise EngineUnavailable(
        engine,
        "没有这种引擎。",
        "there is no such engine.",
        "可用：duckdb、spark://主机:7077、spark-local[4]、spark:yarn。",
        "There are: duckdb, spark://HOST:7077, spark-local[4], spark:yarn.",
    )


def is_near(master: str) -> bool:
    """Whether a master runs on this machine, so that its workers reach us over loopback."""
    return master.startswith("local") or master.removeprefix("spark://").startswith(_LOOPBACK)


def java() -> str | None:
    """The Java that Spark would start: that of ``JAVA_HOME``, or the first on the path."""
    home = os.environ.get("JAVA_HOME")
    if home:
        named = shutil.which("java", path=str(Path(home) / "bin"))
        if named:
            return named
    return shutil.which("java")


def must_answer(engine: str, master: str) -> None:
    """Refuse an engine whose parts are missing here, before anything waits for them.

    Raises:
        EngineUnavailable: pyspark or Java is missing or too old, or the master does not answer.
    """
    if importlib.util.find_spec("pyspark") is None:
        raise EngineUnavailable(
            engine,
            "没有安装 pyspark。",
            "pyspark is not installed.",
            "安装扩展：pip install 'luheng[spark]'；或设 engine = \"duckdb\"。",
            "Install the extra: pip install 'luheng[spark]'; or set engine = \"duckdb\".",
        )
    _must_have_java(engine)
    if master.startswith("spark://"):
        hosts = master.removeprefix("spark://").split(",")
        if not any(_answers(host) for host in hosts):
            raise EngineUnavailable(
                engine,
                f"{_PATIENCE:.0f} 秒内没有主节点应答。",
                f"no master answered within {_PATIENCE:.0f} s.",
                "请启动主节点，检查主机名、端口和防火墙；或设 LUHENG_ENGINE=duckdb 在本机计算。",
                "Start the master and check host, port and firewall; or set LUHENG_ENGINE=duckdb "
                "to work it out on this machine.",
            )


def _must_have_java(engine: str) -> None:
    found = java()
    said = ""
    if found:
        done = subprocess.run(  # noqa: S603  (the Java that Spark itself would start)
            [found, "-version"], capture_output=True, text=True, check=False
        )
        said = done.stderr + done.stdout
    version = re.search(r'version "(?:1\.)?(\d+)', said)
    if version is None or int(version[1]) < _JAVA:
        have = f" {version[1]}" if version else ""
        raise EngineUnavailable(
            engine,
            f"需要 Java {_JAVA} 或更新的版本，" + (f"这里是{have}。" if have else "这里没有。"),
            f"it needs Java {_JAVA} or later, and here is" + (f"{have}." if have else " none."),
            "请安装 Java，并设 JAVA_HOME。",
            "Install Java and set JAVA_HOME.",
        )


def _answers(host: str) -> bool:
    name, _, port = host.rpartition(":")
    if not port.isdecimal():
        name, port = host, str(_PORT)
    try:
        with socket.create_connection((name.strip("[]"), int(port)), timeout=_PATIENCE):
            return True
    except OSError:
        return False
