"""``luheng entities``: match a list, decide, and match again."""

import json

import pytest

from luheng.cli import main

ENTITIES = (
    "编码,类型,名称\nE1,enterprise,唐山宏达钢铁有限公司\nE3,enterprise,河北新武安钢铁集团有限公司\n"
)
LISTING = "企业名称,地市\n唐山市宏达钢铁有限责任公司,唐山市\n新武安钢铁有限公司,河北省\n"


@pytest.fixture
def folder(tmp_path, capsys):
    (tmp_path / "e.csv").write_text(ENTITIES, encoding="utf-8")
    (tmp_path / "l.csv").write_text(LISTING, encoding="utf-8")
    workspace = str(tmp_path / "w")
    assert main(["init", workspace]) == 0
    assert (
        main(["--workspace", workspace, "import", str(tmp_path / "e.csv"), "--as", "entity"]) == 0
    )
    capsys.readouterr()
    return tmp_path


def run(folder, *words):
    return main(["--workspace", str(folder / "w"), "entities", *words])


def test_match_decide_and_match_again(folder, capsys):
    assert run(folder, "match", str(folder / "l.csv"), "--json") == 0
    said = json.loads(capsys.readouterr().out)
    assert said["counts"] == {"same": 1, "ask": 1, "new": 0}
    assert all(m["explanation"] and m["why"] for m in said["matches"])
    decision = ("decide", "--name", "新武安钢铁有限公司", "--entity", "E3", "--region", "河北省")
    assert run(folder, *decision, "--json") == 0
    assert json.loads(capsys.readouterr().out)["kept"] == 1
    assert run(folder, "match", str(folder / "l.csv"), "--json") == 0
    assert json.loads(capsys.readouterr().out)["counts"] == {"same": 2, "ask": 0, "new": 0}


@pytest.mark.parametrize(("language", "word"), [("zh", "待确认 1"), ("en", "1 asked")])
def test_what_is_asked_is_shown_and_written(folder, capsys, language, word):
    out = folder / "o.xlsx"
    assert run(folder, "match", str(folder / "l.csv"), "--lang", language) == 0
    assert word in capsys.readouterr().out
    assert run(folder, "match", str(folder / "l.csv"), "--out", str(out), "--lang", language) == 0
    assert out.is_file()
    assert run(folder, "decide", str(out), "--lang", language) == 0


def test_two_files_are_matched_without_a_workspace(tmp_path, capsys, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "l.csv").write_text(LISTING, encoding="utf-8")
    assert main(["entities", "match", "l.csv", "--against", "l.csv", "--json"]) == 0
    found = json.loads(capsys.readouterr().out)["matches"]
    assert [(m["id"], m["candidate"]) for m in found] == [("2", "2"), ("3", "3")]


def test_a_decision_needs_a_file_or_a_name_and_what_it_means(folder, capsys):
    assert run(folder, "decide") == 1
    assert run(folder, "decide", "--name", "甲公司", "--entity", "E9") == 1
    assert "E9" in capsys.readouterr().err
