"""Writing the workbook: the user's own, a copy of its tables, or the bad rows alone."""

from __future__ import annotations

import itertools
from pathlib import Path
from typing import TYPE_CHECKING

from luheng.connectors.files import Form, form_of_file
from luheng.errors import UnreadableFile
from luheng.intake.opening import opened

from .copying import write_bad_rows, write_copies
from .marks import marks_of
from .own import write_own

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from luheng.intake.opening import Opened
    from luheng.intake.outcome import Outcome
    from luheng.records import Finding

__all__ = ["LIST", "MARKED_ROWS", "write_errors"]

#: up to so many rows the whole table is given back; above, only its bad rows
MARKED_ROWS = 100_000
#: name of the first sheet, which lists every finding
LIST = "问题清单"


def write_errors(outcome: Outcome, files: Sequence[Path], out: Path) -> Path:
    """Write the answer to an import: a list of all findings, and the tables with the bad cells.

    One .xlsx of at most ``MARKED_ROWS`` rows comes back as it is, formulas and all, each bad cell
    filled and commented; other files as sheets of a new workbook with the same cells; larger ones
    as sheets of their bad rows. Comments are in the reader's language; the list is the first sheet.

    Raises:
        UnreadableFile: ``out`` cannot be written.
    """
    out = Path(out)
    if out.suffix.lower() != ".xlsx":
        raise UnreadableFile(
            out.name,
            "问题工作簿的扩展名应为 .xlsx。",
            "the workbook of findings must end in .xlsx.",
        )
    if any(_same(out, Path(f)) for f in files):
        raise UnreadableFile(
            out.name,
            "这是要导入的文件本身，不能覆盖。",
            "this is the file that is imported; it is not overwritten.",
            "请换一个文件名。",
            "Give another name.",
        )
    findings = outcome.findings
    try:
        out.parent.mkdir(parents=True, exist_ok=True)
        alone = _alone(files)
        if alone is not None and write_own(
            alone, findings, marks_of(findings), out, LIST, most=MARKED_ROWS
        ):
            return out
        _write_tables(files, findings, out)
    except OSError as error:
        raise UnreadableFile(
            out.name,
            f"不能写入（{error.strerror}）。",
            f"cannot be written ({error.strerror}).",
            "请核对目录与权限，并关闭已打开的同名文件。",
            "Check the folder and your rights, and close the file if it is open.",
        ) from error
    return out


def _same(a: Path, b: Path) -> bool:
    return a.exists() and b.exists() and a.samefile(b)


def _alone(files: Sequence[Path]) -> Opened | None:
    """The one file, where it is an .xlsx."""
    found = list(itertools.islice(opened(Path(files[0])), 2)) if len(files) == 1 else []
    if len(found) != 1 or found[0].finding is not None:
        return None
    try:
        form, _ = form_of_file(found[0].source, found[0].origin.source)
    except UnreadableFile:
        return None
    return found[0] if form is Form.XLSX else None


def _write_tables(files: Sequence[Path], findings: Sequence[Finding], out: Path) -> None:
    marks = marks_of(findings)
    wanted = {source for source, _ in marks}
    with write_copies(out, LIST, findings) as book:
        for file in _every(files):
            if file.finding is not None or file.origin.source not in wanted:
                continue
            write_bad_rows(book, file, marks, whole=MARKED_ROWS)


def _every(files: Sequence[Path]) -> Iterator[Opened]:
    for path in files:
        yield from opened(Path(path))
