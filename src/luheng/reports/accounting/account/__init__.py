"""The accounts of one subject as one page that stands alone. Start at ``page.py``."""

from .page import render_account

__all__ = ["render_account"]
