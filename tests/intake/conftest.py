"""Fixtures of the door's tests; files of our own making are those of the connectors' tests."""

import sys
from pathlib import Path

import pytest

sys.path.append(str(Path(__file__).resolve().parents[1] / "connectors"))

from shared_files import sheets, steel  # noqa: F401


@pytest.fixture
def workspace(tmp_path: Path):
    """A new workspace."""
    from luheng.ledger import Workspace

    return Workspace.create(tmp_path / "workspace")


@pytest.fixture
def write(tmp_path: Path):
    """Write a file of the given text or bytes and give its path."""

    def put(name: str, content: str | bytes, encoding: str = "utf-8") -> Path:
        place = tmp_path / name
        place.write_bytes(content if isinstance(content, bytes) else content.encode(encoding))
        return place

    return put
