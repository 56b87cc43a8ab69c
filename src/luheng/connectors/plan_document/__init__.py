"""Plan documents: what a Chinese plan says, read into drafts that nobody has accepted yet.

Start reading at ``figures.py``.
"""

from .drafts import FigureDraft, Role
from .figures import read_figures
from .line import Line, PlanHead

__all__ = ["FigureDraft", "Line", "PlanHead", "Role", "read_figures"]
