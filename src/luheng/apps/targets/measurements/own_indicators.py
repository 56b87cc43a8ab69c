"""Indicators that an office adds in a file of its workspace, ``indicators.yaml``, without Python.

Each has an id, names, a unit, a kind, a direction and what measures it: a statistic, a quantity of
the rulebook, a ratio or sum of such, a rate of growth, or a ratio of published rates. An id of the
register's own list binds that indicator to the office's statistics. The form is
``indicators.schema.json`` beside this file; a fault says the line, the reason and the way out.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from importlib import resources
from typing import TYPE_CHECKING, Any

import yaml

from luheng import codelists
from luheng.errors import BadIndicator, UnknownUnit
from luheng.units import unit

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from pathlib import Path

__all__ = ["FILE", "Indicator", "own_indicators", "read_document"]

FILE = "indicators.yaml"
#: measures whose rows are published rates of growth
_RATES = frozenset({"growth_year_on_year", "growth_cumulative"})


@dataclass(frozen=True, slots=True)
class Indicator:
    """One indicator of an office; ``measured_by`` is the checked tree of the file."""

    id: str
    zh: str
    en: str
    unit: str
    kind: str
    direction: str
    measured_by: Mapping[str, Any]
    sectors: tuple[str, ...] = ()
    note: str = ""
    registered: bool = False

    def as_dict(self) -> dict[str, object]:
        """The indicator as plain values."""
        return {
            "id": self.id,
            "zh": self.zh,
            "en": self.en,
            "unit": self.unit,
            "kind": self.kind,
            "direction": self.direction,
            "sectors": list(self.sectors),
            "measured_by": dict(self.measured_by),
            "note": self.note,
            "registered": self.registered,
        }


def own_indicators(folder: Path) -> dict[str, Indicator]:
    """The indicators of a workspace folder by id; none where it holds no such file.

    Raises:
        BadIndicator: the file is no YAML or breaks its form.
    """
    path = folder / FILE
    if not path.is_file():
        return {}
    said, lines = read_document(path, FILE)
    _check_form(said, lines)
    out: dict[str, Indicator] = {}
    for n, row in enumerate(said["indicators"]):
        one = _indicator(row, lines, n)
        if one.id in out:
            raise _bad(
                lines, ("indicators", n, "id"),
                f"编号“{one.id}”重复。", f"the id {one.id!r} is there twice.",
                "每个指标一个编号。", "Give each indicator an id of its own.",
            )  # fmt: skip
        out[one.id] = one
    return out


def read_document(path: Path, name: str) -> tuple[Any, dict[tuple[Any, ...], int]]:
    """A YAML file and the line of each of its values, by path.

    Raises:
        BadIndicator: the file is no YAML in UTF-8.
    """
    try:
        text = path.read_text(encoding="utf-8-sig")
        node = yaml.compose(text, Loader=yaml.SafeLoader)
        said = yaml.safe_load(text)
    except (yaml.YAMLError, UnicodeDecodeError) as error:
        mark = getattr(error, "problem_mark", None)
        raise BadIndicator(
            f"{name}:{mark.line + 1 if mark else 1}",
            "文件不是 UTF-8 编码的 YAML。", "the file is not YAML in UTF-8.",
            "检查该行的缩进、冒号后的空格和引号。",
            "Check the indentation, the blank after each colon and the quotes of that line.",
        ) from error  # fmt: skip
    return said, dict(_lines(node, ()))


def _lines(node: Any, at: tuple[Any, ...]) -> Iterable[tuple[tuple[Any, ...], int]]:
    if node is None:
        return
    yield at, node.start_mark.line + 1
    if isinstance(node, yaml.MappingNode):
        for key, value in node.value:
            yield from _lines(value, (*at, key.value))
    elif isinstance(node, yaml.SequenceNode):
        for n, value in enumerate(node.value):
            yield from _lines(value, (*at, n))


def _check_form(said: Any, lines: Mapping[tuple[Any, ...], int]) -> None:
    import jsonschema

    text = resources.files(__package__).joinpath("indicators.schema.json").read_text("utf-8")
    validator = jsonschema.Draft202012Validator(json.loads(text))
    fault = jsonschema.exceptions.best_match(validator.iter_errors(said))
    if fault is not None:
        at = tuple(fault.absolute_path)
        shown = "/".join(map(str, at)) or FILE
        raise _bad(
            lines, at,
            f"{shown} 不合格式：{fault.message}", f"{shown} breaks the form: {fault.message}",
            "格式和例子见 docs/howto/add_an_indicator.md。",
            "docs/howto/add_an_indicator.md has the form and examples.",
        )  # fmt: skip


def _indicator(row: Mapping[str, Any], lines: Mapping[tuple[Any, ...], int], n: int) -> Indicator:
    at = ("indicators", n)
    try:
        symbol = unit(row["unit"]).symbol
    except UnknownUnit as error:
        near = "、".join(error.near)
        raise _bad(
            lines, (*at, "unit"),
            f"计量单位“{row['unit']}”不在单位表中。", f"the unit {row['unit']!r} is not known.",
            f"相近的单位：{near or '见 units/units.csv'}。",
            f"Near it: {near or 'see units/units.csv'}.",
        ) from error  # fmt: skip
    _check_measure(row["measured_by"], lines, (*at, "measured_by"), rates=False)
    return Indicator(
        row["id"], row["zh"], row["en"], symbol, row["kind"], row["direction"],
        row["measured_by"], tuple(row.get("sectors", ())), row.get("note", ""),
        row["id"] in codelists.load("indicators").ids(),
    )  # fmt: skip


def _check_measure(
    said: Mapping[str, Any],
    lines: Mapping[tuple[Any, ...], int],
    at: tuple[Any, ...],
    *,
    rates: bool,
) -> None:
    """A rate is no level: growth_ratio is of rates, ratio and sum are of levels."""
    (verb, inner), *_ = said.items()
    if verb == "statistic":
        if rates and inner.get("measure", "level") not in _RATES:
            raise _bad(
                lines, (*at, verb),
                "growth_ratio 的两端必须是公布的增速。",
                "both ends of growth_ratio must be published rates.",
                "写明 measure: growth_year_on_year 或 growth_cumulative；水平值请用 ratio。",
                "Say measure: growth_year_on_year or growth_cumulative; for levels use ratio.",
            )  # fmt: skip
        if not rates and inner.get("measure", "level") in _RATES and len(at) > 3:  # noqa: PLR2004
            raise _bad(
                lines, (*at, verb),
                "增速不能相除或相加成水平值。", "rates cannot be divided or added to a level.",
                "增速之比用 growth_ratio。", "For the ratio of two rates use growth_ratio.",
            )  # fmt: skip
    elif verb in {"ratio", "growth_ratio"}:
        for end in ("numerator", "denominator"):
            _check_measure(inner[end], lines, (*at, verb, end), rates=verb == "growth_ratio")
    elif verb == "growth":
        _check_measure(inner, lines, (*at, verb), rates="statistic" in inner)
    elif verb == "sum":
        for n, part in enumerate(inner):
            _check_measure(part, lines, (*at, verb, n), rates=rates)


def _bad(  # noqa: PLR0917  (a place, then each sentence in both languages)
    lines: Mapping[tuple[Any, ...], int],
    at: tuple[Any, ...],
    zh: str,
    en: str,
    remedy_zh: str,
    remedy_en: str,
) -> BadIndicator:
    here = at
    while here and here not in lines:
        here = here[:-1]
    return BadIndicator(f"{FILE}:{lines.get(here, 1)}", zh, en, remedy_zh, remedy_en)
