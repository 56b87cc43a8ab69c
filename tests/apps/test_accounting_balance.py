"""Balances: what does not close, and the likeliest cause with what speaks for it."""

import pytest

import plants
import world
from luheng.apps.accounting import balance_of, flow_figure, subject_of
from luheng.errors import BadQuery
from luheng.rulebook import load_rulebook

MONTHS = tuple(f"2024-{m:02d}" for m in range(1, 13))


@pytest.fixture(scope="module")
def book():
    return load_rulebook()


@pytest.fixture(scope="module")
def ledger(tmp_path_factory):
    return plants.plants(tmp_path_factory.mktemp("plants")).ledger


def balanced(tmp_path, book, rows, kind="energy", period="2024", links=()):
    made = world.workspace(tmp_path)
    world.append(made.ledger, "activity", rows)
    if links:
        world.append(made.ledger, "membership", links)
    return balance_of(made.ledger, book, subject_of(made.ledger, entity="E"), period, kind=kind)


def monthly(item, unit, bought, used):
    rows = [world.activity("E", m, item, bought, unit, role="purchased") for m in MONTHS]
    return rows + [world.activity("E", m, item, used, unit) for m in MONTHS]


def test_a_steel_works_by_carrier(ledger, book):
    found = balance_of(
        ledger, book, subject_of(ledger, entity=plants.STEEL), "2024-05", kind="energy"
    )
    coke = found.line("coke")
    # OWN: 3,000 t bought and 33,000 t made are the 36,000 t used
    assert (coke.flows["purchased"], coke.flows["transformation_output"]) == (3e6, 33e6)
    assert (coke.imbalance, coke.balanced) == (0, True)
    gas = found.line("blast_furnace_gas")
    assert (gas.imbalance, gas.balanced) == (6e6, False)
    assert found.open[0].name == "blast_furnace_gas"
    assert {c.id for c in gas.causes} & {"sold_not_filed", "stock_not_filed"}


def test_a_month_missing_is_named_with_its_month(tmp_path, book):
    rows = [r for r in monthly("diesel", "t", 10, 10)
            if not (r["role"] == "consumed" and r["period"] == "2024-07")]  # fmt: skip
    line = balanced(tmp_path, book, rows).line("diesel")
    assert line.imbalance == 10_000
    assert line.causes[0].id == "month_missing"
    assert "2024-07" in line.causes[0].text
    assert line.causes[0].left == pytest.approx(0)


def test_a_unit_off_by_a_thousand_is_named_with_its_factor(tmp_path, book):
    rows = monthly("diesel", "t", 10, 10)
    rows = [
        {**r, "unit": "kg"} if (r["role"], r["period"]) == ("consumed", "2024-03") else r
        for r in rows
    ]
    rows = [{k: v for k, v in r.items() if k != "amount"} for r in rows]
    line = balanced(tmp_path, book, rows).line("diesel")
    assert line.causes[0].id in {"unit_off", "month_missing"}
    assert "unit_off" in {c.id for c in line.causes}


def test_a_whole_flow_in_another_unit(tmp_path, book):
    rows = monthly("electricity", "kWh", 5000, 5)
    line = balanced(tmp_path, book, rows).line("electricity")
    assert line.causes[0].id == "unit_off"
    assert "1000" in line.causes[0].text or "0.001" in line.causes[0].text


def test_sites_that_filed_the_same_amount_as_the_enterprise(tmp_path, book):
    rows = monthly("electricity", "MWh", 10, 14)
    rows += [world.activity("E-SITE", m, "electricity", 4, "MWh") for m in MONTHS]
    found = balanced(tmp_path, book, rows, links=[world.member("part_of", "E-SITE", "E")])
    line = found.line("electricity")
    assert line.imbalance == -48_000
    assert line.causes[0].id == "double_count"
    assert "48,000" in line.causes[0].evidence


def test_what_is_made_and_not_sold_on_record(tmp_path, book):
    rows = [world.activity("E", "2024-05", "coke", 100, "t", role="transformation_output"),
            world.activity("E", "2024-05", "coke", 60, "t")]  # fmt: skip
    line = balanced(tmp_path, book, rows, period="2024-05").line("coke")
    assert "sold_not_filed" in {c.id for c in line.causes}
    closed = [*rows, world.activity("E", "2024-05", "coke", 40, "t", role="sold")]
    assert balanced(tmp_path / "b", book, closed, period="2024-05").line("coke").balanced


def test_stocks_that_nobody_filed(tmp_path, book):
    rows = [world.activity("E", "2024-05", "raw_coal", 100, "t", role="purchased"),
            world.activity("E", "2024-05", "raw_coal", 90, "t")]  # fmt: skip
    line = balanced(tmp_path, book, rows, period="2024-05").line("raw_coal")
    assert line.causes[0].id == "stock_not_filed"
    assert "3 days" in line.causes[0].evidence
    stocks = [world.activity("E", "2024-05", "raw_coal", 5, "t", role="opening_stock"),
              world.activity("E", "2024-05", "raw_coal", 15, "t", role="closing_stock")]  # fmt: skip
    assert balanced(tmp_path / "b", book, rows + stocks, period="2024-05").line("raw_coal").balanced


def test_material_of_which_one_side_is_on_record_is_not_judged(ledger, book):
    found = balance_of(
        ledger, book, subject_of(ledger, entity=plants.STEEL), "2024", kind="material"
    )
    assert {line.balanced for line in found.lines} == {None}
    assert found.open == ()


def test_material_with_both_sides(tmp_path, book):
    rows = [world.activity("E", "2024-05", "limestone", 100, "t", role="purchased"),
            world.activity("E", "2024-05", "limestone", 70, "t")]  # fmt: skip
    line = balanced(tmp_path, book, rows, kind="material", period="2024-05").line("limestone")
    assert (line.imbalance, line.balanced) == (30, False)


def test_water_by_unit(tmp_path, book):
    def water(item, role, amount):
        return world.activity("E", "2024-05", item, amount, "m3", role=role)

    rows = [water("surface_water", "withdrawn", 1000), water("waste_water", "discharged", 300),
            water("surface_water", "used_up", 650)]  # fmt: skip
    found = balanced(tmp_path, book, rows, kind="water", period="2024-05")
    (line,) = found.lines
    assert (line.kind, line.imbalance, line.balanced) == ("entity", 50, False)
    assert line.causes
    unsaid = balanced(tmp_path / "b", book, rows[:2], kind="water", period="2024-05")
    assert unsaid.lines[0].balanced is None


@pytest.mark.slow
def test_carbon_names_an_input_that_is_not_filed(ledger, book):
    """Blast furnace gas comes of coke that the works did not file as put into transformation."""
    found = balance_of(
        ledger, book, subject_of(ledger, entity=plants.STEEL), "2024-05", kind="carbon"
    )
    assert found.carbon.conversion < 0
    assert [c.id for c in found.causes] == ["carbon_created"]
    assert found.as_dict()["carbon"]["burnt"] == found.carbon.burnt


def test_the_flow_of_energy_is_drawn_with_what_is_open(ledger, book):
    found = balance_of(
        ledger, book, subject_of(ledger, entity=plants.STEEL), "2024-05", kind="energy"
    )
    drawn = flow_figure(found).data[0]
    assert drawn.type == "sankey"
    assert "unaccounted for" in drawn.node.label
    assert len(drawn.link.value) == len(drawn.link.source)
    assert len(found.to_pandas()) == found.to_arrow().num_rows


def test_what_cannot_be_balanced_is_answered(ledger, book):
    with pytest.raises(BadQuery, match="energy"):
        balance_of(ledger, book, subject_of(ledger, entity="E"), "2024", kind="money")
    with pytest.raises(BadQuery):
        balance_of(ledger, book, subject_of(ledger, park="P"), "2024", kind="energy")
    empty = balance_of(ledger, book, subject_of(ledger, entity="nobody"), "2024", kind="energy")
    assert empty.lines == ()
