"""Unified social credit codes in columns: whether their check digits fit.

The equations of ``records.credit_code`` (GB 32100-2015, GB 11714) over whole columns. Places 3 to 8
are the region that registered the body, 9 to 17 its organisation code, which older registers give
alone.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from luheng.records.credit_code import ALPHABET, LENGTH

if TYPE_CHECKING:
    import numpy as np
    import pyarrow as pa

__all__ = ["code_places", "organisation_codes", "valid_codes"]

_WEIGHTS = tuple(pow(3, i, 31) for i in range(17))
_ORGANISATION = (3, 7, 9, 10, 5, 8, 4, 2)


def code_places(codes: pa.Array, length: int = LENGTH) -> np.ndarray:
    """One row of ``length`` character numbers per code, in capitals; -1 throughout for others."""
    import numpy as np
    import pyarrow.compute as pc

    plain = pc.utf8_upper(pc.utf8_normalize(pc.fill_null(codes, ""), form="NFKC"))
    plain = pc.replace_substring_regex(plain, r"[\s\-]", "")
    fits = pc.match_substring_regex(plain, f"^[0-9A-Z]{{{length}}}$")
    plain = pc.if_else(fits, plain, "0" * length)
    letters = np.asarray(plain.to_numpy(zero_copy_only=False), dtype=f"S{length}")
    places: np.ndarray = letters.view(np.uint8).reshape(len(letters), length).astype(np.int16)
    places[~fits.to_numpy(zero_copy_only=False)] = -1
    return places


def valid_codes(places: np.ndarray) -> np.ndarray:
    """Whether each row of 18 characters is of the alphabet and bears both check digits."""
    import numpy as np

    values = _values(ALPHABET)[places]
    total = values[:, :17] @ np.array(_WEIGHTS)
    fits = (values >= 0).all(axis=1) & (values[:, 17] == -total % 31)
    both: np.ndarray = fits & (organisation_codes(places) >= 0)
    return both


def organisation_codes(places: np.ndarray) -> np.ndarray:
    """The organisation code of each row of 18 or 9 characters as a number; -1 if it does not fit.

    Equal numbers are equal codes.
    """
    import numpy as np

    part = places[:, 8:17] if places.shape[1] == LENGTH else places
    values = _values("0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ")[part]
    rest = 11 - values[:, :8] @ np.array(_ORGANISATION) % 11
    # 10 is written X, whose value in the alphabet is 33; 11 is written 0
    wanted = np.select([rest == 10, rest == 11], [33, 0], rest)  # noqa: PLR2004  (as the standard)
    fits = (values >= 0).all(axis=1) & (values[:, 8] == wanted)
    number = np.zeros(len(part), dtype=np.int64)
    for place in range(8):
        number = number * 36 + np.maximum(values[:, place], 0)
    return np.where(fits, number, -1)


def _values(alphabet: str) -> np.ndarray:
    """Character number to value; what is not of the alphabet, and -1, to -1."""
    import numpy as np

    values = np.full(257, -1, dtype=np.int64)
    for value, letter in enumerate(alphabet):
        values[ord(letter)] = value
    return values
