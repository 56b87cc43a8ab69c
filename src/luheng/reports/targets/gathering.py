"""Asks the desk for all that an evaluation shows."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from .evaluation import Evaluation, EvaluationKind

if TYPE_CHECKING:
    from luheng.ledger import Ledger

__all__ = ["gather"]


def gather(
    plan: str,
    *,
    at: dt.date,
    made_at: dt.datetime,
    kind: EvaluationKind | None = None,
    ledger: Ledger | None = None,
    known_at: dt.datetime | int | None = None,
) -> Evaluation:
    """A plan at a day, from the register and, where there is a workspace, from its ledger.

    Raises:
        UnknownPlan: neither the register nor the ledger holds the plan.
    """
    from luheng.apps.targets.plan_source import open_plan
    from luheng.apps.targets.status.targets import plan_status
    from luheng.apps.targets.tasks import task_states
    from luheng.apps.targets.warnings.run import open_alarms

    found = open_plan(plan, ledger, known_at)
    return Evaluation(
        plan=found,
        kind=kind or EvaluationKind.at(found, at),
        at=at,
        made_at=made_at,
        statuses=plan_status(plan, at=at, ledger=ledger, known_at=known_at),
        tasks=task_states(plan, at=at, ledger=ledger, known_at=known_at),
        alarms=open_alarms(plan, ledger=ledger, known_at=known_at) if ledger else (),
        known_at=str(ledger.known(known_at)) if ledger else "",
    )
