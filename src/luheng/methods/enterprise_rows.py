"""Registers of enterprises prepared for matching: each column as it is compared."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from luheng.errors import BadQuery

from .candidate_pairs import BlockingColumns, joint_codes
from .credit_codes import code_places, organisation_codes, valid_codes
from .name_keys import AddressKeys, NameKeys, address_keys, name_keys, region_of

if TYPE_CHECKING:
    import numpy as np
    import pyarrow as pa

__all__ = ["COLUMNS", "EnterpriseRows", "prepared"]

#: what a register says of each enterprise, all text; ``id`` names the row and is never empty
COLUMNS = ("id", "code", "name", "address", "region", "sector")

#: provinces that are one city
_MUNICIPALITIES = (11, 12, 31, 50)
_REGION_PLACES = slice(2, 8)


@dataclass(frozen=True, slots=True)
class EnterpriseRows:
    """One register; numbers of texts are comparable with those of the other one, -1 if unknown."""

    ids: pa.Array
    places: np.ndarray
    valid: np.ndarray
    organisation: np.ndarray
    code: np.ndarray
    names: NameKeys
    addresses: AddressKeys
    number: dict[str, np.ndarray]
    province: np.ndarray
    city: np.ndarray
    named_province: np.ndarray
    named_city: np.ndarray

    def __len__(self) -> int:
        return len(self.ids)

    def blocking(self, standing: np.ndarray) -> BlockingColumns:
        """What the rows that still stand open are found by."""
        return BlockingColumns(
            self.names.core,
            self.number["core"],
            self.number["whole"],
            self.city,
            self.number["road"],
            self.number["address"],
            self.organisation,
            standing,
        )


def prepared(left: pa.Table, right: pa.Table) -> tuple[EnterpriseRows, EnterpriseRows]:
    """Both registers, with numbers that are equal where their texts are.

    Raises:
        BadQuery: a register has no ``id`` or ``name``, or an id is empty or comes twice.
    """
    halves = [_half(_complete(t)) for t in (left, right)]
    texts = {
        "whole": [h[1].whole for h in halves],
        "core": [h[1].core for h in halves],
        "form": [h[1].form for h in halves],
        "group": [h[1].group for h in halves],
        "branch": [h[1].branch for h in halves],
        "numbers": [h[1].numbers for h in halves],
        "address": [h[2].whole for h in halves],
        "road": [h[2].road_number for h in halves],
        "sector": [_division(h[0]["sector"]) for h in halves],
        "code": [_code_text(h[0]["code"]) for h in halves],
    }
    numbers = {name: joint_codes(*both) for name, both in texts.items()}
    first, second = (
        _rows(half, {name: both[side] for name, both in numbers.items()})
        for side, half in enumerate(halves)
    )
    return first, second


def _complete(table: pa.Table) -> dict[str, pa.Array]:
    import pyarrow as pa
    import pyarrow.compute as pc

    for name in ("id", "name"):
        if name not in table.column_names:
            raise BadQuery(f"名册缺少列“{name}”。", f"The register lacks the column {name!r}.")
    columns = {
        n: table[n].cast(pa.string()).combine_chunks()
        if n in table.column_names
        else pa.nulls(table.num_rows, pa.string())
        for n in COLUMNS
    }
    ids = columns["id"]
    if ids.null_count or pc.count_distinct(ids).as_py() != len(ids):
        raise BadQuery(
            "名册的 id 有空或重复。", "The ids of the register are not all given and different."
        )
    return columns


def _half(columns: dict[str, pa.Array]) -> tuple[dict[str, pa.Array], NameKeys, AddressKeys]:
    """The parts of names and addresses; a region not said is read from these, or the code."""
    import pyarrow.compute as pc

    addresses = address_keys(columns["address"], columns["region"])
    known = pc.coalesce(_region(columns["region"]), region_of(addresses.place))
    names = name_keys(columns["name"], known)
    places = code_places(columns["code"])
    registered = _texts(places[:, _REGION_PLACES], valid_codes(places))
    columns["region"] = pc.coalesce(
        _narrower(known, region_of(addresses.place), region_of(names.place)), _region(registered)
    )
    return columns, names, addresses


def _narrower(region: pa.Array, *named: pa.Array) -> pa.Array:
    """A province as the city of it that the address, or else the name, names; null as what is."""
    import pyarrow.compute as pc

    for other in named:
        province = pc.utf8_slice_codeunits(region, 0, 2)
        within = pc.equal(province, pc.utf8_slice_codeunits(other, 0, 2))
        wide = pc.and_(pc.ends_with(region, "0000"), within)
        region = pc.coalesce(pc.if_else(pc.fill_null(wide, False), other, region), other)
    return region


def _region(codes: pa.Array) -> pa.Array:
    """Codes of GB/T 2260 as they are; anything else, the nation's among it, is unknown."""
    import pyarrow.compute as pc

    fits = pc.match_substring_regex(pc.fill_null(codes, ""), "^(50|[1-8][1-9])[0-9]{4}$")
    return pc.if_else(fits, codes, None)


def _division(sectors: pa.Array) -> pa.Array:
    """The two digits of the division of GB/T 4754; a section's letter alone says too little."""
    import pyarrow.compute as pc

    found = pc.extract_regex(pc.fill_null(sectors, ""), r"^[A-Za-z]?(?P<division>[0-9]{2})")
    return pc.struct_field(found, "division")


def _code_text(codes: pa.Array) -> pa.Array:
    """Codes of 18 places that bear their check digit, written alike; the others null."""
    places = code_places(codes)
    return _texts(places, valid_codes(places))


def _texts(places: np.ndarray, fits: np.ndarray) -> pa.Array:
    """Rows of character numbers as texts; null where they do not fit."""
    import pyarrow as pa

    width = places.shape[1]
    letters = places.clip(0).astype("uint8")
    plain = pa.FixedSizeBinaryArray.from_buffers(
        pa.binary(width), len(letters), [None, pa.py_buffer(letters.tobytes())]
    )
    texts = plain.cast(pa.binary()).cast(pa.string())
    return pa.compute.if_else(pa.array(fits), texts, None)


def _rows(
    half: tuple[dict[str, pa.Array], NameKeys, AddressKeys], number: dict[str, np.ndarray]
) -> EnterpriseRows:
    import numpy as np

    columns, names, addresses = half
    places = code_places(columns["code"])
    organisation = organisation_codes(places)
    short = organisation_codes(code_places(columns["code"], 9))
    organisation = np.where(organisation >= 0, organisation, short)
    province, city = _province_and_city(columns["region"])
    named_province, named_city = _province_and_city(region_of(names.place))
    return EnterpriseRows(
        columns["id"],
        places,
        valid_codes(places),
        organisation,
        number["code"],
        names,
        addresses,
        number,
        province,
        city,
        named_province,
        named_city,
    )


def _province_and_city(regions: pa.Array) -> tuple[np.ndarray, np.ndarray]:
    """The first two and the first four digits as numbers; a municipality is a city of its own."""
    import numpy as np
    import pyarrow as pa
    import pyarrow.compute as pc

    codes = np.asarray(pc.fill_null(regions.cast(pa.int64()), -1))
    province = np.where(codes >= 0, codes // 10000, -1)
    city = np.where((codes >= 0) & (codes // 100 % 100 > 0), codes // 100, -1)
    return province, np.where(np.isin(province, _MUNICIPALITIES), province * 100, city)
