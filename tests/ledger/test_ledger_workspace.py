"""A workspace: its folder, its settings and what opening it costs."""

import subprocess
import sys
from pathlib import Path

import pytest
from readings import append, visible

from luheng.errors import BadQuery, NoWorkspace, UnreadableFile
from luheng.ledger import Settings, Workspace


def test_a_new_workspace_is_a_folder_with_settings(tmp_path):
    made = Workspace.create(tmp_path / "works", overlays=["as_if_in_hebei_2021"])
    folder = (tmp_path / "works").resolve()
    assert made.settings == Settings(
        timezone="Asia/Shanghai",
        overlays=("as_if_in_hebei_2021",),
        registry=f"sqlite:///{folder}/registry.db",
        ledger=str(folder / "ledger"),
        engine="duckdb",
    )
    assert Workspace.open(folder).settings == made.settings
    text = (folder / "luheng.toml").read_text(encoding="utf-8")
    assert str(tmp_path) not in text


def test_a_workspace_can_be_moved(tmp_path):
    append(Workspace.create(tmp_path / "here").ledger, [("m1", 0, 1.0)])
    (tmp_path / "here").rename(tmp_path / "there")
    assert visible(Workspace.open(tmp_path / "there").ledger) == {("m1", 0): 1.0}


def test_making_a_workspace_again_opens_it_and_never_changes_it(tmp_path):
    Workspace.create(tmp_path, timezone="Asia/Urumqi")
    assert Workspace.create(tmp_path, timezone="Asia/Urumqi").settings.timezone == "Asia/Urumqi"
    with pytest.raises(BadQuery, match="is a workspace with other settings"):
        Workspace.create(tmp_path)


def test_a_folder_that_is_none_is_refused(tmp_path):
    with pytest.raises(NoWorkspace):
        Workspace.open(tmp_path)


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("timezone = ", "is not TOML"),
        ('timezon = "Asia/Shanghai"', "the setting timezon = 'Asia/Shanghai' is not understood"),
        ("engine = 3", "the setting engine = 3 is not understood"),
        ('overlays = "x"', "the setting overlays = 'x' is not understood"),
    ],
)
def test_settings_that_cannot_be_read_are_told(tmp_path, text, why):
    (tmp_path / "luheng.toml").write_text(text, encoding="utf-8")
    with pytest.raises(UnreadableFile, match=why):
        Workspace.open(tmp_path)


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ('timezone = "Mars/Olympus"', "no time zone 'Mars/Olympus'"),
        ('registry = "sqlite://"', "cannot live in memory"),
        ('registry = "sqlite:///:memory:"', "cannot live in memory"),
        ('ledger = "a%20b"', "holds a % escape"),
    ],
)
def test_settings_that_cannot_be_used_are_told(tmp_path, text, why):
    (tmp_path / "luheng.toml").write_text(text, encoding="utf-8")
    with pytest.raises(BadQuery, match=why):
        Workspace.open(tmp_path)


def test_tables_of_other_rooms_are_left_alone(tmp_path):
    text = 'timezone = "Asia/Shanghai"\n[web]\nport = 8000\n'
    (tmp_path / "luheng.toml").write_text(text, encoding="utf-8")
    assert Workspace.open(tmp_path).settings.timezone == "Asia/Shanghai"


def test_the_environment_goes_first(tmp_path, monkeypatch):
    Workspace.create(tmp_path / "w")
    monkeypatch.setenv("LUHENG_ENGINE", "spark")
    monkeypatch.setenv("LUHENG_REGISTRY", f"sqlite:///{tmp_path}/elsewhere.db")
    opened = Workspace.open(tmp_path / "w")
    assert opened.settings.engine == "spark"
    append(opened.ledger, [("m1", 0, 1.0)])
    assert (tmp_path / "elsewhere.db").exists()
    assert not (tmp_path / "w" / "registry.db").exists()


def test_a_registry_without_a_lock_is_refused(tmp_path):
    text = 'registry = "mysql://localhost/luheng"\n'
    (tmp_path / "luheng.toml").write_text(text, encoding="utf-8")
    from luheng.ledger.lock import hold

    opened = Workspace.open(tmp_path)
    with (
        pytest.raises(BadQuery, match="not on mysql"),
        hold(opened.settings.registry, "w"),
    ):
        pass


def test_importing_the_ledger_brings_in_no_heavy_library():
    code = "import sys, luheng.ledger; print([m for m in sys.argv[1:] if m in sys.modules])"
    heavy = ["duckdb", "deltalake", "sqlalchemy", "pyarrow", "pandas"]
    told = subprocess.run(
        [sys.executable, "-c", code, *heavy], capture_output=True, text=True, check=True
    )
    assert told.stdout.strip() == "[]"


def test_no_modules_but_the_lock_speak_one_database(repository):
    for path in sorted((repository / "src/luheng/ledger").glob("*.py")):
        if path.name != "lock.py":
            assert "sqlite3" not in path.read_text(encoding="utf-8"), Path(path).name
