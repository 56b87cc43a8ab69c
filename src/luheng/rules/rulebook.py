"""Rulebook: every rule, factor, source, method and standard under one release, immutable."""

from __future__ import annotations

import datetime as dt
import difflib
import functools
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from luheng.errors import BadRule, NoSuchBasis, OverlappingRules, UnknownQuantity
from luheng.periods import ALWAYS, Period, Validity

from .clause import Standard
from .expression import text
from .factor import Factor
from .meaning import Meaning, Place, infer
from .rule import Method, Rule, Source

__all__ = ["BASES", "Definition", "Rulebook"]

Definition = Rule | Source | Method | Factor

#: a basis, and what stands behind the name of a quantity that is worked out on it
BASES = {
    "calorific": "calorific",
    "primary_equivalent": "primary_equivalent",
    "equivalent": "primary_equivalent",
    "location": "location_based",
    "market": "market_based",
    "SAR": "sar",
    "TAR": "tar",
    "AR4": "ar4",
    "AR5": "ar5",
    "AR6": "ar6",
}


@dataclass(frozen=True, eq=False)
class Rulebook:
    """What every name means; two rulebooks can live side by side (A18)."""

    rules: Mapping[str, tuple[Rule, ...]] = field(default_factory=dict)
    sources: Mapping[str, Source] = field(default_factory=dict)
    methods: Mapping[str, Method] = field(default_factory=dict)
    factors: Mapping[str, Factor] = field(default_factory=dict)
    standards: Mapping[str, Standard] = field(default_factory=dict)
    relations: Mapping[str, tuple[str, str]] = field(default_factory=dict)
    overlays: tuple[str, ...] = ()
    release: str = ""

    def names(self) -> tuple[str, ...]:
        """Every quantity that is defined."""
        return tuple(sorted({*self.rules, *self.sources, *self.methods, *self.factors}))

    def definition(self, name: str, period: Period | None = None, asked_at: str = "") -> Definition:
        """What defines a name, for a rule the edition that governs the period.

        Raises:
            UnknownQuantity: nothing defines it; the nearest names are given.
        """
        if name in self.rules:
            editions = self.rules[name]
            if period is None:
                return editions[-1]
            governing = self.governing(name, period)
            return governing if governing is not None else editions[-1]
        for table in (self.sources, self.methods, self.factors):
            if name in table:
                return table[name]
        near = difflib.get_close_matches(name, self.names(), n=3, cutoff=0.5)
        raise UnknownQuantity(name, tuple(near), asked_at)

    def on_basis(self, name: str, basis: str) -> str:
        """The quantity that is this one on a basis: itself, or the one named with the basis.

        ``ghg_emissions`` on AR5 is ``ghg_emissions_ar5``, on market ``ghg_emissions_market_based``.

        Raises:
            NoSuchBasis: no rule works it out on that basis; those that there are, are listed.
            UnknownQuantity: nothing defines it on any basis.
        """
        found = {}
        stem = name
        if self._defined(name):
            found[own := self.definition(name).basis] = name
            if own in BASES:
                stem = name.removesuffix(f"_{BASES[own]}")
        for word, suffix in BASES.items():
            variant = f"{stem}_{suffix}"
            if self._defined(variant) and self.definition(variant).basis == word:
                found.setdefault(word, variant)
        if not found:
            self.definition(name)
        wanted = next((w for w in BASES if w.lower() == basis.lower()), basis)
        wanted = "primary_equivalent" if wanted == "equivalent" else wanted
        if wanted not in found:
            raise NoSuchBasis(name, basis, tuple(sorted(w for w in found if w)))
        return found[wanted]

    def _defined(self, name: str) -> bool:
        return any(name in t for t in (self.rules, self.sources, self.methods, self.factors))

    def applies(self, rule: Rule | Method) -> Validity:
        """The reporting periods that a rule governs: its own, else its edition's."""
        if rule.applies is not None:
            return rule.applies
        standard = self.standards.get(rule.cite.standard)
        edition = standard.edition(rule.cite.edition) if standard else None
        return edition.applies if edition else ALWAYS

    def governing(self, name: str, period: Period) -> Rule | None:
        """The rule of that name in force in a period; None is a gap, never zero (A10, A11)."""
        for rule in self.rules.get(name, ()):
            at_start = rule.split_by != "period_end"
            day = period.start if at_start else period.end - dt.timedelta(days=1)
            if self.applies(rule).holds(day):
                return rule
        return None

    def cite(self, definition: Definition) -> str:
        """How a figure names what it rests on."""
        if isinstance(definition, Rule | Method):
            return definition.cite.cite(self.standards)
        if isinstance(definition, Source):
            return f"ledger: {definition.record}"
        return ", ".join(sorted({r.source for r in definition.rows}))

    def meaning(self, name: str, day: dt.date | None = None, asked_at: str = "") -> Meaning:
        """Unit, kind, basis and grain of a name, on a day where editions differ."""
        found = self._editions(name, day, asked_at)
        grain = frozenset({*found.grain, "period"})
        return Meaning(found.unit, grain, found.kind, getattr(found, "of", ""), found.basis)

    def _editions(self, name: str, day: dt.date | None, asked_at: str) -> Definition:
        if day is not None:
            for rule in self.rules.get(name, ()):
                if self.applies(rule).holds(day):
                    return rule
        return self.definition(name, asked_at=asked_at)

    def regimes(self) -> tuple[dt.date, ...]:
        """Each day on which any rule or value starts or ends: what ``check`` walks through."""
        days = {dt.date.min}
        for editions in self.rules.values():
            for rule in editions:
                days |= _edges(self.applies(rule))
        for factor in self.factors.values():
            for row in factor.rows:
                days |= _edges(row.applies)
        return tuple(sorted(days))

    def check_rule(self, rule: Rule, day: dt.date | None = None) -> Meaning:
        """Infer a rule's meaning on a day and hold it against what the rule declares.

        Raises:
            UnitMismatch, KindMismatch, GrainMismatch, UnknownQuantity, BadRule.
        """
        place = Place(rule.name, rule.place)
        found = infer(rule.body, lambda n: self.meaning(n, day, rule.place), self.relations, place)
        declared = frozenset({*rule.grain, "period"})
        from luheng.errors import GrainMismatch, KindMismatch, UnitMismatch

        if found.grain != declared and found.grain - {"period"} != declared - {"period"}:
            raise GrainMismatch(
                rule.name, rule.place, tuple(sorted(declared)), tuple(sorted(found.grain))
            )
        if not found.unit.fits(rule.unit):
            raise UnitMismatch(
                rule=rule.name,
                place=rule.place,
                left=(text(rule.body), str(found.unit)),
                right=(rule.name, str(rule.unit)),
                verb="convert",
            )
        if rule.basis and found.basis and rule.basis not in found.basis.split("+"):
            raise KindMismatch(
                rule.name, rule.place,
                f"声明的口径是 {rule.basis}，算式的口径是 {found.basis}。",
                f"it declares the basis {rule.basis}, its expression has {found.basis}.",
            )  # fmt: skip
        if found.kind and found.kind != rule.kind:
            raise KindMismatch(
                rule.name, rule.place,
                f"声明的种类是 {rule.kind}，算式给出的是 {found.kind}。",
                f"it declares the kind {rule.kind}, its expression gives {found.kind}.",
            )  # fmt: skip
        return found

    def overlaps(self) -> Iterator[OverlappingRules]:
        """Each pair of rules or values of one name in force on one day (A10)."""
        for name, editions in self.rules.items():
            for a in range(len(editions)):
                for b in range(a + 1, len(editions)):
                    x, y = self.applies(editions[a]), self.applies(editions[b])
                    if x.overlaps(y):
                        yield OverlappingRules(name, editions[a].place, editions[b].place, str(x))
        for factor in self.factors.values():
            yield from factor.overlaps()

    @functools.cached_property
    def order(self) -> tuple[str, ...]:
        """Rule names so that each stands after what it reads.

        Raises:
            BadRule: a quantity needs itself at the same period.
        """
        seen: dict[str, int] = {}
        out: list[str] = []

        def visit(name: str, path: tuple[str, ...]) -> None:
            if name in path:
                ring = " → ".join((*path[path.index(name) :], name))
                rule = self.rules[name][-1]
                raise BadRule(name, rule.place, f"循环定义：{ring}。", f"it needs itself: {ring}.")
            if seen.get(name):
                return
            seen[name] = 1
            for rule in self.rules.get(name, ()):
                for read in rule.reads:
                    if read in self.rules:
                        visit(read, (*path, name))
            out.append(name)

        for name in self.rules:
            visit(name, ())
        return tuple(out)


def _edges(validity: Validity) -> set[dt.date]:
    return {validity.start} | ({validity.end} if validity.end else set())
