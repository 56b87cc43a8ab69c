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


def test_a_release_refuses_each_provisional_value_that_nobody_named():
    from luheng.errors import ProvisionalNotNamed
    from luheng.rulebook.audit import audit_rulebook
    from luheng.rulebook.audit.release import name_provisional

    audit = audit_rulebook()
    provisional = [value for value in audit.values if value.provisional]
    names = {value.quantity for value in provisional}
    assert "coal_equivalent" in names
    with pytest.raises(ProvisionalNotNamed) as refused:
        name_provisional(audit, ())
    assert refused.value.count == len(provisional)
    with pytest.raises(ProvisionalNotNamed) as refused:
        name_provisional(audit, names - {"coal_equivalent"})
    assert refused.value.count == sum(v.quantity == "coal_equivalent" for v in provisional)
    assert {t.named for t in name_provisional(audit, names)} == names
