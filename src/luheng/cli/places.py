"""Places: the file and line where a clause, a quantity, a code, a record or a command stands."""

from __future__ import annotations

import csv
import difflib
import re
import unicodedata
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from luheng.errors import say

from .main import COMMANDS

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from luheng.rules import Rulebook, Standard

__all__ = ["Cited", "Place", "cited", "near", "places"]

_PACKAGE = Path(__file__).parents[1]
_CODE = re.compile(r"[A-Z]+-\d{2}")
#: what may stand before the number of a clause: a comma, "clause", "annex" and their like
_BEFORE_NUMBER = re.compile(
    r"^[\s,，、:：]*(?:clause|annex|appendix|table|附录|附件|表|第)?\s*", re.IGNORECASE
)


@dataclass(frozen=True, slots=True)
class Place:
    """One file and line, relative to the repository or to the installed package."""

    kind: str
    name: str
    path: str
    line: int
    says: str = ""

    @property
    def at(self) -> str:
        """As an editor opens it: ``path:line``."""
        return f"{self.path}:{self.line}"

    def as_dict(self) -> dict[str, object]:
        """The place as a program reads it."""
        return asdict(self)


def places(text: str) -> Iterator[Place]:
    """Every place that bears the name; nothing if none does."""
    from luheng.rulebook import load_rulebook
    from luheng.rulebook.loader import overlay_names

    book = load_rulebook(overlays=overlay_names())
    yield from _finding_places(text.upper())
    yield from _clause_places(text, book)
    yield from _quantity_places(text, book)
    yield from _overlay_places(text, book)
    yield from _record_places(text)
    yield from _command_places(text)
    yield from _code_places(text)


def near(text: str) -> tuple[str, ...]:
    """Names that resemble the text, the most alike first."""
    from luheng import records
    from luheng.rulebook import load_rulebook
    from luheng.rulebook.loader import overlay_names

    book = load_rulebook(overlays=overlay_names())
    codes = {s.code for s in book.standards.values()}
    names = {*book.names(), *records.names(), *COMMANDS, *book.overlays, *codes}
    names |= {code for path in _sources() for code in _CODE.findall(_read(path))}
    return tuple(difflib.get_close_matches(text, sorted(names), n=3, cutoff=0.5))


# -- findings ----------------------------------------------------------------------------------


def _finding_places(code: str) -> Iterator[Place]:
    if not _CODE.fullmatch(code):
        return
    page = _repository() / f"docs/findings/{code}.md"
    if page.is_file():
        title = _read(page).splitlines()[0].lstrip("# ")
        yield Place("finding", code, _shown(page), 1, title)
    for path in _sources():
        for number, line in _lines_with(path, f'"{code}"'):
            yield Place("raised", code, _shown(path), number, line)


# -- standards ---------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Cited:
    """What a reader's text cites: a standard, the editions that are meant, a clause or none."""

    standard: Standard
    editions: tuple[str, ...]
    number: str
    #: the clause with the words before its number, such as 附录4
    said: str

    def holds(self, clause: str) -> bool:
        """Whether a clause is the one cited or a part of it; every clause if none is cited."""
        folded = unicodedata.normalize("NFKC", clause).casefold()
        return _within(folded, self.number) or _within(folded, self.said)


def cited(text: str, standards: Iterable[Standard]) -> Iterator[Cited]:
    """Each standard that the text may cite, by its code, the code of an edition, or its id."""
    folded = unicodedata.normalize("NFKC", text)
    for standard in standards:
        codes: dict[str, tuple[str, ...]] = {e.code: (e.id,) for e in standard.editions}
        codes.setdefault(standard.code, tuple(e.id for e in standard.editions))
        codes.setdefault(standard.id, tuple(e.id for e in standard.editions))
        for code in sorted(codes, key=len, reverse=True):
            rest = _after(folded, code)
            if rest is not None:
                number = _BEFORE_NUMBER.sub("", rest).rstrip(" 条章").casefold()
                said = rest.strip(" ,，、:：").casefold()
                yield Cited(standard, codes[code], number, said or number)
                break


def _clause_places(text: str, book: Rulebook) -> Iterator[Place]:
    for one in cited(text, book.standards.values()):
        yield from _of_standard(one.standard, one.editions, one.number, book)


def _after(text: str, code: str) -> str | None:
    """What follows a standard's code, however it is spaced; None if the text is of another."""
    letters = [re.escape(c) for c in unicodedata.normalize("NFKC", code) if c not in " /"]
    found = re.match(r"[\s/]*".join(letters) + r"(?![\w-])", text, re.IGNORECASE)
    return text[found.end() :] if found else None


def _of_standard(
    standard: Standard, editions: Iterable[str], number: str, book: Rulebook
) -> Iterator[Place]:
    if not number:
        file = _PACKAGE / "rulebook" / standard.file
        yield Place("standard", standard.code, _shown(file), 1, say(zh=standard.zh, en=standard.en))
    for id_ in editions:
        edition = standard.edition(id_)
        code = edition.code if edition else standard.code
        rules = list(_rules_of(standard.id, id_, code, number, book))
        yield from rules
        yield from _listed(standard, id_, code, number, {p.path for p in rules})


def _rules_of(
    standard: str, edition: str, code: str, number: str, book: Rulebook
) -> Iterator[Place]:
    for rule in (rule for rules in book.rules.values() for rule in rules):
        cite = rule.cite
        if (cite.standard, cite.edition) != (standard, edition):
            continue
        if _within(cite.clause.casefold(), number):
            path, line = rule.place.rsplit(":", 1)
            shown = _shown(_PACKAGE / path)
            yield Place(
                "rule", f"{code}, {cite.clause}", shown, int(line), f"{rule.name} {rule.zh}"
            )


def _listed(
    standard: Standard, edition: str, code: str, number: str, seen: set[str]
) -> Iterator[Place]:
    """What ``standard.yaml`` lists and no rule has shown yet: tables of values, text, gaps."""
    file = _PACKAGE / "rulebook" / standard.file
    for row in standard.clauses:
        clause = str(row["clause"])
        if row["edition"] != edition or not _within(clause.casefold(), number):
            continue
        name, says = f"{code}, {clause}", f"{row['zh']} [{row['status']}]"
        if row.get("file"):
            shown = _shown(file.parent / row["file"])
            if shown not in seen:
                yield Place("clause", name, shown, 1, says)
        elif not seen:
            line = _first(file, f"edition: {edition},", f"clause: {_quoted(clause)},")
            yield Place("clause", name, _shown(file), line, says)


def _quoted(clause: str) -> str:
    return clause if clause.isalpha() else f"'{clause}'"


def _within(clause: str, number: str) -> bool:
    return not number or clause == number or clause.startswith((f"{number}.", f"{number} "))


# -- names of the rulebook ---------------------------------------------------------------------


def _quantity_places(text: str, book: Rulebook) -> Iterator[Place]:
    wanted = text.casefold()
    for name in book.names():
        for one in (*book.rules.get(name, ()), book.sources.get(name), book.methods.get(name)):
            if one is not None and wanted in {name, one.zh.casefold(), one.en.casefold()}:
                path, line = one.place.rsplit(":", 1)
                says = f"{one.zh} [{one.unit}]  {book.cite(one)}"
                yield Place("quantity", name, _shown(_PACKAGE / path), int(line), says)
        factor = book.factors.get(name)
        if factor and wanted in {name, factor.zh.casefold(), factor.en.casefold()}:
            for file in dict.fromkeys(row.file.partition("#")[0] for row in factor.rows):
                held = _PACKAGE / "rulebook" / file
                rows = [r for r in factor.rows if r.file.partition("#")[0] == file]
                says = f"{factor.zh}: {len(rows)}  {rows[0].source}"
                yield Place("factor", name, _shown(held), _first(held, f"quantity: {name}"), says)


def _overlay_places(text: str, book: Rulebook) -> Iterator[Place]:
    if text in book.overlays:
        path = _PACKAGE / f"rulebook/overlays/{text}.yaml"
        line = _first(path, say(zh="zh: ", en="en: "))
        says = _read(path).splitlines()[line - 1].partition(":")[2].strip()
        yield Place("overlay", text, _shown(path), 1, says)


# -- records, commands, codes ------------------------------------------------------------------


def _record_places(text: str) -> Iterator[Place]:
    from luheng.records import register_all

    for record in register_all():
        if text.casefold() in {record.record_name, record.record_zh, record.record_en.casefold()}:
            path = _PACKAGE / f"records/{record.__module__.rsplit('.', 1)[-1]}.py"
            says = f"{record.record_zh}: {', '.join(record.keys())}"
            line = _first(path, f"class {record.__name__}(")
            yield Place("record", record.record_name, _shown(path), line, says)


def _command_places(text: str) -> Iterator[Place]:
    command, _, rest = text.removeprefix("luheng ").partition(" ")
    entry = COMMANDS.get(command)
    if entry is None:
        return
    # a group is a file, or a folder with a file per subcommand
    group = _PACKAGE / "cli" / entry.module
    files = sorted(group.glob("*.py")) if group.is_dir() else [group.with_suffix(".py")]
    name = rest.split()[0].replace("-", "_") if rest.split() else entry.name
    held = [(p, _first(p, start)) for start in (f"def {name}(", f"{name} =") for p in files]
    path, line = next(((p, line) for p, line in held if line > 1), (files[0], 1))
    yield Place("command", f"luheng {text}", _shown(path), line, say(zh=entry.zh, en=entry.en))


def _code_places(text: str) -> Iterator[Place]:
    from luheng.codelists import load, names

    for name in names():
        path = _PACKAGE / f"codelists/{name}.csv"
        if not path.is_file():
            continue  # a union of other lists has no table of its own
        if text == name:
            yield Place("code list", name, _shown(path), 1, load(name).title_zh)
            continue
        code = load(name).match(text)
        if code is not None:
            row = load(name).get(code)
            says = f"{name}: {row.get('zh', '')} {row.get('en', '')}".rstrip()
            yield Place("code", code, _shown(path), _row(path, "id", code), says)
    path = _PACKAGE / "units/units.csv"
    line = _row(path, "symbol", text)
    if line:
        yield Place("unit", text, _shown(path), line, say(zh="计量单位", en="unit"))


# -- files -------------------------------------------------------------------------------------


def _repository() -> Path:
    """The folder above ``src`` where the package is run from its repository, else the package's."""
    root = _PACKAGE.parents[1]
    return root if (root / "pyproject.toml").is_file() else _PACKAGE.parent


def _shown(path: Path) -> str:
    return path.relative_to(_repository()).as_posix()


def _read(path: Path) -> str:
    return path.read_text(encoding="utf-8")


def _sources() -> list[Path]:
    return sorted(_PACKAGE.rglob("*.py"))


def _lines_with(path: Path, text: str) -> Iterator[tuple[int, str]]:
    for number, line in enumerate(_read(path).splitlines(), start=1):
        if text in line:
            yield number, line.strip()


def _first(path: Path, *texts: str) -> int:
    """The number of the first line that holds all the texts, 1 if none does."""
    for number, line in enumerate(_read(path).splitlines(), start=1):
        if all(text in line for text in texts):
            return number
    return 1


def _row(path: Path, column: str, value: str) -> int:
    """The line of the first row of a CSV whose column holds the value, 0 if none does."""
    with path.open(encoding="utf-8", newline="") as file:
        rows = csv.DictReader(file)
        for row in rows:
            if row[column] == value:
                return rows.line_num
    return 0
