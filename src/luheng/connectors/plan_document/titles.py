"""Titles of tasks: what of a paragraph is its heading, and what of a heading names no task."""

from __future__ import annotations

import functools
import importlib.resources
import re
from typing import Any, Final

import yaml

__all__ = [
    "assignment_words",
    "embedded",
    "heading_title",
    "holds_no_tasks",
    "is_contents_line",
    "is_end",
    "is_safeguard",
    "leading_verb",
    "run_in",
    "stands_above",
]

_LOADER: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
#: longest heading that stands in front of its text, in characters
_LONGEST: Final = 40
_SHORTEST_TEXT: Final = 8
_RUN_IN: Final = range(2, 33)
_ABOVE: Final = range(4, 29)
_EMBEDDED: Final = range(4, 25)
_SENTENCE = re.compile(r"[^。！？]*[。！？]+[”’」』）)]*")
_STOP = re.compile(r"[。！？]|[：:](?!\d)")
#: openings and predicates that make a clause a sentence about the world, not a title
_NOT_A_TITLE = re.compile(
    r"^(?:到|至|截至)\s*[“\"]?[\d二十]|^(?:\d|为了|为贯彻|为深入|根据|按照|其中|同时|此外|目前|当前|近年)"
    r"|^(?:责任(?:单位|部门|主体|分工|领导|处室)|牵头(?:单位|部门|领导)|主管部门|配合(?:单位|部门)|完成(?:时限|时间|期限)|时限要求"
    r"|备注|说明|来源|注)"
    r"|是(?!非)|必须|已经|仍然|[了着]$"
)
_LEADERS = re.compile(r"(?:[.．·…]\s*){3,}\d*\s*$|\t+\d+$")


@functools.cache
def _held() -> dict[str, Any]:
    text = (importlib.resources.files(__package__) / "tasks.yaml").read_text(encoding="utf-8")
    held: dict[str, Any] = yaml.load(text, Loader=_LOADER)  # noqa: S506  (a safe loader)
    return held


@functools.cache
def _words() -> dict[str, tuple[str, ...]]:
    return {name: tuple(words) for name, words in _held().items() if name != "assignment"}


@functools.cache
def assignment_words() -> dict[str, tuple[str, ...]]:
    """How plans deal out work: ``labels``, ``ends`` of a note, ``bodies``, ``deadlines``."""
    return {name: tuple(words) for name, words in _held()["assignment"].items()}


def leading_verb(title: str) -> str:
    """The task verb that a title opens with, empty if it opens with none."""
    return next((v for v in _by_length() if title.startswith(v)), "")


@functools.cache
def _by_length() -> tuple[str, ...]:
    return tuple(sorted(_words()["verbs"], key=len, reverse=True))


def holds_no_tasks(title: str) -> bool:
    """Whether a chapter of that title describes or aims, and orders nothing."""
    words = _words()["not_tasks"]
    return title.startswith(words) or (not leading_verb(title) and any(w in title for w in words))


def is_safeguard(title: str) -> bool:
    """Whether a chapter of that title holds safeguards."""
    return any(w in title for w in _words()["safeguards"])


def is_end(text: str) -> bool:
    """Whether a line of that text stands behind the body of the plan."""
    return len(text) <= _LONGEST and text.startswith(_words()["ends"])


def is_contents_line(text: str) -> bool:
    """Whether a line belongs to a table of contents: it ends in leaders and a page."""
    return bool(_LEADERS.search(text))


def heading_title(text: str, begin: int) -> tuple[str, str, float]:
    """The title of a numbered paragraph, the text behind it, and how sure the split is."""
    stop = _STOP.search(text, begin)
    if stop is None:
        if len(text) - begin <= _LONGEST:
            return text.strip(), "", 1.0
        return _first_clause(text, begin)
    if stop.start() - begin <= _LONGEST:
        return text[: stop.start()].strip(), text[stop.end() :].strip(), 0.98
    return _first_clause(text, begin)


def _first_clause(text: str, begin: int) -> tuple[str, str, float]:
    comma = re.compile(r"[，,；;。]").search(text, begin + 2)
    end = comma.start() if comma and comma.start() - begin <= _LONGEST else begin + _LONGEST
    return text[:end].strip(), text[end:].strip(), 0.6


def run_in(text: str, *, colon: bool = False) -> tuple[str, str] | None:
    """The heading that runs into its paragraph (title。text) and the text, or None."""
    stop = re.compile(r"[。：:]" if colon else "。").search(text)
    if stop is None:
        return None
    title, rest = text[: stop.start()].strip(), text[stop.end() :].strip()
    if len(title) not in _RUN_IN or len(rest) < _SHORTEST_TEXT:
        return None
    if len(re.findall(r"[，,；;]", title)) > 1 or _NOT_A_TITLE.search(title):
        return None
    return title, rest


def stands_above(title: str, text: str) -> bool:
    """Whether a short line without a stop is the title of the paragraph below it."""
    return (
        len(title) in _ABOVE
        and not re.search(r"[。；：，,;:！？”）)%％]$|[，。；：,;:]|\d", title)
        and not _NOT_A_TITLE.search(title)
        and len(text) >= _LONGEST
        and "。" in text
        and run_in(text) is None
    )


def embedded(text: str) -> tuple[tuple[int, str], ...]:
    """Headings inside one long paragraph, as (offset, title): short orders with text behind them.

    A short sentence that is itself followed by another short order is text, not a heading.
    """
    sentences = [
        (m.end() - len(m.group().lstrip()), m.group().strip()) for m in _SENTENCE.finditer(text)
    ]
    short = [_is_short_order(s) for _, s in sentences]
    found = []
    for i, (offset, sentence) in enumerate(sentences[:-1]):
        if short[i] and not short[i + 1]:
            found.append((offset, sentence.rstrip("。！？")))
    return tuple(found)


def _is_short_order(sentence: str) -> bool:
    title = sentence.rstrip("。！？”")
    return (
        len(title) in _EMBEDDED
        and not re.search(r"[，,；;：:《]|\d", title)
        and bool(leading_verb(title))
        and not _NOT_A_TITLE.search(title)
    )
