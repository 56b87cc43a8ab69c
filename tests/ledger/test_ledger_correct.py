"""Corrections by rule: rows get new values or keys and stay on file as received."""

import pytest
from readings import append, at, correct, corrections, readings, visible

from luheng.errors import BadQuery, BadRecord
from luheng.records import Level, Origin

DAY = [("m1", 0, 1.0), ("m1", 1, 2.0), ("m2", 0, 3.0)]


def counts(receipt):
    return (receipt.kept, receipt.corrected, receipt.unchanged, receipt.refused)


def test_a_misdated_row_is_moved_and_the_row_as_received_stays(ledger):
    append(ledger, DAY)
    receipt = correct(ledger, [(("m1", 0), ("m1", 24, 1.0))])
    assert counts(receipt) == (0, 1, 0, 0)
    assert visible(ledger) == {("m1", 24): 1.0, ("m1", 1): 2.0, ("m2", 0): 3.0}
    assert visible(ledger, 1) == {(m, h): v for m, h, v in DAY}
    (row,) = ledger.read("reading", {"at": at(24)}).to_pylist()
    assert (row["corrected_by"], row["receipt"]) == ("misdated_midnight", 2)
    # it still says from which cell it came
    assert (row["source"], row["row"], row["col"]) == ("a.csv", 2, "C")
    last = ledger.receipts().to_pylist()[-1]
    assert (last["rule"], last["reason"]) == ("misdated_midnight", "24:00")


def test_a_chain_of_rows_may_move_up_together(ledger):
    append(ledger, [("m1", h, float(h)) for h in range(5)])
    receipt = correct(ledger, [(("m1", h), ("m1", h + 1, float(h))) for h in range(5)])
    assert counts(receipt) == (0, 5, 0, 0)
    assert visible(ledger) == {("m1", h + 1): float(h) for h in range(5)}


def test_the_file_imported_again_does_not_undo_a_correction(ledger):
    append(ledger, DAY)
    correct(ledger, [(("m1", 0), ("m1", 24, 1.0)), (("m2", 0), ("m2", 0, 8.0))])
    before = visible(ledger)
    assert counts(append(ledger, DAY)) == (0, 0, 3, 0)
    assert counts(append(ledger, DAY, source="next_month.csv")) == (0, 0, 3, 0)
    assert visible(ledger) == before


def test_a_new_value_from_the_source_corrects_a_row_that_a_rule_has_changed(ledger):
    append(ledger, DAY)
    correct(ledger, [(("m2", 0), ("m2", 0, 8.0))])
    assert counts(append(ledger, [("m2", 0, 4.0)], source="b.csv")) == (0, 1, 0, 0)
    assert visible(ledger)["m2", 0] == 4.0


def test_a_row_received_where_another_was_moved_to_is_kept_and_not_shown(ledger):
    """A month's file ends with a misdated midnight, the next one begins with the next of them."""
    append(ledger, [("m1", 0, 1.0), ("m1", 24, 2.0)], source="january.csv")
    correct(ledger, [(("m1", 0), ("m1", 24, 1.0)), (("m1", 24), ("m1", 48, 2.0))])
    # the value is that of the row that stands there, and still it is another row
    receipt = append(ledger, [("m1", 48, 2.0), ("m1", 72, 3.0)], source="february.csv")
    assert (counts(receipt), receipt.noted) == ((2, 0, 0, 0), 1)
    (finding,) = ledger.findings(receipt.number)
    assert (finding.code, finding.level, finding.row) == ("LEDGER-05", Level.DOUBT, 2)
    assert visible(ledger) == {("m1", 24): 1.0, ("m1", 48): 2.0, ("m1", 72): 3.0}
    assert counts(append(ledger, [("m1", 48, 2.0)], source="february.csv")) == (0, 0, 1, 0)
    receipt = correct(ledger, [(("m1", 48), ("m1", 72, 2.0)), (("m1", 72), ("m1", 96, 3.0))])
    assert counts(receipt) == (0, 2, 0, 0)
    assert visible(ledger) == {("m1", 24): 1.0, ("m1", 48): 2.0, ("m1", 72): 2.0, ("m1", 96): 3.0}


def test_a_new_value_of_a_row_that_a_rule_has_moved_replaces_it_until_the_rule_runs(ledger):
    pairs = [(("m1", h), ("m1", h + 24, float(h))) for h in (0, 24)]
    append(ledger, [("m1", h, float(h)) for h in (0, 24)])
    correct(ledger, pairs)
    receipt = append(ledger, [("m1", 24, 99.0)], source="b.csv")
    assert (counts(receipt), receipt.noted) == ((0, 1, 0, 0), 1)
    # the row moved to 24 is in the way of the one received for it
    assert sorted(f.code for f in ledger.findings(receipt.number)) == ["LEDGER-05", "LEDGER-08"]
    assert visible(ledger) == {("m1", 24): 0.0}
    assert counts(correct(ledger, [pairs[0], (("m1", 24), ("m1", 48, 99.0))])) == (0, 1, 1, 0)
    assert visible(ledger) == {("m1", 24): 0.0, ("m1", 48): 99.0}


def test_a_row_cannot_be_moved_to_where_another_stands(ledger):
    append(ledger, DAY)
    # the second is in the way of the first once it is refused itself
    receipt = correct(
        ledger, [(("m1", 0), ("m1", 1, 1.0)), (("m1", 1), ("m2", 0, 2.0))], rule="shift"
    )
    assert counts(receipt) == (0, 0, 0, 2)
    assert [f.code for f in ledger.findings(receipt.number)] == ["LEDGER-07"] * 2
    assert visible(ledger) == {(m, h): v for m, h, v in DAY}


def test_two_rows_cannot_be_moved_to_one_place(ledger):
    append(ledger, DAY)
    receipt = correct(ledger, [(("m1", 0), ("m9", 0, 1.0)), (("m1", 1), ("m9", 0, 2.0))])
    assert counts(receipt) == (0, 1, 0, 1)
    assert visible(ledger) == {("m1", 0): 1.0, ("m9", 0): 2.0, ("m2", 0): 3.0}


def test_two_rows_may_change_places(ledger):
    append(ledger, DAY)
    receipt = correct(ledger, [(("m1", 0), ("m1", 1, 1.0)), (("m1", 1), ("m1", 0, 2.0))])
    assert counts(receipt) == (0, 2, 0, 0)
    assert visible(ledger) == {("m1", 1): 1.0, ("m1", 0): 2.0, ("m2", 0): 3.0}


def test_only_rows_that_were_received_can_be_corrected(ledger):
    append(ledger, DAY)
    receipt = correct(ledger, [(("m7", 0), ("m7", 0, 1.0))])
    assert counts(receipt) == (0, 0, 0, 1)
    (finding,) = ledger.findings(receipt.number)
    assert (finding.code, finding.value) == ("LEDGER-06", "m7, 2025-01-01 00:00:00+00")


def test_a_correction_that_changes_nothing_is_not_stored(ledger):
    append(ledger, DAY)
    assert counts(correct(ledger, [(("m1", 0), ("m1", 0, 1.0))])) == (0, 0, 1, 0)
    correct(ledger, [(("m1", 0), ("m1", 24, 1.0))])
    assert counts(correct(ledger, [(("m1", 0), ("m1", 24, 1.0))])) == (0, 0, 1, 0)
    assert len(ledger.correction_files("reading")) == 1


def test_the_latest_correction_holds_and_a_moved_row_can_be_moved_back(ledger):
    append(ledger, DAY)
    correct(ledger, [(("m1", 0), ("m1", 24, 1.0))])
    correct(ledger, [(("m1", 0), ("m1", 0, 1.0))])
    assert visible(ledger) == {(m, h): v for m, h, v in DAY}
    assert visible(ledger, 2)["m1", 24] == 1.0


def test_one_row_corrected_twice_in_a_batch_takes_the_last(ledger):
    append(ledger, DAY)
    receipt = correct(ledger, [(("m1", 0), ("m1", 0, 5.0)), (("m1", 0), ("m1", 0, 6.0))])
    assert counts(receipt) == (0, 1, 0, 1)
    assert visible(ledger)["m1", 0] == 6.0


def test_an_origin_of_its_own_is_kept(ledger):
    append(ledger, DAY)
    table = corrections([(("m1", 0), ("m1", 0, 5.0))])
    given = readings([("m1", 0, 5.0)], source="letter.pdf")
    for column in ("source", "sheet", "row", "col"):
        table = table.append_column(column, given.column(column))
    receipt = ledger.correct(
        "reading",
        table,
        rule="letter",
        reason="signed",
        recorded_by="tester",
        origin=Origin("letter.pdf", "f" * 64),
    )
    assert (receipt.source, receipt.sha256) == ("letter.pdf", "f" * 64)
    (row,) = ledger.read("reading", {"value": 5.0}).to_pylist()
    assert row["source"] == "letter.pdf"


def test_a_correction_needs_a_rule_a_reason_and_whole_keys(ledger):
    append(ledger, DAY)
    table = corrections([(("m1", 0), ("m1", 0, 5.0))])
    for rule, reason in (("", "why"), ("received", "why"), ("rule", " ")):
        with pytest.raises(BadQuery):
            ledger.correct("reading", table, rule=rule, reason=reason, recorded_by="t")
    with pytest.raises(BadRecord):
        ledger.correct(
            "reading", table.drop(["key_at"]), rule="rule", reason="why", recorded_by="t"
        )
    assert visible(ledger) == {(m, h): v for m, h, v in DAY}
