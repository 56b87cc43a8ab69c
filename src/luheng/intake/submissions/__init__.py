"""Submissions: who owes which form, has filed it, had it returned or accepted, and was reminded.

Start reading at ``workflow.py``; ``steps.csv`` says which step follows which state and who takes
it, ``standing.py`` where everybody stands, ``chain.py`` what a signature is.
"""

from .audit import Audit, audit
from .office import Form, Office, Person, read_office
from .reminders import Reminder
from .standing import Asked, standing
from .workflow import Desk, Signed

__all__ = [
    "Asked",
    "Audit",
    "Desk",
    "Form",
    "Office",
    "Person",
    "Reminder",
    "Signed",
    "audit",
    "read_office",
    "standing",
]
