"""Reading an inventory, whichever way it is packed: a year's workbook, or the table of all."""

from __future__ import annotations

import io
import zlib
from typing import TYPE_CHECKING

from luheng.connectors.files import Form, decode, form_of
from luheng.errors import UnreadableFile
from luheng.records import Batch, record

from . import tidy, workbook

if TYPE_CHECKING:
    from luheng.records import Origin

__all__ = ["NAME", "RULES", "read"]

NAME = "ceads_inventory"
RULES: tuple[str, ...] = ()
_GZIP = b"\x1f\x8b"
_LARGEST = 400_000_000


def read(content: bytes, origin: Origin) -> Batch:
    """Drafts of ``statistic``: province × sector × fuel of each year, in MtCO2.

    Printed totals are kept beside their parts, as sector ``total`` and item ``total``.

    Raises:
        UnreadableFile: the file is damaged, or holds no inventory.
    """
    if content.startswith(_GZIP):
        table, findings = tidy.read(decode(_unpacked(content, origin), origin.source)[0], origin)
    else:
        form = form_of(content, origin.source)
        if form in {Form.XLS, Form.XLSX}:
            table, findings = workbook.read(content, form, origin)
        elif form is Form.TEXT:
            table, findings = tidy.read(decode(content, origin.source)[0], origin)
        else:
            table, findings = None, ()
    if table is None:
        raise UnreadableFile(
            origin.source,
            "找不到排放清单（每省一张部门×品种的工作表，或含 year、province、sector、fuel、MtCO2 "
            "各列的表）。",
            "no inventory was found (a sheet of sectors by fuels per province, or a table with the "
            "columns year, province, sector, fuel, MtCO2).",
            "请导入 CEADs 省级清单的 .xlsx，或整理后的 .csv、.csv.gz。",
            "Import a workbook of the CEADs provincial inventories, or their table as .csv(.gz).",
        )
    return Batch(record("statistic"), origin, table, tuple(findings))


def _unpacked(content: bytes, origin: Origin) -> bytes:
    import gzip

    try:
        with gzip.GzipFile(fileobj=io.BytesIO(content)) as file:
            text = file.read(_LARGEST + 1)
    except (OSError, EOFError, zlib.error) as error:
        raise UnreadableFile(
            origin.source,
            "压缩文件已损坏。",
            "the compressed file is damaged.",
            "请重新下载。",
            "Download it again.",
        ) from error
    if len(text) > _LARGEST:
        raise UnreadableFile(
            origin.source,
            "解压后过大。",
            "it is too large when unpacked.",
            "请按年份拆分后导入。",
            "Split it by year and import the parts.",
        )
    return text
