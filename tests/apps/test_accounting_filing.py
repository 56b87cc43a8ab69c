"""Filings: frozen as filed, numbered once, and what was restated since, with its cause."""

import datetime as dt
import hashlib
from fractions import Fraction

import pytest

import world
from luheng.apps.accounting import (
    FormCell,
    attach_file,
    file_cells,
    filing_of,
    filings,
    fill,
    restated,
    subject_of,
)
from luheng.errors import BadQuery, FilingHasGaps, FilingTaken, UnknownFiling, UnreadableFile
from luheng.rulebook import load_rulebook

CELLS = (
    FormCell("1", "electricity_use", unit="MWh", places=1, zh="用电量"),
    FormCell("2", "activity_amount", {"item": "diesel", "role": "purchased"}, "t", 2, zh="柴油购进"),
)  # fmt: skip


@pytest.fixture(scope="module")
def book():
    return load_rulebook()


@pytest.fixture
def works(tmp_path):
    made = world.workspace(tmp_path / "ws")
    rows = [world.activity("E", "2024-05", "electricity", 1_234_560, "kWh"),
            world.activity("E", "2024-05", "diesel", 12_345, "kg", role="purchased")]  # fmt: skip
    world.append(made.ledger, "activity", rows, "may.csv")
    return made


def now():
    return dt.datetime.now(dt.UTC)


def file(works, book, cells=CELLS, *, at=None, **said):
    at = at or now()
    subject = subject_of(works.ledger, entity="E")
    filled = fill(works.ledger, book, subject, "2024-05", cells, known_at=at)
    said = {"form": "own", "by": "张三", **said}
    return file_cells(works.ledger, book, subject, "2024-05", cells=filled, known_at=at, **said)


def test_digits_and_members_as_filed(works, book):
    done = file(works, book, number="QS-1")
    # OWN: 1,234,560 kWh are 1,234.56 MWh, at one place 1234.6; 12,345 kg at two places of a tonne
    # are 12.345 with nothing behind the five: to the even digit, 12.34
    assert [(c.printed, c.unit) for c in done.cells] == [("1234.6", "MWh"), ("12.34", "t")]
    (one,) = filings(works.ledger)
    assert (one.number, one.form, one.entity, one.period, one.filed_by) == (
        "QS-1",
        "own",
        "E",
        "2024-05",
        "张三",
    )
    assert one.lines[1].where == {"item": "diesel", "role": "purchased"}
    assert one.lines[0].value == pytest.approx(1234.56)
    assert (one.rulebook, one.known) == (book.release, done.known_at)


def test_a_later_row_restates_and_leaves_what_was_filed(works, book):
    file(works, book, number="QS-1")
    world.append(
        works.ledger,
        "activity",
        [world.activity("E", "2024-05", "electricity", 1_300_000, "kWh")],
        "late.csv",
    )
    subject = subject_of(works.ledger, entity="E")
    one = filing_of(works.ledger, "QS-1")
    moved = restated(works.ledger, book, subject, one)
    (line,) = moved.lines
    assert (line.filed.printed, line.printed_now) == ("1234.6", "1300.0")
    assert line.rulebook == 0
    assert (
        line.rulebook + line.data == line.change == Fraction(line.now) - Fraction(line.filed.value)
    )
    (row,) = moved.rows
    assert (row.old, row.new, row.unit, row.source) == (1_234_560, 1_300_000, "kWh", "late.csv")
    assert row.text.startswith("E 2024-05 electricity consumed: 1,234,560 → 1,300,000 kWh (")
    assert filing_of(works.ledger, "QS-1").lines == one.lines
    # and the old figures can be worked out again as they were
    again = fill(works.ledger, book, subject, "2024-05", CELLS, known_at=one.known)
    assert [c.value for c in again] == [k.value for k in one.lines]


def test_nothing_moves_by_itself(works, book):
    file(works, book, number="QS-1")
    subject = subject_of(works.ledger, entity="E")
    moved = restated(works.ledger, book, subject, filing_of(works.ledger, "QS-1"))
    assert (moved.lines, moved.rows, moved.factors) == ((), (), ())


def test_another_release_is_told_apart_from_other_rows(works, book):
    """The filing pretends to rest on another release that knew 10 MWh less."""
    from dataclasses import replace

    file(works, book, number="QS-1")
    world.append(
        works.ledger,
        "activity",
        [world.activity("E", "2024-05", "electricity", 1_300_000, "kWh")],
        "late.csv",
    )
    subject = subject_of(works.ledger, entity="E")
    one = filing_of(works.ledger, "QS-1")
    lines = (replace(one.lines[0], value=1224.56), *one.lines[1:])
    moved = restated(works.ledger, book, subject, replace(one, rulebook="older", lines=lines))
    (line,) = moved.lines
    assert moved.other_release
    assert float(line.rulebook) == pytest.approx(10)
    assert float(line.data) == pytest.approx(1300 - 1234.56)
    assert line.rulebook + line.data == line.change


def test_a_number_is_used_once(works, book):
    file(works, book, number="QS-1")
    with pytest.raises(FilingTaken):
        file(works, book, number="QS-1")
    assert [file(works, book).number for _ in range(2)] == ["own-E-2024-05-1", "own-E-2024-05-2"]


def test_a_correction_names_what_it_corrects(works, book):
    file(works, book, number="QS-1")
    file(works, book, number="QS-2", supersedes="QS-1")
    first, second = filings(works.ledger, entity="E")
    assert (first.superseded_by, second.supersedes) == ("QS-2", "QS-1")
    with pytest.raises(UnknownFiling):
        file(works, book, supersedes="QS-9")


def test_rows_imported_over_a_filing_do_not_change_what_was_filed(works, book):
    file(works, book, number="QS-1")
    row = {"number": "QS-1", "line": "1", "form": "own", "entity": "E", "period": "2024-05",
           "figure": "electricity_use", "quantity": 9.0, "printed": "9.0", "unit": "MWh",
           "filed": now(), "filed_by": "李四"}  # fmt: skip
    world.append(works.ledger, "filing", [row], "import.csv")
    (one,) = filings(works.ledger)
    assert one.lines[0].printed == "1234.6"
    assert one.filed_by == "张三"


# -- gaps ------------------------------------------------------------------------------------------


LACKING = (*CELLS, FormCell("3", "activity_amount", {"item": "coke", "role": "purchased"}, "t", 2, zh="焦炭购进"))  # fmt: skip


def test_what_is_missing_refuses_the_filing_and_is_listed(works, book):
    with pytest.raises(FilingHasGaps) as refused:
        file(works, book, LACKING)
    assert "焦炭购进" in str(refused.value)
    assert filings(works.ledger) == ()


def test_with_gaps_the_gap_is_filed_with_its_reason(works, book):
    done = file(works, book, LACKING, with_gaps=True)
    assert [c.cell.line for c in done.gaps] == ["3"]
    (one,) = filings(works.ledger)
    assert (one.lines[2].value, one.lines[2].printed) == (None, None)
    assert "purchased" in one.lines[2].note
    # what was missing and is there now has moved too
    world.append(
        works.ledger, "activity", [world.activity("E", "2024-05", "coke", 5, "t", role="purchased")]
    )
    moved = restated(works.ledger, book, subject_of(works.ledger, entity="E"), one)
    assert [(k.filed.printed, k.printed_now, k.change) for k in moved.lines] == [
        (None, "5.00", None)
    ]


def test_nothing_at_all_is_not_filed(works, book):
    with pytest.raises(BadQuery):
        file(works, book, LACKING[2:], with_gaps=True)
    with pytest.raises(BadQuery):
        file(works, book, by=" ")


def test_attachments_are_kept_under_their_hash(works, book, tmp_path):
    proof = tmp_path / "盖章页.pdf"
    proof.write_bytes(b"signed")
    done = file(works, book, number="QS-1", attachments=[attach_file(works, proof)])
    digest = hashlib.sha256(b"signed").hexdigest()
    assert (works.folder / "attachments" / f"{digest}.pdf").read_bytes() == b"signed"
    assert done.attachments[0].sha256 == digest
    (one,) = filings(works.ledger)
    assert one.attachments == ({"file": "盖章页.pdf", "sha256": digest, "size": 6},)
    with pytest.raises(UnreadableFile):
        attach_file(works, tmp_path / "none.pdf")


def test_a_filing_as_a_table(works, book):
    file(works, book)
    (one,) = filings(works.ledger)
    assert len(one.to_pandas()) == 2
    assert one.as_dict()["line_count"] == 2
    assert "lines" not in one.as_dict(lines=False)
