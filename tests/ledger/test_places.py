"""Paths and names as Windows has them; nothing here runs on Windows, each test says what it would see."""

import json
import sys
import warnings
from pathlib import Path, PureWindowsPath

import pytest
import sqlalchemy
from hypothesis import given
from hypothesis import strategies as st
from readings import append, correct

from luheng.errors import BadQuery, UnreadableFile
from luheng.ledger import places
from luheng.ledger import settings as settings_module
from luheng.ledger.backup import MANIFEST
from luheng.ledger.settings import FILE, Settings, read_settings
from luheng.ledger.tables import Table
from luheng.records import names

FOLDERS = ["C:\\数据\\某 厂", "\\\\server\\share\\账本", "D:\\"]


@pytest.fixture
def windows(monkeypatch):
    """What asks for the system is told that it is Windows."""
    monkeypatch.setattr(settings_module, "on_windows", lambda: True)
    monkeypatch.setattr(settings_module, "long_paths", lambda: False)


# -- drives, shares and backslashes ------------------------------------------------------------------


@pytest.mark.usefixtures("windows")
@pytest.mark.parametrize("folder", FOLDERS)
def test_a_workspace_of_a_drive_or_a_share(folder):
    place = PureWindowsPath(folder)
    said = settings_module._resolve(Settings(), place)
    assert said.ledger == str(place / "ledger")
    assert sqlalchemy.make_url(said.registry).database == str(place / "registry.db")


@pytest.mark.usefixtures("windows")
@pytest.mark.parametrize(
    ("said", "read"),
    [("D:/账本", "D:\\账本"), ("D:\\账本", "D:\\账本"), ("sub/ledger", "C:\\w\\sub\\ledger"),
     ("s3://bucket/ledger", "s3://bucket/ledger"), ("D://账本", "D:\\账本")],
)  # fmt: skip
def test_a_ledger_elsewhere(said, read):
    settings = Settings(ledger=said, registry="sqlite:///D:/registry.db")
    resolved = settings_module._resolve(settings, PureWindowsPath("C:\\w"))
    assert resolved.ledger == read
    assert sqlalchemy.make_url(resolved.registry).database == "D:\\registry.db"


@pytest.mark.parametrize("root", ["C:\\w\\ledger", "C:/w/ledger", "\\\\server\\share\\ledger"])
def test_a_table_of_a_drive_is_local_and_its_files_have_one_name(root):
    table = Table(root, "reading", ("meter", "at"))
    assert table.local
    for path in (
        table.path("part-1/data_0.parquet"),
        str(PureWindowsPath(root) / "reading" / "part-1" / "data_0.parquet"),
        table.path("part-1\\data_0.parquet"),
    ):
        assert places.name_within(table.root, path) == "part-1/data_0.parquet"


def test_what_has_a_scheme_is_no_folder():
    assert places.scheme_of("s3://bucket/ledger") == "s3"
    assert not Table("s3://bucket/ledger", "reading", ()).local
    for folder in ("C:\\w", "C:/w", "C://w", "/home/w", "ledger", "\\\\server\\share"):
        assert places.scheme_of(folder) == ""


@pytest.mark.parametrize("place", ["D:\\\\账本", "D:/账本", "sub\\\\ledger", "C:"])
def test_a_place_of_windows_is_told_elsewhere_and_no_empty_ledger_is_made(tmp_path, place):
    (tmp_path / FILE).write_text(f'ledger = "{place}"\n', encoding="utf-8")
    with pytest.raises(BadQuery, match="written for Windows"):
        read_settings(tmp_path)
    assert [p.name for p in tmp_path.iterdir()] == [FILE]


def test_a_backslash_that_stands_alone_says_how_to_write_it(tmp_path):
    (tmp_path / FILE).write_text('ledger = "D:\\账本"\n', encoding="utf-8")
    with pytest.raises(UnreadableFile) as caught:
        read_settings(tmp_path)
    assert "D:/ledger" in caught.value.remedy_en


def test_settings_as_the_editor_of_windows_saves_them(workspace):
    path = workspace.folder / FILE
    text = path.read_text(encoding="utf-8").replace("\n", "\r\n")
    path.write_bytes(text.encode("utf-8-sig"))
    assert read_settings(workspace.folder) == workspace.settings


# -- long paths --------------------------------------------------------------------------------------


@pytest.mark.usefixtures("windows")
def test_a_folder_too_deep_for_windows_is_told_at_once(tmp_path, monkeypatch):
    deep = PureWindowsPath("C:\\", *["一个很长的目录名称一个很长的目录名称"] * 9)
    with pytest.raises(BadQuery, match="LongPathsEnabled"):
        settings_module._resolve(Settings(), deep)
    monkeypatch.setattr(settings_module, "long_paths", lambda: True)
    assert settings_module._resolve(Settings(), deep).ledger == str(deep / "ledger")


def test_no_path_within_a_workspace_is_longer_than_is_reckoned(workspace):
    ledger = workspace.ledger
    append(ledger, [("M1", h, 1.0) for h in range(3)])
    correct(ledger, [(("M1", 1), ("M1", 7, 2.0))])
    ledger.compact("reading")
    own = [str(p.relative_to(workspace.folder)) for p in workspace.folder.rglob("*")]
    assert any("_corrections" in p for p in own)
    # the same under the longest name of a record, and while delta-rs makes a commit
    longer = max(map(len, names())) - len("reading")
    commit = len(
        f"ledger/{max(names(), key=len)}_corrections/_delta_log/_commit_{'0' * 36}.json.tmp"
    )
    assert max(*(len(p) + longer for p in own), commit) <= places._WITHIN


def test_there_is_no_registry_of_windows_here():
    if sys.platform != "win32":
        assert not places.on_windows()
        assert not places.long_paths()


# -- names of files ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "name",
    ["CON", "nul", "aux.2025", "Com1", "LPT9.月报", "com¹", "CONIN$", "nul .x", "a?", "a:b", "a\\b",
     "a/b", "尾点.", "尾空 ", " 头空", "", "a\nb", 'a"b', "a|b", "<a>", "a*"],
)  # fmt: skip
def test_names_that_windows_cannot_have(name):
    assert places.unusable(name)


@pytest.mark.parametrize(
    "name", ["台账", "con1", "console", "a.b", "nula", "com10", "五月 台账", "é"]
)
def test_names_that_every_system_can_have(name):
    assert not places.unusable(name)


@given(st.text(st.sampled_from("conauxplt1 .$3"), min_size=1, max_size=6))
def test_what_python_holds_reserved_on_windows_is_unusable(name):
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)
        if PureWindowsPath(name).is_reserved():
            assert places.unusable(name)


def test_names_that_differ_in_case_alone_are_one_file():
    assert places.same_name("Ledger", ["台账", "ledger"]) == "ledger"
    assert places.same_name("ledger", ["ledger"]) == ""
    assert places.same_name("é", ["e\u0301"]) == "e\u0301"
    assert places.same_name("STRASSE", ["straße"]) == "straße"


def test_a_backup_names_its_files_with_slashes(workspace, tmp_path):
    append(workspace.ledger, [("M1", 0, 1.0)])
    kept = workspace.back_up(tmp_path / "backup")
    manifest = json.loads((Path(kept.folder) / MANIFEST).read_text(encoding="utf-8"))
    assert any(n.startswith("ledger/reading/") for n in manifest["files"])
    assert not any("\\" in n for n in manifest["files"])
