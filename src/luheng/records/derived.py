"""The columns that the door adds: canonical amount, state of the value, bounds of the period."""

import pyarrow as pa

__all__ = ["PERIOD_COLUMNS", "VALUE_COLUMNS"]

#: ``amount`` is the quantity in its item's canonical unit; ``state`` is value or nil (A2)
VALUE_COLUMNS = {"amount": pa.float64(), "canonical_unit": pa.string(), "state": pa.string()}
PERIOD_COLUMNS = {
    "period_start": pa.date32(),
    "period_end": pa.date32(),
    "period_grain": pa.string(),
}
