"""The house keeps its floors, and import-linter would notice if it did not."""

import re
import subprocess
import sys

import pytest
from importlinter.cli import lint_imports
from importlinter.configuration import configure

HEAVY = (
    "ibis",
    "duckdb",
    "pandas",
    "numpy",
    "pint",
    "pyarrow",
    "deltalake",
    "plotly",
    "sqlalchemy",
)


@pytest.fixture
def linter(repository, monkeypatch):
    configure()
    monkeypatch.syspath_prepend(str(repository / "src"))

    def run(config) -> int:
        return lint_imports(config_filename=str(config), no_cache=True)

    return run


def test_every_contract_is_kept(linter, repository, capsys):
    assert linter(repository / "pyproject.toml") == 0, capsys.readouterr().out


def test_a_broken_floor_is_noticed(linter, tmp_path, capsys):
    """The contracts turned round: what stands above may not stand below."""
    config = tmp_path / "floors.toml"
    config.write_text(
        "[tool.importlinter]\n"
        'root_package = "luheng"\n'
        "[[tool.importlinter.contracts]]\n"
        'name = "upside down"\n'
        'type = "layers"\n'
        'containers = ["luheng"]\n'
        'layers = ["errors", "cli"]\n',
        encoding="utf-8",
    )
    assert linter(config) == 1
    assert re.search(r"luheng\.cli[\w.]* -> luheng\.errors", capsys.readouterr().out)


def loaded_by(code: str) -> set[str]:
    """The heavy libraries that a piece of code imports, in a process of its own."""
    shown = f"{code}\nimport sys\nprint(*(m for m in {HEAVY!r} if m in sys.modules))"
    done = subprocess.run(
        [sys.executable, "-c", shown], capture_output=True, text=True, check=True, timeout=60
    )
    return set(done.stdout.splitlines()[-1].split())


def test_importing_the_package_imports_nothing_heavy():
    assert loaded_by("import luheng") == set()


@pytest.mark.parametrize(
    "words", [["--help"], ["--version"], ["evaluate", "--help"], ["import", "--help"]]
)
def test_help_starts_no_engine(words):
    assert loaded_by(f"from luheng.cli import main\nassert main({words!r}) == 0") == set()


@pytest.mark.parametrize(
    "room", ["errors", "units", "periods", "codelists", "records", "rules", "rulebook", "ledger",
             "connectors", "intake", "apps", "cli"],
)  # fmt: skip
def test_a_room_that_knows_no_engine_imports_none(room):
    """What is above the engine pays for it when it asks, not when it is imported."""
    assert loaded_by(f"import luheng.{room}") & {"ibis", "duckdb", "pandas", "deltalake"} == set()
