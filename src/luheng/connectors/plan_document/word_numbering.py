"""The numbers that Word adds to paragraphs by itself, as a reader sees them."""

from __future__ import annotations

import re
from collections import defaultdict
from typing import Any, Final

__all__ = ["Numbering"]

_CHINESE: Final = frozenset({"chineseCounting", "chineseCountingThousand", "japaneseCounting"})
_DIGITS: Final = "零一二三四五六七八九"
_CIRCLED_LAST: Final = 20


class Numbering:
    """Counts the numbered paragraphs of one document, in its order."""

    def __init__(self, document: Any) -> None:
        self._levels: dict[str, dict[int, tuple[str, str, int]]] = {}
        self._abstract: dict[str, str] = {}
        self._counts: defaultdict[str, dict[int, int]] = defaultdict(dict)
        try:
            root = document.part.numbering_part.element
        except (KeyError, NotImplementedError):
            return  # no paragraph is numbered
        for abstract in root.iterfind(_q("abstractNum")):
            levels = {int(_get(e, "ilvl")): _level(e) for e in abstract.iterfind(_q("lvl"))}
            self._levels[_get(abstract, "abstractNumId")] = levels
        for num in root.iterfind(_q("num")):
            self._abstract[_get(num, "numId")] = _val(num, "abstractNumId")

    def before(self, paragraph: Any) -> str:
        """The number in front of a paragraph, empty if it has none or a bullet."""
        number, level = _of(paragraph)
        levels = self._levels.get(self._abstract.get(number, ""), {})
        if level not in levels:
            return ""
        counts = self._counts[self._abstract[number]]
        counts[level] = counts.get(level, levels[level][2] - 1) + 1
        for deeper in [k for k in counts if k > level]:
            del counts[deeper]
        form, text, _ = levels[level]
        if form in {"bullet", "none"}:
            return ""

        def written(found: re.Match[str]) -> str:
            at = int(found.group(1)) - 1
            own = levels.get(at, (form, "", 1))
            return _written(counts.get(at, own[2]), own[0])

        return re.sub(r"%(\d)", written, text)


def _q(tag: str) -> str:
    return f"{{http://schemas.openxmlformats.org/wordprocessingml/2006/main}}{tag}"


def _get(element: Any, name: str) -> str:
    return str(element.get(_q(name)) or "")


def _val(element: Any, tag: str) -> str:
    child = element.find(_q(tag))
    return "" if child is None else _get(child, "val")


def _level(element: Any) -> tuple[str, str, int]:
    return (
        _val(element, "numFmt") or "decimal",
        _val(element, "lvlText"),
        int(_val(element, "start") or 1),
    )


def _of(paragraph: Any) -> tuple[str, int]:
    """The list and the level of a paragraph: its own, else those of its style."""
    style = paragraph.style
    elements = [paragraph._p.pPr, style.element.pPr if style is not None else None]  # noqa: SLF001
    for element in elements:
        found = None if element is None else element.find(_q("numPr"))
        if found is not None and _val(found, "numId"):
            return _val(found, "numId"), int(_val(found, "ilvl") or 0)
    return "", 0


def _written(number: int, form: str) -> str:
    if form in _CHINESE:
        tens, ones = divmod(number, 10)
        head = "" if tens == 0 else ("十" if tens == 1 else f"{_DIGITS[tens % 10]}十")
        return head + (_DIGITS[ones] if ones or not tens else "")
    if form.startswith("decimalEnclosed") and number <= _CIRCLED_LAST:
        return chr(ord("①") + number - 1)
    return str(number)
