"""The body of a plan: from its title on, without contents, titles joined to their text."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

from .numbering import SECTION_RANK, mark_of
from .titles import is_contents_line, stands_above

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from .paragraphs import Paragraph

__all__ = ["body", "with_titles"]

#: so many headings may bear one name twice before they are taken for a table of contents
_TWICE = 2


def body(blocks: Sequence[Paragraph], first: int) -> list[Paragraph]:
    """From the title on, without a table of contents.

    Lines of the contents end in leaders and a page, or return as headings further on.
    """
    kept = [b for b in blocks if b.line >= first and not is_contents_line(b.text)]
    keys = [re.sub(r"[\s\d]+$|\s", "", b.text) for b in kept]
    last = {key: i for i, key in enumerate(keys)}
    again = [i for i, b in enumerate(kept) if last[keys[i]] > i and _is_heading(b)]
    named = any(re.fullmatch(r"目\s*[录次]", b.text) for b in kept)
    if not named and len(again) <= _TWICE:
        return kept
    return [b for i, b in enumerate(kept) if i not in set(again)]


def _is_heading(block: Paragraph) -> bool:
    mark = mark_of(block.text)
    return mark is not None and mark.rank <= SECTION_RANK


def with_titles(blocks: list[Paragraph]) -> Iterator[Paragraph]:
    """Join a title that stands on a line of its own to its text, as if it ran in."""
    held: Paragraph | None = None
    for block in blocks:
        plain = mark_of(block.text) is None
        if held is not None:
            if plain and stands_above(held.text, block.text):
                text = f"{held.text}。{block.text}"
                begin = len(held.text) + 1
                yield replace(
                    held,
                    text=text,
                    starts=(*held.starts, *(begin + s for s in block.starts)),
                    lines=(*held.lines, *block.lines),
                )
                held = None
                continue
            yield held
            held = None
        if plain:
            held = block
        else:
            yield block
    if held is not None:
        yield held
