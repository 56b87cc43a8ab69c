"""One-to-one assignment of scored pairs, in sets.

Pairs come in the order in which they are to be taken. The stable matching takes the first pair,
strikes out what shares a row with it, and so on; here all pairs that are the first of both their
rows are taken at once, which gives the same and needs few rounds. (Gale and Shapley 1962, Am. Math.
Monthly 69, with preferences that both sides share, so the matching is the only stable one.)
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import numpy as np

__all__ = ["assigned", "first_of_each", "next_best"]


def assigned(a: np.ndarray, b: np.ndarray) -> np.ndarray:
    """Whether each pair is taken; no row of either side is in two pairs that are."""
    import numpy as np

    taken = np.zeros(len(a), dtype=bool)
    standing = np.arange(len(a))
    while len(standing):
        first = np.intersect1d(first_of_each(a[standing]), first_of_each(b[standing]))
        chosen = standing[first]
        taken[chosen] = True
        free = ~(np.isin(a[standing], a[chosen]) | np.isin(b[standing], b[chosen]))
        standing = standing[free]
    return taken


def first_of_each(rows: np.ndarray) -> np.ndarray:
    """Where each row comes first."""
    import numpy as np

    return np.unique(rows, return_index=True)[1]


def next_best(rows: np.ndarray, points: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """For each pair the points of the best other pair of its row, and where it is.

    -inf and -1 where the row has no other pair. Pairs come in the order of their points.
    """
    import numpy as np

    order = np.argsort(rows, kind="stable")
    held = rows[order]
    start = np.searchsorted(held, held, "left")
    many = np.searchsorted(held, held, "right") - start
    is_first = start == np.arange(len(held))
    # the best other one of the first is the second, that of all others the first
    place = np.where(is_first, np.minimum(start + 1, len(held) - 1), start)
    alone = many <= 1
    where = np.full(len(rows), -1)
    where[order] = np.where(alone, -1, order[place])
    best = np.where(where >= 0, points[where], -np.inf)
    return best, where
