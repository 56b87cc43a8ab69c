"""What a reviewer wrote into the review workbook, as decisions on the drafts of the document."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Any

from luheng.connectors.files import Form, form_of, letter, read_sheets
from luheng.errors import ReviewOfAnotherFile
from luheng.records import Finding, Level, record

from .draft import RECORDS, Decision, Place, PlanDraft, PlanDrafts, Verdict, editable
from .review_form import (
    ABOUT,
    GUIDE,
    LEADING,
    PLAN_ID,
    RECORD_WORDS,
    SHEETS,
    title_of,
    typed,
)

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from luheng.connectors.files import Sheet

__all__ = ["plan_id_in", "read_review"]

_VERDICTS = {
    **{str(v): v for v in Verdict},
    "接受": Verdict.ACCEPT,
    "更正": Verdict.CORRECT,
    "拒绝": Verdict.REJECT,
    "不接受": Verdict.REJECT,
}


def read_review(
    content: bytes, name: str, drafts: PlanDrafts
) -> tuple[tuple[Decision, ...], tuple[Finding, ...]]:
    """The decisions in a workbook, and what could not be understood in it.

    Raises:
        UnreadableFile: the workbook cannot be opened.
        ReviewOfAnotherFile: it is no review workbook, or was written for another document.
    """
    form = form_of(content, name)
    if form is not Form.XLSX:
        raise ReviewOfAnotherFile(name, drafts.document)
    sheets = {s.name: s for s in read_sheets(content, form, name)}
    if drafts.sha256 not in _said(sheets.get(GUIDE), ABOUT):
        raise ReviewOfAnotherFile(name, drafts.document)
    decisions: list[Decision] = []
    findings: list[Finding] = []
    for kind in RECORDS:
        sheet = sheets.get(SHEETS[kind])
        if sheet is None:
            continue
        known = {d.number: d for d in drafts.drafts if d.record == kind}
        for said in _Sheet(name, kind, sheet, known).answers():
            if isinstance(said, Finding):
                findings.append(said)
            else:
                decisions.append(said)
    return tuple(decisions), tuple(findings)


def plan_id_in(content: bytes, name: str) -> str:
    """The id of the plan for which a review workbook was written; blank where it says none.

    Raises:
        UnreadableFile: the workbook cannot be opened.
    """
    form = form_of(content, name)
    if form is not Form.XLSX:
        return ""
    guide = next((s for s in read_sheets(content, form, name) if s.name == GUIDE), None)
    return _said(guide, PLAN_ID).removeprefix(PLAN_ID).strip()


def _said(guide: Sheet | None, what: str) -> str:
    cells = [str(c) for row in guide.rows for c in row if c] if guide else []
    return next((c for c in cells if c.startswith(what)), "")


class _Sheet:
    """One sheet of the workbook: its titles, and its rows as answers."""

    def __init__(
        self, source: str, kind: str, sheet: Sheet, known: Mapping[str, PlanDraft]
    ) -> None:
        self._source, self._kind, self._sheet, self._known = source, kind, sheet, known
        titles = {title_of(c): c for c in LEADING}
        titles |= {
            c.zh: n for n, c in record(kind).columns().items() if n in editable(record(kind))
        }
        first: Sequence[object] = sheet.rows[0] if sheet.rows else ()
        self._columns = {titles[str(t)]: n for n, t in enumerate(first) if str(t) in titles}
        self._added: Counter[str] = Counter()

    def answers(self) -> Iterator[Decision | Finding]:
        """A decision per decided row, a finding per row that cannot be understood."""
        for row, cells in enumerate(self._sheet.rows[1:], start=2):
            said = {
                c: _plain(cells[n]) if n < len(cells) else None for c, n in self._columns.items()
            }
            yield from self._answer(row, said)

    def _answer(self, row: int, said: Mapping[str, Any]) -> Iterator[Decision | Finding]:
        number = str(said.get("number") or "")
        if not any(v is not None for v in said.values()):
            return
        word = str(said.get("decision") or "").strip().lower()
        draft = self._known.get(number)
        if draft is None and number:
            yield self._finding(row, "number", number, _UNKNOWN_NUMBER)
            return
        changes = self._changes(draft, said)
        if not word:
            if draft is not None and changes and set(changes) != {"note"}:
                yield self._finding(row, "decision", "", _UNDECIDED, Level.DOUBT)
            return
        verdict = _VERDICTS.get(word)
        if verdict is None:
            yield self._finding(row, "decision", word, _UNKNOWN_VERDICT)
            return
        if draft is None:
            draft = self._new(said)
            changes = self._changes(draft, said)
        words = {zh: name for name, zh in RECORD_WORDS.items()}
        goes_to = words.get(str(said.get("record") or ""), self._kind)
        yield Decision(draft, verdict, changes, goes_to, self._place(row))

    def _changes(self, draft: PlanDraft | None, said: Mapping[str, Any]) -> dict[str, Any]:
        """The cells that read otherwise than the draft."""
        was = draft.values if draft is not None else {}
        out = {}
        for column in editable(record(self._kind)):
            if column not in self._columns:
                continue
            value = typed(self._kind, column, said[column])
            if value != was.get(column):
                out[column] = value
        return out

    def _new(self, said: Mapping[str, Any]) -> PlanDraft:
        """A draft for what the reader missed; numbered by its line, in the order of the sheet."""
        line = typed(self._kind, "line", said.get("line"))
        values = {
            "line": line,
            "quote": said.get("quote"),
            "page": typed(self._kind, "page", said.get("page")),
        }
        for known in self._known.values():
            if known.number.startswith(f"L{line or 0}+") and known.values == values:
                return known  # the same workbook again, from before the row had a number
        while True:
            self._added[str(line)] += 1
            number = f"L{line or 0}+{self._added[str(line)]}"
            if number not in self._known:
                text = str(said.get("quote") or "")
                return PlanDraft(self._kind, number, values, 1.0, text=text)

    def _place(self, row: int) -> Place:
        letters = {c: letter(n) for c, n in self._columns.items()}
        return Place(self._source, SHEETS[self._kind], row, letters)

    def _finding(
        self,
        row: int,
        column: str,
        value: str,
        words: tuple[str, str, str, str],
        level: Level = Level.REFUSED,
    ) -> Finding:
        cell = f"{letter(self._columns[column])}{row}" if column in self._columns else ""
        return Finding(
            "PLAN-08", level, self._source, *words, sheet=SHEETS[self._kind], row=row,
            column=column, cell=cell, value=value,
        )  # fmt: skip


_UNKNOWN_NUMBER = (
    "草稿中没有这个序号。",
    "No draft has this number.",
    "不要改动序号；补充漏读的内容时，序号留空。",
    "Leave the numbers as they are; where you add what was missed, leave the number blank.",
)
_UNKNOWN_VERDICT = (
    "“接受”一列看不懂。",
    "The decision is not understood.",
    "请填 accept、correct 或 reject；还没有决定就留空。",
    "Write accept, correct or reject; leave it blank if it is not decided.",
)
_UNDECIDED = (
    "这一行改过，却没有填“接受”；没有计入。",
    "The row was edited and not decided; it was left out.",
    "请填 correct（或 reject）。",
    "Write correct (or reject).",
)


def _plain(cell: object) -> Any:
    if isinstance(cell, str):
        return cell.strip() or None
    return cell
