"""Check, compile, run, explain; besides ledger/ the only room that knows Ibis.

Start reading at ``evaluate.py``; then ``plan.py`` (a rulebook and a wish become columns in
strata), ``compile.py`` (one SELECT per stratum) and ``explain.py`` (the same plan, one key).
The engine is handed a rulebook and a ledger; it knows no standard.
"""

from .check import Problem, check
from .evaluate import evaluate
from .explain import Explanation, explain
from .figures import Figures
from .uncertainty import Effect, Propagated, uncertainty

__all__ = [
    "Effect",
    "Explanation",
    "Figures",
    "Problem",
    "Propagated",
    "check",
    "evaluate",
    "explain",
    "uncertainty",
]
