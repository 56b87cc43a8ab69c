"""Text files piece by piece, each cut at the end of a line, so that no file needs memory whole."""

from __future__ import annotations

import codecs
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from luheng.errors import UnreadableFile

from .packed import Packed
from .text import is_binary, no_text, possible_encodings

if TYPE_CHECKING:
    from collections.abc import Iterator

__all__ = ["MAX_LINE", "PIECE", "TextFile", "check_first_lines", "line_count", "open_text"]

#: bytes that are read at a time
PIECE = 16_000_000
#: characters; a line that is longer is no row of a table, and could be the whole of a huge file
MAX_LINE = 1_000_000
_TEXTS = frozenset({".csv", ".tsv", ".txt"})


@dataclass(frozen=True, slots=True)
class TextFile:
    """A text whose encoding is known to hold to its end."""

    source: bytes | Path | Packed
    encoding: str
    lines: int

    @property
    def size(self) -> int:
        """How many bytes it has."""
        if isinstance(self.source, bytes):
            return len(self.source)
        return self.source.stat().st_size if isinstance(self.source, Path) else self.source.size

    def pieces(self, size: int = PIECE) -> Iterator[str]:
        """The text in pieces that end with a line; ``size`` is in bytes."""
        decoder = codecs.getincrementaldecoder(self.encoding)()
        kept = ""
        for chunk in _chunks(self.source, size):
            text = kept + decoder.decode(chunk)
            # a carriage return at the very end may be one half of a line break
            cut = text.rfind("\n") + 1 or text.rfind("\r", 0, max(len(text) - 1, 0)) + 1
            if cut:
                yield text[:cut]
            kept = text[cut:]
        kept += decoder.decode(b"", True)
        if kept:
            yield kept


def line_count(text: str) -> int:
    """How many line breaks a text holds, whatever system it comes from."""
    return text.count("\n") + text.count("\r") - text.count("\r\n")


def check_first_lines(path: Path) -> None:
    """Refuse a large text that begins with no lines, before anybody reads it to its end.

    Raises:
        UnreadableFile: the first bytes hold a line that no table has.
        OSError: the file cannot be read.
    """
    if path.suffix.lower() not in _TEXTS:
        return
    head = next(_chunks(path, PIECE), b"")
    last = max(head.rfind(b"\n"), head.rfind(b"\r"))
    # no encoding takes more than four bytes a character
    if len(head) - last - 1 > 4 * MAX_LINE:
        raise _endless(path.name)


def open_text(source: bytes | Path | Packed, name: str) -> TextFile:
    """Find out how a file's text is encoded, by ``decode``'s rules, in one pass over its bytes.

    Raises:
        UnreadableFile: it is no text, or has a line that no table has.
    """
    head = next(_chunks(source, 4096), b"")
    for encoding in possible_encodings(head):
        try:
            lines = _lines(source, encoding, name)
        except UnicodeDecodeError:
            continue
        if lines is not None:
            return TextFile(source, encoding, lines)
    raise no_text(name)


def _lines(source: bytes | Path | Packed, encoding: str, name: str) -> int | None:
    """How many lines the text has, or None if it holds what no text holds."""
    decoder = codecs.getincrementaldecoder(encoding)()
    lines = run = 0
    first = True
    for chunk in (*_chunks(source, PIECE), b""):
        text = decoder.decode(chunk, not chunk)
        if "\x00" in text or (first and is_binary(text)):
            return None
        first = False
        lines += line_count(text)
        last = max(text.rfind("\n"), text.rfind("\r"))
        run = len(text) - last - 1 if last >= 0 else run + len(text)
        if run > MAX_LINE:
            raise _endless(name)
    return lines


def _chunks(source: bytes | Path | Packed, size: int) -> Iterator[bytes]:
    if isinstance(source, bytes):
        for at in range(0, len(source), size):
            yield source[at : at + size]
        return
    if isinstance(source, Packed):
        held = bytearray()
        for chunk in source.chunks():
            held += chunk
            while len(held) >= size:
                yield bytes(held[:size])
                del held[:size]
        if held:
            yield bytes(held)
        return
    with source.open("rb") as file:
        while chunk := file.read(size):
            yield chunk


def _endless(name: str) -> UnreadableFile:
    return UnreadableFile(
        name,
        f"有一行超过 {MAX_LINE:,} 个字符，不是表格，未读取。",
        f"one of its lines has more than {MAX_LINE:,} characters, which no table has.",
        "请核对导出程序：每条记录应占一行。",
        "Check the program that wrote it: each record should be one line.",
    )
