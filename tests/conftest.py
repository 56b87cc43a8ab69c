"""What tests may lean on: the tools they need, the real figures beside the repository, one language.

On CI everything has to be there, so that a missing tool fails; elsewhere its tests are skipped, and
say what is missing.
"""

import importlib.util
import os
import shutil
from pathlib import Path

import pytest

from luheng import errors

REPOSITORY = Path(__file__).parents[1]
ON_CI = os.environ.get("CI") == "true"
CHROMIUM = ("chromium", "chromium-browser", "google-chrome")


def lacking(what: str) -> None:
    """Skip, or on CI fail: there everything has to be installed."""
    if ON_CI:
        pytest.fail(f"{what}; on CI it has to be there", pytrace=False)
    pytest.skip(what)


def pytest_runtest_setup(item: pytest.Item) -> None:
    if item.get_closest_marker("spark"):
        if importlib.util.find_spec("pyspark") is None:
            lacking("pyspark is not installed (the extra 'spark')")
        if shutil.which("java") is None:
            lacking("Spark needs Java 17, and there is no java")
    if item.get_closest_marker("browser") and not any(map(shutil.which, CHROMIUM)):
        lacking("there is no Chromium")


@pytest.fixture(scope="session")
def chromium() -> str:
    """The path of a Chromium, for tests marked ``browser``."""
    found = [path for path in map(shutil.which, CHROMIUM) if path]
    if not found:
        lacking("there is no Chromium")
    return found[0]


@pytest.fixture(scope="session")
def shared() -> Path:
    """The folder of real figures and reference values beside the repository."""
    folder = REPOSITORY.parent / "shared"
    if not folder.is_dir():
        lacking("the folder 'shared' is not beside the repository, so there is nothing to compare")
    return folder


@pytest.fixture(scope="session")
def repository() -> Path:
    """The repository's own folder."""
    return REPOSITORY


@pytest.fixture(autouse=True)
def _one_language(monkeypatch: pytest.MonkeyPatch) -> None:
    """English unless a test chooses otherwise, whatever the machine speaks and earlier tests chose."""
    monkeypatch.setenv("LUHENG_LANG", "en")
    monkeypatch.delenv("LUHENG_WORKSPACE", raising=False)
    monkeypatch.delenv("LUHENG_DEBUG", raising=False)
    errors.message._LANGUAGE.set(None)
