"""The documents say what is so: glossary, README, articles, how-tos; and nothing that must not be said."""

import csv
import io
import re
import subprocess
from pathlib import Path

import pytest

from luheng.rulebook import load_rulebook
from luheng.rulebook.loader import overlay_names

TWO_COMMANDS = (
    "python3 -m venv .venv && .venv/bin/pip install -c constraints.txt . && .venv/bin/luheng demo",
    "python3 -m venv .venv && .venv/bin/pip install -c constraints.txt -e '.[dev]' && .venv/bin/pytest",
)
HOWTO = {
    "add_a_standard", "add_an_edition", "add_grid_factor", "add_a_connector", "add_a_record",
    "read_a_refused_row", "explain_a_figure", "notebook",
}  # fmt: skip


def tracked(repository: Path) -> list[Path]:
    """The files of the repository; in a copy without git, every file that would be one."""
    if (repository / ".git").exists():
        listed = subprocess.run(
            ["git", "ls-files", "-z"], cwd=repository, capture_output=True, check=True
        ).stdout.decode()
        return [p for name in listed.split("\0") if name and (p := repository / name).is_file()]
    aside = {".venv", "__pycache__", "build", "dist"}
    caches = {p.parent for p in repository.rglob("CACHEDIR.TAG")}
    workspaces = {p.parent for p in repository.rglob("luheng.toml")}
    hidden = {repository / ".hypothesis", repository / ".benchmarks"}
    return [
        p
        for p in repository.rglob("*")
        if p.is_file()
        and not aside & set(p.relative_to(repository).parts)
        and not {*p.parents} & (caches | workspaces | hidden)
    ]


def text_of(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8")
    except UnicodeDecodeError:
        return ""


# -- the glossary ----------------------------------------------------------------------------------


def test_every_public_quantity_is_in_the_glossary_as_it_is(repository):
    book = load_rulebook(overlays=overlay_names())
    said = (repository / "docs/glossary.csv").read_text(encoding="utf-8")
    rows = {row["name"]: row for row in csv.DictReader(io.StringIO(said))}
    assert set(rows) == set(book.names())
    for name in book.names():
        one, row = book.definition(name), rows[name]
        assert row["unit"] == str(one.unit), name
        assert row["kind"] == str(one.kind), name
        assert row["grain"] == " ".join(one.grain), name
        assert row["zh"], name
        assert row["en"], name
        assert row["source"], name


def test_the_glossary_is_the_one_that_its_tool_writes(repository, tool):
    written = tool("write_glossary").text()
    assert written == (repository / "docs/glossary.csv").read_text(encoding="utf-8")


# -- README and CI ---------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["README.md", "README.zh-CN.md"])
def test_the_readme_gives_the_two_commands_on_one_line_each(repository, name):
    lines = [line.strip() for line in (repository / name).read_text(encoding="utf-8").splitlines()]
    for command in TWO_COMMANDS:
        assert lines.count(command) == 1


def test_ci_runs_the_commands_of_the_readme(repository):
    lines = (repository / ".ci/run").read_text(encoding="utf-8").splitlines()
    for command in TWO_COMMANDS:
        assert command in lines


@pytest.mark.parametrize(
    "step", ['ruff" check', 'ruff" format', 'mypy"', 'lint-imports"', "check_sizes.py", 'luheng" check',
             "write_glossary.py --check", "--benchmark-disable"],
)  # fmt: skip
def test_ci_runs_every_check(repository, step):
    assert step in (repository / ".ci/run").read_text(encoding="utf-8")


def test_ci_can_be_run(repository):
    assert (repository / ".ci/run").stat().st_mode & 0o111
    done = subprocess.run(
        ["bash", "-n", ".ci/run"], cwd=repository, capture_output=True, text=True, check=False
    )
    assert (done.returncode, done.stderr) == (0, "")


@pytest.mark.parametrize("name", ["README.md", "README.zh-CN.md"])
def test_every_command_of_the_tour_is_one(repository, name):
    from luheng.cli.main import COMMANDS

    text = (repository / name).read_text(encoding="utf-8")
    named = re.findall(r"^    luheng (\S+)", text, re.MULTILINE)
    assert len(named) == 18
    assert set(named) <= COMMANDS.keys()


def test_the_pins_lie_within_the_bounds(repository):
    import tomllib

    from packaging.requirements import Requirement
    from packaging.utils import canonicalize_name

    pins = {}
    for line in (repository / "constraints.txt").read_text(encoding="utf-8").splitlines():
        if line and not line.startswith("#"):
            name, version = line.split("==")
            pins[canonicalize_name(name)] = version
    project = tomllib.loads((repository / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    groups = [project["dependencies"], *project["optional-dependencies"].values()]
    for said in (Requirement(text) for group in groups for text in group):
        if said.name != project["name"]:
            assert said.specifier.contains(pins[canonicalize_name(said.name)]), said


# -- pages -----------------------------------------------------------------------------------------


def test_the_howtos_fit_on_one_screen(repository):
    pages = {p.stem: p for p in (repository / "docs/howto").glob("*.md")}
    assert set(pages) >= HOWTO
    for name, path in pages.items():
        assert len(path.read_text(encoding="utf-8").splitlines()) <= 50, name


def test_links_between_documents_lead_somewhere(repository):
    for path in tracked(repository):
        if path.suffix != ".md":
            continue
        for target in re.findall(r"\]\(([^)#:\s]+)(?:#[^)]*)?\)", text_of(path)):
            assert (path.parent / target).exists(), f"{path.name}: {target}"


def test_paths_that_documents_name_exist(repository):
    """``rulebook/…``, ``docs/…`` and their like in backquotes are places, not memories."""
    rooms = {p.name for p in (repository / "src/luheng").iterdir() if p.is_dir()}
    for path in [*(repository / "docs").rglob("*.md"), *repository.glob("*.md")]:
        for name in re.findall(
            r"`((?:src/luheng/)?[a-z_]+/[\w/.]+\.(?:py|md|csv|yaml|toml))`", text_of(path)
        ):
            if path.parent.name == "howto" and path.stem.startswith("add_"):
                continue  # a page that tells how to add a file names files that are not there yet
            first = name.removeprefix("src/luheng/").split("/")[0]
            root = repository / "src/luheng" if first in rooms else repository
            place = root / name.removeprefix("src/luheng/")
            near = path.parent / name
            a_form = "CODE" in name or "NAME" in name
            assert a_form or place.exists() or near.exists(), f"{path.name}: {name}"


def test_articles_that_hold_are_tested_and_tested_articles_are_listed(repository):
    page = (repository / "docs/articles.md").read_text(encoding="utf-8")
    rows = re.findall(r"^\| \*\*A(\d+)\*\* \|[^|]+\| (\w+) \|([^|]*)\|$", page, re.MULTILINE)
    assert [int(number) for number, _, _ in rows] == list(range(1, 19))
    tests = {p.name.split("_")[1] for p in (repository / "tests/articles").glob("test_a*_*.py")}
    elsewhere = {f"a{int(n):02d}" for n, _, remark in rows if "`tests/" in remark}
    holds = {f"a{int(n):02d}" for n, held, _ in rows if held == "yes"}
    assert holds - elsewhere <= tests
    assert tests <= holds


def test_decisions_say_what_would_change_our_mind(repository):
    pages = sorted((repository / "docs/adr").glob("*.md"))
    assert [p.name[:4] for p in pages] == [f"{n:04d}" for n in range(1, len(pages) + 1)]
    for path in pages:
        text = text_of(path)
        for part in ("**Context.**", "**Choice.**", "**What it costs.**", "change our mind"):
            assert part in text, f"{path.name}: {part}"


# -- what must not be said -------------------------------------------------------------------------


def test_no_path_of_a_machine_and_no_registry_is_named(repository):
    home = r"/(?:home|Users|root)/[\w.-]+/"
    # spelt in pieces, so that this file does not hold what it looks for
    machine = "|".join("/" + name + "/" for name in ("work", "tmp", "mnt/data"))
    hosts = "|".join(
        ("py" + "pi.org", "python" + "hosted.org", "registry.npm" + "js", "deb." + "debian")
    )
    wrong = re.compile(rf"(?<![\w.$}}])(?:{machine})|{home}|{hosts}|--(?:extra-)?index-url")
    for path in tracked(repository):
        if path.suffix in {".parquet", ".png"}:
            continue
        found = wrong.search(text_of(path))
        assert not found, f"{path.relative_to(repository)}: {found[0]}"


def test_the_desk_page_gives_the_scores_of_the_reader_s_own_page(repository):
    def rows(name):
        text = (repository / name).read_text(encoding="utf-8")
        table = text[text.index("| construction |") :].split("\n\n", 1)[0]
        return table.splitlines()

    assert rows("docs/targets.md") == rows("docs/plan_reader.md")
    assert len(rows("docs/targets.md")) > 30
