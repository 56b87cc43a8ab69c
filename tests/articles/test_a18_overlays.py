"""A18: an overlay has a name, and the name is in the lineage."""

import pytest

from luheng.engine import evaluate, explain
from luheng.errors import BadFactor
from luheng.rulebook import load_rulebook
from world import append

OVERLAY = "ndrc_guides_for_earlier_years"
FLOWS = ("total_final_consumption", "non_energy_use", "thermal_power", "heating_supply", "losses")


def balance(ledger):
    rows = [
        {"form": "energy_balance_physical", "region": "130000", "flow": flow, "item": "diesel",
         "period": "2007", "quantity": 10.0 if flow == FLOWS[0] else 0.0, "unit": "万t"}
        for flow in FLOWS
    ]  # fmt: skip
    append(ledger, "statistic", rows)


def test_without_the_overlay_there_is_no_value_for_2007(ledger):
    balance(ledger)
    asked = ["regional_co2_energy_related"]
    assert evaluate(ledger, load_rulebook(), asked, period="2007").rows()[0]["value"] is None


def test_with_it_the_figure_and_its_explanation_say_so(ledger):
    balance(ledger)
    book = load_rulebook(overlays=(OVERLAY,))
    row = evaluate(ledger, book, ["regional_co2_energy_related"], period="2007").rows()[0]
    # 1e8 kg × 42 652 kJ/kg × 20.2 tC/TJ × 98 % × 44/12, by hand
    assert row["value"] == pytest.approx(1e8 * 42652e-9 * 20.2 * 0.98 * 44 / 12, abs=1e-6)
    assert row["overlays"] == OVERLAY
    tree = explain(ledger, book, row["quantity"], key={"region": "130000"}, period="2007")
    assert OVERLAY in tree.text()
    assert tree.as_dict()["overlays"] == [OVERLAY]


def test_an_unknown_overlay_is_refused_by_name():
    with pytest.raises(BadFactor, match="no_such"):
        load_rulebook(overlays=("no_such",))
