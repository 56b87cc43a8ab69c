"""A3: filled values are figures, never readings; `prefer` is a named verb on the record."""

import datetime as dt

from luheng.engine import evaluate, explain
from world import activity, append, member, meter, quarter_hours


def test_choosing_the_metered_value_leaves_the_ledger_as_it_was(ledger, book):
    append(ledger, "entity", [meter("M1")])
    append(ledger, "membership", [member("meter_of", "M1", "E1")])
    append(ledger, "reading", quarter_hours("M1", dt.datetime(2025, 5, 1, 0, 15), 96))
    append(ledger, "activity", [activity("E2", "2025-05", "electricity", 5, "kWh")])
    figures = evaluate(ledger, book, ["electricity_use"], period="2025-05")
    assert figures.value("electricity_use", entity="E1") == 96.0
    assert ledger.read("activity").num_rows == 1
    text = explain(ledger, book, "electricity_use", key={"entity": "E1"}, period="2025-05").text()
    assert "prefer(" in text
