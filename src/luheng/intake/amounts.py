"""Amounts: each quantity in its canonical unit, by one exact scale (A5, A7, A13)."""

from __future__ import annotations

import csv
import functools
import re
from dataclasses import dataclass
from importlib import resources
from typing import TYPE_CHECKING

from luheng.codelists import load
from luheng.errors import UnitMismatch, UnknownUnit
from luheng.units import Unit, unit, vocabulary

from .examination import Examination, Words, uniques
from .texts import taken

if TYPE_CHECKING:
    from collections.abc import Mapping
    from fractions import Fraction

    import numpy as np

__all__ = ["canonical_unit", "check_amount", "check_percent", "check_unit", "scaled"]

#: records whose amount is in the unit of the row's item; the others' in the customary unit
_BY_ITEM = frozenset({"activity", "statistic", "transfer"})


def check_unit(exam: Examination, name: str) -> None:
    """The unit as a symbol of the vocabulary."""
    import numpy as np
    import pyarrow as pa

    values, codes = uniques(exam.raw[name])
    symbols: list[str | None] = []
    words: dict[int, Words] = {}
    for n, text in enumerate(values):
        try:
            symbols.append(_symbol(text))
        except UnknownUnit as error:
            symbols.append(None)
            words[n] = _unknown_unit(error)
    exam.typed[name] = taken(symbols, codes, pa.string())
    if words:
        rows = np.flatnonzero(np.isin(codes, list(words)))
        exam.tell(rows, name, "UNIT-02", lambda row: words[int(codes[row])])


def _symbol(text: str) -> str:
    """The one spelling of a unit, of each part of a quotient too."""
    whole = unit(text)
    if whole.symbol in _symbols():
        return whole.symbol
    parts = re.split(r"([/·])", whole.symbol)
    return "".join(p if p in {"/", "·"} else unit(p).symbol for p in parts)


@functools.cache
def _symbols() -> frozenset[str]:
    return frozenset(row.symbol for row in vocabulary())


def _unknown_unit(error: UnknownUnit) -> Words:
    near = error.near
    return Words(
        f"计量单位“{error.unit}”不在单位表中。",
        f"The unit {error.unit!r} is not in the vocabulary.",
        f"相近的单位：{'、'.join(near)}。" if near else "请改用单位表中的单位，见模板的说明页。",
        f"Near it: {', '.join(near)}." if near else "Use a unit of the template's guide sheet.",
    )


@functools.cache
def _customary() -> Mapping[tuple[tuple[str, int], ...], Unit]:
    text = resources.files(__package__).joinpath("customary_units.csv").read_text(encoding="utf-8")
    units = [unit(r["unit"]) for r in csv.DictReader(text.splitlines())]
    return {u.dimension: u for u in units}


def canonical_unit(record: str, item: str | None, said: Unit, stated: str = "") -> Unit:
    """The unit that an amount is kept in: the item's, else the customary one of its dimension.

    ``stated`` is the unit of the row's own statistic (CO2 of raw coal is in tCO2, not in kg).
    """
    if stated:
        return unit(stated)
    if record in _BY_ITEM and item in load("items").ids():
        own = load("items").get(item)["unit"]
        if own:
            return unit(own)
    return _customary().get(said.dimension, said)


def scaled(quantity: np.ndarray, ratio: Fraction) -> np.ndarray:
    """The quantity times an exact ratio, rounded once where numerator or denominator is 1."""
    if ratio.denominator == 1:
        return quantity * float(ratio.numerator)
    if ratio.numerator == 1:
        return quantity / float(ratio.denominator)
    return quantity * float(ratio)


def check_amount(exam: Examination, value: str, percent: np.ndarray) -> None:
    """``amount`` and ``canonical_unit`` of each row; a unit of another dimension is refused."""
    import numpy as np
    import pyarrow as pa

    record = exam.batch.record.record_name
    units, unit_codes = uniques(exam.typed["unit"])
    by_item = record in _BY_ITEM and "item" in exam.typed
    items, item_codes = (
        uniques(exam.typed["item"]) if by_item else ([None], np.zeros(exam.height, int))
    )
    check_percent(exam, value, percent)
    quantity = np.asarray(exam.typed[value].fill_null(np.nan), dtype=float)
    amount = np.full(exam.height, np.nan)
    symbols: list[str] = []
    symbol_codes = np.full(exam.height, -1, dtype=np.int64)
    stands = exam.good & (unit_codes >= 0) & (item_codes >= 0)
    kinds, kind_codes = _statistic_units(exam)
    width, depth = max(len(units), 1), max(len(kinds), 1)
    triples = (item_codes * width + unit_codes) * depth + kind_codes
    for triple in np.unique(triples[stands]).tolist():
        pair, kind = divmod(triple, depth)
        item, symbol, stated = items[pair // width], units[pair % width], kinds[kind]
        rows = np.flatnonzero(stands & (triples == triple))
        said = unit(symbol)
        wanted = canonical_unit(record, item, said, stated.unit)
        try:
            ratio = said.ratio_to(wanted)
        except UnitMismatch:
            about = stated if stated.unit else _Stated(**_names("items", item or ""))
            exam.tell(rows, "unit", "UNIT-05", _other_dimension(about, said, wanted))
            continue
        amount[rows] = scaled(quantity[rows], ratio)
        symbol_codes[rows] = len(symbols)
        symbols.append(wanted.symbol)
    exam.typed["amount"] = pa.array(amount, mask=np.isnan(amount))
    exam.typed["canonical_unit"] = taken(symbols, symbol_codes, pa.string())


@dataclass(frozen=True, slots=True)
class _Stated:
    """What a row speaks of, and the unit that it must be in; blank for the unit of its item."""

    zh: str = ""
    en: str = ""
    unit: str = ""


def _names(codelist: str, code: str) -> dict[str, str]:
    row = load(codelist).get(code)
    return {"zh": row["zh"], "en": row["en"]}


def _statistic_units(exam: Examination) -> tuple[list[_Stated], np.ndarray]:
    """The distinct demands on a unit by flow and measure, and each row's; a growth is a share."""
    import numpy as np

    none = [_Stated()], np.zeros(exam.height, dtype=np.int64)
    if not {"flow", "measure"} <= exam.typed.keys():
        return none
    known = load("statistics")
    flows, flow_codes = uniques(exam.typed["flow"])
    measures, measure_codes = uniques(exam.typed["measure"])
    found: dict[_Stated, int] = {_Stated(): 0}
    codes = np.zeros(exam.height, dtype=np.int64)
    for f, flow in enumerate(flows):
        for m, measure in enumerate(measures):
            if measure != "level":
                said = _Stated("增长速度", "a rate of growth", "%")
            elif flow in known.ids():
                said = _Stated(**_names("statistics", flow), unit=known.get(flow)["unit"])
                said = said if said.unit else _Stated()
            else:
                continue
            place = found.setdefault(said, len(found))
            codes[(flow_codes == f) & (measure_codes == m)] = place
    return list(found), codes


def check_percent(exam: Examination, value: str, percent: np.ndarray) -> None:
    """A number written in percent belongs to a row whose unit is percent."""
    import numpy as np
    import pyarrow.compute as pc

    if not percent.any():
        return
    is_percent = np.asarray(pc.fill_null(pc.equal(exam.typed["unit"], "%"), False))
    exam.tell(
        np.flatnonzero(percent & ~is_percent),
        value,
        "CELL-02",
        Words(
            "数值带百分号，单位却不是“%”。",
            "The number is written in percent but its unit is not %.",
            "请去掉百分号，或把单位改成“%”。",
            "Drop the percent sign, or make the unit %.",
        ),
    )


def _other_dimension(about: _Stated, said: Unit, wanted: Unit) -> Words:
    kinds = {name for name, _ in (*said.dimension, *wanted.dimension)}
    if kinds == {"mass", "volume"}:
        remedy = (
            f"吨与立方米之间需要密度（有出处的系数）。请改用与 {wanted.symbol} 同类的单位。",
            (
                "Between t and m3 stands a density, a factor with a source. Use a unit of the "
                f"same kind as {wanted.symbol}."
            ),
        )
    elif "coal_equivalent" in kinds:
        remedy = (
            f"折标准煤需要有出处的系数。请填实物量，单位与 {wanted.symbol} 同类。",
            (
                "Standard coal is reached by a factor with a source. State the physical quantity "
                f"in a unit of the same kind as {wanted.symbol}."
            ),
        )
    else:
        remedy = (
            f"请改用与 {wanted.symbol} 同类的单位。",
            f"Use a unit of the same kind as {wanted.symbol}.",
        )
    return Words(
        f"{about.zh}以 {wanted.symbol} 计量，“{said.symbol}”与它不是同一类单位。",
        f"{about.en} is measured in {wanted.symbol}; {said.symbol} is of another kind.",
        *remedy,
    )
