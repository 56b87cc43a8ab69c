"""The parts of names and addresses of Chinese enterprises, in columns.

A name is taken as

    [place] core [group word] legal form [branch]
    河北 | 新武安钢铁 | 集团 | 有限公司 | 第二分公司

after full-width letters, case, spaces and punctuation are made alike (Unicode NFKC). Places are
those of the code list of regions, provinces and prefectures; a county is known by its 县 or 区.
Chinese numerals count as digits within core and branch, so 第二炼钢厂 is 2炼钢厂.
Traditional characters stay as they are: there is no sourced table of them here.
"""

from __future__ import annotations

import functools
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from luheng.codelists import load

from .matching_rules import matching_rules

if TYPE_CHECKING:
    import pyarrow as pa

__all__ = ["AddressKeys", "NameKeys", "address_keys", "folded", "name_keys", "region_of"]

_DIGITS = {numeral: str(n) for n, numeral in enumerate("一二三四五六七八九十", start=1)}
_ROAD = r"(?P<road>[\p{Han}]{2}(?:大道|大街|路|街|道|巷|村|镇|乡))(?P<number>[0-9]+)号"
_PROVINCE_WORDS = "维吾尔自治区|壮族自治区|回族自治区|自治区|特别行政区|省|市"
_CITY_WORDS = r"市|地区|盟|[\p{Han}]{0,8}?自治州"


@dataclass(frozen=True, slots=True)
class NameKeys:
    """One value per name in each column; what a name does not have is the empty text."""

    whole: pa.Array
    #: place and core: an abbreviation such as 马钢 takes letters of both
    stem: pa.Array
    core: pa.Array
    place: pa.Array
    form: pa.Array
    group: pa.Array
    branch: pa.Array
    numbers: pa.Array


@dataclass(frozen=True, slots=True)
class AddressKeys:
    """The address without its province, city and county; road and number where it has them."""

    whole: pa.Array
    road_number: pa.Array
    place: pa.Array


def folded(texts: pa.Array) -> pa.Array:
    """Letters and digits alone, of one width and case; null as the empty text."""
    import pyarrow.compute as pc

    plain = pc.utf8_lower(pc.utf8_normalize(pc.fill_null(texts, ""), form="NFKC"))
    return pc.replace_substring_regex(plain, r"[^\p{L}\p{N}]+", "")


def name_keys(names: pa.Array, regions: pa.Array) -> NameKeys:
    """The parts of each name; ``regions`` are the codes of the rows, for place names in doubt."""
    import pyarrow.compute as pc

    rules = matching_rules()
    whole = folded(names)
    idle = "|".join(re.escape(w) for w in rules.idle_words)
    plain = pc.replace_substring_regex(folded(_place_first(names)), f"({idle})$", "")
    parts = pc.extract_regex(plain, f"^(?P<head>.+?)(?P<form>{_forms()})(?P<tail>.*)$")
    bare = pc.is_null(parts)
    head = pc.if_else(bare, plain, pc.struct_field(parts, "head"))
    form_word = pc.fill_null(pc.struct_field(parts, "form"), "")
    branch = pc.replace_substring_regex(
        pc.fill_null(pc.struct_field(parts, "tail"), ""), "(分公司|公司)$", ""
    )
    groups = "|".join(rules.group_words)
    group = pc.if_else(pc.match_substring_regex(head, groups), "group", "")
    head = pc.replace_substring_regex(head, groups, "")
    stem = _with_digits(head)
    place, core = _place_and_rest(head, regions)
    core, branch = _with_digits(core), _with_digits(branch)
    numbers = pc.replace_substring_regex(
        pc.binary_join_element_wise(core, branch, "/"), "[^0-9/]+", "."
    )
    form = _form_class(form_word)
    of_branch = pc.binary_join_element_wise("分", branch, "")
    branch = pc.if_else(pc.equal(form, "branch"), of_branch, branch)
    return NameKeys(whole, stem, core, place, form, group, branch, numbers)


def address_keys(addresses: pa.Array, regions: pa.Array) -> AddressKeys:
    """The parts of each address."""
    import pyarrow.compute as pc

    place, rest = _place_and_rest(folded(addresses), regions)
    found = pc.extract_regex(rest, _ROAD)
    road = pc.fill_null(
        pc.binary_join_element_wise(
            pc.struct_field(found, "road"), pc.struct_field(found, "number"), "#"
        ),
        "",
    )
    return AddressKeys(rest, road, place)


def region_of(places: pa.Array) -> pa.Array:
    """The region's code that a place names; null where it names none or two."""
    import pyarrow as pa
    import pyarrow.compute as pc

    encoded = places.dictionary_encode()
    codes = [_code(text) for text in encoded.dictionary.to_pylist()]
    return pc.take(pa.array(codes, pa.string()), encoded.indices)


def _code(place: str) -> str | None:
    """The narrowest region of ``province|city``: the city, or the province if there is none."""
    by_text = _by_place()
    for part in reversed(place.split("|")):
        if part in by_text:
            return by_text[part]
    return None


@functools.cache
def _by_place() -> dict[str, str]:
    """Short names to codes; a name that a province and a city share means the province."""
    found: dict[str, str] = {}
    for level in ("county", "city", "province"):
        for row in load("regions").rows:
            if row["level"] == level:
                short = row["short"] or re.sub("(市|地区|盟|[省县])$", "", row["zh"])
                found[short] = row["id"]
    return found


@functools.cache
def _place_pattern() -> str:
    rows = [r for r in load("regions").rows if r["level"] in {"province", "city", "county"}]
    provinces = _alternatives(r["short"] for r in rows if r["level"] == "province")
    cities = _places()
    return (
        f"^(?:(?P<province>{provinces})(?P<of_province>{_PROVINCE_WORDS})?)?"
        f"(?:(?P<city>{cities})(?P<of_city>{_CITY_WORDS})?)?"
        r"(?P<county>[\p{Han}]{2,3}?[县区])?(?P<rest>.{2,})$"
    )


def _alternatives(words: Any) -> str:
    return "|".join(sorted({re.escape(w) for w in words if w}, key=lambda w: (-len(w), w)))


def _place_and_rest(texts: pa.Array, regions: pa.Array) -> tuple[pa.Array, pa.Array]:
    """``province|city`` and what follows it; a place in doubt stays in the rest."""
    import pyarrow.compute as pc

    found = pc.extract_regex(texts, _place_pattern())
    bare = pc.is_null(found)
    part = {
        n: pc.fill_null(pc.struct_field(found, n), "")
        for n in ("province", "of_province", "city", "of_city", "rest")
    }
    first = pc.if_else(pc.equal(part["province"], ""), part["city"], part["province"])
    place = pc.binary_join_element_wise(part["province"], part["city"], "|")
    suffix = pc.binary_join_element_wise(part["of_province"], part["of_city"], "")
    doubtful = _in_doubt(first, suffix, place, regions)
    kept = pc.or_(bare, doubtful)
    place = pc.if_else(pc.or_(kept, pc.equal(place, "|")), "", place)
    return place, pc.if_else(kept, texts, part["rest"])


def _place_first(names: pa.Array) -> pa.Array:
    """宏达（唐山）钢铁 as 唐山宏达钢铁: a place in brackets is the place of the name."""
    import pyarrow.compute as pc

    names = pc.utf8_normalize(pc.fill_null(names, ""), form="NFKC")
    found = pc.extract_regex(names, r"^(?P<head>[^()]{2,})\((?P<within>[^()]{2,9})\)(?P<tail>.*)$")
    part = {n: pc.fill_null(pc.struct_field(found, n), "") for n in ("head", "within", "tail")}
    bare = pc.replace_substring_regex(part["within"], f"({_PROVINCE_WORDS}|{_CITY_WORDS})$", "")
    is_place = pc.is_valid(region_of(pc.if_else(pc.equal(bare, ""), part["within"], bare)))
    begins = pc.match_substring_regex(part["head"], f"^({_places()})")
    moved = pc.binary_join_element_wise(part["within"], part["head"], part["tail"], "")
    return pc.if_else(pc.and_(is_place, pc.invert(begins)), moved, names)


@functools.cache
def _places() -> str:
    return _alternatives(name for name in _by_place() if len(name) > 1)


def _in_doubt(first: pa.Array, suffix: pa.Array, place: pa.Array, regions: pa.Array) -> pa.Array:
    """Whether a place without 省 or 市 is rather a word: it disagrees with the row's region."""
    import pyarrow as pa
    import pyarrow.compute as pc

    own = pc.utf8_slice_codeunits(pc.fill_null(regions, ""), 0, 2)
    named = pc.utf8_slice_codeunits(pc.fill_null(region_of(place), ""), 0, 2)
    words = pa.array(sorted(matching_rules().places_that_are_words), pa.string())
    unknown = pc.and_(pc.equal(own, ""), pc.is_in(first, value_set=words))
    elsewhere = pc.and_(pc.not_equal(own, ""), pc.not_equal(own, named))
    doubtful = pc.and_(pc.equal(suffix, ""), pc.or_(unknown, elsewhere))
    return pc.and_(doubtful, pc.not_equal(place, "|"))


@functools.cache
def _classes() -> dict[str, str]:
    rules = matching_rules()
    return {w.replace(" ", ""): kind for kind, ws in rules.legal_forms.items() for w in ws}


def _forms() -> str:
    # a Latin form stands at the end only: "limited" within a name is a word of it
    words = sorted(_classes(), key=lambda w: (-len(w), w))
    return "|".join(f"{w}$" if w.isascii() else w for w in words)


def _form_class(words: pa.Array) -> pa.Array:
    import pyarrow as pa
    import pyarrow.compute as pc

    classes = _classes()
    known = pa.array(list(classes), pa.string())
    kinds = pa.array(list(classes.values()), pa.string())
    return pc.fill_null(pc.take(kinds, pc.index_in(words, value_set=known)), "")


def _with_digits(texts: pa.Array) -> pa.Array:
    import pyarrow.compute as pc

    for numeral, digit in _DIGITS.items():
        texts = pc.replace_substring(texts, numeral, digit)
    return pc.replace_substring_regex(texts, "第([0-9]+)", r"\1")
