"""Unified social credit codes: whether one is well formed, and which check digit would fit.

GB 32100-2015: 18 characters of 0-9 A-H J-N P-R T U W X Y (no I, O, S, V, Z). With c_i the value of
the i-th character (0 to 30), the eighteenth has the value (31 − Σ c_i·3^(i−1) mod 31) mod 31 over
the first 17. Places 9 to 17 are the organisation code of GB 11714, whose ninth character checks
its first eight: C9 = 11 − Σ c_i·w_i mod 11 with w = 3, 7, 9, 10, 5, 8, 4, 2 and c_i 0 to 35;
10 is written X and 11 is written 0.
"""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

__all__ = [
    "ALPHABET",
    "LENGTH",
    "Fault",
    "check_digit",
    "fault",
    "faults",
    "looks_like_one",
    "organisation_check_digit",
    "said_of",
]

ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"
LENGTH = 18
_VALUES = {letter: value for value, letter in enumerate(ALPHABET)}
_WEIGHTS = tuple(pow(3, i, 31) for i in range(LENGTH - 1))
_ORGANISATION_WEIGHTS = (3, 7, 9, 10, 5, 8, 4, 2)
_ORGANISATION = slice(8, 17)
#: letters that the alphabet leaves out, and what they are mistaken for
_MISTAKEN = {"I": "1", "O": "0", "S": "5", "Z": "2", "V": "U"}


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong with a code: ``kind`` is letter, check_digit or organisation_code."""

    kind: str
    #: the place of the character that is wrong, from 1
    place: int
    found: str
    #: the character that would fit
    wanted: str
    #: whether the organisation code within it fits
    organisation_fits: bool = True


def check_digit(first: str) -> str:
    """The eighteenth character that belongs to the first 17; ValueError for other characters."""
    if len(first) != LENGTH - 1 or not set(first) <= _VALUES.keys():
        raise ValueError(first)
    total = sum(_VALUES[c] * w for c, w in zip(first, _WEIGHTS, strict=True))
    return ALPHABET[-total % 31]


def organisation_check_digit(first: str) -> str:
    """The ninth character of an organisation code that belongs to its first 8 (GB 11714)."""
    if len(first) != len(_ORGANISATION_WEIGHTS) or not (first.isascii() and first.isalnum()):
        raise ValueError(first)
    total = sum(int(c, 36) * w for c, w in zip(first, _ORGANISATION_WEIGHTS, strict=True))
    return "0123456789X0"[11 - total % 11]


def looks_like_one(text: str) -> bool:
    """Whether a text has the length and the shape of a code, well formed or not."""
    plain = _plain(text)
    return len(plain) == LENGTH and plain.isascii() and plain.isalnum() and plain[2:8].isdigit()


def fault(text: str) -> Fault | None:
    """The first thing that is wrong with a text that looks like a code, or None."""
    code = _plain(text)
    for place, letter in enumerate(code, start=1):
        if letter not in _VALUES:
            return Fault("letter", place, letter, _MISTAKEN.get(letter, ""))
    organisation = code[_ORGANISATION]
    own = organisation_check_digit(organisation[:-1])
    wanted = check_digit(code[:-1])
    if wanted != code[-1]:
        return Fault("check_digit", LENGTH, code[-1], wanted, own == organisation[-1])
    if own != organisation[-1]:
        return Fault("organisation_code", _ORGANISATION.stop, organisation[-1], own, False)
    return None


def faults(texts: Iterable[str | None]) -> dict[str, Fault]:
    """The fault of each text that looks like a code and is none."""
    found = {t: fault(t) for t in dict.fromkeys(texts) if t is not None and looks_like_one(t)}
    return {text: one for text, one in found.items() if one is not None}


def said_of(text: str, one: Fault) -> tuple[str, str, str, str]:
    """Problem and remedy of a faulty code, in Chinese and English."""
    say = {"letter": _letter, "organisation_code": _organisation, "check_digit": _check_digit}
    return say[one.kind](text, one)


def _letter(text: str, one: Fault) -> tuple[str, str, str, str]:
    zh, en = f"，可能是“{one.wanted}”", f"; {one.wanted} may be meant"
    return (
        f"统一社会信用代码“{text}”第{one.place}位是“{one.found}”，代码不用字母 I、O、S、V、Z。",
        f"Place {one.place} of {text} is {one.found}; a code has no I, O, S, V or Z.",
        f"请对照营业执照核对{zh if one.wanted else ''}。",
        f"Check it against the licence{en if one.wanted else ''}.",
    )


def _organisation(text: str, one: Fault) -> tuple[str, str, str, str]:
    zh = f"统一社会信用代码“{text}”第9至17位（组织机构代码）的校验位是“{one.found}”，"
    en = f"Places 9 to 17 of {text}, the organisation code, end in {one.found}; "
    return (
        f"{zh}按其前8位应为“{one.wanted}”。",
        f"{en}{one.wanted} would fit the eight before it.",
        "末位校验码相符；请对照营业执照核对第9至17位。",
        "The last check digit fits; check places 9 to 17 against the licence.",
    )


def _check_digit(text: str, one: Fault) -> tuple[str, str, str, str]:
    zh = f"统一社会信用代码“{text}”的校验码不符：末位是“{one.found}”，"
    en = f"The check digit of {text} does not fit: it ends in {one.found}; "
    also_zh = "" if one.organisation_fits else "；第9至17位的校验位也不符，可能不只错一位"
    also_en = "" if one.organisation_fits else "; places 9 to 17 do not fit among themselves either"
    return (
        f"{zh}按前17位应为“{one.wanted}”。",
        f"{en}{one.wanted} would fit the 17 before it.",
        f"请对照营业执照核对全部18位{also_zh}。",
        f"Check all 18 characters against the licence{also_en}.",
    )


def _plain(text: str) -> str:
    return "".join(unicodedata.normalize("NFKC", text).split()).upper()
