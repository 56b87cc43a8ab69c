"""RowCheck: what a record's own check over whole rows found."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from .batch import Level

if TYPE_CHECKING:
    from collections.abc import Callable

    import numpy as np

__all__ = ["RowCheck", "Texts"]

#: problem in Chinese and English, remedy in Chinese and English
Texts = tuple[str, str, str, str]


@dataclass(frozen=True, slots=True)
class RowCheck:
    """Which rows are meant, at which column, how much it weighs, and what to say of each."""

    mask: np.ndarray
    code: str
    column: str
    texts: Texts | Callable[[int], Texts]
    level: Level = Level.REFUSED

    def said_of(self, row: int) -> Texts:
        """The texts for one row, numbered from 0 in the table that was checked."""
        return self.texts(row) if callable(self.texts) else self.texts
