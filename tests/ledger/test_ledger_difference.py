"""What changed between two states of knowledge: every row that differs, and no other."""

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from readings import append, at, correct, visible

from luheng.ledger import Workspace


def told(ledger, since, until=None):
    out = {}
    for row in ledger.changes("reading", since, until).listed():
        assert row["key"].keys() == {"meter", "at"}
        out[row["key"]["meter"], row["key"]["at"]] = (row["change"], row["columns"])
    return out


def test_added_changed_and_moved_rows_are_told_apart(ledger):
    append(ledger, [("m1", 0, 1.0), ("m1", 1, 2.0), ("m1", 2, 3.0)], "a.csv")
    append(ledger, [("m1", 1, 2.5), ("m2", 0, 7.0)], "b.csv")
    correct(ledger, [(("m1", 0), ("m1", 24, 1.0))])
    found = ledger.changes("reading", 1)
    assert found.counts == {"added": 1, "changed": 1, "moved": 1}
    said = told(ledger, 1)
    assert said["m2", at(0)][0] == "added"
    change, columns = said["m1", at(1)]
    assert change == "changed"
    assert columns == {"value": [2.0, 2.5], "amount": [2.0, 2.5]}
    assert said["m1", at(24)] == ("moved", {})
    rules = {r["change"]: r["rule"] for r in found.listed()}
    assert rules == {"added": None, "changed": "received", "moved": "misdated_midnight"}


def test_nothing_between_the_same_two_states(ledger):
    append(ledger, [("m1", 0, 1.0)], "a.csv")
    assert ledger.changes("reading", 1, 1).counts == {}
    assert ledger.changes("activity", 0).counts == {}


def test_all_are_counted_and_few_are_listed(ledger):
    append(ledger, [("m1", h, 1.0) for h in range(20)], "a.csv")
    found = ledger.changes("reading", 0, limit=3)
    assert found.counts == {"added": 20}
    assert found.rows.num_rows == 3


rows = st.lists(
    st.tuples(st.sampled_from(["m1", "m2"]), st.integers(0, 3), st.integers(0, 2).map(float)),
    min_size=1, max_size=4, unique_by=lambda r: r[:2],
)  # fmt: skip


@settings(
    max_examples=20, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(st.lists(rows, min_size=1, max_size=4), st.data())
def test_what_was_seen_before_and_what_changed_give_what_is_seen_after(
    tmp_path_factory, files, data
):
    ledger = Workspace.create(tmp_path_factory.mktemp("d") / "w").ledger
    for number, some in enumerate(files):
        append(ledger, some, f"{number}.csv")
    last = ledger.known()
    since = data.draw(st.integers(0, last))
    until = data.draw(st.integers(since, last))
    before, after = visible(ledger, since), visible(ledger, until)
    changed = {
        (meter, round((when - at(0)).total_seconds() / 3600)): columns["value"][1]
        for (meter, when), (_, columns) in told(ledger, since, until).items()
        if "value" in columns
    }
    assert before | changed == after
