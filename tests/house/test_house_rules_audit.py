"""Every standard is audited, nothing in the audit disagrees, and its page is as the rulebook is."""

import re
from xml.etree import ElementTree as ET

import pytest

from luheng.rulebook.audit import audit_rulebook


@pytest.fixture(scope="module")
def audit():
    return audit_rulebook()


def test_every_folder_of_a_standard_has_rows_for_every_edition(repository, audit):
    folders = {p.parent.name for p in (repository / "src/luheng/rulebook").glob("*/standard.yaml")}
    assert len(folders) >= 7
    assert {row.standard for row in audit.clauses} == folders
    for standard in audit.standards:
        audited = {row.edition for row in audit.clauses if row.standard == standard.id}
        assert audited == {edition.id for edition in standard.editions}, standard.id


def test_the_audit_finds_no_problem(audit):
    assert [str(problem) for problem in audit.problems] == []


def test_the_page_and_the_badge_are_the_ones_that_their_tool_writes(audit, tool):
    for path, text in tool("write_rules_audit").files(audit).items():
        assert path.read_text(encoding="utf-8") == text, path.name


def test_the_page_has_a_row_for_every_clause(audit, tool):
    page = tool("write_rules_audit").page(audit)
    assert len(re.findall(r"^\| [^|]+ \| (?:rule|data|text|todo) \|", page, re.MULTILINE)) == len(
        audit.clauses
    )
    for standard in audit.standards:
        for edition in standard.editions:
            assert page.count(f'<a id="{standard.id}-{edition.id}"></a>') == 1


def test_the_badge_gives_both_counts_and_is_a_picture(audit, tool):
    written = tool("write_rules_audit")
    held, asked = written.covered(audit)
    badge = ET.fromstring(written.badge(audit))
    space = "{http://www.w3.org/2000/svg}"
    said = badge.find(f"{space}title").text
    assert f"{held}/{asked}" in said
    assert said.endswith(str(audit.tally().provisional))
    assert [t.text for t in badge.iter(f"{space}text")] == said.split(": ")
    rooms = [int(r.get("width")) for r in badge.iter(f"{space}rect")]
    assert sum(rooms) == int(badge.get("width"))
    assert 0 < held <= asked


def test_a_stale_page_is_told_and_fails(audit, tool, tmp_path, monkeypatch, capsys):
    written = tool("write_rules_audit")
    monkeypatch.setattr(written, "PAGE", tmp_path / "rules_audit.md")
    monkeypatch.setattr(written, "BADGE", tmp_path / "rules_audit.svg")
    monkeypatch.setattr(written, "audit_rulebook", lambda: audit)
    assert written.main(check=True) == 1
    assert "run tools/write_rules_audit.py" in capsys.readouterr().err
    assert list(tmp_path.iterdir()) == []
    assert written.main(check=False) == (1 if audit.problems else 0)
    assert written.main(check=True) == (1 if audit.problems else 0)


def test_ci_holds_the_page_against_the_rulebook(repository):
    assert "write_rules_audit.py --check" in (repository / ".ci/run").read_text(encoding="utf-8")


@pytest.mark.parametrize("name", ["README.md", "README.zh-CN.md"])
def test_the_readme_shows_the_badge_and_leads_to_the_page(repository, name):
    text = (repository / name).read_text(encoding="utf-8")
    assert text.count("](docs/rules_audit.svg)](docs/rules_audit.md)") == 1
