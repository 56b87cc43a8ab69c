"""Which engine the settings name, and what is said when a part of it is missing."""

import shutil
import socket

import pytest

from luheng.engine import cluster, evaluate
from luheng.engine.cluster import master_of, must_answer
from luheng.errors import EngineUnavailable
from luheng.ledger import Workspace
from luheng.rulebook import load_rulebook
from world import activity, append


@pytest.mark.parametrize(
    ("engine", "master"),
    [
        ("duckdb", None),
        ("spark://a:7077,b:7077", "spark://a:7077,b:7077"),
        ("spark-local", "local[*]"),
        ("spark-local[4]", "local[4]"),
        ("spark:yarn", "yarn"),
        ("spark:local-cluster[2,1,1024]", "local-cluster[2,1,1024]"),
    ],
)
def test_an_engine_names_a_master(engine, master):
    assert master_of(engine) == master


@pytest.mark.parametrize("engine", ["spark", "spark-local[]", "spark:", "polars", "DuckDB"])
def test_a_text_that_names_no_engine_is_told_with_those_that_there_are(engine):
    with pytest.raises(EngineUnavailable, match="spark-local") as told:
        master_of(engine)
    assert told.value.engine == engine


@pytest.mark.parametrize(
    ("master", "near"),
    [("local[2]", True), ("spark://127.0.0.1:7077", True), ("spark://big:7077", False)],
)
def test_workers_on_this_machine_are_reached_over_loopback(master, near):
    assert cluster.is_near(master) is near


def test_pyspark_is_missing(monkeypatch):
    monkeypatch.setattr(cluster.importlib.util, "find_spec", lambda _: None)
    with pytest.raises(EngineUnavailable, match=r"luheng\[spark\]"):
        must_answer("spark-local", "local[*]")


@pytest.fixture
def _with_pyspark(monkeypatch):
    monkeypatch.setattr(cluster.importlib.util, "find_spec", lambda _: object())
    monkeypatch.delenv("JAVA_HOME", raising=False)


@pytest.mark.usefixtures("_with_pyspark")
def test_java_is_missing_or_too_old(monkeypatch, tmp_path):
    monkeypatch.setattr(shutil, "which", lambda *_, **__: None)
    with pytest.raises(EngineUnavailable, match="here is none"):
        must_answer("spark-local", "local[*]")
    old = tmp_path / "java"
    old.write_text("#!/bin/sh\necho 'openjdk version \"1.8.0_392\"' >&2\n", encoding="utf-8")
    old.chmod(0o755)
    monkeypatch.setattr(shutil, "which", lambda *_, **__: str(old))
    with pytest.raises(EngineUnavailable, match="here is 8"):
        must_answer("spark-local", "local[*]")


@pytest.mark.usefixtures("_with_pyspark")
def test_a_master_that_does_not_answer_is_told_at_once(monkeypatch):
    monkeypatch.setattr(cluster, "_must_have_java", lambda _: None)
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))  # bound and not listening: nobody answers there
        port = taken.getsockname()[1]
        with pytest.raises(EngineUnavailable, match="no master answered"):
            must_answer("spark://…", f"spark://127.0.0.1:{port}")
        taken.listen()
        must_answer("spark://…", f"spark://127.0.0.1:9,127.0.0.1:{port}")


def test_evaluate_takes_the_engine_of_the_settings_and_of_the_environment(tmp_path, monkeypatch):
    here = Workspace.create(tmp_path)
    append(here.ledger, "activity", [activity("E1", "2025-05", "electricity", 1.0, "kWh")])
    book = load_rulebook()
    assert len(evaluate(here.ledger, book, ["electricity_use"], period="2025-05")) == 1
    settings = tmp_path / "luheng.toml"
    said = settings.read_text(encoding="utf-8")
    settings.write_text(said.replace('"duckdb"', '"quantum"'), encoding="utf-8")
    with pytest.raises(EngineUnavailable, match="quantum"):
        evaluate(Workspace.open(tmp_path).ledger, book, ["electricity_use"], period="2025-05")
    monkeypatch.setenv("LUHENG_ENGINE", "duckdb")
    again = Workspace.open(tmp_path).ledger
    assert len(evaluate(again, book, ["electricity_use"], period="2025-05")) == 1
