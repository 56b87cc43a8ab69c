"""Word documents as lines: paragraphs and tables in the order of the document."""

from __future__ import annotations

import io
import re
import shutil
import subprocess
import tempfile
import zipfile
from pathlib import Path
from typing import TYPE_CHECKING, Any

from luheng.connectors.files import archive, compound
from luheng.errors import UnreadableFile

if TYPE_CHECKING:
    from collections.abc import Iterator

__all__ = ["read_doc", "read_docx"]

_SECONDS = 120
#: bytes unpacked: of one text part, of the whole archive
_LARGEST_TEXT, _LARGEST_WHOLE = 60_000_000, 600_000_000


def read_docx(content: bytes, name: str) -> list[tuple[str, int | None]]:
    """One line per paragraph; a cell begins with a tab, a row ends with a blank line.

    Numbers that Word adds by itself are written out in front of their paragraphs.
    """
    import docx
    from docx.table import Table

    from .word_numbering import Numbering

    if content.startswith(compound.MAGIC):
        raise _encrypted_or_old(name, content)
    _require_whole(content, name)
    try:
        archive.verify(content, name)
        document = docx.Document(io.BytesIO(content))
    except Exception as error:  # the library lets zip, xml and key errors through
        raise _damaged(name) from error
    numbering = Numbering(document)
    lines: list[str] = []
    for block in document.iter_inner_content():
        if isinstance(block, Table):
            lines.extend(_table(block, numbering))
        else:
            lines.extend(_paragraph(block, numbering))
    return [(line, None) for line in lines]


def _require_whole(content: bytes, name: str) -> None:
    """Refuse an archive that is cut short, is no Word document, or swells when unpacked."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as box:
            parts = box.infolist()
    except (zipfile.BadZipFile, NotImplementedError, OSError, ValueError) as error:
        raise _damaged(name) from error
    total = sum(p.file_size for p in parts)
    texts = max((p.file_size for p in parts if p.filename.endswith(".xml")), default=0)
    swollen = any(
        p.file_size > max(archive.RATIO_FROM, archive.MAX_RATIO * p.compress_size) for p in parts
    )
    inside, outside = f"{total / 1e6:.0f} MB", f"{len(content) / 1e6:.1f} MB"
    if swollen or texts > _LARGEST_TEXT or total > _LARGEST_WHOLE:
        raise UnreadableFile(
            name,
            f"解压后有 {inside}，而文件只有 {outside}（疑似压缩炸弹），没有打开。",
            f"it unpacks to {inside}, far larger inside than the {outside} outside (a zip bomb?), "
            "and was not opened.",
            "请核对来源。",
            "Check where it comes from.",
        )
    if "word/document.xml" not in {p.filename for p in parts}:
        raise UnreadableFile(
            name,
            "扩展名是 .docx，内容却不是 Word 文档。",
            "it ends in .docx but is not a whole Word document: it has no text part.",
            "请核对文件，或用 Word 打开后另存为 .docx。",
            "Check the file, or open it in Word and save it as .docx.",
        )


def _damaged(name: str) -> UnreadableFile:
    return UnreadableFile(
        name,
        "扩展名是 .docx，内容却不是完整的 Word 文档（损坏，或没有传送完整）。",
        "it ends in .docx but is not a whole Word document: damaged, or cut short on its way.",
        "请重新传送，或用 Word 打开后另存为 .docx。",
        "Send it again, or open it in Word and save it as .docx.",
    )


def _paragraph(paragraph: Any, numbering: Any) -> Iterator[str]:
    """The lines of one paragraph: a line break inside it ends a line."""
    text = numbering.before(paragraph) + paragraph.text
    yield from re.split(r"[\n\v\f]", text.replace("\t", "    "))


def _table(table: Any, numbering: Any) -> Iterator[str]:
    """Row by row; what a merged cell spans to its right and below is an empty cell."""
    seen: dict[int, Any] = {}
    for row in table.rows:
        yield from ["\t"] * row.grid_cols_before
        for cell in row.cells:
            if id(cell._tc) in seen:  # noqa: SLF001  (a merged cell comes once per column and row)
                yield "\t"
                continue
            seen[id(cell._tc)] = cell._tc  # noqa: SLF001  (held: an id may be given twice)
            yield from _cell(cell, numbering)
        yield ""
    yield ""


def _cell(cell: Any, numbering: Any) -> Iterator[str]:
    from docx.table import Table

    first = True
    for block in cell.iter_inner_content():
        if isinstance(block, Table):
            yield from _table(block, numbering)
            continue
        for line in _paragraph(block, numbering):
            if line.strip():
                yield f"\t{line.strip()}" if first else line.strip()
                first = False
    if first:
        yield "\t"


def read_doc(content: bytes, name: str) -> list[tuple[str, int | None]]:
    """A document of Word 97 to 2003, turned into docx by LibreOffice where it is installed."""
    office = shutil.which("soffice") or shutil.which("libreoffice")
    if office is None:
        raise UnreadableFile(
            name,
            "读旧版 Word 文档（.doc）需要 LibreOffice，本机没有找到 soffice。",
            "reading .doc (Word 97-2003) needs LibreOffice, and no soffice is found here.",
            "请安装 LibreOffice，或用 Word/WPS 另存为 .docx。",
            "Install LibreOffice, or save the file as .docx in Word or WPS.",
        )
    with tempfile.TemporaryDirectory() as folder:
        source = Path(folder) / "plan.doc"
        source.write_bytes(content)
        profile = f"-env:UserInstallation={(Path(folder) / 'profile').as_uri()}"
        command = [office, profile, "--headless", "--convert-to", "docx", "--outdir", folder]
        try:
            subprocess.run(  # noqa: S603  (the command is ours, the file is in our own folder)
                [*command, str(source)], check=True, capture_output=True, timeout=_SECONDS
            )
            turned = (Path(folder) / "plan.docx").read_bytes()
        except (subprocess.SubprocessError, OSError) as error:
            raise UnreadableFile(
                name,
                "LibreOffice 没能打开这个 .doc 文件。",
                "LibreOffice could not open this .doc file.",
                "请用 Word/WPS 打开后另存为 .docx。",
                "Open it in Word or WPS and save it as .docx.",
            ) from error
    return read_docx(turned, name)


def _encrypted_or_old(name: str, content: bytes) -> UnreadableFile:
    if compound.is_encrypted(content):
        return UnreadableFile(
            name,
            "文件已加密，需要密码才能打开。",
            "the file is encrypted and opens only with a password.",
            "请清除密码后另存。",
            "Clear the password and save it.",
        )
    return UnreadableFile(
        name,
        "扩展名是 .docx，内容却是旧版 Word 文档（.doc）。",
        "it ends in .docx but is a document of Word 97-2003.",
        "请把扩展名改成 .doc，或用 Word 另存为 .docx。",
        "Rename it to .doc, or save it as .docx in Word.",
    )
