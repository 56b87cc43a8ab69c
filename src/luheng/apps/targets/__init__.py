"""Targets: what plans promise, and whether what was stated afterwards keeps the promise.

Start at :func:`luheng.apps.targets.review.review`; :func:`review_figure` draws its verdicts.
"""

from .figure import review_figure
from .review import Verdict, VerdictName, review

__all__ = ["Verdict", "VerdictName", "review", "review_figure"]
