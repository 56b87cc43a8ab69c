"""The evaluation of a plan, mid-term or final: as a Word document and as one page of HTML.

Start reading at ``evaluation.py``, which says what the report says.
"""

from .document import write_document
from .evaluation import Evaluation, EvaluationKind
from .gathering import gather
from .page import write_page

__all__ = ["Evaluation", "EvaluationKind", "gather", "write_document", "write_page"]
