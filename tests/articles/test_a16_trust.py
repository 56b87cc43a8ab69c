"""A16: trust is the worst of what a figure rests on; recalled marks it provisional."""

import pytest

from luheng.engine import evaluate, explain
from world import activity, append


@pytest.mark.parametrize(
    ("items", "trust", "provisional"),
    [
        (["electricity"], "transcribed", False),
        (["electricity", "diesel"], "recalled", True),
    ],
)
def test_the_worst_value_marks_the_figure(ledger, book, items, trust, provisional):
    append(
        ledger,
        "activity",
        [activity("E1", "2025", i, 1, "kWh" if i == "electricity" else "kg") for i in items],
    )
    row = evaluate(ledger, book, ["comprehensive_energy"], period="2025").rows()[0]
    assert (row["trust"], row["provisional"]) == (trust, provisional)


def test_what_rests_on_records_alone_has_no_trust_of_a_factor(ledger, book):
    append(ledger, "activity", [activity("E1", "2025", "electricity", 1, "kWh")])
    row = evaluate(ledger, book, ["electricity_use"], period="2025").rows()[0]
    assert (row["trust"], row["provisional"]) == (None, False)


def test_the_explanation_names_the_value_that_is_provisional(ledger, book):
    append(ledger, "activity", [activity("E1", "2025", "diesel", 1, "kg")])
    tree = explain(
        ledger, book, "comprehensive_energy", key={"entity": "E1"}, period="2025"
    ).as_dict()
    assert tree["provisional"] is True
    leaves = []

    def walk(node):
        if node["quantity"] == "coal_equivalent":
            leaves.append((node["trust"], node["printed"]))
        for part in node["inputs"]:
            walk(part)

    walk(tree)
    assert leaves == [("recalled", "1.4571 kgce/kg")]


def test_no_value_of_the_rulebook_is_called_printed(book):
    from luheng.rules import Trust

    printed = [r.file for f in book.factors.values() for r in f.rows if r.trust is Trust.PRINTED]
    assert printed == []  # no printed standard has been opened
