"""Activities of wastes, waters, pollutants, products and gases beside those of energy."""

import pytest

from luheng.engine import evaluate
from luheng.errors import set_language
from luheng.intake import receive
from luheng.rulebook import load_rulebook

HEAD = "entity,period,item,role,quantity,unit\n"
#: OWN: one works in May: what it used, made, gave off and put to use
ENERGY = "E1,2025-05,电力,消费,1000,kWh\nE1,2025-05,柴油,消费,200,kg\n"
OTHERS = (
    "E1,2025-05,钢渣,产生,1.2,万t\n"
    "E1,2025-05,粗钢,产量,10,万t\n"
    "E1,2025-05,二氧化硫,排放,35,t\n"
    "E1,2025-05,再生水,取用,1200,m3\n"
    "E1,2025-05,SF6,购进,20,kg\n"
    "E1,2025-05,钢化玻璃,产量,2,万m2\n"
    "E1,2025-05,氧气,消费,3,万m3\n"
)


@pytest.fixture(autouse=True)
def _english():
    set_language("en")


def take(workspace, write, text, name="a.csv"):
    return receive(workspace, [write(name, HEAD + text)], "activity", recorded_by="tester")


def test_each_is_kept_in_the_unit_of_its_own_list(workspace, write):
    outcome = take(workspace, write, OTHERS)
    assert (outcome.kept, outcome.refused) == (7, 0)
    rows = workspace.ledger.read("activity").to_pylist()
    assert {r["item"]: (r["amount"], r["canonical_unit"]) for r in rows} == {
        "steel_slag": (12000.0, "t"),
        "crude_steel": (100000.0, "t"),
        "so2": (35000.0, "kg"),
        "reclaimed_water": (1200.0, "m3"),
        "SF6": (20.0, "kg"),
        "tempered_glass": (20000.0, "m2"),
        "oxygen": (30000.0, "m3"),
    }


def test_energy_figures_do_not_move_when_other_items_come_in(workspace, write):
    book = load_rulebook(overlays=workspace.settings.overlays)
    asked = ["comprehensive_energy"]
    take(workspace, write, ENERGY)
    before = evaluate(workspace.ledger, book, asked, period="2025-05").rows()
    # oxygen is an energy-consumed medium: only it may count
    take(workspace, write, OTHERS.replace("E1,2025-05,氧气,消费,3,万m3\n", ""), "b.csv")
    after = evaluate(workspace.ledger, book, asked, period="2025-05").rows()
    assert [(r["entity"], r["value"], r["coverage"]) for r in before] == [
        (r["entity"], r["value"], r["coverage"]) for r in after
    ]
    assert before[0]["value"] == pytest.approx(122.9 + 200 * 1.4571)


@pytest.mark.parametrize(
    ("item", "unit", "named"),
    [
        ("地表水", "t", "surface water"),
        ("钢渣", "m3", "steel slag"),
        ("SO2", "kWh", "sulphur dioxide"),
    ],
)
def test_a_unit_of_another_kind_is_refused_by_the_name_of_the_item(
    workspace, write, item, unit, named
):
    outcome = take(workspace, write, f"E1,2025-05,{item},排放,1,{unit}\n")
    assert (outcome.kept, outcome.refused) == (0, 1)
    (finding,) = [f for f in outcome.findings if f.code == "UNIT-05"]
    assert named in finding.problem_en


def test_a_name_of_two_lists_is_noted_once_with_the_code_of_the_other(workspace, write):
    rows = "".join(f"E{n},2025-05,煤矸石,综合利用,2,t\n" for n in range(3))
    outcome = take(workspace, write, rows + "E9,2025-05,gangue_waste,综合利用,2,t\n")
    assert (outcome.kept, outcome.refused) == (4, 0)
    (note,) = [f for f in outcome.findings if f.code == "CODE-02"]
    assert (note.row, note.value) == (2, "煤矸石")
    assert "gangue_waste" in note.remedy_en
    items = [r["item"] for r in workspace.ledger.read("activity").to_pylist()]
    assert sorted(items) == ["coal_gangue"] * 3 + ["gangue_waste"]


def test_a_near_name_of_any_list_is_offered(workspace, write):
    outcome = take(workspace, write, "E1,2025-05,磷石羔,产生,1,t\n")
    (finding,) = [f for f in outcome.findings if f.code == "CODE-01"]
    assert "phosphogypsum" in finding.remedy_en


def test_a_code_that_cannot_be_one_is_answered_wherever_it_is_met(workspace, write):
    """The reference to an entity that nobody has described says why it may be unknown."""
    rows = (
        "911302007777777755,2025-05,电力,消费,1,kWh\n91130200777777775K,2025-05,电力,消费,1,kWh\n"
    )
    outcome = take(workspace, write, rows)
    assert outcome.kept == 2
    found = {f.value: f.code for f in outcome.findings}
    assert found == {"911302007777777755": "ENTITY-02", "91130200777777775K": "ENTITY-01"}


def test_a_digest_is_refused_unless_it_is_written_as_one(workspace, write):
    path = write(
        "attachment.csv",
        "sha256,record,subject,file_name\n"
        f"{'a' * 64},filing,F1,报表.pdf\n{'A' * 64},filing,F1,报表.pdf\nabc,filing,F1,报表.pdf\n",
    )
    outcome = receive(workspace, [path], "attachment", recorded_by="tester")
    assert (outcome.kept, outcome.refused) == (1, 2)
    assert [(f.code, f.row) for f in outcome.findings] == [("CELL-06", 3), ("CELL-06", 4)]


def test_links_that_cannot_be_are_refused_and_shares_that_do_not_add_up_doubted(workspace, write):
    path = write(
        "m.csv",
        "relation,child,parent,valid_from,valid_to,share\n"
        "located_in,E1,E1,2025-01-01,,\n"
        "located_in,E1,130200,2025-01-01,2025-01-01,\n"
        "located_in,E1,130200,2025-01-01,,0.5\n"
        "分立为,E8,E81,2025-01-01,,0.6\n"
        "分立为,E8,E82,2025-01-01,,0.3\n"
        "分立为,E9,E91,2025-01-01,,0.7\n"
        "分立为,E9,E92,2025-01-01,,0.3\n"
        "合并入,E7,E91,2025-01-01,,\n",
    )
    outcome = receive(workspace, [path], "membership", recorded_by="tester")
    assert (outcome.kept, outcome.refused) == (5, 3)
    found = [(f.code, f.row) for f in outcome.findings if f.code.startswith("MEMBERSHIP")]
    assert found == [
        ("MEMBERSHIP-01", 2), ("MEMBERSHIP-02", 3), ("MEMBERSHIP-03", 4),
        ("MEMBERSHIP-04", 5), ("MEMBERSHIP-04", 6),
    ]  # fmt: skip
