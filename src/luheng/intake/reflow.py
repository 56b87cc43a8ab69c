"""Re-flow: what came in reaches the figures that are stored, without anybody asking for it."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from luheng.engine.materialise import Reflow
    from luheng.ledger import Workspace

__all__ = ["reflow"]


def reflow(workspace: Workspace, *, by: str = "intake") -> tuple[Reflow, ...]:
    """Refresh every set of stored figures of a workspace; nothing where none is stored.

    Raises:
        LedgerBusy: another refresh is under way for too long; it will have seen these rows, or the
            next one will.
    """
    if not workspace.ledger.correction_files("materialisation") and not workspace.ledger.files(
        "materialisation"
    ):
        return ()
    from luheng.engine.materialise import refresh
    from luheng.rulebook import load_rulebook

    book = load_rulebook(overlays=workspace.settings.overlays)
    return refresh(workspace.ledger, book, by=by)
