"""What the tests of the house share."""

import importlib.util
from collections.abc import Callable
from types import ModuleType

import pytest


@pytest.fixture(scope="session")
def tool(repository) -> Callable[[str], ModuleType]:
    """Load a script of ``tools/`` by its name."""

    def load(name: str) -> ModuleType:
        spec = importlib.util.spec_from_file_location(name, repository / f"tools/{name}.py")
        module = importlib.util.module_from_spec(spec)
        spec.loader.exec_module(module)
        return module

    return load
