"""What came of each run of a source: kept in the workspace, one line a run, failures too."""

from __future__ import annotations

import datetime as dt
import json
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any

from luheng.errors import say

if TYPE_CHECKING:
    from pathlib import Path

__all__ = ["FAILED", "KEPT", "UNCHANGED", "Run", "keep_run", "runs_of"]

KEPT, UNCHANGED, FAILED = "kept", "unchanged", "failed"
_FOLDER = "source_runs"


@dataclass(frozen=True, slots=True)
class Run:
    """One run: when, what came of it, and from where the next one goes on.

    ``mark`` is the greatest value of the cursor column that was read so far, with its type.
    """

    source: str
    started: str
    finished: str
    state: str
    reason_zh: str = ""
    reason_en: str = ""
    code: str = ""
    rows: int = 0
    kept: int = 0
    corrected: int = 0
    unchanged: int = 0
    refused: int = 0
    doubts: int = 0
    receipts: tuple[int, ...] = ()
    mark: Any = None
    mark_type: str = ""
    etag: str = ""
    modified: str = ""
    url: str = ""

    @property
    def started_at(self) -> dt.datetime:
        """When it started, with its zone."""
        return dt.datetime.fromisoformat(self.started)

    @property
    def reason(self) -> str:
        """Why it failed, in the reader's language."""
        return say(zh=self.reason_zh, en=self.reason_en)

    def as_dict(self) -> dict[str, object]:
        """The run as a program reads it."""
        said = asdict(self)
        for hidden in ("reason_zh", "reason_en", "url"):
            said.pop(hidden)
        return {**said, "reason": self.reason, "receipts": list(self.receipts)}


def runs_of(folder: Path, source: str) -> tuple[Run, ...]:
    """Every run of a source, the oldest first; a line cut off by a crash is passed over."""
    path = folder / _FOLDER / f"{source}.jsonl"
    if not path.is_file():
        return ()
    out = []
    for line in path.read_text(encoding="utf-8").splitlines():
        try:
            said = json.loads(line)
            out.append(Run(**{**said, "receipts": tuple(said["receipts"])}))
        except (json.JSONDecodeError, TypeError, KeyError):
            continue
    return tuple(out)


def keep_run(folder: Path, run: Run) -> None:
    """Write one more line."""
    place = folder / _FOLDER
    place.mkdir(exist_ok=True)
    path = place / f"{run.source}.jsonl"
    torn = path.is_file() and path.stat().st_size and not path.read_bytes().endswith(b"\n")
    with path.open("a", encoding="utf-8") as file:
        # a line that a crash cut off must not swallow this one
        file.write("\n" if torn else "")
        file.write(json.dumps(asdict(run), ensure_ascii=False) + "\n")
