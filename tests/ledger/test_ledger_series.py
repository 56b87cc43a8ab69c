"""One meter's series and latest value: what the whole table says, from the few files that may hold it."""

import datetime as dt
import itertools
from pathlib import Path

import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st
from readings import append, at, correct

from luheng.errors import LedgerDamaged
from luheng.ledger import Workspace
from luheng.ledger.layout import layout_of
from luheng.ledger.reading import Stretch

METERS = ("M0", "M1", "M2", "热表'3")


def along(ledger, meter, after=None, upto=None, known=None):
    table = ledger.series(meter, after, upto, known)
    return [(r["at"], r["value"], r["corrected_by"]) for r in table.to_pylist()]


def filtered(ledger, meter, after=None, upto=None, known=None):
    """The same out of a read of everything."""
    rows = ledger.read("reading", {"meter": meter}, known).to_pylist()
    kept = [
        r for r in rows if (after is None or r["at"] > after) and (upto is None or r["at"] <= upto)
    ]
    return sorted((r["at"], r["value"], r["corrected_by"]) for r in kept)


def last(rows):
    """The latest reading that has a value."""
    return max((r for r in rows if r[1] is not None), key=lambda r: r[0], default=None)


keys = st.tuples(st.sampled_from(METERS), st.integers(0, 5))
rows = st.dictionaries(keys, st.one_of(st.none(), st.integers(0, 3).map(float)), max_size=6)
moves = st.lists(
    st.tuples(keys, keys, st.integers(7, 9).map(float)), max_size=3, unique_by=lambda m: m[0]
)
steps = st.lists(st.one_of(rows, moves), min_size=1, max_size=6)


@settings(deadline=None, max_examples=8, derandomize=True, phases=(Phase.explicit, Phase.generate))
@given(steps, st.sampled_from(METERS), st.integers(-1, 6), st.integers(-1, 6))
def test_a_series_is_the_table_filtered_at_every_state_of_knowledge(
    tmp_path_factory, steps, meter, low, high
):
    ledger = Workspace.create(tmp_path_factory.mktemp("s")).ledger
    for n, step in enumerate(steps):
        if isinstance(step, dict):
            said = [(m, h, v) for (m, h), v in step.items()]
            append(ledger, said, f"{n}.csv")
        elif step:
            correct(ledger, [(old, (*new, v)) for old, new, v in step])
    for _ in range(2):
        for known in range(len(ledger.receipts()) + 1):
            whole = filtered(ledger, meter, known=known)
            assert along(ledger, meter, known=known) == whole
            assert along(ledger, meter, at(low), at(high), known) == filtered(
                ledger, meter, at(low), at(high), known
            )
            seen = ledger.latest(meter, known).to_pylist()
            assert [(r["at"], r["value"], r["corrected_by"]) for r in seen] == [
                r for r in [last(whole)] if r
            ]
        ledger.compact("reading")


def test_only_the_files_that_may_hold_it_are_opened(ledger):
    for n, meter in enumerate(("M1", "M2", "M3")):
        append(ledger, [(meter, h, 1.0) for h in range(3)], f"{n}.csv")
    append(ledger, [("M2", 99, 5.0)], "later.csv")
    known = ledger._as_known(layout_of("reading"), None)
    assert len(known.facts.files) == 4
    assert len(known.along(Stretch("M2")).facts.files) == 2
    assert len(known.along(Stretch("M2", upto=at(50))).facts.files) == 1
    assert len(known.along(Stretch("M2", after=at(99))).facts.files) == 0
    assert known.along(Stretch("M9")).facts.files == ()


def test_the_latest_value_stops_at_the_files_that_can_only_be_older(ledger):
    for day in range(8):
        append(ledger, [("M1", 24 * day + h, float(day)) for h in range(24)], f"{day}.csv")
    older = ledger.files("reading")[0]
    ledger.latest("M1")
    with Path(older).open("r+b") as file:
        file.truncate(10)
    assert ledger.latest("M1")["value"].to_pylist() == [7.0]
    with pytest.raises(LedgerDamaged):
        ledger.series("M1")
    assert len(ledger.series("M1", after=at(47))) == 24 * 6


def test_an_instant_without_zone_is_local_and_the_first_one_is_left_out(ledger):
    append(ledger, [("M1", 0, 1.0), ("M1", 1, 2.0), ("M1", 2, 3.0)])
    # 2025-01-01 00:00 UTC is 08:00 in Shanghai
    found = along(ledger, "M1", dt.datetime(2025, 1, 1, 8), dt.datetime(2025, 1, 1, 9))
    assert found == [(at(1), 2.0, None)]


def test_a_ledger_without_readings_has_neither(ledger):
    assert len(ledger.series("M1")) == 0
    assert len(ledger.latest("M1")) == 0
    assert ledger.latest("M1").schema == ledger.series("M1").schema


def test_a_table_that_is_compacted_in_slices_keeps_every_row_in_order(ledger, monkeypatch):
    from luheng.ledger import compaction, ordering

    monkeypatch.setattr(compaction, "_SLICE", 100)
    monkeypatch.setattr(ordering, "_SAMPLE", 1000)
    for day in range(4):
        rows = [(f"M{m:02d}", 24 * day + h, float(h)) for h in range(24) for m in range(7)]
        append(ledger, rows, f"{day}.csv")
    correct(ledger, [(("M03", 5), ("M04", 200, 9.0))])
    before = [ledger.read("reading", known=n).sort_by("row").num_rows for n in range(6)]
    whole = {m: along(ledger, f"M{m:02d}") for m in range(7)}
    ledger.compact("reading")
    files = ledger._as_known(layout_of("reading"), None).facts.files
    assert len(files) >= 5
    spans = sorted((f.lowest["meter"], f.highest["meter"]) for f in files)
    assert all(high < low for (_, high), (low, _) in itertools.pairwise(spans))
    assert [ledger.read("reading", known=n).num_rows for n in range(6)] == before
    assert {m: along(ledger, f"M{m:02d}") for m in range(7)} == whole
    assert ledger.verify().sound
