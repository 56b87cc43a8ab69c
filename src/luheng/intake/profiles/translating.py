"""Cells that a code list does not know: which code each most likely is, with its score."""

from __future__ import annotations

import difflib
import functools
from dataclasses import dataclass
from typing import TYPE_CHECKING

from luheng.codelists import load
from luheng.connectors.table.header import fold

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from luheng.records import Column

__all__ = ["Translation", "translations"]

_ENOUGH = 0.75
#: how far the best code must lead the next: two that are as like are a question, not an answer
_LEAD = 0.05
_MOST = 200


@dataclass(frozen=True, slots=True)
class Translation:
    """One text of the file, the code proposed for it or None, how alike they are, the next best."""

    text: str
    code: str | None
    score: float
    name: str = ""
    next_best: str = ""


def translations(about: Column, texts: Iterable[str]) -> tuple[Translation, ...]:
    """What is proposed for the texts that are no code or name of the column's list, in order."""
    if not about.codelist and not about.one_of:
        return ()
    out = []
    for text in dict.fromkeys(texts):
        if text in about.one_of or (about.codelist and load(about.codelist).match(text)):
            continue
        out.append(_nearest(about, text))
        if len(out) >= _MOST:
            break
    return tuple(out)


def _nearest(about: Column, text: str) -> Translation:
    said = fold(text)
    scores: dict[str, tuple[float, str]] = {}
    matcher = difflib.SequenceMatcher(None, "", said)
    for name, code in _names(about.codelist, about.one_of).items():
        matcher.set_seq1(name)
        if matcher.real_quick_ratio() < 0.5 or matcher.quick_ratio() < 0.5:  # noqa: PLR2004
            continue
        ratio = matcher.ratio()
        if ratio > scores.get(code, (0.0, ""))[0]:
            scores[code] = (ratio, name)
    ranked = sorted(scores.items(), key=lambda pair: -pair[1][0])
    if not ranked:
        return Translation(text, None, 0.0)
    code, (score, name) = ranked[0]
    second, lead = ("", 1.0) if len(ranked) < 2 else (ranked[1][0], score - ranked[1][1][0])  # noqa: PLR2004
    sure = score >= _ENOUGH and lead >= _LEAD
    return Translation(
        text, code if sure else None, round(score, 2), name, second if sure else code
    )


@functools.cache
def _names(codelist: str, one_of: tuple[str, ...]) -> Mapping[str, str]:
    """Folded name to code; a name that two codes bear is left out."""
    out: dict[str, str] = {fold(v): v for v in one_of}
    double: set[str] = set()
    for row in load(codelist).rows if codelist else ():
        said = [row["id"], row.get("zh"), row.get("en"), row.get("short")]
        for name in {fold(t) for t in [*said, *(row.get("aliases") or "").split("|")] if t}:
            if out.setdefault(name, row["id"]) != row["id"]:
                double.add(name)
    return {name: code for name, code in out.items() if name and name not in double}
