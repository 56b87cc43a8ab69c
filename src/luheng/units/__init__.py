"""The closed unit vocabulary, quantity kinds and exact scales; the only room that knows pint.

Start reading at ``unit.py``; the vocabulary is ``units.csv``. A unit measures and holds no
empirical number (A4): standard coal, CO2 and yuan are dimensions of their own, reached only
through cited factors. Scales are exact fractions (A13).
"""

from .kind import Kind
from .unit import DIMENSIONLESS, PerItem, Unit, per_item, unit, vocabulary

__all__ = ["DIMENSIONLESS", "Kind", "PerItem", "Unit", "per_item", "unit", "vocabulary"]
