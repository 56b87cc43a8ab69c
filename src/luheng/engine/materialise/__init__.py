"""Stored figures, and how they follow what the ledger learns late or anew.

Start reading at ``refresh.py``; ``stale.py`` finds which cells rest on what changed, ``layers.py``
cuts a plan so that sums are made over stored addends.
"""

from .figures import materialised
from .refresh import Reflow, materialise, refresh

__all__ = ["Reflow", "materialise", "materialised", "refresh"]
