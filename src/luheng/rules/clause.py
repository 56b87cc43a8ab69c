"""Standard, edition and clause: what a rule or a value cites."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass

from luheng.periods import ALWAYS, Validity

__all__ = ["Clause", "Edition", "Standard"]


@dataclass(frozen=True, slots=True)
class Clause:
    """One clause of one edition; ``cite`` is how a figure names it."""

    standard: str
    edition: str
    clause: str
    formula: str = ""

    def cite(self, standards: Mapping[str, Standard]) -> str:
        """Such as ``GB/T 2589-2020, 7.1, formula (1)``."""
        known = standards.get(self.standard)
        edition = known.edition(self.edition) if known else None
        code = edition.code if edition else f"{self.standard} {self.edition}"
        formula = f", formula ({self.formula})" if self.formula else ""
        return f"{code}, {self.clause}{formula}"


@dataclass(frozen=True, slots=True)
class Edition:
    """One edition of a standard and the reporting periods that it governs."""

    id: str
    code: str
    published: dt.date | None
    applies: Validity = ALWAYS
    replaces: str = ""


@dataclass(frozen=True, slots=True)
class Standard:
    """A standard, a notice or a method of our own, with its editions and clauses."""

    id: str
    code: str
    zh: str
    en: str
    editions: tuple[Edition, ...]
    clauses: tuple[Mapping[str, str], ...] = ()
    file: str = ""

    def edition(self, id_: str) -> Edition | None:
        """The edition of an id, or None."""
        return next((e for e in self.editions if e.id == id_), None)
