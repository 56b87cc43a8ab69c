"""Numbers as Chinese plans write them: full-width digits, blanks, 千家, 百分之五, 二级."""

from __future__ import annotations

from decimal import Decimal

__all__ = ["FOLD", "MULTIPLIERS", "chinese_integer", "folded", "number"]

_FULL = "０１２３４５６７８９％．，；：（）［］｛｝＋－～＞＜＝＊／＆"
_HALF = "0123456789%.,;:()[]{}+-~><=*/&"

#: One character for one: offsets into a folded text are offsets into the text.
FOLD = str.maketrans(_FULL, _HALF) | str.maketrans("﹪∶﹣–﹒", "%:--.")

MULTIPLIERS = {
    "万亿": Decimal(10) ** 12,
    "千亿": Decimal(10) ** 11,
    "百亿": Decimal(10) ** 10,
    "十亿": Decimal(10) ** 9,
    "亿": Decimal(10) ** 8,
    "千万": Decimal(10) ** 7,
    "百万": Decimal(10) ** 6,
    "十万": Decimal(10) ** 5,
    "万": Decimal(10) ** 4,
    "千": Decimal(1000),
    "百": Decimal(100),
}

_DIGITS = {c: i for i, c in enumerate("零一二三四五六七八九")} | {"〇": 0, "两": 2, "○": 0}
_TENS = {"十": 10, "百": 100, "千": 1000}


def folded(text: str) -> str:
    """The text with full-width digits and signs as half-width ones, character for character."""
    return text.translate(FOLD)


def number(text: str) -> Decimal:
    """The value of digits as written, blanks and group commas dropped."""
    return Decimal("".join(c for c in folded(text) if c.isdigit() or c == "."))


def chinese_integer(text: str) -> int | None:
    """The value of a Chinese numeral below ten thousand (二十五, 二〇三五), None if it is none."""
    if not text or any(c not in _DIGITS and c not in _TENS for c in text):
        return None
    if not any(c in _TENS for c in text):
        return int("".join(str(_DIGITS[c]) for c in text))
    total = digit = 0
    for c in text:
        if c in _DIGITS:
            digit = _DIGITS[c]
        else:
            total += (digit or 1) * _TENS[c]
            digit = 0
    return total + digit
