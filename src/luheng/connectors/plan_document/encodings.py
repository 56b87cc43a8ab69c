"""A text whose lines are in two encodings: each is read in its own, and it is said which."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from luheng.connectors.files import decode
from luheng.errors import UnreadableFile
from luheng.records.batch import Finding, Level

if TYPE_CHECKING:
    from collections.abc import Sequence

__all__ = ["places", "read_text"]

_HAN = re.compile(r"[\u4e00-\u9fff\u3000-\u303f\uff00-\uffef]")
#: so many characters do not form valid UTF-8 by accident in a line of GB18030
_CERTAIN: Final = 4
#: share of lines in neither encoding beyond which the text is refused
_ILLEGIBLE: Final = 0.2
_SHOWN: Final = 6


def read_text(content: bytes, name: str, warnings: list[Finding]) -> str:
    """The text; a warning says which lines are in another encoding than the rest.

    Raises:
        UnreadableFile: the bytes are no text.
    """
    if content[:2] in {b"\xff\xfe", b"\xfe\xff"}:
        return decode(content, name)[0]
    rows = content.split(b"\n")
    kinds = [_encoding(row) for row in rows]
    utf = [i for i, kind in enumerate(kinds) if kind == "utf-8"]
    gb = [i for i, kind in enumerate(kinds) if kind == "gb18030"]
    bad = [i for i, kind in enumerate(kinds) if kind == ""]
    mixed = bool(gb) and any(_certain(rows[i]) for i in utf)
    if not mixed and not (bad and utf):
        return decode(content, name)[0]
    if len(bad) > _ILLEGIBLE * len(rows):
        raise UnreadableFile(
            name,
            f"{len(bad)} 行既不是 UTF-8 也不是 GB18030（{places(bad)[0]}）。",
            f"{len(bad)} lines are neither UTF-8 nor GB18030 ({places(bad)[1]}).",
            "请用编辑器打开原件，另存为 UTF-8。",
            "Open the original in an editor and save it in UTF-8.",
        )
    fewer, other = (gb, "GB18030") if len(gb) <= len(utf) else (utf, "UTF-8")
    zh, en = places(fewer)
    lost_zh, lost_en = places(bad)
    warnings.append(
        Finding(
            code="DOC-03",
            level=Level.DOUBT,
            source=name,
            problem_zh=f"一个文件里有两种编码：{zh}是 {other}，其余不是；已逐行按各自的编码读取"
            + (f"，{lost_zh}两种都不是。" if bad else "。"),
            problem_en=f"two encodings in one file: {en} are {other}, the others are not; each was "
            "read in its own" + (f", {lost_en} are in neither." if bad else "."),
            remedy_zh="请核对这些行，另存为 UTF-8。",
            remedy_en="Check these lines and save the file in UTF-8.",
        )
    )
    return "\n".join(
        row.decode(kind or "utf-8", "replace") for row, kind in zip(rows, kinds, strict=True)
    ).removeprefix("\ufeff")


def _encoding(row: bytes) -> str:
    """ASCII, UTF-8, GB18030, or nothing where a line is in neither."""
    for encoding in ("ascii", "utf-8", "gb18030"):
        try:
            row.decode(encoding)
        except UnicodeDecodeError:
            continue
        return encoding
    return ""


def _certain(row: bytes) -> bool:
    return len(_HAN.findall(row.decode("utf-8"))) >= _CERTAIN


def places(numbers: Sequence[int], zh: str = "第 {} 行", en: str = "lines {}") -> tuple[str, str]:
    """Places counted from 0 as text: runs as 3-7, the first few only."""
    runs: list[list[int]] = []
    for n in numbers:
        if runs and n == runs[-1][1] + 1:
            runs[-1][1] = n
        else:
            runs.append([n, n])
    shown = [f"{a + 1}" if a == b else f"{a + 1}-{b + 1}" for a, b in runs[:_SHOWN]]
    more = len(runs) > _SHOWN
    text_zh = "、".join(shown) + ("等" if more else "")
    return zh.format(text_zh), en.format(", ".join(shown) + (" …" if more else ""))
