"""The language of rules: rule, factor, source, method, clause, grain, where, roll up.

A rule is a function whose name is the quantity it defines and whose argument names are what it
reads; its body runs once, on symbols, and builds an expression. It never sees a number. Start
reading at ``rule.py``; the verbs are the methods of ``expression.Quantity``.
"""

from .clause import Clause, Edition, Standard
from .expression import Condition, Quantity, prefer, where
from .factor import Factor, FactorRow, Resolved, Trust, read_factor
from .meaning import Meaning, infer
from .rule import Method, Rule, Source, clause, method, rule, source
from .rulebook import Rulebook

__all__ = [
    "Clause",
    "Condition",
    "Edition",
    "Factor",
    "FactorRow",
    "Meaning",
    "Method",
    "Quantity",
    "Resolved",
    "Rule",
    "Rulebook",
    "Source",
    "Standard",
    "Trust",
    "clause",
    "infer",
    "method",
    "prefer",
    "read_factor",
    "rule",
    "source",
    "where",
]
