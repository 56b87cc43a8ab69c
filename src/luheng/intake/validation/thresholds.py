"""Thresholds of the later layers: what is doubted, from where on, and what is said of it; data."""

from __future__ import annotations

import functools
from dataclasses import dataclass, replace
from importlib import resources
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from luheng.errors import BadThresholds
from luheng.records import Level

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

__all__ = ["FILE", "Check", "Thresholds", "default_thresholds", "thresholds_of"]

#: the workspace's own file, beside ``luheng.toml``
FILE = "validation.yaml"


@dataclass(frozen=True, slots=True)
class Check:
    """One check: its code, what weighs its finding, its numbers and its texts."""

    code: str
    zh: str
    en: str
    level: Level
    active: bool
    numbers: Mapping[str, float]
    problem_zh: str
    problem_en: str
    remedy_zh: str
    remedy_en: str


@dataclass(frozen=True, slots=True)
class Thresholds:
    """Every check by its code, and the units that are taken for one another."""

    checks: Mapping[str, Check]
    confusable: tuple[str, ...]

    def number(self, code: str, name: str) -> float:
        """One threshold of a check."""
        return self.checks[code].numbers[name]

    def active(self, *codes: str) -> bool:
        """Whether any of the checks is switched on."""
        return any(self.checks[c].active for c in codes)


@functools.cache
def default_thresholds() -> Thresholds:
    """The thresholds that come with Luheng (``thresholds.yaml``)."""
    import yaml

    text = resources.files(__package__).joinpath("thresholds.yaml").read_text(encoding="utf-8")
    said = yaml.safe_load(text)
    checks = {
        code: Check(
            code,
            one["zh"],
            one["en"],
            Level(one["level"]),
            one["active"],
            MappingProxyType({k: float(v) for k, v in one["thresholds"].items()}),
            one["problem_zh"],
            one["problem_en"],
            one["remedy_zh"],
            one["remedy_en"],
        )
        for code, one in said["checks"].items()
    }
    return Thresholds(MappingProxyType(checks), tuple(said["confusable"]))


def thresholds_of(folder: Path) -> Thresholds:
    """The thresholds of a workspace: those that come with Luheng under its ``validation.yaml``.

    Raises:
        BadThresholds: the file is not YAML, or names a check or a threshold that there is not.
    """
    ours = default_thresholds()
    path = folder / FILE
    if not path.is_file():
        return ours
    import yaml

    try:
        said = yaml.safe_load(path.read_text(encoding="utf-8-sig")) or {}
    except (yaml.YAMLError, UnicodeDecodeError) as error:
        raise BadThresholds("", " ".join(str(error).split())) from error
    if not isinstance(said, dict):
        raise BadThresholds("", repr(said)[:60])
    checks = dict(ours.checks)
    for code, wanted in said.items():
        if code not in checks or not isinstance(wanted, dict):
            raise BadThresholds(str(code), repr(wanted)[:60])
        checks[code] = _changed(checks[code], wanted)
    return Thresholds(MappingProxyType(checks), ours.confusable)


def _changed(check: Check, wanted: Mapping[str, Any]) -> Check:
    numbers = dict(check.numbers)
    for name, value in wanted.items():
        number = isinstance(value, (int, float)) and not isinstance(value, bool)
        if name == "level" and value in {Level.DOUBT, Level.REFUSED, Level.NOTED}:
            check = replace(check, level=Level(value))
        elif name == "active" and isinstance(value, bool):
            check = replace(check, active=value)
        elif name in numbers and number and value >= 0:
            numbers[name] = float(value)
        else:
            raise BadThresholds(check.code, f"{name}: {value!r}")
    return replace(check, numbers=MappingProxyType(numbers))
