"""A1: a figure is one value of one quantity for one grain cell, known at one instant."""

from luheng.engine import evaluate
from world import activity, append


def test_one_row_per_grain_cell_with_its_state_of_knowledge(ledger, book):
    rows = [activity("E1", f"2025-{m:02d}", "electricity", 1000, "kWh") for m in (5, 6)]
    append(ledger, "activity", rows)
    figures = evaluate(ledger, book, ["comprehensive_energy"], period="2025-05..2025-06")
    cells = [(r["quantity"], r["entity"], r["period"]) for r in figures.rows()]
    assert cells == [
        ("comprehensive_energy", "E1", "2025-05"),
        ("comprehensive_energy", "E1", "2025-06"),
    ]
    assert figures.known_at == 1
    assert figures.release == book.release


def test_figures_leave_as_arrow_pandas_and_polars(ledger, book):
    import pytest

    polars = pytest.importorskip("polars")
    append(ledger, "activity", [activity("E1", "2025-05", "electricity", 1000, "kWh")])
    figures = evaluate(ledger, book, ["comprehensive_energy"], period="2025-05")
    assert figures.to_arrow()["value"].to_pylist() == [122.9]
    assert figures.to_pandas()["value"].tolist() == [122.9]
    assert figures.to_polars()["value"].to_list() == [122.9]
    assert isinstance(figures.to_polars(), polars.DataFrame)
