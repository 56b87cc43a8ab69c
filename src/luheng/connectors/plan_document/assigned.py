"""Which node of the tree each note on bodies and deadlines belongs to."""

from __future__ import annotations

from typing import TYPE_CHECKING

from .assignments import bodies_of, due_of, is_assignment
from .task_nodes import ITEM_RANK

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from .paragraphs import Paragraph
    from .task_nodes import TaskNode

__all__ = ["assign"]


def assign(nodes: Sequence[TaskNode], flow: Sequence[Paragraph | None], first_year: int) -> None:
    """Give each node the bodies and the deadline that its own text names.

    ``flow``: the paragraphs in order, None where a chapter without tasks stands. A note on a line
    of its own belongs to the measure before it, or to the section where all its measures share it.
    """
    begun: dict[int, list[TaskNode]] = {}
    for node in nodes[1:]:
        begun.setdefault(node.line, []).append(node)
    last: TaskNode | None = None
    for block in flow:
        if block is None:
            last = None
            continue
        here = [n for line in dict.fromkeys(block.lines) for n in begun.get(line, ())]
        here = [n for n in here if n.title in block.text or n.line == block.line]
        if not here:
            owner = _owner(last) if is_assignment(block.text) else last
            _take(owner, block.text, first_year)
            continue
        for of, text in _parts(last, here, block.text):
            _take(of, text, first_year)
        last = here[-1]


def _owner(last: TaskNode | None) -> TaskNode | None:
    """Whose a note of its own is: the section's where no measure before it has one."""
    if last is None or last.rank != ITEM_RANK or last.parent is None or last.parent.type == "box":
        return last
    others = [c for c in last.parent.children if c.rank == ITEM_RANK and c is not last]
    return last if not others or any(c.responsible for c in others) else last.parent


def _parts(
    last: TaskNode | None, here: Sequence[TaskNode], text: str
) -> Iterator[tuple[TaskNode | None, str]]:
    """The parts of a paragraph, each with the node that begins it."""
    at, owner = 0, last
    for node in here:
        begin = max(at, text.find(node.title, at))
        yield owner, text[at:begin]
        at, owner = begin, node
    yield owner, text[at:]


def _take(node: TaskNode | None, text: str, first_year: int) -> None:
    if node is None or node.parent is None or not text:
        return
    node.responsible = tuple(dict.fromkeys((*node.responsible, *bodies_of(text))))
    if node.due is None:
        node.due = due_of(text, first_year)
