"""A rehearsal: the ledger as it stands, with a scratch copy of all that writing would change.

What is appended to it is judged by the very code that writes, against the same rows, and what one
batch adds the next one meets; so a rehearsal counts what the act itself would count. Nothing of the
ledger is written: receipts go to a registry in a scratch folder, Parquet files to tables there.
"""

from __future__ import annotations

import tempfile
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from luheng.records import names

from .layout import layout_of
from .ledger import Ledger
from .registry import Registry
from .tables import Snapshot, Table

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from .layout import Layout

__all__ = ["rehearse"]


class _OverlaidTable(Table):
    """A table in the scratch folder that begins with the files of an actual one."""

    def __init__(self, scratch: str, actual: Table, stands: Snapshot) -> None:
        super().__init__(scratch, actual.name, actual.bounded)
        self._stands = stands

    def snapshot(self, *, present: bool = True) -> Snapshot:
        own = super().snapshot(present=present)
        files = sorted((*self._stands.files, *own.files), key=lambda f: (f.receipts, f.path))
        return Snapshot(own.version, tuple(files), self._stands.columns or own.columns)


class _Rehearsal(Ledger):
    """A ledger over such tables and a registry that holds copies of the receipts alone."""

    def __init__(self, actual: Ledger, folder: Path) -> None:
        settings = replace(
            actual.settings,
            registry=f"sqlite:///{(folder / 'registry.db').as_posix()}",
            ledger=(folder / "ledger").as_posix(),
        )
        super().__init__(settings, name=actual.name, patience=actual.patience)
        # tables before receipts: what another writer commits in between is not seen
        self._overlaid: Mapping[str, Table] = {
            t.name: _OverlaidTable(settings.ledger, t, t.snapshot())
            for layout in map(layout_of, names())
            for t in (
                Table(actual.settings.ledger, layout.name, layout.keys),
                Table(actual.settings.ledger, f"{layout.name}_corrections", layout.received_keys),
            )
        }
        registry = Registry(actual.settings.registry, actual.name)
        if registry.exists():
            actual.known()  # brings the tables of an earlier version up to this one
            registry.copy_receipts_to(folder / "registry.db")

    def _of(self, layout: Layout) -> tuple[Table, Table]:
        return self._overlaid[layout.name], self._overlaid[f"{layout.name}_corrections"]

    def _settle(self, registry: Registry) -> None:
        """There is no chain to bring up to date in a copy that nobody keeps."""

    def _grow(self, layout: Layout) -> None:
        """Tables that want a new column are rewritten by the act itself, not by its rehearsal."""


@contextmanager
def rehearse(actual: Ledger) -> Iterator[Ledger]:
    """A ledger to try things on; what is written to it is gone afterwards."""
    with tempfile.TemporaryDirectory(prefix="luheng-rehearsal-") as folder:
        yield _Rehearsal(actual, Path(folder))
