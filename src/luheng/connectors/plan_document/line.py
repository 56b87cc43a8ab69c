"""What the plan reader is given: the lines of a document, and what its title says of it."""

from __future__ import annotations

from dataclasses import dataclass

__all__ = ["Line", "PlanHead"]


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a document as given: its 1-based number, its text and the page it stands on."""

    number: int
    text: str
    page: int | None = None


@dataclass(frozen=True, slots=True)
class PlanHead:
    """What a plan's title and preamble say: name, region, first and last year.

    The region is "China" or the English name of a place; one that the code list of regions does
    not hold stands under its Chinese name. What the document does not state is empty, a year 0.
    """

    title: str
    region: str
    first_year: int
    last_year: int
    issuer: str = ""
    number: str = ""
