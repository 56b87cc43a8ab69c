"""Figure tables that the package carries, for ``luheng demo`` and the desks that compare with them.

Three tables in our own schema, made by ``tools/build_demo_tables.py``; ``ATTRIBUTION.md`` says
from where, under which terms and what was done. Start reading at ``packaged.py``.
"""

from .packaged import (
    BALANCES,
    DOUBTS,
    INVENTORY,
    KIND,
    NAME,
    ORIGINS,
    RULES,
    TABLES,
    WORKS,
    folder,
    inventory,
    read,
)

__all__ = [
    "BALANCES",
    "DOUBTS",
    "INVENTORY",
    "KIND",
    "NAME",
    "ORIGINS",
    "RULES",
    "TABLES",
    "WORKS",
    "folder",
    "inventory",
    "read",
]
