"""Making a workspace, and finding the one that is meant."""

import tomllib

import pytest

from luheng.cli import workspace


def test_init_makes_the_current_folder_a_workspace_and_says_why_its_overlay(luheng, here):
    shown = luheng("init")
    assert shown.code == 0
    assert f"Made the workspace {here}." in shown.out
    text = (here / "luheng.toml").read_text(encoding="utf-8")
    assert tomllib.loads(text)["overlays"] == ["ndrc_guides_for_earlier_years"]
    above, _ = text.split("overlays =")
    assert "No guide governs the years before 2013" in above
    assert "2013年以前没有核算指南" in above


def test_init_of_a_folder_and_once_more(luheng, here):
    first = luheng("init", "works", "--json").json()
    assert first == {"folder": "works", "created": True,
                     "overlays": ["ndrc_guides_for_earlier_years"]}  # fmt: skip
    settings = (here / "works/luheng.toml").read_bytes()
    assert luheng("init", "works", "--json").json()["created"] is False
    assert "already" in luheng("init", "works").out
    assert (here / "works/luheng.toml").read_bytes() == settings


def test_init_keeps_the_settings_that_somebody_changed(luheng, here):
    (here / "luheng.toml").write_text('overlays = []\ntimezone = "Asia/Urumqi"\n', encoding="utf-8")
    assert luheng("init", "--json").json()["overlays"] == []
    assert "Urumqi" in (here / "luheng.toml").read_text(encoding="utf-8")


@pytest.fixture
def folders(here):
    for name in ("said", "environment", "here/below"):
        (here / name).mkdir(parents=True)
    return here


def test_a_workspace_is_looked_for_in_the_order_that_the_readme_gives(folders, monkeypatch):
    monkeypatch.chdir(folders / "here/below")
    assert workspace.find() == folders / "here/below/luheng-workspace"
    (folders / "here/luheng.toml").touch()
    assert workspace.find() == folders / "here"
    monkeypatch.setenv("LUHENG_WORKSPACE", str(folders / "environment"))
    assert workspace.find() == folders / "environment"
    assert workspace.find(folders / "said") == folders / "said"


def test_reading_makes_no_workspace(luheng, here):
    shown = luheng("evaluate", "electricity_use", "--period", "2025-05")
    assert shown.code == 1
    assert "[LEDGER-01]" in shown.err
    assert list(here.iterdir()) == []
