"""The audit: what the rulebook holds of every clause, how far it may be relied on, and releases.

``audit_rulebook()`` reads the folders as they stand, so that it can also say what is wrong with a
rulebook that does not load. Start reading at ``clauses.py``; the gate of a release is
``release.py``. Nothing here changes a figure.
"""

from .audit import Audit, audit_rulebook
from .clauses import ClauseAudit
from .problem import AuditProblem

__all__ = ["Audit", "AuditProblem", "ClauseAudit", "audit_rulebook"]
