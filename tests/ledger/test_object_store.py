"""A ledger's URL: which stores there are, how paths are read, and what is said when a part is missing."""

import dataclasses
import importlib.util

import pytest

from luheng.errors import EngineUnavailable
from luheng.ledger import Ledger, object_store


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
    store = object_store._s3()
    assert store._strip_protocol("s3://bucket/ledger/a b.parquet") == "bucket/ledger/a b.parquet"
    assert store._strip_protocol(["s3://b/x", "b/y"]) == ["b/x", "b/y"]
    assert store.fs.region == "cn-north-1"
