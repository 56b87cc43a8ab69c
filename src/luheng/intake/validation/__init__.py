"""Validation beyond the single row: against history, against other records, thresholds in data.

Cell, row and table are checked in ``intake/check.py``. What is found here is a doubt, told and
kept, unless the workspace's ``validation.yaml`` makes it a refusal. Start reading at ``layers.py``.
"""

from .layers import Validated, validate
from .thresholds import Thresholds, thresholds_of

__all__ = ["Thresholds", "Validated", "thresholds_of", "validate"]
