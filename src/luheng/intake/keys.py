"""Two rows for one key within a batch."""

from __future__ import annotations

from typing import TYPE_CHECKING

from luheng.records import Level

from .examination import Examination, Words

if TYPE_CHECKING:
    from collections.abc import Sequence

    import numpy as np
    import pyarrow as pa

__all__ = ["check_keys"]

_SHOWN = 3


def check_keys(exam: Examination) -> None:
    """Identical rows: one is kept and the rest are noted. Different ones: all are refused."""
    import numpy as np
    import pandas as pd

    stands = np.flatnonzero(exam.good)
    names = exam.batch.record.keys()
    keys = _combined([exam.typed[k] for k in names], stands)
    doubled = pd.Series(keys).duplicated(keep=False).to_numpy()
    if not doubled.any():
        return
    rows, keys = stands[doubled], keys[doubled]
    whole = _combined([exam.typed[n] for n in exam.columns], rows)
    groups: dict[int, list[int]] = {}
    for number, key in enumerate(keys.tolist()):
        groups.setdefault(key, []).append(number)
    again: dict[int, int] = {}
    clash: dict[int, list[int]] = {}
    for numbers in groups.values():
        members = [int(rows[n]) for n in numbers]
        if len({int(whole[n]) for n in numbers}) == 1:
            again.update(dict.fromkeys(members[1:], members[0]))
        else:
            clash.update({m: [o for o in members if o != m] for m in members})
    name = exam.batch.record.value_column or exam.batch.record.keys()[0]
    exam.tell(sorted(clash), name, "KEY-02", lambda row: _clash(exam, clash[row]))
    exam.tell(sorted(again), name, "KEY-01", lambda row: _again(exam, again[row]), Level.NOTED)
    exam.good[list(again)] = False


def _combined(columns: Sequence[pa.Array], rows: np.ndarray) -> np.ndarray:
    """One number per row that is equal where all columns are."""
    import numpy as np
    import pandas as pd

    combined = np.zeros(len(rows), dtype=np.int64)
    size = 1
    for column in columns:
        codes, count = _codes(column)
        if size * (count + 1) >= 2**62:
            combined, distinct = pd.factorize(combined)
            size = len(distinct)
        combined = combined * (count + 1) + codes[rows] + 1
        size *= count + 1
    return combined


def _codes(column: pa.Array) -> tuple[np.ndarray, int]:
    import numpy as np
    import pyarrow.compute as pc

    encoded = column.dictionary_encode()
    codes = np.asarray(pc.fill_null(encoded.indices, -1)).astype(np.int64)
    return codes, len(encoded.dictionary)


def _places(exam: Examination, rows: list[int]) -> str:
    shown = [exam.place(r) for r in rows[:_SHOWN]]
    return "、".join(shown) + ("…" if len(rows) > _SHOWN else "")


def _clash(exam: Examination, others: list[int]) -> Words:
    names = exam.batch.record.keys()
    keys = "、".join(exam.columns[k].zh for k in names)
    places = _places(exam, others)
    return Words(
        f"与第 {places} 行的{keys}相同而内容不同，都未计入。",
        f"The same {', '.join(names)} as row {places} with other contents; neither was kept.",
        "请只留正确的一行；若应相加，请先合并成一行。",
        "Keep the right one; if they should be added up, make them one row.",
    )


def _again(exam: Examination, first: int) -> Words:
    return Words(
        f"与第 {exam.place(first)} 行完全相同，只计一次。",
        f"The same as row {exam.place(first)}; it was counted once.",
        "如果是两笔不同的业务，请合并成一行。",
        "If they are two different amounts, make them one row.",
    )
