"""What the tests of the command line share: a way to call it, and a workspace with a little data."""

import json
from pathlib import Path
from typing import NamedTuple

import pytest

from luheng.cli import main

#: OWN: one entity, two carriers in May, one carrier without a coefficient in June
ACTIVITY = """单位编码,报告期,品种,用途,数量,计量单位
E1,2025-05,electricity,consumed,1000,kWh
E1,2025-05,diesel,consumed,200,kg
E1,2025-06,electricity,consumed,1.2,MWh
E1,2025-06,firewood,consumed,5,t
"""


class Said(NamedTuple):
    """What a command said, and how it ended."""

    code: int
    out: str
    err: str

    def json(self):
        return json.loads(self.out)


@pytest.fixture
def luheng(capsys, monkeypatch):
    """Run a command in this process, as from a terminal that is wide enough."""
    monkeypatch.setenv("COLUMNS", "160")
    monkeypatch.setenv("NO_COLOR", "1")

    def run(*words: object) -> Said:
        capsys.readouterr()
        code = main([str(word) for word in words])
        return Said(code, *capsys.readouterr())

    return run


@pytest.fixture
def here(tmp_path, monkeypatch) -> Path:
    """An empty current folder."""
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.fixture(scope="session")
def activity() -> str:
    """The text of a table of activity data that is right."""
    return ACTIVITY


@pytest.fixture(scope="module")
def filled(tmp_path_factory) -> Path:
    """A workspace with OWN activity data, for reading alone."""
    from luheng.intake import receive
    from luheng.ledger import Workspace

    folder = tmp_path_factory.mktemp("filled")
    file = folder / "activity.csv"
    file.write_text(ACTIVITY, encoding="utf-8")
    workspace = Workspace.create(folder / "works")
    assert receive(workspace, [file], "activity", recorded_by="test").kept == 4
    return folder / "works"
