"""Quantity kinds: what may be summed and what may not (A6)."""

from enum import StrEnum

__all__ = ["Kind"]


class Kind(StrEnum):
    """What a quantity is, so that the engine knows which verbs it bears."""

    EXTENSIVE = "extensive"  # adds up over entities, items and periods
    INTENSIVE = "intensive"  # a ratio; a group's value is a ratio of sums, never a sum
    FACTOR = "factor"  # converts one quantity into another, has a source
    LIMIT = "limit"  # what a figure is compared with, has a source
    SCORE = "score"  # a rating's points
