"""The verbs of the language on small worlds: shift, change, where, prefer, methods."""

import dataclasses

import pyarrow as pa
import pytest

from luheng.engine import evaluate, explain
from luheng.errors import BadRule
from luheng.rulebook import load_rulebook
from luheng.rules import Quantity, clause, method, rule, where
from luheng.units import Kind
from world import activity, append, workspace

CITE = clause("gbt_2589", "e2020", "7")


@pytest.fixture
def ledger(tmp_path):
    ledger = workspace(tmp_path).ledger
    rows = [activity("E1", f"2025-{m:02d}", "electricity", 100.0 * m, "kWh") for m in range(1, 7)]
    append(ledger, "activity", rows)
    return ledger


def with_rules(*rules):
    book = load_rulebook()
    return dataclasses.replace(book, rules={**book.rules, **{r.name: (r,) for r in rules}})


def values(figures, name):
    return {r["period"]: r["value"] for r in figures.rows() if r["quantity"] == name}


def test_change_against_the_month_before(ledger):
    @rule(CITE, unit="%", grain="entity period", zh="环比", kind=Kind.INTENSIVE)
    def growth(electricity_use: Quantity) -> Quantity:
        return electricity_use.change(periods=-1)

    figures = evaluate(ledger, with_rules(growth), ["growth"], period="2025-01..2025-03")
    found = values(figures, "growth")
    assert found["2025-02"] == pytest.approx(100.0)
    assert found["2025-03"] == pytest.approx(50.0)
    assert found["2025-01"] is None  # December is absent, and absent is not zero


def test_change_against_a_fixed_base(ledger):
    @rule(CITE, unit="1", grain="entity period", zh="定基", kind=Kind.INTENSIVE)
    def since(electricity_use: Quantity) -> Quantity:
        return electricity_use.change(base="2025-01")

    figures = evaluate(ledger, with_rules(since), ["since"], period="2025-02..2025-03")
    assert values(figures, "since") == {"2025-02": 1.0, "2025-03": 2.0}


def test_shift_reads_a_period_that_was_not_asked_for(ledger):
    @rule(CITE, unit="kWh", grain="entity period", zh="前两月")
    def before(electricity_use: Quantity) -> Quantity:
        return electricity_use.shift(periods=-2)

    figures = evaluate(ledger, with_rules(before), ["before"], period="2025-06")
    assert values(figures, "before") == {"2025-06": 400.0}
    tree = explain(ledger, with_rules(before), "before", key={"entity": "E1"}, period="2025-06")
    assert "2025-04" in tree.text()


def test_where_chooses_row_by_row(ledger):
    @rule(CITE, unit="kWh", grain="entity period", zh="超额")
    def over(electricity_use: Quantity) -> Quantity:
        earlier = electricity_use.shift(periods=-1)
        return where(electricity_use > 2 * earlier, electricity_use - earlier, earlier)

    figures = evaluate(ledger, with_rules(over), ["over"], period="2025-02..2025-03")
    assert values(figures, "over") == {"2025-02": 100.0, "2025-03": 200.0}


def test_an_if_on_a_symbol_names_where():
    with pytest.raises(BadRule, match="where"):

        @rule(CITE, unit="kWh", grain="entity period", zh="错")
        def wrong(electricity_use: Quantity) -> Quantity:
            if electricity_use > 2:
                return electricity_use
            return electricity_use * 2


def test_a_decimal_constant_belongs_in_a_factor_file():
    with pytest.raises(BadRule, match="factor file"):

        @rule(CITE, unit="kWh", grain="entity period", zh="错")
        def wrong(electricity_use: Quantity) -> Quantity:
            return electricity_use * 0.5


def test_a_circle_is_named():
    @rule(CITE, unit="kWh", grain="entity period", zh="甲")
    def first(second: Quantity) -> Quantity:
        return second

    @rule(CITE, unit="kWh", grain="entity period", zh="乙")
    def second(first: Quantity) -> Quantity:
        return first

    with pytest.raises(BadRule, match="first → second → first"):
        _ = with_rules(first, second).order


def test_a_method_node_reads_figures_and_gives_a_quantity(ledger):
    @method(CITE, unit="kWh", grain="entity period", zh="中位数", reads="electricity_use")
    def median_use(electricity_use: pa.Table) -> pa.Table:
        frame = electricity_use.to_pandas()
        middle = frame.groupby("entity")["value"].median()
        return pa.Table.from_pandas(
            frame.assign(value=frame["entity"].map(middle)), preserve_index=False
        )

    @rule(CITE, unit="kWh", grain="entity period", zh="与中位数之差")
    def above_median(electricity_use: Quantity, median_use: Quantity) -> Quantity:
        return electricity_use - median_use

    book = with_rules(above_median)
    book = dataclasses.replace(book, methods={"median_use": median_use})
    figures = evaluate(ledger, book, ["above_median"], period="2025-01..2025-03")
    assert values(figures, "above_median") == {"2025-01": -100.0, "2025-02": 0.0, "2025-03": 100.0}
    text = explain(ledger, book, "above_median", key={"entity": "E1"}, period="2025-02").text()
    assert "electricity_use [E1, 2025-02] = 200 kWh" in text


def test_months_beside_a_quarter_of_the_same_key_cannot_be_added(tmp_path):
    ledger = workspace(tmp_path / "mixed").ledger
    append(
        ledger,
        "activity",
        [
            activity("E1", "2025-Q1", "electricity", 300, "kWh"),
            activity("E1", "2025-04", "electricity", 100, "kWh"),
            activity("E2", "2025", "electricity", 900, "kWh"),
            activity("E2", "2025-04", "electricity", 100, "kWh"),
        ],
    )
    figures = evaluate(ledger, load_rulebook(), ["electricity_use"], period="2025")
    found = {r["entity"]: r["value"] for r in figures.rows()}
    assert found == {"E1": None, "E2": 900.0}


def test_figures_below_a_region_are_found_by_membership(ledger):
    from world import member

    append(ledger, "activity", [activity("E2", "2025-01", "electricity", 7, "kWh")])
    append(ledger, "membership", [member("located_in", "E2", "130000")])
    figures = evaluate(
        ledger, load_rulebook(), ["electricity_use"], where={"region": "130000"}, period="2025-01"
    )
    assert [(r["entity"], r["value"]) for r in figures.rows()] == [("E2", 7.0)]


def test_factors_that_are_asked_for_together_keep_their_own_rows(ledger):
    """In 2007 the one has no value and the other forty; neither hides the other's."""
    book = load_rulebook()
    asked = ["energy_consumed_media_equivalent", "heating_value"]
    both = evaluate(ledger, book, asked, period="2007")
    alone = evaluate(ledger, book, ["heating_value"], period="2007")
    assert len(alone) > 10
    assert both.table.equals(alone.table)
