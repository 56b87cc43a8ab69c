"""From the drafts of a plan document to the ledger: only what somebody accepted goes in.

Start reading at ``acceptance.py``; ``reading.py`` makes the drafts, ``review_book.py`` and
``review_answers.py`` write them to a workbook and read back what the reviewer decided.
"""

from .acceptance import Acceptance, accept, check_plan_id, plan_id_of, would_refuse
from .draft import FIGURES, RECORDS, Decision, Place, PlanDraft, PlanDrafts, Verdict, editable
from .held import Held, held, with_additions
from .reading import read_drafts, suggested_id
from .review_answers import plan_id_in, read_review
from .review_book import write_review
from .review_form import shown, typed

__all__ = [
    "FIGURES",
    "RECORDS",
    "Acceptance",
    "Decision",
    "Held",
    "Place",
    "PlanDraft",
    "PlanDrafts",
    "Verdict",
    "accept",
    "check_plan_id",
    "editable",
    "held",
    "plan_id_in",
    "plan_id_of",
    "read_drafts",
    "read_review",
    "shown",
    "suggested_id",
    "typed",
    "with_additions",
    "would_refuse",
    "write_review",
]
