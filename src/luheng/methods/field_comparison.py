"""How far two enterprises' rows agree, field by field: a level each, and the points of all levels.

    points(a, b) = Σ over fields f of log2(m_f,level / u_f,level)

with the level of ``matching_rules``; a field of which one row says nothing gives none. Names and
addresses are compared by d, the least number of letters put in, left out, changed or of neighbours
exchanged (optimal string alignment): one letter apart if d = 1, within if d is no more than the
difference of the lengths, alike if 1 - d/longer is not below ``similarity``.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from .matching_rules import MISSING, MatchingRules

if TYPE_CHECKING:
    import numpy as np

    from .enterprise_rows import EnterpriseRows

__all__ = ["FIELDS", "Comparison", "level_names"]

FIELDS = (
    "code", "name", "place", "address", "region", "sector", "form", "group", "branch", "numbers",
)  # fmt: skip

#: forms that say too little to be held against another: 公司 may be short for any
_VAGUE_FORMS = frozenset({"", "company"})
_DECIMALS = 6


def level_names(rules: MatchingRules, field: str) -> tuple[str, ...]:
    """The levels of a field; the first is that nothing is said."""
    return (MISSING, *rules.points[field])


class Comparison:
    """Compares pairs of rows of two registers, many at a time."""

    def __init__(self, left: EnterpriseRows, right: EnterpriseRows, rules: MatchingRules) -> None:
        import numpy as np

        self._sides = left, right
        self._rules = rules
        self._level_numbers = {
            f: {n: k for k, n in enumerate(level_names(rules, f))} for f in FIELDS
        }
        self._points = {f: np.array([0.0, *rules.points[f].values()]) for f in FIELDS}
        self._texts = {
            "core": [_objects(s.names.core) for s in self._sides],
            "stem": [_objects(s.names.stem) for s in self._sides],
            "address": [_objects(s.addresses.whole) for s in self._sides],
        }
        self._lengths = {
            name: [np.fromiter(map(len, t), np.int64, len(t)) for t in both]
            for name, both in self._texts.items()
        }
        self._initials = [
            np.fromiter((ord(t[0]) if t else 0 for t in both), np.int64, len(both))
            for both in self._texts["stem"]
        ]
        vague = [np.isin(_objects(s.names.form), list(_VAGUE_FORMS)) for s in self._sides]
        self._says_form = ~vague[0], ~vague[1]

    def number(self, field: str, level: str) -> int:
        """The number of a level among those of its field."""
        return self._level_numbers[field][level]

    def levels(self, a: np.ndarray, b: np.ndarray) -> np.ndarray:
        """One row of level numbers per pair, a column per field."""
        import numpy as np

        return np.column_stack([getattr(self, f"_{field}")(a, b) for field in FIELDS])

    def points(self, levels: np.ndarray) -> np.ndarray:
        """The points of each pair; exact sums would not differ in the places that are kept."""
        import numpy as np

        total = np.zeros(len(levels))
        for column, field in enumerate(FIELDS):
            total += self._points[field][levels[:, column]]
        return total.round(_DECIMALS)

    def is_asked(self, levels: np.ndarray) -> np.ndarray:
        """For each pair and field, whether its level never lets two rows be the same unasked."""
        import numpy as np

        table = [
            np.array([n in self._rules.asked.get(f, ()) for n in level_names(self._rules, f)])
            for f in FIELDS
        ]
        return np.column_stack([table[c][levels[:, c]] for c in range(len(FIELDS))])

    # -- fields ------------------------------------------------------------------------------

    def _chosen(self, field: str, cases: list[tuple[str, Any]]) -> np.ndarray:
        """The first level whose condition holds; the first of all, that nothing is said."""
        import numpy as np

        numbers = [self._level_numbers[field][level] for level, _ in cases]
        chosen: np.ndarray = np.select([c for _, c in cases], numbers, 0).astype(np.int8)
        return chosen

    def _pair(self, name: str, a: np.ndarray, b: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        left, right = self._sides
        return left.number[name][a], right.number[name][b]

    def _code(self, a: np.ndarray, b: np.ndarray) -> np.ndarray:
        left, right = self._sides
        code, other = left.code[a], right.code[b]
        both = (code >= 0) & (other >= 0)
        organisation = left.organisation[a]
        same_body = (organisation >= 0) & (organisation == right.organisation[b])
        given = (left.places[a, 0] >= 0) & (right.places[b, 0] >= 0)
        apart = (left.places[a] != right.places[b]).sum(axis=1)
        cases = [
            ("same", both & (code == other)),
            ("organisation", same_body),
            ("differs", both),
            ("one_letter", given & (apart <= 1)),
        ]
        return self._chosen("code", cases)

    def _name(self, a: np.ndarray, b: np.ndarray) -> np.ndarray:
        core, other = self._pair("core", a, b)
        whole, other_whole = self._pair("whole", a, b)
        said = (core >= 0) & (other >= 0)
        distance, short, long = self._distance("core", a, b, said & (core != other))
        near = 1 - distance / long.clip(1) >= self._rules.similarity["name_alike"]
        one = (distance == 1) & (short >= self._rules.similarity["one_letter_from"])
        within = (distance == long - short) & (short >= self._rules.similarity["within_from"])
        strange = said & (core != other) & ~one & ~within & ~near
        within |= self._abbreviated(a, b, strange)
        cases = [
            (MISSING, ~said),
            ("same", whole == other_whole),
            ("core", core == other),
            ("one_letter", one),
            ("within", within),
            ("alike", near),
            ("differs", said),
        ]
        return self._chosen("name", cases)

    def _abbreviated(self, a: np.ndarray, b: np.ndarray, wanted: np.ndarray) -> np.ndarray:
        """Whether one name, place and all, is made of letters of the other, from the first on."""
        import numpy as np

        out = np.zeros(len(a), dtype=bool)
        begins = self._initials[0][a] == self._initials[1][b]
        some = np.flatnonzero(wanted & begins)
        distance, short, long = self._distance("stem", a[some], b[some], np.ones(len(some), bool))
        least = self._rules.similarity["abbreviated_from"]
        out[some] = (distance == long - short) & (short >= least)
        return out

    def _place(self, a: np.ndarray, b: np.ndarray) -> np.ndarray:
        left, right = self._sides
        provinces = left.named_province[a], right.named_province[b]
        cities = left.named_city[a], right.named_city[b]
        return self._chosen("place", [("differs", _apart(*provinces) | _apart(*cities))])

    def _address(self, a: np.ndarray, b: np.ndarray) -> np.ndarray:
        address, other = self._pair("address", a, b)
        road, other_road = self._pair("road", a, b)
        said = (address >= 0) & (other >= 0)
        doors = (road >= 0) & (other_road >= 0)
        compared = said & (address != other) & ~doors
        distance, short, long = self._distance("address", a, b, compared)
        near = 1 - distance / long.clip(1) >= self._rules.similarity["address_alike"]
        within = (distance == long - short) & (short >= self._rules.similarity["one_letter_from"])
        cases = [
            ("same", said & (address == other)),
            ("number", doors & (road == other_road)),
            ("alike", compared & (near | within)),
            ("differs", said),
        ]
        return self._chosen("address", cases)

    def _region(self, a: np.ndarray, b: np.ndarray) -> np.ndarray:
        left, right = self._sides
        province, other = left.province[a], right.province[b]
        city, other_city = left.city[a], right.city[b]
        cases = [
            ("differs", _apart(province, other)),
            ("city", (city >= 0) & (city == other_city)),
            ("other_city", _apart(city, other_city)),
            ("province", (province >= 0) & (province == other)),
        ]
        return self._chosen("region", cases)

    def _sector(self, a: np.ndarray, b: np.ndarray) -> np.ndarray:
        return self._same_or_not("sector", *self._pair("sector", a, b))

    def _form(self, a: np.ndarray, b: np.ndarray) -> np.ndarray:
        form, other = self._pair("form", a, b)
        said = self._says_form[0][a] & self._says_form[1][b]
        return self._chosen("form", [("same", said & (form == other)), ("differs", said)])

    def _same_or_not(self, field: str, one: np.ndarray, other: np.ndarray) -> np.ndarray:
        said = (one >= 0) & (other >= 0)
        return self._chosen(field, [("same", said & (one == other)), ("differs", said)])

    def _group(self, a: np.ndarray, b: np.ndarray) -> np.ndarray:
        return self._mark("group", a, b)

    def _branch(self, a: np.ndarray, b: np.ndarray) -> np.ndarray:
        return self._mark("branch", a, b)

    def _numbers(self, a: np.ndarray, b: np.ndarray) -> np.ndarray:
        return self._mark("numbers", a, b)

    def _mark(self, name: str, a: np.ndarray, b: np.ndarray) -> np.ndarray:
        """A mark that one of them bears and the other does not is a difference as well."""
        one, other = self._pair(name, a, b)
        return self._chosen(name, [("differs", one != other)])

    def _distance(
        self, name: str, a: np.ndarray, b: np.ndarray, wanted: np.ndarray
    ) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
        """The distance, and the lengths of the shorter and of the longer text, where wanted."""
        import numpy as np
        from rapidfuzz.distance import OSA
        from rapidfuzz.process import cpdist

        some = np.flatnonzero(wanted)
        left, right = self._texts[name]
        one, other = left[a[some]], right[b[some]]
        out = [np.zeros(len(a), dtype=np.int64) for _ in range(3)]
        if not len(some):
            return out[0], out[1], out[2]
        out[0][some] = cpdist(one, other, scorer=OSA.distance, dtype=np.int32, workers=1)
        sizes = self._lengths[name][0][a[some]], self._lengths[name][1][b[some]]
        out[1][some], out[2][some] = np.minimum(*sizes), np.maximum(*sizes)
        return out[0], out[1], out[2]


def _apart(one: np.ndarray, other: np.ndarray) -> np.ndarray:
    """Both known and different."""
    apart: np.ndarray = (one >= 0) & (other >= 0) & (one != other)
    return apart


def _objects(texts: Any) -> np.ndarray:
    """Texts as Python strings once per row; pairs share them."""
    import numpy as np

    plain: np.ndarray = np.asarray(texts.to_numpy(zero_copy_only=False), dtype=object)
    return plain
