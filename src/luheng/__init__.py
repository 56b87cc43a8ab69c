"""Luheng 绿衡 weighs industry's green transition, from a sentence in a plan to a meter and back.

Start reading at ``docs/house.md``. Nothing is imported here, so that ``import luheng`` costs
nothing.
"""

__version__ = "0.1.0"
__all__ = ["__version__"]
