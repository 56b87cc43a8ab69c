"""The audit of one standard: each clause with what is held of it, and where the two disagree."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Container, Iterator, Mapping
from dataclasses import dataclass

from luheng.rules import Source

from .folder import Folder, HeldDefinition, HeldTable, WorkedExample
from .problem import (
    AuditProblem,
    example_astray,
    held_elsewhere,
    no_clause,
    not_registered,
    status_says_less,
    status_says_more,
)
from .values import Tally

__all__ = ["ClauseAudit", "Held", "audit_folder", "held_of", "within"]

#: what a clause is if its lines say several things, the strongest first
_ORDER = ("rule", "data", "todo", "text")


@dataclass(frozen=True, slots=True)
class ClauseAudit:
    """One clause of one edition and what the rulebook holds of it."""

    standard: str
    edition: str
    clause: str
    status: str
    code: str
    zh: str
    trust: str
    note: str
    tally: Tally
    missing: int
    examples_sourced: int
    examples_own: int
    quantities: tuple[str, ...]
    files: tuple[str, ...]

    @property
    def covered(self) -> bool:
        """Whether a rule or a table of it is held; text asks for neither."""
        return self.status in _ORDER[:2]

    def as_dict(self) -> dict[str, object]:
        """The clause as a program reads it; the first eight names are promised to others."""
        return {
            "standard": self.standard,
            "edition": self.edition,
            "clause": self.clause,
            "status": self.status,
            "values_checked": self.tally.checked,
            "values_provisional": self.tally.provisional,
            "examples_sourced": self.examples_sourced,
            "examples_own": self.examples_own,
            "values_transcribed": self.tally.transcribed,
            "ranges": self.tally.ranges,
            "missing": self.missing,
            "code": self.code,
            "zh": self.zh,
            "trust": self.trust or None,
            "note": self.note or None,
            "quantities": list(self.quantities),
            "files": list(self.files),
        }


@dataclass(frozen=True, slots=True)
class Held:
    """What a clause holds, as it stands in its folder."""

    definitions: tuple[HeldDefinition, ...]
    tables: tuple[HeldTable, ...]
    examples: tuple[WorkedExample, ...]


@dataclass(frozen=True, slots=True)
class _Line:
    """One line under ``clauses`` of a ``standard.yaml``."""

    edition: str
    clause: str
    status: str
    file: str
    zh: str
    trust: str
    note: str

    @classmethod
    def of(cls, raw: Mapping[str, object]) -> _Line:
        words = ("edition", "clause", "status", "file", "zh", "trust", "note")
        return cls(*(str(raw.get(word) or "") for word in words))


def within(clause: str, registered: str) -> bool:
    """Whether a clause is the registered one or a part of it: 7.1 is within 7, 71 is not."""
    one, whole = _folded(clause), _folded(registered)
    return one == whole or bool(whole and re.match(re.escape(whole) + r"(?![0-9a-z])", one))


def _folded(text: str) -> str:
    return " ".join(unicodedata.normalize("NFKC", text).casefold().split())


def audit_folder(folder: Folder) -> tuple[tuple[ClauseAudit, ...], tuple[AuditProblem, ...]]:
    """Each clause of the standard in the order of its lines, and every problem of the folder."""
    lines = _lines(folder)
    keys = dict.fromkeys((line.edition, line.clause) for line in lines)
    order = {edition.id: n for n, edition in enumerate(folder.standard.editions)}
    rows = [
        _row(folder, lines, key)
        for key in sorted(keys, key=lambda key: order.get(key[0], len(order)))
    ]
    problems = [*folder.problems, *_of_lines(folder, lines), *_of_definitions(folder, lines)]
    problems += [*_of_tables(folder, lines), *_of_examples(folder, lines)]
    return tuple(rows), tuple(problems)


# -- rows ------------------------------------------------------------------------------------------


def held_of(folder: Folder, edition: str, clause: str) -> Held:
    """The rules, tables and examples of one clause as it is listed."""
    lines = _lines(folder)
    key = (edition, clause)
    files = [n.file for n in lines if (n.edition, n.clause) == key and n.file]
    return Held(
        tuple(h for h in folder.definitions if _governing(h, lines) == key or _by_file(h, files)),
        tuple(t for t in folder.tables if t.file in files),
        tuple(e for e in folder.examples if key in _worked_out(folder, lines, e)),
    )


def _lines(folder: Folder) -> tuple[_Line, ...]:
    return tuple(_Line.of(raw) for raw in folder.standard.clauses)


def _row(folder: Folder, lines: tuple[_Line, ...], key: tuple[str, str]) -> ClauseAudit:
    own = [line for line in lines if (line.edition, line.clause) == key]
    held = held_of(folder, *key)
    edition = folder.standard.edition(key[0])
    statuses = {line.status for line in own}
    names = [h.definition.name for h in held.definitions] + [t.quantity for t in held.tables]
    return ClauseAudit(
        standard=folder.standard.id,
        edition=key[0],
        clause=key[1],
        status=next((s for s in _ORDER if s in statuses), "todo"),
        code=edition.code if edition else folder.standard.code,
        zh="；".join(dict.fromkeys(line.zh for line in own if line.zh)),
        trust=next((line.trust for line in own if line.trust), ""),
        note="; ".join(dict.fromkeys(line.note for line in own if line.note)),
        tally=Tally.of(tuple(value for table in held.tables for value in table.values)),
        missing=sum(t.missing for t in held.tables),
        examples_sourced=sum(not e.own for e in held.examples),
        examples_own=sum(e.own for e in held.examples),
        quantities=tuple(dict.fromkeys(names)),
        files=tuple(dict.fromkeys(line.file for line in own if line.file)),
    )


def _governing(held: HeldDefinition, lines: tuple[_Line, ...]) -> tuple[str, str] | None:
    """The listed clause, the most special one, that a rule's citation lies within."""
    if isinstance(held.definition, Source):
        return None
    return _listed(held.definition.cite.edition, held.clause, lines)


def _listed(edition: str, clause: str, lines: tuple[_Line, ...]) -> tuple[str, str] | None:
    found = [n.clause for n in lines if n.edition == edition and within(clause, n.clause)]
    return (edition, max(found, key=len)) if found else None


def _by_file(held: HeldDefinition, files: Container[str]) -> bool:
    """Whether a ledger quantity, which cites nothing, stands in a file of the clause."""
    return isinstance(held.definition, Source) and held.file in files


def _worked_out(
    folder: Folder, lines: tuple[_Line, ...], example: WorkedExample
) -> set[tuple[str, str]]:
    """The clauses that an example counts for: those it names, else what was asked for cites."""
    edition = example.file.split("/", maxsplit=1)[0]
    if example.clauses:
        found = {_listed(edition, clause, lines) for clause in example.clauses}
    else:
        asked = [h for h in folder.definitions if h.definition.name in example.quantities]
        found = {_governing(h, lines) for h in asked if h.file.startswith(f"{edition}/")}
    return {key for key in found if key is not None}


# -- problems --------------------------------------------------------------------------------------


def _of_lines(folder: Folder, lines: tuple[_Line, ...]) -> Iterator[AuditProblem]:
    """Lines that say more than the folder holds, and editions without a line."""
    place = f"{folder.standard.id}/standard.yaml"
    unread = {problem.place for problem in folder.problems if problem.code == "RULE-04"}
    for line in lines:
        if f"{folder.standard.id}/{line.file}" in unread:
            continue  # its problem is told already
        tables = [t for t in folder.tables if t.file == line.file]
        rules = [h for h in folder.definitions if h.file == line.file and _serves(h, line)]
        if (line.status == "rule" and not rules) or (line.status == "data" and not tables):
            yield status_says_more(place, line.clause, line.status, line.file or "file: null")
    for edition in folder.standard.editions:
        if not any(line.edition == edition.id for line in lines):
            yield no_clause(place, edition.id)


def _serves(held: HeldDefinition, line: _Line) -> bool:
    """Whether a definition of the line's file is of its clause; a ledger quantity always is."""
    return isinstance(held.definition, Source) or within(held.clause, line.clause)


def _of_definitions(folder: Folder, lines: tuple[_Line, ...]) -> Iterator[AuditProblem]:
    """Rules and ledger quantities that no line announces, all of one file and clause at once."""
    standard = folder.standard.id
    astray: dict[tuple[str, str], list[str]] = {}
    denied: dict[tuple[tuple[str, str], str], list[str]] = {}
    for held in folder.definitions:
        name = held.definition.name
        if isinstance(held.definition, Source):
            if not any(line.file == held.file for line in lines):
                astray.setdefault((held.file, ""), []).append(name)
            continue
        cite = held.definition.cite
        if (cite.standard, cite.edition) != (standard, held.file.split("/", maxsplit=1)[0]):
            cited = f"{cite.standard} {cite.edition}, {cite.clause}"
            yield held_elsewhere(f"{standard}/{held.file}", name, cited)
            continue
        key = _governing(held, lines)
        if key is None:
            astray.setdefault((held.file, cite.clause), []).append(name)
        elif not _announced(key, lines):
            denied.setdefault((key, held.file), []).append(name)
    for (file, clause), names in astray.items():
        yield not_registered(f"{standard}/{file}", ", ".join(names), clause, "rule")
    for (key, file), names in denied.items():
        said = ", ".join(line.status for line in lines if (line.edition, line.clause) == key)
        what = f"{', '.join(names)} ({file})"
        yield status_says_less(f"{standard}/standard.yaml", key[1], said, what)


def _announced(key: tuple[str, str], lines: tuple[_Line, ...]) -> bool:
    """Whether a line of the clause says rule, or is open and notes what is."""
    own = [line for line in lines if (line.edition, line.clause) == key]
    return any(line.status == "rule" or (line.status == "todo" and line.note) for line in own)


def _of_tables(folder: Folder, lines: tuple[_Line, ...]) -> Iterator[AuditProblem]:
    """Tables that no line announces, and tables that cite another clause than their line."""
    standard = folder.standard
    for table in folder.tables:
        own = [line for line in lines if line.file == table.file]
        place = f"{standard.id}/{table.file}"
        if not own:
            yield not_registered(place, table.quantity, "", "data", table.clause)
        elif all(line.status != "data" for line in own):
            said = ", ".join(line.status for line in own)
            yield status_says_less(place, own[0].clause, said, table.quantity)
        elif _cites_its_own(folder, table) and not any(
            within(table.clause, line.clause) or within(line.clause, table.clause) for line in own
        ):
            yield not_registered(place, table.quantity, table.clause, "data")


def _cites_its_own(folder: Folder, table: HeldTable) -> bool:
    """Whether the table's source is the edition in whose folder it stands, by its code."""
    edition = folder.standard.edition(table.file.split("/", maxsplit=1)[0])
    return bool(edition and table.clause and _folded(edition.code) == _folded(table.standard))


def _of_examples(folder: Folder, lines: tuple[_Line, ...]) -> Iterator[AuditProblem]:
    """Examples that name no source, or of no clause that is listed."""
    for example in folder.examples:
        place = f"{folder.standard.id}/{example.file}"
        if not example.source.strip():
            yield example_astray(place, "没有写 source", "names no source")
        if _worked_out(folder, lines, example):
            continue
        if example.clauses:
            listed = ", ".join(example.clauses)
            yield example_astray(
                place,
                f"所写的条文 {listed} 没有登记在 standard.yaml",
                f"names clause {listed}, which standard.yaml does not list",
            )
        else:
            listed = ", ".join(example.quantities) or "—"
            yield example_astray(
                place,
                f"所问的 {listed} 不是这个版本的规则，又没有写 clause",
                f"asks for {listed}, of which this edition has no rule, and names no clause",
            )
