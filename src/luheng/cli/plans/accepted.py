"""Plans that were accepted into a ledger, beside those that are registered."""

from pathlib import Path
from typing import TYPE_CHECKING

from luheng.errors import NoWorkspace

if TYPE_CHECKING:
    from luheng.ledger import Ledger

__all__ = ["ledger_of"]


def ledger_of(folder: Path | None) -> "Ledger | None":
    """The ledger of the workspace that is meant; None where there is none and none was named."""
    from luheng.cli.workspace import open_workspace

    try:
        return open_workspace(folder).ledger
    except NoWorkspace:
        if folder is not None:
            raise
        return None
