"""The command line as a whole: it lists, speaks both languages, and never shows a traceback."""

import os
import subprocess
import sys

import pytest

from luheng import __version__
from luheng.cli.main import COMMANDS
from luheng.errors import UnknownQuantity


def test_version(luheng):
    assert luheng("--version") == (0, f"luheng {__version__}\n", "")


def test_python_m_luheng_is_luheng():
    done = subprocess.run(
        [sys.executable, "-m", "luheng", "--version"], capture_output=True, text=True, check=False
    )
    assert (done.returncode, done.stdout) == (0, f"luheng {__version__}\n")


@pytest.mark.parametrize("language", ["zh", "en"])
def test_help_lists_every_command_in_the_readers_language(luheng, language):
    shown = luheng("--help", "--lang", language)
    assert shown.code == 0
    for name, entry in COMMANDS.items():
        assert name in shown.out
        assert getattr(entry, language) in shown.out


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_helps(luheng, command):
    shown = luheng(command, "--help")
    assert shown.code == 0
    assert f"luheng {command}" in shown.out


@pytest.mark.parametrize(
    "words",
    [["wher"], ["evaluate"], ["evaluate", "x"], ["explain", "x", "--period"], ["import", "a.xlsx"],
     ["--lang", "fr", "check"], ["check", "--lang"], ["records", "lst"], ["init", "--nothing"]],
)  # fmt: skip
def test_called_wrongly_exits_2_and_says_so_on_stderr(luheng, words):
    shown = luheng(*words)
    assert (shown.code, shown.out) == (2, "")
    assert shown.err


@pytest.mark.parametrize("place", ["before", "after", "joined"])
def test_the_language_may_stand_before_or_after_the_command(luheng, here, place):
    asked = ("evaluate", "x", "--period", "2025", "--workspace", here)
    words = {
        "before": ("--lang", "zh", *asked),
        "after": (*asked, "--lang", "zh"),
        "joined": (*asked, "--lang=zh"),
    }[place]
    shown = luheng(*words)
    assert shown.code == 1
    assert shown.out == ""
    assert shown.err == (
        f"{here} 不是工作区（没有 luheng.toml）。  [LEDGER-01]\n"
        "  先运行 `luheng init`，或用 --workspace 指明目录。\n"
    )


def test_what_stands_after_two_dashes_is_no_option(luheng):
    shown = luheng("where", "--", "--lang")
    assert shown.code == 1
    assert "'--lang'" in shown.err


def test_the_workspace_may_be_named_before_the_command(luheng, filled):
    asked = ("evaluate", "electricity_use", "--period", "2025-05", "--json")
    assert (
        luheng("--workspace", filled, *asked).json() == luheng(*asked, "--workspace", filled).json()
    )


def fail_with(monkeypatch, error):
    def raise_it():
        raise error

    monkeypatch.setattr("luheng.codelists.names", raise_it)


@pytest.mark.parametrize("encoding", ["cp1252", "ascii", "gbk"])
def test_an_output_that_lacks_letters_has_their_codes(encoding):
    """A pipe or a file of Windows is in the code page of the machine, which holds no Chinese."""
    done = subprocess.run(
        [sys.executable, "-m", "luheng", "--lang", "zh", "--help"],
        capture_output=True, check=False, env={**os.environ, "PYTHONIOENCODING": encoding},
    )  # fmt: skip
    assert (done.returncode, done.stderr) == (0, b"")
    said = done.stdout.decode(encoding)
    assert ("导入文件" in said) is (encoding == "gbk")
    assert ("\\u5bfc\\u5165" in said) is (encoding != "gbk")


def test_patterns_are_expanded_where_the_shell_leaves_them(tmp_path, monkeypatch):
    from luheng.cli import main

    for name in ("b.csv", "a.csv", "a.txt", "[1].csv"):
        (tmp_path / name).touch()
    monkeypatch.chdir(tmp_path)
    said = ["import", "?.csv", "none*.csv", "--errors=*.xlsx", "[1].csv"]
    assert sys.modules[main.__module__]._expanded(said, windows=False) == said
    assert sys.modules[main.__module__]._expanded(said, windows=True) == [
        "import", "a.csv", "b.csv", "none*.csv", "--errors=*.xlsx", "[1].csv",
    ]  # fmt: skip


def test_an_unexpected_error_is_one_line_with_advice(luheng, monkeypatch):
    fail_with(monkeypatch, ZeroDivisionError("by\nnought"))
    shown = luheng("where", "tce")
    assert (shown.code, shown.out) == (1, "")
    assert shown.err == (
        "Unexpected error: ZeroDivisionError: by nought  "
        "Run it again with LUHENG_DEBUG=1 to see where.\n"
    )
    zh = luheng("where", "tce", "--lang", "zh").err
    assert zh.startswith("没有预料到的错误：ZeroDivisionError：by nought")


@pytest.mark.parametrize("error", [ZeroDivisionError("x"), UnknownQuantity("x")])
def test_debugging_shows_the_traceback(luheng, monkeypatch, error):
    fail_with(monkeypatch, error)
    monkeypatch.setenv("LUHENG_DEBUG", "1")
    shown = luheng("where", "tce")
    assert shown.code == 1
    assert "Traceback" in shown.err
    monkeypatch.setenv("LUHENG_DEBUG", "0")
    assert "Traceback" not in luheng("where", "tce").err


def test_an_interrupt_ends_quietly(luheng, monkeypatch):
    fail_with(monkeypatch, KeyboardInterrupt())
    shown = luheng("where", "tce")
    assert (shown.code, shown.out) == (130, "")
    assert "Traceback" not in shown.err
