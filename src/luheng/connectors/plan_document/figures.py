"""Targets, stated facts and thresholds of a plan, as drafts.

Start reading at ``read_figures``; the words are in ``lexicon.yaml``. Tables are read first, the
other lines become passages, and each passage is read from left to right with what it inherits.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from .asides import asides
from .discourse import Outline, heading_sectors, heading_year
from .drafts import FigureDraft
from .line import Line, PlanHead
from .milestones import milestones
from .prose import Reading, read_passage
from .ranks import ranks
from .sentences import is_heading, passages
from .table_figures import table_figures
from .tables import tables

__all__ = ["read_figures"]

#: a heading that runs on into its sentence: （三）主要目标。到2025年…
_LEAD_LENGTH = 20


def read_figures(lines: Sequence[Line], plan: PlanHead) -> tuple[FigureDraft, ...]:
    """Every figure of the lines, in the order of the text.

    The reader judges each number by the words beside it, the section it stands in and the year that
    governs it; it raises nothing and invents nothing: a number it cannot place is left out.
    """
    taken: set[int] = set()
    drafts: list[FigureDraft] = []
    for rows, numbers in tables(lines, first_year=plan.first_year):
        drafts += table_figures(rows, plan)
        taken |= numbers
    drafts += _running(([line for line in lines if line.number not in taken]), plan)
    return tuple(sorted(drafts, key=lambda d: (d.start, d.end)))


def _running(lines: Sequence[Line], plan: PlanHead) -> Iterator[FigureDraft]:
    outline = Outline()
    reading = Reading(plan, outline)
    titled: tuple[str, ...] = ()
    for passage in passages(lines):
        if passage.heading:
            outline.enter(passage.text)
            reading.year = heading_year(passage.text, plan)
            titled = reading.sectors = heading_sectors(passage.text)
            continue
        first = re.split(r"[。：]", passage.text, maxsplit=1)[0]
        if is_heading(first) and len(first) <= _LEAD_LENGTH:
            outline.enter(first)
        reading.sectors = heading_sectors(first) or titled
        yield from read_passage(passage, reading)
        yield from asides(passage, reading)
        yield from milestones(passage, reading)
        yield from ranks(passage, reading)
