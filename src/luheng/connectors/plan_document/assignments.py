"""Who is to carry out a task and by when, as the plan says it: bodies named and last days."""

from __future__ import annotations

import calendar
import datetime as dt
import re
from typing import TYPE_CHECKING, Final

from .titles import assignment_words

if TYPE_CHECKING:
    from collections.abc import Iterator

__all__ = ["bodies_of", "due_of", "is_assignment", "without_assignment"]

_OPEN, _CLOSE = "（(〔[【", "）)〕]】"
_HAN = r"\u3400-\u9fff"
#: 由省工信厅牵头
_BY = re.compile(r"(?:^|[，。；])由(?P<b>[^，。；：]{2,60}?)(?:牵头|负责|组织实施|会同)")
_YEAR = r"(?P<y>20\d{2})\s*年"
_DATES = re.compile(
    rf"{_YEAR}(?:"
    rf"\s*(?P<m>\d{{1,2}})\s*月\s*(?:(?P<d>\d{{1,2}})\s*日\s*(?:之|以)?前|(?P<me>底|末)|(?P<mb>(?:之|以)?前))"
    rf"|(?P<ye>年?[底末])"
    rf"|(?P<half>[上下]半年)|\s*(?:第)?(?P<q>[一二三四1-4])季度"
    rf"|(?P<yb>(?:之|以)?前))(?P<after>(?:之|以)?前)?"
)
_MONTH_ALONE = re.compile(rf"{_YEAR}\s*(?:(?P<m>\d{{1,2}})\s*月\s*(?:(?P<d>\d{{1,2}})\s*日)?)?")
#: what is reached by then is a target of its own, not the end of a task
_NO_DEADLINE = re.compile(
    r"^[^，。；]{0,12}(?:达峰|碳中和|峰值)|^(?:的|以来|比|已|共|，?(?:全省|全市|累计)已)"
)
_QUARTERS: Final = {"一": 3, "二": 6, "三": 9, "四": 12, "1": 3, "2": 6, "3": 9, "4": 12}
_BODY_NAME: Final = range(2, 31)
_YEAR_END: Final = 12


# -- bodies ------------------------------------------------------------------------------------


def bodies_of(text: str) -> tuple[str, ...]:
    """The bodies named as responsible, the leading ones first, as written; none if none is named.

    Read are labels (责任单位：…), brackets that end in 负责, 牵头 or 配合, and 由…牵头.
    """
    found: list[str] = []
    for note in _notes(text):
        found += _bodies(note)
    return tuple(dict.fromkeys(found))


def _notes(text: str) -> Iterator[str]:
    """The parts of a text that deal out its work."""
    label = _label()
    taken: list[tuple[int, int]] = []
    for start, end in _brackets(text):
        inner = text[start + 1 : end].strip("。； ")
        if label.search(inner) or _deals(inner):
            taken.append((start, end))
            yield inner
    rest = "".join(c for i, c in enumerate(text) if not any(a <= i <= b for a, b in taken))
    for found in label.finditer(rest):
        yield re.split(
            r"[。\n]|(?:完成)?(?:时限|时间|期限)[：:]", rest[found.start() :], maxsplit=1
        )[0]
    for by in _BY.finditer(rest):
        yield by["b"]


def _label() -> re.Pattern[str]:
    return re.compile(rf"(?:{'|'.join(assignment_words()['labels'])})\s*[：:]")


def _deals(inner: str) -> bool:
    """Whether the words in a bracket deal out work: …牵头，…按职责分工负责."""
    ends = "|".join(assignment_words()["ends"])
    if not re.search(rf"(?:{ends})[。；]?$|(?:牵头|负责)[，,；;]", inner):
        return False
    return any(_is_body(name) for name in _bodies(inner))


def _brackets(text: str) -> Iterator[tuple[int, int]]:
    """Outermost brackets as (place of the opening, place of the closing sign)."""
    depth, start = 0, 0
    for i, c in enumerate(text):
        if c in "（(":
            if depth == 0:
                start = i
            depth += 1
        elif c in "）)" and depth:
            depth -= 1
            if depth == 0:
                yield start, i


def _bodies(note: str) -> Iterator[str]:
    """The names in a note, in order."""
    ends = "|".join(assignment_words()["ends"])
    for written in _split(_label().sub("；", note), "，,；;。"):
        clause = re.sub(r"^(?:由|会同|并|以及|其他|其中)", "", written.strip())
        for part in _split(re.sub(r"会同|联合", "、", clause), "、/ 　"):
            for named in re.split(r"(?<=[委厅局部办会院署行])(?:和|及|与|以及)", part):
                bare = re.sub(rf"(?:共同|分别)?(?:{ends})$", "", named.strip())
                name = re.sub(
                    r"(?:等(?:部门|单位|有关部门|相关部门)?|按|依|各自)$", "", bare
                ).strip()
                if _is_body(name):
                    yield name


def _split(text: str, signs: str) -> Iterator[str]:
    """Parts between signs that stand outside brackets."""
    depth, now = 0, ""
    for c in text:
        depth += (c in _OPEN) - (c in _CLOSE)
        if c in signs and depth <= 0:
            if now.strip():
                yield now
            now = ""
        else:
            now += c
    if now.strip():
        yield now


def _is_body(name: str) -> bool:
    if len(name) not in _BODY_NAME or re.search(r"[：:《》\d%]", name):
        return False
    return bool(
        re.search(rf"(?:{'|'.join(assignment_words()['bodies'])})(?:[（(][^（）()]*[）)])?$", name)
    )


def is_assignment(text: str) -> bool:
    """Whether a paragraph does nothing but deal out the work of the text before it."""
    bare = without_assignment(text)
    return not bare.strip("。；，（）() ") and bool(bodies_of(text) or _label().search(text))


def without_assignment(text: str) -> str:
    """The text with its notes on who is responsible blanked out, every character in its place."""
    label = _label()
    for start, end in _brackets(text):
        inner = text[start + 1 : end]
        if label.search(inner) or _deals(inner.strip("。； ")):
            text = text[:start] + " " * (end + 1 - start) + text[end + 1 :]
    dated = re.match(rf"(?:{'|'.join(assignment_words()['deadlines'])})\s*[：:]", text)
    return " " * len(text) if label.match(text) or dated else text


# -- deadlines ---------------------------------------------------------------------------------


def due_of(text: str, first_year: int = 0) -> dt.date | None:
    """The last day by which the text wants the work done; None if it sets no deadline.

    A labelled date (完成时限：2023年12月) goes before one in the sentence (2023年底前完成); X年前
    ends with the year before X. 到2025年 alone dates an aim, not the work.
    """
    labels = "|".join(assignment_words()["deadlines"])
    for found in re.finditer(rf"(?:{labels})\s*[：:]?\s*(?P<rest>[^。；）)]{{4,40}})", text):
        day = _first(found["rest"], first_year) or _alone(found["rest"])
        if day is not None:
            return day
    return _first(text, first_year)


def _first(text: str, first_year: int) -> dt.date | None:
    for found in _DATES.finditer(text):
        day = _day(found)
        after = text[found.end() :]
        if day is None or day.year < first_year or _NO_DEADLINE.match(after):
            continue
        return day
    return None


def _day(found: re.Match[str]) -> dt.date | None:
    year = int(found["y"])
    month = int(found["m"]) if found["m"] else 0
    if found["m"] and not 1 <= month <= _YEAR_END:
        return None
    if found["d"]:
        return _date(year, month, int(found["d"]))
    if found["me"]:
        return _month_end(year, month)
    if found["mb"]:
        return dt.date(year, month, 1) - dt.timedelta(days=1)
    if found["half"]:
        return _month_end(year, 6 if found["half"][0] == "上" else _YEAR_END)
    if found["q"]:
        return _month_end(year, _QUARTERS[found["q"]])
    return dt.date(year - 1, _YEAR_END, 31) if found["yb"] else dt.date(year, _YEAR_END, 31)


def _alone(text: str) -> dt.date | None:
    """A date behind the label 完成时限, with or without 底前."""
    found = _MONTH_ALONE.search(text)
    if found is None:
        return None
    year, month = int(found["y"]), int(found["m"] or _YEAR_END)
    if not 1 <= month <= _YEAR_END:
        return None
    return _date(year, month, int(found["d"])) if found["d"] else _month_end(year, month)


def _date(year: int, month: int, day: int) -> dt.date | None:
    last = calendar.monthrange(year, month)[1]
    return dt.date(year, month, day) if 1 <= day <= last else None


def _month_end(year: int, month: int) -> dt.date:
    return dt.date(year, month, calendar.monthrange(year, month)[1])
