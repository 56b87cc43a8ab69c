"""The door: connector, checks against form and other records, ledger.

Start reading at ``receive.py``; what a row must satisfy is checked in ``check.py``.
"""

from .check import check
from .outcome import Outcome
from .receive import receive
from .template import write_template

__all__ = ["Outcome", "check", "receive", "write_template"]
