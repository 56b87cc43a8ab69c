"""Plans as data: what each promises and demands, what it states was reached, and where.

One folder per plan holds ``plan.yaml`` (who, when, from which text), ``targets.yaml``,
``facts.yaml``, ``thresholds.yaml`` and ``tasks.yaml``. ``relations.yaml`` names the pairs of
indicators that must not be compared, ``measured_by.yaml`` what measures each indicator. Figures,
names and places only: no sentence of a plan is kept. Start at :func:`load`.
"""

from .bindings import Binding, binding_problems, measured_by, no_rule_yet
from .plan import (
    Plan,
    PlanFact,
    PlanRemark,
    PlanTarget,
    PlanTaskNode,
    PlanThreshold,
    Relation,
)
from .register import load, names, relations

__all__ = [
    "Binding",
    "Plan",
    "PlanFact",
    "PlanRemark",
    "PlanTarget",
    "PlanTaskNode",
    "PlanThreshold",
    "Relation",
    "binding_problems",
    "load",
    "measured_by",
    "names",
    "no_rule_yet",
    "relations",
]
