"""The tasks of a plan: sections, measures, boxes, box items and safeguards as one tree."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

from .assigned import assign
from .assignments import without_assignment
from .body import body, with_titles
from .numbering import ACTION, BOX, BULLET, SECTION_RANK, Mark, mark_of
from .paragraphs import Paragraph, paragraphs
from .task_nodes import ITEM_RANK, TaskDraft, TaskNode, type_of
from .task_tables import dealt_rows, merge
from .titles import (
    embedded,
    heading_title,
    holds_no_tasks,
    is_end,
    is_safeguard,
    leading_verb,
    run_in,
)

if TYPE_CHECKING:
    from collections.abc import Sequence

    from .line import Line, PlanHead

__all__ = ["TaskDraft", "read_tasks"]

_LETTERS = "abcdefghijklmnopqrstuvwxyz"
_CHAPTER_RANK = 2
#: nodes after which the body has begun, blocks in which the title stands, characters of a title
_BEGUN, _HEAD_BLOCKS, _SHORTEST_TITLE = 5, 60, 6
#: blank lines behind a table; titles that make a pattern; characters of an order
_TABLE_END, _ALIKE = 2, 2
_ORDER = range(6, 33)
#: a paragraph that may hold several measures beside others, and how many it must hold
_LONG, _MANY = 400, 3


def read_tasks(lines: Sequence[Line], head: PlanHead | None = None) -> tuple[TaskDraft, ...]:
    """The tree of a plan's tasks in the order of the text, the plan itself first.

    Chapters on situation, principles and targets hold no tasks and are left out.
    """
    blocks = paragraphs(lines)
    if not blocks:
        return ()
    root = _root(blocks, head)
    tree = _Tree(root)
    for block in with_titles(body(blocks, root.line if root.sureness == 1 else 0)):
        if is_end(block.text) and len(tree.nodes) > _BEGUN:
            break
        tree.take(block)
    tree.flush()
    assign(tree.nodes, tree.flow, head.first_year if head else 0)
    merge(tuple(dealt_rows(lines)), tree.nodes)
    return tree.drafts()


def _root(blocks: Sequence[Paragraph], head: PlanHead | None) -> TaskNode:
    """The plan: its title where it stands, else the first clause of the text, less surely."""
    title = head.title if head else ""
    whole = "".join(title.split())
    texts = ["".join(b.text.split()) for b in blocks[:_HEAD_BLOCKS]]
    alone = [i for i, t in enumerate(texts) if len(t) >= _SHORTEST_TITLE and t in whole]
    named = [i for i, t in enumerate(texts) if whole and whole in t]
    for i in [*alone, *named][:1]:
        return TaskNode("0", None, "plan", title, blocks[i].line, blocks[i].page, 1.0, -1)
    first = blocks[0]
    clause = re.split(r"[，,。]", first.text, maxsplit=1)[0]
    return TaskNode("0", None, "plan", title or clause, first.line, first.page, 0.3, -1)


class _Tree:
    """Grows node by node; holds which headings and which box are open."""

    def __init__(self, root: TaskNode) -> None:
        self.nodes = [root]
        self.open = [root]
        self.box: TaskNode | None = None
        self.barred: float | None = None
        self.texts: list[Paragraph] = []
        self.flow: list[Paragraph | None] = []

    def take(self, block: Paragraph) -> None:
        """One paragraph: a heading, a box, or text that may begin with a heading."""
        mark = self._over(mark_of(block.text))
        self._place(block, mark)
        self.flow.append(block if self.barred is None else None)

    def _over(self, mark: Mark | None) -> Mark | None:
        """行动一 stands over the （一） below it, unless it stands itself below a （一）."""
        ranks = [n.rank for n in self.open[1:]]
        inside = SECTION_RANK in ranks and ACTION not in ranks
        return replace(mark, rank=SECTION_RANK) if mark and mark.rank == ACTION and inside else mark

    def _place(self, block: Paragraph, mark: Mark | None) -> None:
        if mark is not None and mark.rank == BOX:
            self._open_box(block, mark)
        elif mark is not None and mark.rank != BULLET:
            if self.box is not None and self._is_of_box(mark, block):
                self._box_item(block, mark)
            else:
                self._heading(block, mark)
        elif self.barred is None and len(self.open) > 1:
            self._text(block)

    # -- headings ------------------------------------------------------------------------------

    def _heading(self, block: Paragraph, mark: Mark) -> None:
        if self.barred is not None and mark.rank > self.barred:
            return
        self.flush()
        self.box = None
        title, rest, sureness = heading_title(without_assignment(block.text), mark.end)
        if mark.rank <= SECTION_RANK and holds_no_tasks(title[mark.end :]):
            self.barred = mark.rank
            self._close_to(mark.rank)
            return
        if mark.rank > SECTION_RANK and len(self.open) == 1:
            return  # a list in front of the first chapter
        self.barred = None
        self._close_to(mark.rank)
        parent = self.open[-1]
        guard = parent.guard or is_safeguard(title[mark.end :])
        node = self._add(parent, title, (block.line, block.page), sureness, mark.rank)
        node.ordinal, node.guard, node.has_text = mark.ordinal, guard, bool(rest)
        node.number = self._numbered(parent, mark.ordinal)
        self.open.append(node)

    def _close_to(self, rank: float) -> None:
        while len(self.open) > 1 and self.open[-1].rank >= rank:
            self.open.pop()

    def _add(
        self, parent: TaskNode, title: str, at: tuple[int, int | None], sureness: float, rank: float
    ) -> TaskNode:
        node = TaskNode("", parent, "", title, *at, sureness, rank)
        parent.children.append(node)
        self.nodes.append(node)
        return node

    @staticmethod
    def _numbered(parent: TaskNode, ordinal: int | None) -> str:
        place = str(ordinal or len(parent.children))
        number = place if parent.type == "plan" else f"{parent.number}.{place}"
        taken = {c.number for c in parent.children}
        return f"{number}_{len(parent.children)}" if number in taken else number

    @staticmethod
    def _lettered(parent: TaskNode) -> str:
        n = sum(1 for c in parent.children if c.rank == ITEM_RANK) - 1
        return f"{parent.number}{_LETTERS[n] if n < len(_LETTERS) else f'_{n + 1}'}"

    # -- boxes ---------------------------------------------------------------------------------

    def _open_box(self, block: Paragraph, mark: Mark) -> None:
        self.flush()
        if self.barred is not None or len(self.open) == 1:
            self.box = None
            return
        if "指标" in block.text:  # a table of figures: what stands in it is no task
            self.box = TaskNode("", None, "box", block.text, block.line, block.page, 1.0, BOX)
            self.box.cell = block.cell
            return
        again = self._same_box(block, mark)
        if again is not None:  # the title repeated on the next page
            self.box = again
            return
        parent = next((n for n in reversed(self.open) if n.rank <= SECTION_RANK), self.open[-1])
        box = self._add(parent, block.text, (block.line, block.page), 1.0, BOX)
        box.type, box.ordinal, box.cell = "box", mark.ordinal, block.cell
        box.number = f"B{mark.ordinal or len([n for n in self.nodes if n.type == 'box'])}"
        self.box = box

    def _same_box(self, block: Paragraph, mark: Mark) -> TaskNode | None:
        def key(text: str) -> str:
            return re.sub(r"[\s：:]|[（(]续[^）)]*[）)]|续$", "", text)

        return next(
            (
                n
                for n in self.nodes
                if n.type == "box" and n.ordinal == mark.ordinal and key(n.title) == key(block.text)
            ),
            None,
        )

    def _is_of_box(self, mark: Mark, block: Paragraph) -> bool:
        """Whether a number counts on inside the box, not outside it."""
        assert self.box is not None  # the caller looked
        if block.cell and self.box.cell:
            return True
        inside = [c for c in self.box.children if c.rank == mark.rank]
        expected = (inside[-1].ordinal or 0) + 1 if inside else 1
        outside = next((n for n in reversed(self.open) if n.rank == mark.rank), None)
        if mark.ordinal == expected and inside:
            return True
        if mark.rank <= SECTION_RANK:
            # （一） again under a heading that is already （一） or later
            return outside is not None and mark.rank == SECTION_RANK and mark.ordinal == 1
        return outside is None or mark.ordinal != (outside.ordinal or 0) + 1

    def _box_item(self, block: Paragraph, mark: Mark) -> None:
        assert self.box is not None  # the caller looked
        title, rest, sureness = heading_title(without_assignment(block.text), mark.end)
        parent = self.box
        for item in reversed(self.box.children):
            if item.rank < mark.rank and not item.has_text:
                parent = item
                break
            if item.rank == mark.rank:
                break
        node = self._add(parent, title[mark.end :], (block.line, block.page), sureness, mark.rank)
        node.type = "box_item" if parent is self.box else "sub_measure"
        node.ordinal, node.has_text = mark.ordinal, bool(rest)
        node.number = self._numbered(parent, mark.ordinal)

    def _box_text(self, block: Paragraph) -> bool:
        """Take a paragraph into the open box; False if it stands behind the box."""
        assert self.box is not None  # the caller looked
        box = self.box
        if block.text.startswith(("注：", "注:")):
            return True
        text = without_assignment(_unbulleted(block.text))
        if not text.strip():
            return True
        mark = mark_of(box.title)
        if mark and mark.end == len(box.title) and not box.children and "。" not in text:
            box.title = f"{box.title} {text}"  # 专栏1 alone, its name on the next line
            return True
        split = run_in(text, colon=True)
        if not block.cell and (
            (box.cell and block.gap >= _TABLE_END) or (split and self._is_behind(box, split[0]))
        ):
            self.box = None
            return False
        if split is None:
            return True
        last = box.children[-1] if box.children else None
        bare = last is not None and last.rank != ITEM_RANK and not last.has_text
        parent = last if bare and last is not None else box
        node = self._add(parent, split[0], (block.line, block.page), 0.9, ITEM_RANK)
        node.type = "sub_measure" if bare else "box_item"
        node.has_text = True
        node.number = self._lettered(node.parent or box) if bare else self._numbered(box, None)
        return True

    @staticmethod
    def _is_behind(box: TaskNode, title: str) -> bool:
        """Whether an order like those before the box ends a box whose items are named otherwise."""
        verb = leading_verb(title)
        items = [c.title for c in box.children]
        if not verb or not items:
            return False
        before = [c.name() for c in (box.parent.children if box.parent else ()) if c.type != "box"]
        alike = sum(1 for name in before if leading_verb(name) == verb) >= _ALIKE
        if alike and not any(leading_verb(i) == verb for i in items):
            return True
        ends = {i[-2:] for i in items}
        return len(items) > _ALIKE and len(ends) == 1 and title[-2:] not in ends

    # -- text ----------------------------------------------------------------------------------

    def _text(self, block: Paragraph) -> None:
        if self.box is not None and self._box_text(block):
            return
        if not block.cell:
            text = without_assignment(_unbulleted(block.text))
            if text.strip():
                self.texts.append(replace(block, text=text))

    def flush(self) -> None:
        """Read the run-in headings of the text gathered under the open heading."""
        texts, self.texts = self.texts, []
        parent = self.open[-1]
        if not texts or parent.type == "plan":
            return
        if parent.guard and (parent.rank > _CHAPTER_RANK or parent.has_text):
            return
        heads = [(b, s[0]) for b in texts if (s := run_in(b.text)) is not None]
        if parent.rank > SECTION_RANK:
            heads = [(b, t) for b, t in heads if leading_verb(t) and not re.search("[，,]", t)]
        elif not parent.guard and self._embedded(parent, texts):
            return
        elif heads and len(heads) >= len(texts) - 2:
            heads = [(b, self._title_of(b, i)) for i, b in enumerate(texts)]
            heads = [(b, t) for b, t in heads if t]
        for block, title in heads:
            self._run_in(parent, title, block, 0, 0.9)

    def _embedded(self, parent: TaskNode, texts: list[Paragraph]) -> bool:
        """Take the measures that one long paragraph of a section holds; False if none does."""
        long = [b for b in texts if len(texts) == 1 or len(b.text) >= _LONG]
        if len(long) != 1:
            return False
        inner = embedded(long[0].text)
        if len(inner) < (_ALIKE if len(texts) == 1 else _MANY):
            return False
        for block in texts:
            split = run_in(block.text)
            if block is long[0]:
                for offset, title in inner:
                    self._run_in(parent, title, block, offset, 0.8)
            elif split is not None:
                self._run_in(parent, split[0], block, 0, 0.8)
        return True

    @staticmethod
    def _title_of(block: Paragraph, place: int) -> str:
        """The run-in title, or the first order of a paragraph among others that all have one."""
        split = run_in(block.text)
        if split is not None:
            return split[0]
        clause = re.split(r"[，,。；]", block.text, maxsplit=1)[0]
        order = place > 0 and leading_verb(clause) and len(clause) in _ORDER
        return clause if order else ""

    def _run_in(
        self, parent: TaskNode, title: str, block: Paragraph, offset: int, sureness: float
    ) -> None:
        at = (block.line_at(offset), block.page)
        node = self._add(parent, title, at, sureness, ITEM_RANK)
        node.has_text = True
        node.number = self._lettered(parent)

    # -- out -----------------------------------------------------------------------------------

    def drafts(self) -> tuple[TaskDraft, ...]:
        """The nodes as drafts; a heading that holds others is a section."""
        order = {id(n): i for i, n in enumerate(self.nodes)}
        out = []
        for node in sorted(self.nodes, key=lambda n: (n.line, order[id(n)])):
            if node.top() is not self.nodes[0]:
                continue
            node.type = node.type or type_of(node)
            up = node.parent
            out.append(
                TaskDraft(
                    node.number,
                    up.number if up else None,
                    node.type,
                    node.title,
                    node.line,
                    up.line if up else None,
                    node.page,
                    node.sureness,
                    node.responsible,
                    node.due,
                )
            )
        return tuple(out)


def _unbulleted(text: str) -> str:
    mark = mark_of(text)
    return text[mark.end :] if mark is not None and mark.rank == BULLET else text
