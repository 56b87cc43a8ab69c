"""Profiles of foreign tables: proposed from a file, confirmed by a person, kept in the workspace.

Start reading at ``proposing.py``; how a profile is applied is ``connectors/table/mapped.py``.
"""

from .proposing import Proposal, propose
from .shelf import Shelf

__all__ = ["Proposal", "Shelf", "propose"]
