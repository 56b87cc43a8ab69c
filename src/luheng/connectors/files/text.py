"""Text files: which encoding the bytes are in."""

from __future__ import annotations

import codecs

from luheng.errors import UnreadableFile

__all__ = ["decode", "is_binary", "no_text", "possible_encodings"]

_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_LINE_CONTROLS = frozenset("\t\n\r\f\v")


def decode(content: bytes, name: str) -> tuple[str, str]:
    """The text and its encoding: what the byte order mark says, else UTF-8, else GB18030.

    UTF-8 comes first because Chinese text in GB18030 is practically never valid UTF-8, while
    nearly every UTF-8 text would pass as GB18030 and come out garbled.

    Raises:
        UnreadableFile: the bytes are in neither, or hold what no text holds.
    """
    for encoding in possible_encodings(content):
        try:
            text = content.decode(encoding)
        except UnicodeDecodeError:
            continue
        if not is_binary(text):
            return text, encoding
    raise no_text(name)


def possible_encodings(head: bytes) -> tuple[str, ...]:
    """The encodings to try, in order, for a file that begins so."""
    for mark, encoding in _MARKS:
        if head.startswith(mark):
            return (encoding,)
    return ("utf-8", "gb18030")


def no_text(name: str) -> UnreadableFile:
    """The refusal of bytes that are no text."""
    return UnreadableFile(
        name,
        "内容不是文本（既不是 UTF-8 也不是 GB18030）。",
        "the bytes are no text, neither UTF-8 nor GB18030.",
        "请核对文件，或在 Excel 中另存为“CSV UTF-8（逗号分隔）”。",
        "Check the file, or save it in Excel as CSV UTF-8 (comma delimited).",
    )


def is_binary(text: str) -> bool:
    """Whether a text holds what no text file holds."""
    head = text[:65536]
    return "\x00" in text or any(c < " " and c not in _LINE_CONTROLS for c in head)
