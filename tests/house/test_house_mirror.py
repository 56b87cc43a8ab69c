"""The mirror rule: one subject, one word, in every room."""

import re

import pytest

from luheng.cli.main import COMMANDS


def desks(repository):
    folders = (repository / "src/luheng/apps").iterdir()
    return sorted(p.name for p in folders if (p / "__init__.py").is_file())


def test_there_are_desks(repository):
    assert "targets" in desks(repository)


@pytest.mark.parametrize("place", ["src/luheng/cli/{}", "docs/{}.md", "tests/apps/test_{}.py"])
def test_every_desk_has_its_command_its_page_and_its_tests(repository, place):
    """A command group is a file, or a folder with a file per subcommand."""
    places = {d: repository / place.format(d) for d in desks(repository)}
    assert [
        d for d, p in places.items() if not (p.exists() or p.with_suffix(".py").is_file())
    ] == []


def test_every_desk_is_among_the_commands(repository):
    assert set(desks(repository)) <= COMMANDS.keys()


def test_every_command_has_its_file_and_every_file_its_command(repository):
    aside = {"__init__", "main", "places", "progress"}
    cli = repository / "src/luheng/cli"
    files = {p.stem for p in cli.glob("*.py")} | {p.parent.name for p in cli.glob("*/__init__.py")}
    files -= aside
    assert {entry.module for entry in COMMANDS.values()} == files


def test_every_module_says_what_is_public_and_what_it_is_for(repository):
    """``__all__`` and a docstring in each module; clause files of the rulebook are read by name."""
    without = []
    for path in sorted((repository / "src/luheng").rglob("*.py")):
        text = path.read_text(encoding="utf-8")
        clause = path.parts[-4] == "rulebook"
        says_nothing = not re.search(r"^(?:def|class|from|import) ", text, re.MULTILINE)
        if not text.startswith('"""') or not ("__all__" in text or clause or says_nothing):
            without.append(path.relative_to(repository).as_posix())
    assert without == []
