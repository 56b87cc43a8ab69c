"""Asking in the terminal: draft by draft, with its sentence, until done or told to stop.

Input is read line by line, so that a pipe can answer as well as a keyboard; the end of the input
means the same as ``q``.
"""

import sys
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from luheng.errors import say

if TYPE_CHECKING:
    from rich.console import Console

    from luheng.intake.plan_drafts import Decision, Held, PlanDraft, PlanDrafts

__all__ = ["ask"]

_WORDS = {
    "plan": ("规划", "plan"),
    "target": ("目标", "target"),
    "stated_fact": ("事实", "stated fact"),
    "threshold": ("门槛", "threshold"),
    "plan_task": ("任务", "task"),
}
#: the column under which a figure is moved to another record
_MOVE = "record"


def ask(
    drafts: "PlanDrafts",
    before: "Held",
    *,
    extra_indicators: frozenset[str],
    again: bool,
    quiet: bool,
) -> tuple["Decision", ...]:
    """The decisions of whoever sits at the terminal; what was decided before is not asked.

    ``quiet`` keeps standard output for what the program answers.
    """
    from rich.console import Console

    console = Console(stderr=quiet, highlight=False)
    waiting = [d for d in drafts.drafts if again or before.of(d) is None]
    if not waiting:
        console.print(say(zh="没有待决定的草稿。", en="Every draft is decided."))
        return ()
    console.print(_help(), markup=False)
    table = _Table(console, drafts, extra_indicators, waiting)
    return tuple(table.decisions())


class _Table:
    """One sitting: the drafts that wait, and what has been said."""

    def __init__(
        self,
        console: "Console",
        drafts: "PlanDrafts",
        extra: frozenset[str],
        waiting: list["PlanDraft"],
    ) -> None:
        self._console, self._drafts, self._extra = console, drafts, extra
        self._waiting = waiting
        #: from which sureness on the rest is accepted unasked
        self._from: float | None = None
        self._quit = False

    def decisions(self) -> Iterator["Decision"]:
        """One decision per draft that was decided."""
        for n, draft in enumerate(self._waiting, start=1):
            if self._quit:
                return
            decision = self._unasked(draft) or self._asked(draft, n)
            if decision is not None:
                yield decision

    def _unasked(self, draft: "PlanDraft") -> "Decision | None":
        """Accepted without a question, if sure enough and nothing is wrong with it."""
        from luheng.intake.plan_drafts import Decision, Verdict, would_refuse

        if self._from is None or draft.sureness < self._from:
            return None
        decision = Decision(draft, Verdict.ACCEPT)
        return None if would_refuse(self._drafts, decision, self._extra) else decision

    def _asked(self, draft: "PlanDraft", n: int) -> "Decision | None":
        from luheng.intake.plan_drafts import Decision, Verdict, would_refuse

        self._show(draft, n)
        changes: dict[str, Any] = {}
        goes_to = ""
        while True:
            key = self._line(say(zh="a/e/r/s/A/q/? ", en="a/e/r/s/A/q/? "))
            if key is None or key == "q":
                self._quit = True
                return None
            if key == "s":
                return None
            if key == "r":
                return Decision(draft, Verdict.REJECT, {})
            if key == "e":
                goes_to = self._edit(draft, changes) or goes_to
                continue
            if key.startswith("A"):
                self._accept_from(key[1:].strip())
                key = "a" if self._from is not None and draft.sureness >= self._from else key
            if key == "a":
                verdict = Verdict.CORRECT if changes or goes_to else Verdict.ACCEPT
                decision = Decision(draft, verdict, dict(changes), goes_to)
                refused = would_refuse(self._drafts, decision, self._extra)
                if not refused:
                    return decision
                for finding in refused:
                    self._console.print(str(finding), markup=False, style="red")
            elif not key.startswith("A"):
                self._console.print(_help(), markup=False)

    def _accept_from(self, said: str) -> None:
        prompt = say(zh="接受把握不低于（0 至 1）：", en="accept from this sureness on (0 to 1): ")
        text = said or self._line(prompt) or ""
        try:
            self._from = float(text)
        except ValueError:
            self._console.print(
                say(zh="请写 0 至 1 的数，例如 A 0.9。", en="Write a number, as in A 0.9.")
            )

    # -- showing -----------------------------------------------------------------------------

    def _show(self, draft: "PlanDraft", n: int) -> None:
        from rich.text import Text

        zh, en = _WORDS[draft.record]
        place = say(zh=f"第 {draft.values.get('line')} 行", en=f"line {draft.values.get('line')}")
        page = draft.values.get("page")
        if page:
            place += say(zh=f"（第 {page} 页）", en=f" (page {page})")
        where = place if draft.values.get("line") else self._drafts.document
        sure = say(zh=f"把握 {draft.sureness:.2f}", en=f"sureness {draft.sureness:.2f}")
        head = f"[{n}/{len(self._waiting)}] {say(zh=zh, en=en)} {draft.number}  {where}  {sure}"
        self._console.print()
        self._console.print(head, style="bold", markup=False)
        if draft.why:
            self._console.print(f"    {draft.why}", style="yellow", markup=False)
        text = Text("    " + draft.text)
        text.stylize("bold red", 4 + draft.span[0], 4 + draft.span[1])
        self._console.print(text)
        for line in _lines(draft):
            self._console.print(f"    {line}", markup=False)

    # -- editing -----------------------------------------------------------------------------

    def _edit(self, draft: "PlanDraft", changes: dict[str, Any]) -> str:
        """Take ``column = value`` lines until a blank one; the record that it moves to, if any."""
        from luheng.intake.plan_drafts import FIGURES, editable, typed
        from luheng.records import record

        columns = record(draft.record).columns()
        edit = editable(record(draft.record))
        for n, name in enumerate(edit, start=1):
            value = changes.get(name, draft.values.get(name))
            text = "" if value is None else _words(name, value)
            self._console.print(f"    {n:>2} {columns[name].zh} {name} = {text}", markup=False)
        if draft.record in FIGURES:
            said = say(zh="目标、事实还是门槛", en="target, stated_fact or threshold")
            self._console.print(f"     {_MOVE} = {draft.record}（{said}）", markup=False)
        moved = ""
        prompt = say(zh="列 = 值（空行结束）：", en="column = value (blank line ends): ")
        while line := self._line(prompt):
            column, _, value = (part.strip() for part in line.partition("="))
            # a figure that was moved has the columns of where it goes
            kind = moved or draft.record
            may = record(kind).columns()
            if column.isdigit() and 1 <= int(column) <= len(edit):
                column = edit[int(column) - 1]
            column = next((n for n in editable(record(kind)) if column in {n, may[n].zh}), column)
            if column == _MOVE and value in FIGURES:
                moved = value
            elif column in editable(record(kind)):
                changes[column] = typed(kind, column, value or None)
            else:
                problem = say(zh=f"没有这一列：{column}", en=f"No such column: {column}")
                self._console.print(problem, style="red", markup=False)
        return moved

    def _line(self, prompt: str) -> str | None:
        """One line of the input without its end; None at the end of the input or on Ctrl-C."""
        self._console.print(prompt, end="", markup=False)
        try:
            line = sys.stdin.readline()
        except KeyboardInterrupt:
            return None
        return line.strip() if line else None


def _lines(draft: "PlanDraft") -> Iterator[str]:
    """What was read, as a reader checks it against the sentence."""
    from luheng.records import record

    columns = record(draft.record).columns()
    aside = {"line", "page", "quote", "span_start", "span_end"}
    cells = [
        f"{say(zh=columns[c].zh, en=columns[c].en)} {_words(c, v)}"
        for c, v in draft.values.items()
        if v is not None and c in columns and c not in aside
    ]
    for first in range(0, len(cells), 4):
        yield "  ·  ".join(cells[first : first + 4])


def _words(column: str, value: Any) -> str:
    """A value as its reader knows it: in Chinese the names of codes, in English the codes."""
    from luheng.intake.plan_drafts import shown

    return say(zh=shown(column, _plain(value)), en=_plain(value))


def _plain(value: Any) -> str:
    return str(int(value)) if isinstance(value, float) and value.is_integer() else str(value)


def _help() -> str:
    return say(
        zh="a 接受  e 改  r 不要（以后不再问）  s 跳过  A 0.9 够把握的都接受  q 保存退出",
        en="a accept  e edit  r reject (not asked again)  s skip  A 0.9 accept all from 0.9 on  "
        "q save and quit, go on later",
    )
