"""The standards and the plans: a folder each, a sub-folder per edition; the path is the citation.

``load_rulebook()`` reads the rules (Python), the factors (YAML) and the standards into one
immutable Rulebook. Start reading at ``gbt_2589/e2020/clause_7.py``.
"""

from .loader import load_rulebook

__all__ = ["load_rulebook"]
