"""Passages of a plan: wrapped lines joined, page numbers dropped, every character still placed."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from .line import Line
from .numerals import folded

__all__ = [
    "MASK",
    "Passage",
    "clauses",
    "is_heading",
    "masked",
    "passages",
    "sentences",
    "squeezed",
]

#: A character that stands for text which holds no figure (names of documents, quotations).
MASK = "\u25a1"
_HEAD = re.compile(
    r"^(?:第[一二三四五六七八九十]+[章节编部]|[一二三四五六七八九十]{1,3}[、.．]"
    r"|[（(][一二三四五六七八九十]{1,3}[）)]|\d{1,2}(?:\.\d{1,2}){1,3}(?=\D)|\d{1,2}[.．、](?!\d)"
    r"|[（(]\d{1,2}[）)]|专栏|专表|附件|附表|[-•●◆■★▪►]\s*[—－-]{0,2}|——)"
)
_HEAD_LENGTH = 40
_TITLE_LENGTH = 24
_PROSE_LENGTH = 15
_PAGE_DIGITS = 3
_FULL = 0.85
_NEARLY = 0.7  # of a full line: shorter lines end a paragraph
_END = re.compile(r"[。！？；;!?：:]$")
_PAGE = re.compile(r"^[-—–－·\s]*(?:第\s*)?\d{1,3}\s*(?:页)?[-—–－·\s]*$")
_BROKEN = re.compile(r"^[万亿千百个家户项种台%％吨元]")
_PUNCTUATION = str.maketrans({",": "，", ";": "；", ":": "：", "(": "（", ")": "）", "!": "！"})
_NAMES = re.compile(
    r"《[^》]{0,80}》|〔[^〕]{0,12}〕\s*\d*\s*号?|【[^】]{0,12}】\d*号?|\[[^\]]{0,20}\]\d*号?"
    r"|（(?!其中|[台套个人家项户条次]）)[^（）]{0,80}）|“[^”]{1,24}”|‘[^’]{1,24}’|第\d+(?:\.\d+)?"
)


@dataclass(frozen=True, slots=True)
class Passage:
    """Joined text without blanks; ``where`` gives each character's line number and offset."""

    text: str
    where: tuple[tuple[int, int], ...]
    heading: bool = False

    def span(self, start: int, end: int) -> tuple[tuple[int, int], tuple[int, int]]:
        """Where the characters from ``start`` to before ``end`` begin and end in the lines."""
        last = self.where[max(start, end - 1)]
        return self.where[start], (last[0], last[1] + 1)


def squeezed(text: str) -> tuple[str, list[int]]:
    """The text without blanks, with uniform signs, and the offset of each character kept."""
    flat = folded(text)
    kept = [i for i, c in enumerate(flat) if not c.isspace() and c not in "\ufeff\u200b"]
    out: list[str] = []
    opened = False
    for k, i in enumerate(kept):
        c = flat[i]
        group = (
            c == ","
            and 0 < k < len(kept) - 1
            and flat[kept[k - 1]].isdigit()
            and re.match(r"\d{3}(?!\d)", flat[i + 1 : i + 5]) is not None
        )
        if c == '"':
            c, opened = ("”" if opened else "“"), not opened
        out.append(c if group else c.translate(_PUNCTUATION))
    return "".join(out), kept


def is_heading(text: str) -> bool:
    """Whether the squeezed text is a numbered heading and not a numbered sentence."""
    return (
        bool(_HEAD.match(text))
        and len(text) <= _HEAD_LENGTH
        and not re.search(r"[。；]", text[:-1])
    )


def passages(lines: Sequence[Line]) -> Iterator[Passage]:
    """Join the lines into passages: a heading, or running text with all its wrapped lines."""
    kept = [(line, *squeezed(line.text)) for line in lines]
    kept = [row for row in kept if row[1]]
    run = _page_run([text for _, text, _ in kept])
    kept = [row for i, row in enumerate(kept) if i not in run and not _is_page_number(i, kept)]
    width = _width([text for _, text, _ in kept])
    block: list[tuple[Line, str, list[int]]] = []
    for row in kept:
        begun = "".join(part for _, part, _ in block[:-1])
        if block and not _continues(block[-1][1], row[1], width, begun):
            yield _joined(block)
            block = []
        block.append(row)
    if block:
        yield _joined(block)


def _page_run(texts: Sequence[str]) -> set[int]:
    """Places of bare numbers that count up by one through the document."""
    bare = [(i, int(t)) for i, t in enumerate(texts) if t.isdigit() and len(t) <= _PAGE_DIGITS]
    return {
        i
        for k, (i, n) in enumerate(bare)
        if (k and bare[k - 1][1] == n - 1) or (k + 1 < len(bare) and bare[k + 1][1] == n + 1)
    }


def _is_page_number(at: int, rows: Sequence[tuple[Line, str, list[int]]]) -> bool:
    text = rows[at][1]
    if not _PAGE.match(text):
        return False
    if not text.isdigit():
        return True
    following = rows[at + 1][1] if at + 1 < len(rows) else ""
    return not _BROKEN.match(following)


def _width(texts: Iterable[str]) -> float:
    """How long a full line is, told from the lines that end inside a sentence."""
    lengths = sorted(len(t) for t in texts if len(t) >= _PROSE_LENGTH and not _END.search(t))
    return min(45.0, float(lengths[len(lengths) // 2])) if lengths else 30.0


def _continues(text: str, following: str, width: float, begun: str) -> bool:
    decimal = re.match(r"\d+\.\d", following) and len(text) >= _NEARLY * width
    if (
        _END.search(text)
        or (_HEAD.match(following) and not decimal)
        or following.startswith(("注：", "附表"))
    ):
        return False
    if begun:
        return True
    numbered = re.match(
        r"^(?:[一二三四五六七八九十]{1,3}、|（[一二三四五六七八九十]{1,3}）|专栏|第)", text
    )
    if numbered and len(text) <= _HEAD_LENGTH - 4 and "。" not in text:
        # （一）总体目标：到2010年，…: a full line of a sentence, though short for a large type
        return len(text) >= _FULL * width and bool(re.search(r"：.*，|\d{2}.*，", text))
    if is_heading(text) and "，" not in text and len(text) < 0.8 * width:
        return False
    if text.endswith(("%）", "吨）", "元）", "*")):
        return False
    if text.endswith("年）") and len(text) <= _TITLE_LENGTH and not re.search(r"[，。；、]", text):
        return False
    return len(text) >= _NEARLY * width or bool(re.search(r"[，。；、]", text))


def _joined(block: Sequence[tuple[Line, str, list[int]]]) -> Passage:
    text = "".join(part for _, part, _ in block)
    where = tuple((line.number, i) for line, _, kept in block for i in kept)
    return Passage(
        text,
        where,
        is_heading(text) or (len(text) <= _TITLE_LENGTH and not re.search(r"[，。；、]", text)),
    )


def masked(text: str) -> str:
    """The text with names, brackets and short quotations blanked out, character for character."""
    for _ in range(2):
        text = _NAMES.sub(lambda m: MASK * len(m.group()), text)
    return text


def sentences(text: str) -> Iterator[tuple[int, int]]:
    """Start and end of each sentence of a masked text."""
    start = 0
    for m in re.finditer(r"[。！？；]|$", text):
        if m.end() > start:
            yield start, m.end()
        start = m.end()


def clauses(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """Start and end of each clause of a sentence of a masked text, commas left out."""
    base = start
    for m in re.finditer(r"[，：。！？；]|\Z", text[start:end]):
        if base + m.start() > start:
            yield start, base + m.start()
        start = base + m.end()
