"""A12: known_at bounds recorded time; the same question gets the same answer."""

import datetime as dt
import time

from luheng.engine import evaluate
from luheng.periods import parse_period
from world import activity, append


def value(ledger, book, known_at=None):
    figures = evaluate(ledger, book, ["electricity_use"], period="2025-05", known_at=known_at)
    return figures.value("electricity_use", entity="E1")


def test_a_correction_is_seen_from_when_it_was_recorded(ledger, book):
    first = append(ledger, "activity", [activity("E1", "2025-05", "electricity", 100, "kWh")], "a")
    time.sleep(0.01)
    between = dt.datetime.now(dt.UTC)
    second = append(ledger, "activity", [activity("E1", "2025-05", "electricity", 70, "kWh")], "b")
    assert second.corrected == 1
    assert value(ledger, book) == 70.0
    assert value(ledger, book, first.number) == 100.0
    assert value(ledger, book, between) == 100.0
    assert value(ledger, book, second.number) == 70.0


def test_the_same_question_gets_the_same_bytes(ledger, book):
    rows = [activity(f"E{n}", "2025-05", "diesel", n * 0.1, "kg") for n in range(500)]
    append(ledger, "activity", rows)
    once, again = (
        evaluate(ledger, book, ["comprehensive_energy"], period="2025-05", known_at=1).table
        for _ in range(2)
    )
    assert once.equals(again)


def test_a_factor_is_not_known_before_it_was_published(book):
    def diesel(known):
        found = book.factors["coal_equivalent"].resolve([parse_period("2021-05")], known)
        return [r.row.source for r in found if dict(r.key)["item"] == "diesel"]

    assert diesel(dt.date(2019, 1, 1)) == []
    assert diesel(dt.date(2021, 1, 1)) == ["GB/T 2589-2020"]
