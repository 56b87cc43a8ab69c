"""Several pollutants in one table (OWN)."""

import pyarrow as pa

from luheng.methods.pollutant_stacking import stacked


def table(**values):
    return pa.Table.from_pylist(
        [{"entity": e, "period": "2024", "value": v} for e, v in values.items()],
        schema=pa.schema(
            [("entity", pa.string()), ("period", pa.string()), ("value", pa.float64())]
        ),
    )


def test_rows_stand_under_their_item_and_a_missing_value_stays_missing():
    found = stacked({"so2": table(E1=1.5, E2=None), "vocs": table(E1=2.0)})
    assert found.to_pylist() == [
        {"entity": "E1", "item": "so2", "period": "2024", "value": 1.5},
        {"entity": "E2", "item": "so2", "period": "2024", "value": None},
        {"entity": "E1", "item": "vocs", "period": "2024", "value": 2.0},
    ]


def test_nothing_stacked_has_its_columns_all_the_same():
    assert stacked({"so2": table()}).column_names == ["entity", "item", "period", "value"]
    assert stacked({}).num_rows == 0
