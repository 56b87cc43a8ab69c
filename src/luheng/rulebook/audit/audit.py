"""The audit of the whole rulebook: every standard's clauses, values, examples and problems."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from luheng.rulebook.loader import ROOT
from luheng.rules import Standard

from .clauses import ClauseAudit, audit_folder
from .folder import Folder, overlay_tables, read_folder
from .problem import AuditProblem, no_standard
from .values import TableValue, Tally

__all__ = ["Audit", "audit_rulebook"]

#: folders of the rulebook that are no standards
_ASIDE = {"audit", "overlays", "plans", "schema"}


@dataclass(frozen=True, slots=True)
class Audit:
    """What every standard holds; ``overlaid`` are the values of overlays, which no clause holds."""

    folders: tuple[Folder, ...]
    clauses: tuple[ClauseAudit, ...]
    problems: tuple[AuditProblem, ...]
    overlaid: tuple[TableValue, ...] = ()

    @property
    def standards(self) -> tuple[Standard, ...]:
        """Every standard that could be read."""
        return tuple(folder.standard for folder in self.folders)

    @property
    def values(self) -> tuple[TableValue, ...]:
        """Every value of every table, those of overlays last."""
        held = (v for folder in self.folders for table in folder.tables for v in table.values)
        return (*held, *self.overlaid)

    def of(self, wanted: Mapping[str, Iterable[str]]) -> Audit:
        """The same of some standards alone: the ids of the editions by the id of the standard."""
        editions = {standard: set(some) for standard, some in wanted.items()}
        return replace(
            self,
            folders=tuple(f for f in self.folders if f.standard.id in editions),
            clauses=tuple(c for c in self.clauses if c.edition in editions.get(c.standard, ())),
            problems=tuple(p for p in self.problems if p.place.split("/")[0] in editions),
            overlaid=(),
        )

    def statuses(self) -> dict[str, int]:
        """How many clauses are rule, data, text and todo."""
        counted = Counter(clause.status for clause in self.clauses)
        return {status: counted[status] for status in ("rule", "data", "text", "todo")}

    def tally(self) -> Tally:
        """How far all values may be relied on, those of overlays among them."""
        return Tally.of(self.values)


def audit_rulebook(root: Path = ROOT) -> Audit:
    """Audit the rulebook in a folder, the one that is installed if none is given.

    What cannot be read becomes a problem of the audit; nothing is raised.
    """
    folders: list[Folder] = []
    clauses: list[ClauseAudit] = []
    problems: list[AuditProblem] = []
    for path in sorted(file.parent for file in root.glob("*/standard.yaml")):
        found = read_folder(path)
        if isinstance(found, AuditProblem):
            problems.append(found)
            continue
        rows, wrong = audit_folder(found)
        folders.append(found)
        clauses += rows
        problems += wrong
    problems += _without_standard(root)
    overlaid, wrong = overlay_tables(root)
    return Audit(tuple(folders), tuple(clauses), (*problems, *wrong), overlaid)


def _without_standard(root: Path) -> Iterator[AuditProblem]:
    """Folders that hold editions and do not say of which standard."""
    held = (file for kind in ("*/*/*.py", "*/*/*.yaml") for file in root.glob(kind))
    for folder in sorted({file.parents[1] for file in held}):
        if folder.name not in _ASIDE and not (folder / "standard.yaml").is_file():
            yield no_standard(folder.name)
