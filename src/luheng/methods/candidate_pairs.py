"""Which rows of two registers are compared at all: pairs that share a key, in sets.

A key is a number; two rows are a pair if they bear the same one. Keys are: the organisation code;
a bigram of the name's core within the city (and, where the city of one side is unknown, without
it); the whole name, or its whole core, anywhere; road and number, or the whole address, within the
city. A key that would make more pairs than ``blocking`` allows says too little and is left out.
Pairs that share bigrams only must share enough: Dice 2·|a∩b|/(|a|+|b|) of the two cores' bigrams.

Each key looks at both sides alike, so the pairs are the same whichever register comes first, and
rows that share no key with a pair cannot change it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import numpy as np
    import pyarrow as pa

__all__ = ["BlockingColumns", "bigrams", "candidate_pairs", "equal_pairs", "joint_codes"]

#: rows of the first register that are joined at a time, which bounds the memory
_CHUNK = 8192
#: characters of a core that are looked at
_LONGEST = 40


@dataclass(frozen=True, slots=True)
class BlockingColumns:
    """What the rows of one register are found by; -1 or the empty text where unknown.

    Numbers are comparable between the two registers (``joint_codes``).
    """

    core: pa.Array
    core_number: np.ndarray
    whole: np.ndarray
    city: np.ndarray
    road: np.ndarray
    address: np.ndarray
    organisation: np.ndarray
    #: rows that take part; the others were found by their code
    open: np.ndarray


def joint_codes(left: pa.Array, right: pa.Array) -> tuple[np.ndarray, np.ndarray]:
    """Numbers for the texts of two columns, equal where the texts are; -1 for null and empty."""
    import numpy as np
    import pyarrow as pa
    import pyarrow.compute as pc

    both = pa.chunked_array([left, right]).combine_chunks()
    both = pc.if_else(pc.equal(both, ""), None, both)
    indices = np.asarray(pc.fill_null(both.dictionary_encode().indices, -1)).astype(np.int64)
    return indices[: len(left)], indices[len(left) :]


@dataclass(frozen=True, slots=True)
class _Keys:
    """One kind of key: (row, key) of each side, and how many pairs one key may make."""

    left: tuple[np.ndarray, np.ndarray]
    right: tuple[np.ndarray, np.ndarray]
    most: float
    bigram: bool = False


def candidate_pairs(
    left: BlockingColumns, right: BlockingColumns, limits: Mapping[str, float]
) -> Iterator[tuple[np.ndarray, np.ndarray]]:
    """Row numbers of both sides, each pair once, a chunk of the first register at a time."""
    import numpy as np

    kinds = [_usable(k) for k in _kinds(left, right, limits)]
    sizes = bigram_counts(left), bigram_counts(right)
    rows = len(left.core)
    for start in range(0, rows, _CHUNK):
        end = min(start + _CHUNK, rows)
        sure: list[np.ndarray] = []
        by_bigram: list[np.ndarray] = []
        for keys in kinds:
            (by_bigram if keys.bigram else sure).append(_joined(keys, start, end, len(right.core)))
        shared, count = np.unique(_all(by_bigram), return_counts=True)
        a, b = np.divmod(shared, len(right.core))
        enough = 2 * count >= limits["shared_bigrams"] * (sizes[0][a] + sizes[1][b])
        pairs = np.unique(_all([*sure, shared[enough]]))
        if len(pairs):
            yield np.divmod(pairs, len(right.core))


def _all(parts: list[np.ndarray]) -> np.ndarray:
    import numpy as np

    joined: np.ndarray = np.concatenate(parts)
    return joined


def equal_pairs(left: np.ndarray, right: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """All pairs of rows whose numbers are equal and not -1."""
    import numpy as np

    order = np.argsort(right, kind="stable")
    held = right[order]
    first = np.searchsorted(held, left, "left")
    many = np.where(left >= 0, np.searchsorted(held, left, "right") - first, 0)
    rows = np.repeat(np.arange(len(left)), many)
    within = np.arange(len(rows)) - np.repeat(np.cumsum(many) - many, many)
    return rows, order[np.repeat(first, many) + within]


def _kinds(
    left: BlockingColumns, right: BlockingColumns, limits: Mapping[str, float]
) -> Iterator[_Keys]:
    import numpy as np

    def plain(name: str, limit: str, *, in_city: bool) -> _Keys:
        sides = []
        for side in (left, right):
            numbers = getattr(side, name)
            keys = (side.city << 40) + numbers if in_city else numbers
            known = (numbers >= 0) & side.open
            rows = np.flatnonzero(known & (side.city >= 0) if in_city else known)
            sides.append((rows, keys[rows]))
        return _Keys(sides[0], sides[1], limits[limit])

    yield plain("organisation", "pairs_of_organisation", in_city=False)
    yield plain("whole", "pairs_of_name", in_city=False)
    yield plain("core_number", "pairs_of_name", in_city=False)
    yield plain("road", "pairs_of_address", in_city=True)
    yield plain("address", "pairs_of_address", in_city=True)
    grams = bigrams(left), bigrams(right)
    cities = left.city, right.city
    limit = limits["pairs_of_city_bigram"]
    here, there = (_in_city(g, c) for g, c in zip(grams, cities, strict=True))
    yield _Keys(here, there, limit, bigram=True)
    nowhere = [c[g[0]] < 0 for g, c in zip(grams, cities, strict=True)]
    # a pair of which one side has no city is found without it; two with a city only within it
    for no_left, no_right in ((True, False), (False, True), (True, True)):
        chosen = [
            (rows[mask == no], keys[mask == no])
            for (rows, keys), mask, no in zip(grams, nowhere, (no_left, no_right), strict=True)
        ]
        yield _Keys(chosen[0], chosen[1], limits["pairs_of_bigram"], bigram=True)


def _in_city(
    grams: tuple[np.ndarray, np.ndarray], city: np.ndarray
) -> tuple[np.ndarray, np.ndarray]:
    rows, keys = grams
    where = city[rows]
    known = where >= 0
    return rows[known], keys[known] + (where[known] << 42)


def bigrams(side: BlockingColumns) -> tuple[np.ndarray, np.ndarray]:
    """(row, key) of each different bigram of the cores of the rows that take part."""
    import numpy as np

    letters = _letters(side.core)
    pairs = (letters[:, :-1] << 21) | letters[:, 1:]
    rows, places = np.nonzero((letters[:, 1:] > 0) & side.open[:, None])
    keys = pairs[rows, places]
    order = np.lexsort((keys, rows))
    rows, keys = rows[order], keys[order]
    new = np.ones(len(rows), dtype=bool)
    new[1:] = (rows[1:] != rows[:-1]) | (keys[1:] != keys[:-1])
    return rows[new], keys[new]


def bigram_counts(side: BlockingColumns) -> np.ndarray:
    """How many different bigrams the core of each row has."""
    import numpy as np

    return np.bincount(bigrams(side)[0], minlength=len(side.core))


def _letters(texts: pa.Array) -> np.ndarray:
    """One row of Unicode numbers per text, 0 after its end."""
    import numpy as np
    import pyarrow.compute as pc

    short = pc.utf8_slice_codeunits(texts, 0, _LONGEST)
    width = max(2, int(pc.max(pc.utf8_length(short)).as_py() or 0))
    plain = np.asarray(short.to_numpy(zero_copy_only=False), dtype=f"U{width}")
    return plain.view(np.uint32).reshape(len(plain), width).astype(np.int64)


def _usable(keys: _Keys) -> _Keys:
    """Without the keys of one side only, and without those that are too common; right sorted."""
    import numpy as np

    left_rows, left = keys.left
    right_rows, right = keys.right
    names, many = np.unique(left, return_counts=True)
    first = np.searchsorted(np.sort(right), names, "left")
    others = np.searchsorted(np.sort(right), names, "right") - first
    good = names[(others > 0) & (many * others <= keys.most)]
    here, there = np.isin(left, good), np.isin(right, good)
    by_row = np.argsort(left_rows[here], kind="stable")
    by_key = np.lexsort((right_rows[there], right[there]))
    return _Keys(
        (left_rows[here][by_row], left[here][by_row]),
        (right_rows[there][by_key], right[there][by_key]),
        keys.most,
        keys.bigram,
    )


def _joined(keys: _Keys, start: int, end: int, width: int) -> np.ndarray:
    """Pair numbers (row of the first side x width + row of the second), one per shared key."""
    import numpy as np

    rows, wanted = keys.left
    some = slice(*np.searchsorted(rows, (start, end)))
    rows, wanted = rows[some], wanted[some]
    other_rows, held = keys.right
    first = np.searchsorted(held, wanted, "left")
    many = np.searchsorted(held, wanted, "right") - first
    total = int(many.sum())
    within = np.arange(total) - np.repeat(np.cumsum(many) - many, many)
    pairs: np.ndarray = np.repeat(rows, many) * width + other_rows[np.repeat(first, many) + within]
    return pairs
