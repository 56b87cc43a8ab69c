"""Named rules for known misprints of a source, applied as corrections after the rows are kept."""

from __future__ import annotations

from typing import TYPE_CHECKING

from luheng.methods.misdated_midnight import RULE, closing_midnight

if TYPE_CHECKING:
    from collections.abc import Collection

    import pyarrow as pa

    from luheng.ledger import Receipt, Workspace
    from luheng.records import Batch

__all__ = ["REASONS", "apply_rules"]

#: rule -> why it is right, kept with every row that it corrects
REASONS = {
    RULE: "收尾当天的读数写着当天 00:00，应为次日 00:00 / "
    "the reading that closes a day was stamped 00:00 of that day and belongs to the next",
}


def apply_rules(
    workspace: Workspace,
    rules: Collection[str],
    batch: Batch,
    table: pa.Table,
    recorded_by: str,
) -> tuple[Receipt, ...]:
    """Correct the typed rows of one batch by the rules that its connector names.

    Rows that are corrected already are handed in again and change nothing: an import that was cut
    off between the two steps is completed by repeating it.
    """
    name = batch.record.record_name
    if name != "reading" or RULE not in rules or not table.num_rows:
        return ()
    moved = closing_midnight(table)
    if not moved.num_rows:
        return ()
    receipt = workspace.ledger.correct(
        name,
        moved,
        rule=RULE,
        reason=REASONS[RULE],
        recorded_by=recorded_by,
        origin=batch.origin,
    )
    return (receipt,)
