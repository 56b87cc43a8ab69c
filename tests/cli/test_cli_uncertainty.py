"""``luheng uncertainty``: the interval of a figure, as a person and as a program read it."""

import json
from pathlib import Path

from luheng.cli import main

ROWS = "单位编码,报告期,品种,用途,数量,计量单位,不确定度（%）\nE1,2025-05,烟煤,消费,100,t,2\n"


def _world(tmp_path: Path) -> str:
    table = tmp_path / "a.csv"
    table.write_text(ROWS, encoding="utf-8")
    folder = str(tmp_path / "works")
    assert main(["init", folder]) == 0
    assert main(["--workspace", folder, "import", str(table), "--as", "activity"]) == 0
    return folder


def test_the_interval_and_its_inputs(tmp_path, capsys):
    folder = _world(tmp_path)
    capsys.readouterr()
    said = ["uncertainty", "scope_1", "--where", "entity=E1", "--period", "2025-05", "--json"]
    assert main(["--workspace", folder, *said]) == 0
    told = json.loads(capsys.readouterr().out)
    assert abs(told["percent"] - 2) < 1e-6  # the guide's defaults state nothing
    assert 0 < told["silent"] < 1
    assert told["effects"][0]["quantity"] == "activity_amount"


def test_it_is_said_which_inputs_state_nothing(tmp_path, capsys):
    folder = _world(tmp_path)
    capsys.readouterr()
    said = ["uncertainty", "scope_1", "--where", "entity=E1", "--period", "2025-05", "--lang", "en"]
    assert main(["--workspace", folder, *said]) == 0
    shown = capsys.readouterr().out
    assert "±2 %" in shown
    assert "state no interval" in shown


def test_one_figure_at_a_time(tmp_path, capsys):
    folder = _world(tmp_path)
    said = ["uncertainty", "scope_1", "--where", "entity=E1,E2", "--period", "2025-05"]
    assert main(["--workspace", folder, *said]) == 1
    assert "entity" in capsys.readouterr().err
