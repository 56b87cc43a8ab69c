"""One draft of a plan document, what somebody decided of it, and all drafts of one document."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from luheng.records import Record, record

if TYPE_CHECKING:
    from luheng.records import Finding

__all__ = [
    "FIGURES",
    "RECORDS",
    "Decision",
    "Place",
    "PlanDraft",
    "PlanDrafts",
    "Verdict",
    "editable",
]

#: the records that a plan document is read into, in the order in which they are asked and kept
RECORDS = ("plan", "target", "stated_fact", "threshold", "plan_task")
#: a reviewer may say that a figure was taken for the wrong one of these
FIGURES = ("target", "stated_fact", "threshold")

#: what the document, the reader or the ledger says, and no reviewer changes
_FIXED = frozenset(
    {
        "plan", "number", "quote", "page", "line", "span_start", "span_end", "sureness",
        "decision", "decided_by", "draft", "document_sha256", "printed_unit", "trust", "state",
        "lines",
    }
)  # fmt: skip
_NO_CHANGES: Mapping[str, Any] = MappingProxyType({})


class Verdict(StrEnum):
    """What a reviewer says of a draft; ``correct`` is to accept it with changes."""

    ACCEPT = "accept"
    CORRECT = "correct"
    REJECT = "reject"


@dataclass(frozen=True, slots=True)
class PlanDraft:
    """A row of ``record`` as the reader understood it; nothing of it is accepted yet.

    ``values`` are typed and keyed by the record's columns. ``text`` is the sentence and ``span``
    the characters of it that were read; ``sureness`` lies in 0..1 and ``why`` says what lowers it.
    """

    record: str
    number: str
    values: Mapping[str, Any]
    sureness: float
    why: str = ""
    text: str = ""
    span: tuple[int, int] = (0, 0)

    @property
    def added(self) -> bool:
        """Whether a reviewer added the row: the reader had missed it, and drafted nothing."""
        return "+" in self.number

    def values_as(self, name: str) -> dict[str, Any]:
        """The values under the columns of this record or of another kind of figure."""
        columns = record(name).columns()
        return {k: v for k, v in self.values.items() if k in columns}


@dataclass(frozen=True, slots=True)
class PlanDrafts:
    """All drafts of one document: its file's name, the file's hash, how many lines it has.

    ``findings`` say what of the document could not be read.
    """

    document: str
    sha256: str
    lines: int
    drafts: tuple[PlanDraft, ...]
    findings: tuple[Finding, ...] = ()

    @property
    def head(self) -> PlanDraft:
        """The draft of the document itself."""
        return self.drafts[0]


@dataclass(frozen=True, slots=True)
class Place:
    """Where a decision was written, so that a finding can point there."""

    source: str
    sheet: str = ""
    row: int | None = None
    #: column of the record -> letter of the sheet's column
    letters: Mapping[str, str] = field(default_factory=lambda: _NO_CHANGES)


@dataclass(frozen=True, slots=True)
class Decision:
    """What a reviewer decided of one draft: the verdict, and the columns that shall read otherwise.

    ``record`` is the record that the row goes to: the draft's own, or another kind of figure.
    """

    draft: PlanDraft
    verdict: Verdict
    changes: Mapping[str, Any] = field(default_factory=lambda: _NO_CHANGES)
    record: str = ""
    place: Place | None = None

    @property
    def goes_to(self) -> str:
        """The record that the row goes to."""
        return self.record or self.draft.record


def editable(kind: type[Record]) -> tuple[str, ...]:
    """The columns of a record that a reviewer may correct."""
    fixed = _FIXED | {"document"}
    return tuple(n for n in kind.columns() if n not in fixed)
