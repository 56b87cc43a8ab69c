"""Which quantity of the rulebook measures an indicator of the plans, or why none does yet."""

from __future__ import annotations

import functools
from collections import Counter
from dataclasses import dataclass
from importlib import resources
from typing import TYPE_CHECKING, Any

from luheng import codelists
from luheng.errors import BadBinding, LuhengError
from luheng.units import unit

from .register import read_yaml

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from luheng.rules import Rulebook

__all__ = ["Binding", "binding_problems", "measured_by", "no_rule_yet"]

#: what a quantity has to be measured in for the way in which it measures; None: any unit
_IN = {"relative_change": "%", "share": "%", "year_of_maximum": None}


@dataclass(frozen=True, slots=True)
class Binding:
    """One indicator and the quantity that measures it.

    ``how``: level, the quantity is the indicator; relative_change, it is the indicator's change in
    per cent; share, in per cent; year_of_maximum, the year in which the quantity is largest.
    """

    indicator: str
    quantity: str
    how: str
    note: tuple[str, str] | None = None


def measured_by(indicator: str) -> Binding | None:
    """The quantity that measures an indicator; None where no rule does yet."""
    return _bindings().get(indicator)


def no_rule_yet(indicator: str) -> tuple[str, str] | None:
    """Why no rule measures an indicator yet, in Chinese and English; None where one does."""
    return _reasons().get(indicator)


def binding_problems(book: Rulebook) -> Iterator[BadBinding]:
    """What is wrong with the bindings: read by ``luheng check``.

    Every indicator of the code list stands once, either bound or with a reason; a quantity that
    is bound exists in the rulebook and is measured in what its ``how`` asks for.
    """
    held = _held()
    stands = Counter(row["indicator"] for row in held["bindings"])
    stands.update(i for group in held["no_rule_yet"] for i in group["indicators"])
    known = codelists.load("indicators").ids()
    for indicator in sorted(known | set(stands)):
        if indicator not in known:
            yield BadBinding(
                indicator, "代码表中没有这个指标", "the code list has no such indicator"
            )
        elif stands[indicator] != 1:
            n = stands[indicator]
            yield BadBinding(indicator, f"应当出现一次，出现了{n}次", f"stands {n} times, not once")
    for binding in _bindings().values():
        if binding.indicator in known:
            yield from _misfit(binding, book)


def _misfit(binding: Binding, book: Rulebook) -> Iterator[BadBinding]:
    try:
        measured = book.meaning(binding.quantity).unit
    except LuhengError:
        name = binding.quantity
        yield BadBinding(binding.indicator, f"规则库没有{name}", f"the rulebook has no {name}")
        return
    row = codelists.load("indicators").get(binding.indicator)
    wanted = _IN.get(binding.how, row["unit"])
    if wanted is not None and not (wanted and unit(wanted).fits(measured)):
        zh = (
            f"{binding.quantity}以{measured}计，不能按{binding.how}说明它（{wanted or '没有单位'}）"
        )
        en = f"{binding.quantity} in {measured} does not tell its {binding.how} in {wanted or '-'}"
        yield BadBinding(binding.indicator, zh, en)


@functools.cache
def _bindings() -> Mapping[str, Binding]:
    rows = _held()["bindings"]
    return {
        row["indicator"]: Binding(
            row["indicator"],
            row["quantity"],
            row["how"],
            (row["note"]["zh"], row["note"]["en"]) if "note" in row else None,
        )
        for row in rows
    }


@functools.cache
def _reasons() -> Mapping[str, tuple[str, str]]:
    return {
        indicator: (group["zh"], group["en"])
        for group in _held()["no_rule_yet"]
        for indicator in group["indicators"]
    }


@functools.cache
def _held() -> Mapping[str, Any]:
    held: Mapping[str, Any] = read_yaml(resources.files(__package__).joinpath("measured_by.yaml"))
    return held
