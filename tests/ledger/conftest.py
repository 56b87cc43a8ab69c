import pytest

from luheng.ledger import Workspace


@pytest.fixture
def workspace(tmp_path):
    # a folder name as people have it: delta-rs and DuckDB each trip over some of these
    return Workspace.create(tmp_path / "数据 [一]*'#")


@pytest.fixture
def ledger(workspace):
    return workspace.ledger
