"""The command line: one file per command group, and ``main`` that finds them.

Start reading at ``main.py``. This room may import every other; a command's module is imported when
the command is called, so that ``luheng --help`` starts no engine.
"""

from .main import main

__all__ = ["main"]
