"""A17: nothing is edited in place; a correction is a new row beside the one received."""

import pytest

from luheng.rules import read_factor
from luheng.units import unit
from world import activity, append


def test_the_row_as_received_stays(ledger):
    append(ledger, "activity", [activity("E1", "2025-05", "electricity", 100, "kWh")], "a.csv")
    append(ledger, "activity", [activity("E1", "2025-05", "electricity", 70, "kWh")], "b.csv")
    assert ledger.read("activity", known=1)["quantity"].to_pylist() == [100.0]
    assert ledger.read("activity")["quantity"].to_pylist() == [70.0]
    assert ledger.read("activity")["source"].to_pylist() == ["b.csv"]


def test_a_corrected_value_of_a_standard_keeps_the_old_one_for_its_time():
    import datetime as dt

    from luheng.periods import parse_period

    body = {"grain": [], "kind": "factor", "source": {"standard": "OWN"}}
    old = {**body, "known": {"from": "2020-01-01"}, "values": [{"value": "1", "unit": "1"}]}
    new = {**body, "known": {"from": "2023-01-01"}, "values": [{"value": "1.5", "unit": "1"}]}
    factor = read_factor("k", [("old", "", old), ("new", "", new)], lambda _: unit("1"))
    year = [parse_period("2021")]
    assert [r.value for r in factor.resolve(year, dt.date(2022, 1, 1))] == [1.0]
    assert [r.value for r in factor.resolve(year, dt.date(2024, 1, 1))] == [1.5]
    assert list(factor.overlaps()) == []


def test_a_value_that_was_released_is_corrected_by_a_row_and_never_in_place(tmp_path):
    import datetime as dt

    from luheng.errors import ReleasedAlready
    from luheng.rulebook.audit.release import write_release

    head = {"form": "luheng rulebook release 1", "day": str(dt.date(2026, 12, 1))}
    row = {"quantity": "k", "keys": [""], "from": None, "known": None, "overlay": None, "unit": "1"}
    old = {**row, "value": "1"}
    write_release(signed({**head, "release": "1", "values": [old]}), tmp_path)
    with pytest.raises(ReleasedAlready, match=r"released k as 1 1; now it is 1\.5 1"):
        write_release(
            signed({**head, "release": "2", "values": [{**row, "value": "1.5"}]}), tmp_path
        )
    new = {**row, "value": "1.5", "known": "2027-01-01"}
    write_release(signed({**head, "release": "2", "values": [old, new]}), tmp_path)


def signed(held):
    from luheng.rulebook.audit.release import digest

    return {**held, "sha256": digest(held)}
