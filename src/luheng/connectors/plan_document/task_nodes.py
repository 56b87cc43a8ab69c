"""Nodes of the tree of tasks: as it grows, and as a draft that is handed over."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from .numbering import SECTION_RANK, mark_of

if TYPE_CHECKING:
    import datetime as dt

__all__ = ["ITEM_RANK", "TaskDraft", "TaskNode", "type_of"]

#: the rank of what has no number of its own
ITEM_RANK = 30
_CHAPTER_RANK = 2


@dataclass(frozen=True, slots=True)
class TaskDraft:
    """One node as read: its number, its parent's, and how sure the reader is (0 to 1).

    ``type``: plan | section | measure | sub_measure | box | box_item | safeguard. ``responsible``:
    the bodies that the text names for it, as written. ``due``: the last day that it sets for it.
    """

    number: str
    parent: str | None
    type: str
    title_zh: str
    line: int
    parent_line: int | None
    page: int | None
    sureness: float
    responsible: tuple[str, ...] = ()
    due: dt.date | None = None


@dataclass(slots=True, eq=False)
class TaskNode:
    """A node while the tree grows; ``rank`` as of its numbering."""

    number: str
    parent: TaskNode | None
    type: str
    title: str
    line: int
    page: int | None
    sureness: float
    rank: float
    ordinal: int | None = None
    guard: bool = False
    has_text: bool = False
    cell: bool = False
    responsible: tuple[str, ...] = ()
    due: dt.date | None = None
    children: list[TaskNode] = field(default_factory=list)

    def top(self) -> TaskNode:
        """The plan, or the table of figures that the node stands in."""
        return self if self.parent is None else self.parent.top()

    def name(self) -> str:
        """The title without its numbering."""
        mark = mark_of(self.title)
        return self.title[mark.end :] if mark else self.title


def type_of(node: TaskNode) -> str:
    """What a node is by its rank, its parent and what it holds."""
    up = node.parent
    if up is not None and up.guard:
        return "safeguard"
    if node.rank <= SECTION_RANK:
        top = up is None or up.type == "plan" or node.rank < _CHAPTER_RANK
        leaf = all(c.type == "box" for c in node.children)
        return "measure" if leaf and not top else "section"
    return "sub_measure" if up is not None and up.rank > SECTION_RANK else "measure"
