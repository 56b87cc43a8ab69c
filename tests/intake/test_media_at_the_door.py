"""Water, wastes, concentrations and transfers as people file them, from the table to the figure (OWN)."""

import pytest

from luheng.engine import evaluate
from luheng.errors import set_language
from luheng.intake import receive
from luheng.rulebook import load_rulebook

ACTIVITY = """企业,月份,品种,用途,数量,计量单位,取得方法
E1,2024-05,地表水,取水量,6,万m3,
E1,2024-05,自来水,外购,4,万m3,
E1,2024-05,取水量合计,取水量,10.05,万m3,
E1,2024-05,循环水,重复利用量,190,万m3,
E1,2024-05,废水,外排,3,万m3,
E1,2024-05,自来水,耗水量,1,万m3,
E1,2024-05,钢渣,产生量,1200,t,
E1,2024-05,高炉渣,产生量,2800,t,
E1,2024-05,钢渣,综合利用量,1000,t,
E1,2024-05,钢渣,综合利用往年贮存量,1000,t,
E1,2024-05,尾矿,倾倒丢弃量,5,t,
E1,2024-05,废气,排放量,500,万m3,
E1,2024-05,氮氧化物,排放量,1.5,t,实测
"""
ASSAY = """entity,period,item,property,quantity,unit
E1,2024-05,二氧化硫,concentration,30,mg/m3
E1,2024-05,COD,concentration,50,mg/L
E1,2024-05,氮氧化物,removal_efficiency,85,%
"""
TRANSFER = """供方,受方,period,品种,数量,计量单位
E1,E2,2024-05,热力,1200,GJ
E1,E1,2024-05,热力,1200,GJ
"""


@pytest.fixture(autouse=True)
def _english():
    set_language("en")


def test_what_people_file_becomes_the_figures_of_every_medium(workspace, write):
    for name, text in (("activity", ACTIVITY), ("assay", ASSAY)):
        outcome = receive(workspace, [write(f"{name}.csv", text)], name, recorded_by="tester")
        assert outcome.refused == 0, outcome
    asked = ["water_withdrawal", "water_intake_difference", "water_reuse_rate", "water_imbalance",
             "solid_waste_generation", "solid_waste_utilisation_rate", "solid_waste_dumped"]  # fmt: skip
    figures = evaluate(workspace.ledger, load_rulebook(), asked, period="2024-05")
    found = {r["quantity"]: r["value"] for r in figures.table.to_pylist()}
    assert found == {
        "water_withdrawal": pytest.approx(100000.0),
        "water_intake_difference": pytest.approx(500.0),
        "water_reuse_rate": pytest.approx(95.0),
        "water_imbalance": pytest.approx(60000.0),
        "solid_waste_generation": pytest.approx(4000.0),
        "solid_waste_utilisation_rate": pytest.approx(20.0),
        "solid_waste_dumped": pytest.approx(5.0),
    }
    emitted = evaluate(workspace.ledger, load_rulebook(), ["pollutant_emissions"], period="2024-05")
    assert {r["item"]: r["value"] for r in emitted.table.to_pylist()} == {
        "so2": pytest.approx(150.0),  # 5 000 000 m3 at 30 mg
        "cod": pytest.approx(1500.0),  # 30 000 m3 at 50 g
        "nox": pytest.approx(1500.0),
    }
    # a share is kept as a fraction, whatever it was written in
    kept = workspace.ledger.read("assay").to_pylist()
    assert {r["property"]: r["amount"] for r in kept}["removal_efficiency"] == pytest.approx(0.85)


def test_a_transfer_is_kept_and_a_supply_to_oneself_is_refused(workspace, write):
    outcome = receive(workspace, [write("t.csv", TRANSFER)], "transfer", recorded_by="tester")
    assert (outcome.kept, outcome.refused) == (1, 1)
    assert "TRANSFER-01" in {f.code for f in outcome.findings}
    (row,) = workspace.ledger.read("transfer").to_pylist()
    assert (row["entity"], row["counterpart"], row["amount"]) == ("E1", "E2", 1200000.0)
    assert row["canonical_unit"] == "MJ"
