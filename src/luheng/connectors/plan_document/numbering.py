"""Numbering in plans: chapters, 一、 （一） 1. （1） ①, boxes (专栏) and bullets."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

__all__ = ["ACTION", "BOX", "BULLET", "SECTION_RANK", "Mark", "mark_of", "ordinal_of"]

_HAN = "一二三四五六七八九十百零〇"
_DIGITS: Final = {c: i for i, c in enumerate("零一二三四五六七八九")} | {"〇": 0}
#: marks up to this rank (章 节 一、 （一）) divide a plan; deeper ones count measures
SECTION_RANK = 3
#: 行动一 between 一、 and （一）
ACTION = 2.5
BOX = 20
BULLET = 21

_BULLET = re.compile(r"^(?:[-•●■◆▪◎○·*▶►➢✓]\s*)?(?:[—–]{1,3}\s*)?")
_FORMS: tuple[tuple[float, re.Pattern[str]], ...] = (
    (BOX, re.compile(rf"^【?专\s*栏\s*(?P<n>\d+|[{_HAN}]+)?\s*】?\s*[：:.、．]?\s*(?=\S|$)")),
    (0, re.compile(rf"^第\s*(?P<n>[{_HAN}]+|\d+)\s*(?:章|篇|编|部分)\s*[：:、]?\s*")),
    (1, re.compile(rf"^第\s*(?P<n>[{_HAN}]+|\d+)\s*节\s*[：:、]?\s*")),
    (2, re.compile(rf"^(?P<n>[{_HAN}]+)\s*[、．.]\s*")),
    (3, re.compile(rf"^[（(〔]\s*(?P<n>[{_HAN}]+)\s*[)）〕]\s*[、.．]?\s*")),
    (
        ACTION,
        re.compile(
            rf"^(?:重点|重大|专项)?(?:行动|工程|任务)(?P<n>[{_HAN}]+|\d{{1,2}})\s*(?:[：:、．.]|\s+(?=\S))"
        ),
    ),
    (
        5,
        re.compile(
            r"^\d{1,2}\.(?P<n>\d{1,2})(?:[.．、]|\s+|(?=[\u3400-\u9fff]))"
            r"(?!\d|[万亿千百个倍吨元度公平立千兆%％]|年|月|家|项|左右|以[上下内]|[降升增减]至|[降升]到|(?:提高|提升|下降|增加|减少)[到至]|和|或|至)"
        ),
    ),
    (4, re.compile(r"^(?P<n>\d{1,2})\s*[.．、](?!\d)\s*|^(?P<m>0[1-9])\s+(?=[\u3400-\u9fff])")),
    (5, re.compile(r"^[（(]\s*(?P<n>\d{1,2})\s*[)）]\s*|^(?P<m>\d{1,2})\s*[)）]\s*")),
    (6, re.compile(r"^(?P<n>[①-⑳])\s*")),
    (7, re.compile(rf"^(?P<n>[{_HAN}]{{1,2}})是(?=[\u3400-\u9fff])")),
)
_LONG_BOX_TITLE = 45


@dataclass(frozen=True, slots=True)
class Mark:
    """The numbering at the start of a text: rank (章 0 … ① 6), ordinal, where the title begins."""

    rank: float
    ordinal: int | None
    end: int


def mark_of(text: str) -> Mark | None:
    """The mark that a text begins with; a dash bullet before a number is passed over."""
    bullet = _BULLET.match(text)
    skip = bullet.end() if bullet else 0
    rest = text[skip:]
    for rank, form in _FORMS:
        found = form.match(rest)
        if found is None:
            continue
        if rank == BOX and not _is_box_title(rest):
            return None
        number = next((g for g in found.groups() if g), None)
        return Mark(rank, ordinal_of(number) if number else None, skip + found.end())
    return Mark(BULLET, None, skip) if skip else None


def _is_box_title(text: str) -> bool:
    """Whether 专栏 opens a title, not a sentence that speaks of one."""
    return len(text) <= _LONG_BOX_TITLE and not re.search(r"[。；，,]", text)


def ordinal_of(text: str) -> int | None:
    """The number that 十二, 12 or ⑫ stands for."""
    if text.isdecimal():
        return int(text)
    if "①" <= text <= "⑳":
        return ord(text) - ord("①") + 1
    total, digit = 0, 0
    for char in text:
        if char in _DIGITS:
            digit = _DIGITS[char]
        elif char in "十百":
            total += (digit or 1) * (10 if char == "十" else 100)
            digit = 0
        else:
            return None
    return total + digit
