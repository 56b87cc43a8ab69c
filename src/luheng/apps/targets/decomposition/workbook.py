"""A decomposition as a workbook: the parts on one sheet, how they were found on another."""

from __future__ import annotations

from typing import TYPE_CHECKING

from luheng.errors import say

from .reasons import title

if TYPE_CHECKING:
    from pathlib import Path

    from .shares import Decomposition

__all__ = ["write"]


def write(found: Decomposition, path: Path) -> None:
    """Write ``path`` (.xlsx): every figure as a number and as its exact text.

    Raises:
        UnreadableFile: the file cannot be written.
    """
    from luheng.connectors.files import new_workbook
    from luheng.errors import UnreadableFile

    try:
        path.touch()
    except OSError as error:
        raise UnreadableFile(
            path.name,
            f"不能写入（{error.strerror}）。",
            f"cannot be written ({error.strerror}).",
        ) from error
    with new_workbook(path) as book:
        bold = book.add_format({"bold": True})
        sheet = book.add_worksheet(say(zh="分解结果", en="parts"))
        unit = found.target.unit
        heads = [
            say(zh="成员", en="member"),
            say(zh="名称", en="name"),
            say(zh="组", en="group"),
            say(zh=f"数值（{unit}）", en=f"figure ({unit})"),
            say(zh="精确值", en="exactly"),
            say(zh="公布值", en="published"),
            say(zh="份额", en="share"),
            say(zh="理由", en="why"),
        ]
        sheet.write_row(0, 0, heads, bold)
        for n, part in enumerate(found.parts, start=1):
            cells = [
                part.member,
                part.name,
                part.group or "",
                float(part.figure),
                str(part.figure),
                float(part.published),
                float(part.share),
                say(zh=part.why.zh, en=part.why.en),
            ]
            sheet.write_row(n, 0, cells)
        sheet.freeze_panes(1, 1)
        about = book.add_worksheet(say(zh="说明", en="about"))
        head = title(found.target)
        lines = [
            (say(zh="目标", en="target"), say(zh=head.zh, en=head.en)),
            (say(zh="出处", en="place"), f"{found.target.place} [{found.target.trust}]"),
            (say(zh="方法", en="method"), found.method.value),
            *((w[0], f"{float(w[2]):.12f} {'more' if w[1] else 'less'}") for w in found.weights),
            (say(zh="各部分合成", en="parts make up"), str(found.recombined)),
            *((say(zh="说明", en="note"), say(zh=n.zh, en=n.en)) for n in found.notes),
        ]
        for n, (name, text) in enumerate(lines):
            about.write_row(n, 0, [name, text])
