"""A profile: how a table in a foreign shape is read as one record; decided once, then kept.

What a profile says is settled by a person; nothing in here guesses. Its form is
``profile.schema.json``; ``intake/profiles`` keeps it in the workspace and proposes one.
"""

from __future__ import annotations

import functools
import hashlib
import json
import re
from dataclasses import dataclass, field, replace
from importlib import resources
from typing import TYPE_CHECKING, Any, Literal

from luheng.errors import BadProfile, LuhengError, UnknownUnit
from luheng.records import record
from luheng.units import unit

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from luheng.records import Record

__all__ = ["Cell", "Condition", "Profile", "Unpivot", "json_schema"]

_EDITION = 1
_HELD = re.compile(r"\{([^{}]+)\}")


@dataclass(frozen=True, slots=True)
class Cell:
    """Where one record column comes from: a column of the file, a constant, or several columns."""

    from_: str = ""
    constant: str | None = None
    template: str = ""
    part: Literal["whole", "before_brackets", "in_brackets"] = "whole"
    values: Mapping[str, str | None] = field(default_factory=dict)
    unlisted: Literal["keep", "refuse"] = "keep"
    date_format: str = ""
    unit: str = ""

    def needs(self) -> tuple[str, ...]:
        """The headers of the file that it reads."""
        return ((self.from_,) if self.from_ else ()) + held(self.template)


@dataclass(frozen=True, slots=True)
class Condition:
    """A question to one column of each row."""

    column: str
    is_: tuple[str, ...] = ()
    matches: str = ""
    blank: bool | None = None


@dataclass(frozen=True, slots=True)
class Unpivot:
    """Columns whose headers are values of the record: months, years, carriers."""

    value: str
    columns: tuple[tuple[str, Mapping[str, str]], ...] = ()
    pattern: str = ""
    pattern_set: Mapping[str, str] = field(default_factory=dict)
    blank: Literal["absent", "refuse"] = "absent"

    def sets(self) -> frozenset[str]:
        """The record columns that the headers fill, besides the value."""
        return frozenset(self.pattern_set).union(*(said for _, said in self.columns))

    def needs(self) -> tuple[str, ...]:
        """The headers that are named one by one, and those that their texts take cells from."""
        texts = [t for _, said in self.columns for t in said.values()]
        texts += self.pattern_set.values()
        return (*(name for name, _ in self.columns), *(h for t in texts for h in held(t)))

    def of(self, header: str) -> Mapping[str, str] | None:
        """What a header says, or None if it is no column of values."""
        for name, said in self.columns:
            if name == header:
                return said
        found = re.fullmatch(self.pattern, header) if self.pattern else None
        if found is None:
            return None
        return {
            n: re.sub(r"\\(\d)", lambda g: _group(found, g), t) for n, t in self.pattern_set.items()
        }


def _group(found: re.Match[str], asked: re.Match[str]) -> str:
    return found.group(int(asked.group(1))) or ""


def held(text: str) -> tuple[str, ...]:
    """The headers in braces of a template."""
    return tuple(_HELD.findall(text))


@dataclass(frozen=True, slots=True)
class Profile:
    """How the tables of one source are read as one record."""

    name: str
    record: str
    columns: Mapping[str, Cell]
    version: int = 1
    source: str = ""
    sheet: str = ""
    header_row: int | None = None
    header_rows: int = 1
    texts: tuple[str, ...] = ()
    fill_down: tuple[str, ...] = ()
    keep: tuple[Condition, ...] = ()
    skip: tuple[Condition, ...] = ()
    unpivot: Unpivot | None = None

    @property
    def kind(self) -> type[Record]:
        """The record's class."""
        return record(self.record)

    @property
    def sha256(self) -> str:
        """The hash of what the profile says; its version and its layout as text do not enter."""
        said = {k: v for k, v in self.as_dict().items() if k != "version"}
        text = json.dumps(said, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
        return hashlib.sha256(text.encode()).hexdigest()

    @property
    def reference(self) -> str:
        """What a receipt keeps of it: name and hash."""
        return f"{self.name}@{self.sha256}"

    def needs(self) -> tuple[str, ...]:
        """The headers without which the table cannot be read, in order, each once."""
        names = [n for cell in self.columns.values() for n in cell.needs()]
        names += [*self.fill_down, *(c.column for c in (*self.keep, *self.skip))]
        names += self.unpivot.needs() if self.unpivot else ()
        return tuple(dict.fromkeys(names))

    @classmethod
    def of(cls, name: str, said: Any) -> Profile:
        """The profile that a mapping (from YAML) states.

        Raises:
            BadProfile: it is not of the schema's form, or speaks of columns and units that there
                are not.
        """
        _valid(name, said)
        made = _built(name, said)
        made.check()
        return made

    def check(self) -> None:
        """Raise BadProfile where the parts do not fit one another or the record."""
        problems = list(_problems(self))
        if problems:
            raise BadProfile(self.name, *problems[0])

    def as_dict(self) -> dict[str, Any]:
        """The profile as YAML states it; what is left at its default is left out."""
        many = self.header_rows if self.header_rows > 1 else None
        header = {"row": self.header_row, "rows": many,
                  "texts": list(self.texts)}  # fmt: skip
        rows = {
            "keep": [_condition(c) for c in self.keep],
            "skip": [_condition(c) for c in self.skip],
        }
        said = {
            "profile": _EDITION,
            "version": self.version,
            "record": self.record,
            "source": self.source,
            "sheet": self.sheet,
            "header": _filled(header),
            "fill_down": list(self.fill_down),
            "rows": _filled(rows),
            "columns": {n: _cell(c) for n, c in self.columns.items()},
            "unpivot": _unpivot(self.unpivot) if self.unpivot else None,
        }
        return {k: v for k, v in said.items() if k == "columns" or v not in (None, "", [], {})}

    def with_version(self, version: int) -> Profile:
        """The same under another version number."""
        return replace(self, version=version)


@functools.cache
def json_schema() -> Mapping[str, Any]:
    """The JSON Schema of a profile."""
    text = resources.files(__package__).joinpath("profile.schema.json").read_text(encoding="utf-8")
    said: Mapping[str, Any] = json.loads(text)
    return said


def _valid(name: str, said: Any) -> None:
    import jsonschema

    checker = jsonschema.Draft202012Validator(json_schema())
    wrong = sorted(checker.iter_errors(said), key=lambda e: list(map(str, e.absolute_path)))
    if wrong:
        first = jsonschema.exceptions.best_match(wrong)
        place = ".".join(map(str, first.absolute_path)) or "—"
        raise BadProfile(
            name, f"{place} 不合格式：{first.message}", f"{place} is not in form: {first.message}"
        )


def _built(name: str, said: Mapping[str, Any]) -> Profile:
    header, rows, turned = said.get("header", {}), said.get("rows", {}), said.get("unpivot")
    return Profile(
        name=name,
        record=said["record"],
        columns={n: _read_cell(c) for n, c in said["columns"].items()},
        version=said.get("version", 1),
        source=said.get("source", ""),
        sheet=said.get("sheet", ""),
        header_row=header.get("row"),
        header_rows=header.get("rows", 1),
        texts=tuple(header.get("texts", ())),
        fill_down=tuple(said.get("fill_down", ())),
        keep=tuple(_read_condition(c) for c in rows.get("keep", ())),
        skip=tuple(_read_condition(c) for c in rows.get("skip", ())),
        unpivot=_read_unpivot(turned) if turned else None,
    )


def _read_cell(said: Mapping[str, Any]) -> Cell:
    return Cell(**{("from_" if k == "from" else k): v for k, v in said.items()})


def _read_condition(said: Mapping[str, Any]) -> Condition:
    return Condition(
        said["column"], tuple(said.get("is", ())), said.get("matches", ""), said.get("blank")
    )


def _read_unpivot(said: Mapping[str, Any]) -> Unpivot:
    matching = said.get("matching", {})
    return Unpivot(
        said["value"],
        tuple((c["from"], dict(c["set"])) for c in said.get("columns", ())),
        matching.get("pattern", ""),
        dict(matching.get("set", {})),
        said.get("blank", "absent"),
    )


def _filled(said: Mapping[str, Any]) -> dict[str, Any]:
    return {k: v for k, v in said.items() if v not in (None, "", [], {})}


def _cell(cell: Cell) -> dict[str, Any]:
    out: dict[str, Any] = {"from": cell.from_} if cell.from_ else {}
    if cell.constant is not None:
        out["constant"] = cell.constant
    said = {"template": cell.template, "date_format": cell.date_format, "unit": cell.unit}
    said |= {"part": cell.part if cell.part != "whole" else ""}
    said |= {"unlisted": cell.unlisted if cell.unlisted != "keep" else ""}
    return out | _filled(said) | _filled({"values": dict(cell.values)})


def _condition(said: Condition) -> dict[str, Any]:
    rest = {"is": list(said.is_), "matches": said.matches, "blank": said.blank}
    return {"column": said.column} | _filled(rest)


def _unpivot(said: Unpivot) -> dict[str, Any]:
    out: dict[str, Any] = {"value": said.value}
    if said.blank != "absent":
        out["blank"] = said.blank
    if said.columns:
        out["columns"] = [{"from": n, "set": dict(s)} for n, s in said.columns]
    if said.pattern:
        out["matching"] = {"pattern": said.pattern, "set": dict(said.pattern_set)}
    return out


def _problems(profile: Profile) -> Iterator[tuple[str, str]]:
    try:
        known = profile.kind.columns()
    except LuhengError as error:
        yield (str(error),) * 2
        return
    turned = profile.unpivot
    taken = {*profile.columns, *((turned.value, *turned.sets()) if turned else ())}
    for name in sorted(taken - set(known)):
        yield f"记录 {profile.record} 没有列“{name}”。", f"{profile.record} has no column {name!r}."
    for name in sorted(
        set(profile.columns) & ({turned.value, *turned.sets()} if turned else set())
    ):
        yield (
            f"“{name}”既写在 columns 里，又由 unpivot 给出。",
            f"{name!r} is given both by columns and by unpivot.",
        )
    yield from _unit_problems(profile)
    for pattern in _patterns(profile):
        try:
            re.compile(pattern)
        except re.error as error:
            yield f"正则表达式 {pattern} 有误：{error}", f"The pattern {pattern} is wrong: {error}"


def _patterns(profile: Profile) -> list[str]:
    said = [c.matches for c in (*profile.keep, *profile.skip)]
    return [p for p in (*said, profile.unpivot.pattern if profile.unpivot else "") if p]


def _unit_problems(profile: Profile) -> Iterator[tuple[str, str]]:
    value = profile.kind.value_column
    turned = profile.unpivot
    for name, cell in profile.columns.items():
        if not cell.unit:
            continue
        stated = "unit" in profile.columns or (turned is not None and "unit" in turned.sets())
        if name != value or "unit" not in profile.kind.columns() or stated:
            yield (
                f"“{name}”不能写 unit：只有数值列可以写，且没有另外的单位列。",
                f"{name!r} takes no unit: only the value column does, if nothing else gives it.",
            )
    units = [c.unit for c in profile.columns.values()]
    units += [c.constant or "" for n, c in profile.columns.items() if n == "unit"]
    units += [s["unit"] for _, s in (turned.columns if turned else ()) if "unit" in s]
    for text in dict.fromkeys(u for u in units if u and not held(u)):
        try:
            unit(text)
        except UnknownUnit as error:
            yield f"计量单位“{text}”不在单位表中。", " ".join(error.lines())
