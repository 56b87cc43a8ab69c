"""Receipt: what the ledger answers to whoever hands rows in."""

import datetime as dt
from dataclasses import dataclass

__all__ = ["ABORTED", "COMMITTED", "OPEN", "Receipt"]

#: states of a receipt; rows are visible only under a committed one
OPEN, COMMITTED, ABORTED = "open", "committed", "aborted"


@dataclass(frozen=True, slots=True)
class Receipt:
    """One hand-over of rows to the ledger; numbers rise in the order of commits.

    ``kept`` counts rows with new keys, ``corrected`` rows that gave a known key another value,
    ``unchanged`` rows that said nothing new, ``refused`` rows that were not stored and ``noted``
    rows that were stored with a remark. ``known_from`` (UTC) is when the rows became visible.
    """

    number: int
    record: str
    source: str
    sha256: str
    recorded_by: str
    known_from: dt.datetime
    kept: int = 0
    corrected: int = 0
    unchanged: int = 0
    refused: int = 0
    noted: int = 0
    state: str = COMMITTED
