"""Run the named checks on the rows beneath a subject's accounts."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import TYPE_CHECKING

from luheng.apps.accounting.members import Members, members_of

from .amounts import burnt_unbought, idle, missing_months, negative
from .finding import CheckFinding
from .guides import two_guides
from .properties import carbon_above_one, rates_above_one, two_values
from .rows import rows_of
from .scales import off_by_a_thousand

if TYPE_CHECKING:
    from luheng.apps.accounting.subject import Subject
    from luheng.ledger import Ledger
    from luheng.periods import Period
    from luheng.rules import Rulebook

__all__ = ["check_subject"]

_CHECKS = (
    negative,
    burnt_unbought,
    idle,
    carbon_above_one,
    rates_above_one,
    missing_months,
    off_by_a_thousand,
    two_values,
)


def check_subject(
    ledger: Ledger,
    book: Rulebook,
    subject: Subject,
    periods: Sequence[Period],
    *,
    known_at: dt.datetime | int | None = None,
) -> tuple[CheckFinding, ...]:
    """What the named checks find in the rows of a subject's members, in the order of the checks."""
    every = [members_of(ledger, book, subject, p, known_at) for p in periods]
    members = Members(
        tuple(sorted({e for m in every for e in m.entities})),
        tuple(sorted({e for m in every for e in m.meters})),
    )
    with rows_of(ledger, members, periods, known_at) as rows:
        found = [finding for check in _CHECKS for finding in check(rows)]
    found += two_guides(ledger, members, periods, known_at)
    return tuple(found)
