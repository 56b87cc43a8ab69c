"""Headers that are values: years, months, carriers; how such columns become rows."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from typing import TYPE_CHECKING

from luheng.codelists import load
from luheng.connectors.table.header import fold, in_brackets
from luheng.connectors.table.profile import Unpivot
from luheng.periods import parse_period

from .likeness import is_period, is_unit

if TYPE_CHECKING:
    from collections.abc import Sequence

    from luheng.records import Record

__all__ = ["Turned", "turned"]

_YEAR = re.compile(r"(?:19|20)\d{2}年?")
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_MONTH = re.compile(rf"(1[0-2]|0?[1-9])\s*月(?:份)?|({'|'.join(_MONTHS)})[a-z]*\.?", re.IGNORECASE)
_YEAR_COLUMNS = frozenset({"年", "年份", "年度", "year"})
_SAID_YEAR = re.compile(r"(?<!\d)((?:19|20)\d{2})\s*年?(?!\d)")
_FEW = 2


@dataclass(frozen=True, slots=True)
class Turned:
    """How the columns turn into rows, which headers they are, and what was taken for granted."""

    unpivot: Unpivot
    headers: tuple[str, ...]
    why_zh: str
    why_en: str
    #: a question that the file does not answer
    open_zh: str = ""
    open_en: str = ""


def turned(
    kind: type[Record], headers: Sequence[str], above: Sequence[str], year: str = ""
) -> Turned | None:
    """How the headers turn into rows of the record; None where they name columns.

    ``above`` are the texts over the header and the names of file and sheet, in which a year may
    stand; ``year`` is one that was given.
    """
    if not kind.value_column:
        return None
    texts = [h for h in headers if h]
    if "period" in kind.columns():
        found = _years(kind, texts) or _periods(kind, texts) or _months(kind, texts, above, year)
        if found:
            return found
    return _carriers(kind, texts) if "item" in kind.columns() else None


def _years(kind: type[Record], texts: list[str]) -> Turned | None:
    years = tuple(t for t in texts if _YEAR.fullmatch(unicodedata.normalize("NFKC", t)))
    if len(years) < _FEW:
        return None
    pattern = r"((?:19|20)\d{2})年?"
    return Turned(
        Unpivot(kind.value_column, (), pattern, {"period": r"\1"}),
        years,
        f"{len(years)} 列的列名是年份",
        f"{len(years)} headers are years",
    )


def _periods(kind: type[Record], texts: list[str]) -> Turned | None:
    periods = tuple(t for t in texts if is_period(t))
    if len(periods) < _FEW:
        return None
    columns = tuple((t, {"period": parse_period(t).text}) for t in periods)
    return Turned(
        Unpivot(kind.value_column, columns),
        periods,
        f"{len(periods)} 列的列名是报告期",
        f"{len(periods)} headers are periods",
    )


def _months(kind: type[Record], texts: list[str], above: Sequence[str], year: str) -> Turned | None:
    """Months without a year: the year is a column of the file, was given, or stands above."""
    months = [(t, _month(t)) for t in texts]
    found = [(t, m) for t, m in months if m]
    if len(found) < _FEW:
        return None
    column = next((t for t in texts if fold(t) in _YEAR_COLUMNS), "")
    said = {g for text in above for g in _SAID_YEAR.findall(text)}
    open_zh = open_en = ""
    if column:
        prefix = "{" + column + "}"
    elif year:
        prefix = year
    elif len(said) == 1:
        prefix = said.pop()
        open_zh = f"年份取自表名或标题：{prefix} 年，请核对。"
        open_en = f"The year {prefix} was taken from a title or a name; check it."
    else:
        prefix = "YYYY"
        open_zh = "列名只有月份：请用 --set year=2025 给出年份。"
        open_en = "The headers are months without a year: give it by --set year=2025."
    columns = tuple((t, {"period": f"{prefix}-{m:02d}"}) for t, m in found)
    return Turned(
        Unpivot(kind.value_column, columns),
        tuple(t for t, _ in found),
        f"{len(found)} 列的列名是月份",
        f"{len(found)} headers are months",
        open_zh,
        open_en,
    )


def _month(text: str) -> int:
    found = _MONTH.fullmatch(unicodedata.normalize("NFKC", text).strip())
    if not found:
        return 0
    return int(found[1]) if found[1] else _MONTHS.index(found[2].lower()[:3]) + 1


def _carriers(kind: type[Record], texts: list[str]) -> Turned | None:
    """Carriers as headers, mostly with their unit in brackets: 电力(万千瓦时)."""
    carriers = load("energy_carriers")
    roles = load("activity_roles")
    columns: list[tuple[str, dict[str, str]]] = []
    without: list[str] = []
    for text in texts:
        bare = fold(text)
        item, role = carriers.match(bare), ""
        for row in roles.rows if item is None else ():
            # 电力消费量 is electricity, consumed
            for word in sorted({row["zh"], *row["aliases"].split("|")}, key=len, reverse=True):
                if word and bare.endswith(word) and carriers.match(bare[: -len(word)]):
                    item, role = carriers.match(bare[: -len(word)]), row["id"]
                    break
            if item:
                break
        if item is None:
            continue
        said = {"item": item}
        if role and "role" in kind.columns():
            said["role"] = role
        bracketed = in_brackets(text)
        if is_unit(bracketed):
            said["unit"] = bracketed
        else:
            without.append(text)
        columns.append((text, said))
    if len(columns) < _FEW:
        return None
    if "role" in kind.columns() and not all("role" in said for _, said in columns):
        for _, said in columns:
            said.pop("role", None)
    names = "、".join(without[:3])
    return Turned(
        Unpivot(kind.value_column, tuple((t, dict(s)) for t, s in columns)),
        tuple(t for t, _ in columns),
        f"{len(columns)} 列的列名是能源品种",
        f"{len(columns)} headers are energy carriers",
        f"{len(without)} 列没有写计量单位（{names}）：请在配置中补上 unit。" if without else "",
        f"{len(without)} columns state no unit ({names}): add it in the profile."
        if without
        else "",
    )
