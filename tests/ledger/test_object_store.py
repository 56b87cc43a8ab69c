"""A ledger's URL: which stores there are, how paths are read, and what is said when a part is missing."""

import dataclasses
import importlib.util

import pytest
from readings import append, correct, visible

from luheng.errors import EngineUnavailable, LedgerDamaged
from luheng.ledger import Ledger, Workspace, object_store
from object_store_service import service


def test_a_folder_needs_no_store(ledger):
    assert object_store.scheme_of("s3://bucket/ledger") == "s3"
    assert object_store.scheme_of(ledger.settings.ledger) == ""
    assert ledger.connection().list_filesystems() == []


def test_a_store_that_is_not_known_is_named(ledger):
    elsewhere = Ledger(dataclasses.replace(ledger.settings, ledger="gs://bucket/ledger"))
    with pytest.raises(EngineUnavailable, match="gs://"):
        elsewhere.connection()


def test_a_missing_part_says_what_to_install(ledger, monkeypatch):
    monkeypatch.setattr(importlib.util, "find_spec", lambda _: None)
    elsewhere = Ledger(dataclasses.replace(ledger.settings, ledger="s3://bucket/ledger"))
    with pytest.raises(EngineUnavailable, match=r"luheng\[s3\]"):
        elsewhere.connection()


def test_duckdb_is_given_the_store_under_its_scheme(ledger, monkeypatch):
    pytest.importorskip("fsspec")
    monkeypatch.setenv("AWS_ENDPOINT_URL", "http://127.0.0.1:9")
    monkeypatch.setenv("AWS_REGION", "cn-north-1")
    elsewhere = Ledger(dataclasses.replace(ledger.settings, ledger="s3://bucket/ledger"))
    assert elsewhere.connection().list_filesystems() == ["s3"]
    store = object_store.store()
    assert store._strip_protocol("s3://bucket/ledger/a b.parquet") == "bucket/ledger/a b.parquet"
    assert store._strip_protocol(["s3://b/x", "b/y"]) == ["b/x", "b/y"]
    assert store.fs.region == "cn-north-1"


# -- a ledger in a store ---------------------------------------------------------------------------


@pytest.fixture
def stored(tmp_path, monkeypatch):
    """A ledger in the bucket of a small S3 service, and the bucket."""
    pytest.importorskip("fsspec")
    with service() as bucket:
        for name, value in bucket.variables.items():
            monkeypatch.setenv(name, value)
        own = Workspace.create(tmp_path / "far")
        settings = dataclasses.replace(own.settings, ledger="s3://bucket/年 表")
        yield Ledger(settings), bucket


@pytest.mark.slow
def test_a_ledger_in_a_store_reads_as_it_would_on_a_disk(stored, ledger):
    far, bucket = stored
    rows = [(f"M{m}", h, float(10 * m + h)) for m in range(3) for h in range(5)]
    for each in (far, ledger):
        append(each, rows, "a.csv")
        append(each, [("M1", 2, 99.0), ("M9", 0, 1.0)], "b.csv")
        correct(each, [(("M2", 4), ("M2", 6, 24.0))])
        again = append(each, rows, "a.csv")
        assert (again.kept, again.unchanged) == (0, 15)
    keys = bucket.keys()
    assert any(k.endswith(".parquet") for k in keys)
    assert all(k.startswith("年 表/") for k in keys)
    for known in (None, 1, 2):
        assert visible(far, known) == visible(ledger, known)
    series = [each.series("M1").drop(["receipt"]) for each in (far, ledger)]
    assert series[0].equals(series[1])
    assert far.latest("M2")["value"].to_pylist() == [24.0]
    before = visible(far, 1)
    far.compact("reading")
    assert visible(far) == visible(ledger)
    assert visible(far, 1) == before
    assert far.verify().sound


def test_a_file_that_is_gone_from_the_store_is_told(stored):
    far, bucket = stored
    append(far, [("M1", 0, 1.0)], "a.csv")
    (key,) = [k for k in bucket.keys() if k.endswith(".parquet")]  # noqa: SIM118  (a bucket is no dict)
    bucket.delete(key)
    with pytest.raises(LedgerDamaged):
        far.read("reading")
    assert not far.verify().sound


def test_a_file_that_was_put_in_the_place_of_another_is_told(stored):
    far, bucket = stored
    append(far, [("M1", h, float(h)) for h in range(99)], "a.csv")
    append(far, [("M2", 0, 1.0)], "b.csv")
    first, second = (k for k in bucket.keys() if k.endswith(".parquet"))  # noqa: SIM118  (a bucket is no dict)
    assert far.verify().sound
    bucket.put(first, bucket.get(second))
    assert "LEDGER-13" in {d.code for d in far.verify().damages}
