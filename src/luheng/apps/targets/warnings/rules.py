"""Warning rules: those of this release, and what an office lays over them (A18).

A rule names a test of :mod:`luheng.methods.early_warning`, its parameters, how grave it is and
who is told. ``warnings.yaml`` in the workspace overrides a rule by its id, or adds one: with
``based_on`` it starts from another rule. Start at :func:`load_rules`.
"""

from __future__ import annotations

import functools
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from importlib import resources
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

import yaml

from luheng.errors import BadWarningRules, say

if TYPE_CHECKING:
    from pathlib import Path

    from luheng.rulebook.plans import Plan

__all__ = ["FILE", "OWN", "Grade", "Severity", "WarningRule", "WarningRules", "load_rules"]

#: the office's file in its workspace, and the name of the rules that come with this release
FILE, OWN = "warnings.yaml", "luheng"
_Loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


class Severity(StrEnum):
    """How grave an alarm is, from slight to grave."""

    NOTE = "note"
    WARNING = "warning"
    SEVERE = "severe"

    @property
    def rank(self) -> int:
        """0 for the slightest."""
        return tuple(Severity).index(self)

    @property
    def words(self) -> str:
        """The severity in the reader's language."""
        zh, en = {
            "note": ("提示", "note"),
            "warning": ("警告", "warning"),
            "severe": ("严重", "severe"),
        }[self.value]
        return say(zh=zh, en=en)


@dataclass(frozen=True, slots=True)
class Grade:
    """One severity of a rule and the parameters from which it holds."""

    severity: Severity
    parameters: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class WarningRule:
    """One rule; ``grades`` from slight to grave, ``source`` is whose rule it is.

    ``plans``, ``indicators`` and ``subjects`` (numbers of targets or tasks) limit it; empty is all.
    """

    id: str
    test: str
    zh: str
    en: str
    explanation_zh: str
    explanation_en: str
    grades: tuple[Grade, ...]
    addressee: str
    enabled: bool = True
    plans: frozenset[str] = frozenset()
    indicators: frozenset[str] = frozenset()
    subjects: frozenset[str] = frozenset()
    source: str = OWN

    @property
    def name(self) -> str:
        """The rule's name in the reader's language."""
        return say(zh=self.zh, en=self.en)

    def covers(self, plan: str, subject: str, indicator: str = "") -> bool:
        """Whether the rule is for this target or task."""
        return (
            self.enabled
            and (not self.plans or plan in self.plans)
            and (not self.subjects or subject in self.subjects)
            and (not self.indicators or indicator in self.indicators)
        )

    def as_dict(self) -> dict[str, Any]:
        """The rule as a program reads it."""
        return {
            "id": self.id,
            "test": self.test,
            "zh": self.zh,
            "en": self.en,
            "explanation_zh": self.explanation_zh,
            "explanation_en": self.explanation_en,
            "grades": [
                {"severity": str(g.severity), "parameters": dict(g.parameters)} for g in self.grades
            ],
            "addressee": self.addressee,
            "enabled": self.enabled,
            "source": self.source,
        }


@dataclass(frozen=True, slots=True)
class WarningRules:
    """The rules in force, and who is told in the place of whom."""

    rules: tuple[WarningRule, ...]
    addressees: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))

    def enabled(self) -> tuple[WarningRule, ...]:
        """The rules that are asked."""
        return tuple(r for r in self.rules if r.enabled)

    def get(self, rule: str) -> WarningRule | None:
        """The rule of an id."""
        return next((r for r in self.rules if r.id == rule), None)

    def addressee(self, rule: WarningRule, plan: Plan, responsible: tuple[str, ...] = ()) -> str:
        """Who is told: the responsible body, the plan's issuer, or whom the rule names.

        ``addressees`` of the office's file may put another in the place of a body, of an issuer
        or of a plan's id. A task without a responsible body goes to the issuer.
        """
        if rule.addressee == "responsible" and responsible:
            return "；".join(self.addressees.get(body, body) for body in responsible)
        if rule.addressee in {"responsible", "issuer"}:
            for name in (plan.id, plan.issuer_zh):
                if name in self.addressees:
                    return self.addressees[name]
            return plan.issuer_zh
        return self.addressees.get(rule.addressee, rule.addressee)


def load_rules(workspace: Path | None = None) -> WarningRules:
    """The rules of this release with the office's ``warnings.yaml`` laid over them.

    Raises:
        BadWarningRules: the office's file is no YAML or breaks the form; nothing is guessed.
    """
    base = {row["id"]: row for row in _own()["rules"]}
    origin = dict.fromkeys(base, OWN)
    addressees: Mapping[str, str] = {}
    file = workspace / FILE if workspace is not None else None
    if file is not None and file.is_file():
        office = _parse(file.read_bytes())
        addressees = office.get("addressees", {})
        for place, row in enumerate(office.get("rules", []), start=1):
            merged = _merged(base, row, place)
            base[merged["id"]] = merged
            origin[merged["id"]] = FILE
        _check(FILE, {"rules": [base[i] for i in origin if origin[i] == FILE], **_rest(office)})
    rules = tuple(_rule(row, origin[name]) for name, row in base.items())
    return WarningRules(rules, MappingProxyType(dict(addressees)))


def _rest(office: Mapping[str, Any]) -> dict[str, Any]:
    return {k: v for k, v in office.items() if k != "rules"}


@functools.cache
def _own() -> Mapping[str, Any]:
    file = resources.files(__package__).joinpath("rules.yaml")
    loaded: Mapping[str, Any] = yaml.load(file.read_text(encoding="utf-8"), Loader=_Loader)  # noqa: S506
    _check(file.name, loaded)
    return loaded


def _parse(content: bytes) -> Mapping[str, Any]:
    try:
        loaded = yaml.load(content.decode("utf-8-sig"), Loader=_Loader)  # noqa: S506  (a safe loader)
    except (yaml.YAMLError, UnicodeDecodeError) as error:
        mark = getattr(error, "problem_mark", None)
        place = f"{mark.line + 1}:{mark.column + 1}" if mark is not None else "1"
        raise BadWarningRules(
            FILE, place, "不是 UTF-8 的 YAML。", "is no YAML in UTF-8."
        ) from error
    if loaded is None:
        return {}
    rows = loaded.get("rules", []) if isinstance(loaded, dict) else None
    if not isinstance(rows, list) or not all(isinstance(r, dict) and "id" in r for r in rows):
        raise BadWarningRules(
            FILE,
            "rules",
            "应是规则的列表，每条有 id。",
            "should be a list of rules, each with an id.",
        )
    said: Mapping[str, Any] = loaded
    return said


def _merged(base: Mapping[str, Any], row: Mapping[str, Any], place: int) -> dict[str, Any]:
    """A rule of the office over the one that it overrides or starts from."""
    start = row.get("based_on", row["id"])
    if "based_on" in row and start not in base:
        raise BadWarningRules(
            FILE,
            f"rules {place} ({row['id']})",
            f"based_on 所指的规则“{start}”不存在；可用 {'、'.join(base)}。",
            f"based_on names {start!r}, which is no rule; there are {', '.join(base)}.",
        )
    below = base.get(start, {})
    said = {k: v for k, v in row.items() if k != "based_on"}
    merged = {**below, **said}
    # another test has parameters of its own; of the same one, those that are named change
    if isinstance(said.get("parameters"), dict) and merged.get("test") == below.get("test"):
        merged["parameters"] = {**below["parameters"], **said["parameters"]}
        # grades above the old parameters need not lie above the new ones
        merged["escalation"] = said.get("escalation", [])
    if "based_on" in row:
        merged["enabled"] = said.get("enabled", True)
    return merged


def _check(file: str, loaded: Any) -> None:
    """Raise BadWarningRules at the first place that breaks the form, grades with their defaults."""
    import jsonschema

    text = resources.files(__package__).joinpath("rules.schema.json").read_text("utf-8")
    judge = jsonschema.Draft202012Validator(json.loads(text))
    whole = json.loads(json.dumps(loaded, default=str))
    for found in judge.iter_errors(whole):
        raise _refusal(file, _place(list(found.absolute_path), whole), found.message)
    for row in whole.get("rules", []):
        for step in row.get("escalation", []):
            grade = {**row, "parameters": {**row["parameters"], **step["parameters"]}}
            for found in judge.iter_errors({"rules": [grade]}):
                raise _refusal(file, f"{row['id']}.escalation", found.message)


def _place(path: list[Any], whole: Any) -> str:
    if path[:1] == ["rules"] and len(path) > 1:
        path[:2] = [whole["rules"][path[1]].get("id", path[1])]
    return ".".join(str(p) for p in path) or "1"


def _refusal(file: str, place: str, problem: str) -> BadWarningRules:
    return BadWarningRules(file, place, f"不合格式：{problem}。", f"{problem}.")


def _rule(row: Mapping[str, Any], source: str) -> WarningRule:
    first = Grade(Severity(row["severity"]), MappingProxyType(dict(row["parameters"])))
    more = (
        Grade(
            Severity(step["severity"]),
            MappingProxyType({**row["parameters"], **step["parameters"]}),
        )
        for step in row.get("escalation", [])
    )
    return WarningRule(
        id=row["id"],
        test=row["test"],
        zh=row["zh"],
        en=row["en"],
        explanation_zh=row["explanation"]["zh"],
        explanation_en=row["explanation"]["en"],
        grades=tuple(sorted((first, *more), key=lambda g: g.severity.rank)),
        addressee=row["addressee"],
        enabled=row.get("enabled", True),
        plans=frozenset(row.get("plans", ())),
        indicators=frozenset(row.get("indicators", ())),
        subjects=frozenset(row.get("subjects", ())),
        source=source,
    )
