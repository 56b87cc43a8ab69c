"""Matching two registers of enterprises: by code, then by name, address and region, in sets.

1. Rows whose unified social credit codes bear their check digits and are equal are paired.
2. The other rows are paired where they share a key (``candidate_pairs``).
3. Each pair gets points, field by field (``field_comparison``): Σ log2(m/u), Fellegi and Sunter
   1969. There is no prior in it, so the points of a pair do not depend on other rows.
4. Pairs are taken in the order of their points, each row once (the stable matching of scores that
   both sides share); equal points go by the ids of the rows.
5. A pair is the ``same`` if it has the points for it, no field that forbids it, and a lead over
   every other pair of either row; with fewer points or without the lead a person is asked, ``ask``;
   a row with neither is ``new``. Equal valid codes are the same unless the code comes twice on one
   side or all other fields together speak against it.

Neither the order of the rows nor which register comes first makes a difference.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from .assignment import assigned, first_of_each, next_best
from .candidate_pairs import candidate_pairs, equal_pairs
from .enterprise_rows import COLUMNS, EnterpriseRows, prepared
from .field_comparison import FIELDS, Comparison, level_names
from .matching_rules import MatchingRules, matching_rules

if TYPE_CHECKING:
    import numpy as np
    import pyarrow as pa

__all__ = ["COLUMNS", "FIELDS", "match_enterprises"]

#: why a decision was taken; the texts are in ``match_explanation``
_REASONS = (
    "points", "code", "renamed", "code_doubt", "code_twice", "field", "few_points", "tie", "taken",
    "nothing_near", "no_name",
)  # fmt: skip
_REASON = {name: number for number, name in enumerate(_REASONS)}
_DECISIONS = ("same", "ask", "new")
_SAME, _ASK, _NEW = range(3)


@dataclass(frozen=True, slots=True)
class _Pairs:
    """Pairs in the order in which they are taken."""

    a: np.ndarray
    b: np.ndarray
    points: np.ndarray
    levels: np.ndarray

    def take(self, rows: np.ndarray) -> _Pairs:
        return _Pairs(self.a[rows], self.b[rows], self.points[rows], self.levels[rows])


def match_enterprises(
    incoming: pa.Table, register: pa.Table, rules: MatchingRules | None = None
) -> pa.Table:
    """One row per incoming row, in its order: what it was found to be and why.

    Both tables have ``COLUMNS`` as text; ``id`` and ``name`` must be there, null is unknown.
    ``region`` is a code of GB/T 2260, ``sector`` of GB/T 4754. Columns of the result: ``id``,
    ``decision`` (same, ask, new), ``candidate`` (an id of the register or null), ``points``,
    ``second`` and ``second_points`` (the next best of the register), ``reason``, ``rival`` (the
    incoming row that has the candidate), and the level of each of ``FIELDS``.

    Raises:
        BadQuery: a column is missing, or ids are empty or come twice.
    """
    rules = rules or matching_rules()
    left, right = prepared(incoming, register)
    comparison = Comparison(left, right, rules)
    pairs = _scored(left, right, comparison, rules)
    order = _order(left, right, pairs, comparison)
    return _decided(left, right, pairs.take(order), comparison, rules)


def _scored(
    left: EnterpriseRows, right: EnterpriseRows, comparison: Comparison, rules: MatchingRules
) -> _Pairs:
    """Pairs by code, pairs with points enough to ask, and the nearest of every other row."""
    import numpy as np

    by_code = equal_pairs(left.code, right.code)
    standing = np.ones(len(left), dtype=bool), np.ones(len(right), dtype=bool)
    for side, rows in zip(standing, by_code, strict=True):
        side[rows] = False
    levels = comparison.levels(*by_code)
    found = [_Pairs(*by_code, comparison.points(levels), levels)]
    blocks = left.blocking(standing[0]), right.blocking(standing[1])
    for a, b in candidate_pairs(*blocks, rules.blocking):
        levels = comparison.levels(a, b)
        points = comparison.points(levels)
        enough = points >= rules.thresholds["ask"]
        best = np.lexsort((b, -points, a))
        nearest = best[np.unique(a[best], return_index=True)[1]]
        enough[nearest] = True
        found.append(_Pairs(a[enough], b[enough], points[enough], levels[enough]))
    return _Pairs(
        np.concatenate([p.a for p in found]),
        np.concatenate([p.b for p in found]),
        np.concatenate([p.points for p in found]),
        np.concatenate([p.levels for p in found]),
    )


def _order(
    left: EnterpriseRows, right: EnterpriseRows, pairs: _Pairs, comparison: Comparison
) -> np.ndarray:
    """Codes first, then points, then the ids of the two rows whichever side they are on."""
    import numpy as np

    ids = left.ids.take(pairs.a), right.ids.take(pairs.b)
    texts = np.concatenate([i.to_numpy(zero_copy_only=False) for i in ids]).astype(object)
    ranks = np.unique(texts, return_inverse=True)[1].reshape(2, -1)
    by_code = pairs.levels[:, 0] == comparison.number("code", "same")
    return np.lexsort((ranks.max(axis=0), ranks.min(axis=0), -pairs.points, ~by_code))


def _decided(
    left: EnterpriseRows,
    right: EnterpriseRows,
    pairs: _Pairs,
    comparison: Comparison,
    rules: MatchingRules,
) -> pa.Table:
    import numpy as np

    by_code = pairs.levels[:, 0] == comparison.number("code", "same")
    asked = np.flatnonzero(by_code | (pairs.points >= rules.thresholds["ask"]))
    chosen = asked[assigned(pairs.a[asked], pairs.b[asked])]
    reason = _reasons(pairs, by_code, comparison, rules)
    good = [_REASON[r] for r in ("points", "code", "renamed")]
    decision = np.where(np.isin(reason, good), _SAME, _ASK)
    holder = np.full(len(right), -1)
    holder[pairs.b[chosen]] = chosen
    # what is shown of a row: the pair that it was given, else the best that it has
    shown = np.full(len(left), -1)
    first = first_of_each(pairs.a)
    shown[pairs.a[first]] = first
    shown[pairs.a[chosen]] = chosen
    final = np.full(len(left), _NEW)
    why = np.where(left.number["whole"] < 0, _REASON["no_name"], _REASON["nothing_near"])
    final[pairs.a[chosen]], why[pairs.a[chosen]] = decision[chosen], reason[chosen]
    rival = np.full(len(left), -1)
    for_taken = np.setdiff1d(np.intersect1d(shown, asked), chosen)
    rows, by = pairs.a[for_taken], holder[pairs.b[for_taken]]
    rival[rows] = pairs.a[by]
    enough = by_code[for_taken] | (pairs.points[for_taken] >= rules.thresholds["same"])
    final[rows] = np.where(enough | (decision[by] != _SAME), _ASK, _NEW)
    why[rows] = np.where(by_code[for_taken], _REASON["code_twice"], _REASON["taken"])
    return _table(left, right, pairs, (shown, rival, final, why), rules)


def _reasons(
    pairs: _Pairs, by_code: np.ndarray, comparison: Comparison, rules: MatchingRules
) -> np.ndarray:
    """Why each pair, if it is taken, is the same or is asked about."""
    import numpy as np

    least = rules.thresholds
    other = np.maximum(next_best(pairs.a, pairs.points)[0], next_best(pairs.b, pairs.points)[0])
    rest = pairs.points - rules.points["code"]["same"]
    name = pairs.levels[:, FIELDS.index("name")]
    renamed = (name != comparison.number("name", "same")) & (
        name != comparison.number("name", "core")
    )
    forbidden = comparison.is_asked(pairs.levels).any(axis=1)
    said = [
        ("code_twice", by_code & np.isfinite(other)),
        ("code_doubt", by_code & (rest < least["code_doubt"])),
        ("renamed", by_code & renamed),
        ("code", by_code),
        ("few_points", pairs.points < least["same"]),
        ("field", forbidden),
        ("tie", pairs.points - other < least["margin"]),
    ]
    return np.select([c for _, c in said], [_REASON[r] for r, _ in said], _REASON["points"])


def _table(
    left: EnterpriseRows,
    right: EnterpriseRows,
    pairs: _Pairs,
    found: tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray],
    rules: MatchingRules,
) -> pa.Table:
    import numpy as np
    import pyarrow as pa

    shown, rival, final, why = found
    has = shown >= 0
    where = next_best(pairs.a, pairs.points)[1]
    second = np.full(len(left), -1)
    second[has] = where[shown[has]]

    def of_register(place: np.ndarray) -> pa.Array:
        rows = np.full(len(left), -1)
        rows[place >= 0] = pairs.b[place[place >= 0]]
        return right.ids.take(pa.array(rows, mask=rows < 0))

    def numbers(values: np.ndarray, place: np.ndarray) -> pa.Array:
        filled = np.zeros(len(left))
        filled[place >= 0] = values[place[place >= 0]]
        return pa.array(filled, mask=place < 0)

    columns = {
        "id": left.ids,
        "decision": _named(_DECISIONS, final),
        "candidate": of_register(shown),
        "points": numbers(pairs.points, shown),
        "second": of_register(second),
        "second_points": numbers(pairs.points, second),
        "reason": _named(_REASONS, why),
        "rival": left.ids.take(pa.array(rival, mask=rival < 0)),
    }
    for column, field in enumerate(FIELDS):
        levels = np.zeros(len(left), dtype=np.int64)
        levels[has] = pairs.levels[shown[has], column]
        columns[field] = _named(level_names(rules, field), levels)
    return pa.table(columns)


def _named(names: tuple[str, ...], numbers: np.ndarray) -> pa.Array:
    import numpy as np
    import pyarrow as pa

    indices = pa.array(numbers.astype(np.int8))
    return pa.DictionaryArray.from_arrays(indices, pa.array(names)).cast(pa.string())
