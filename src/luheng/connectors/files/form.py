"""The form of a file, told by its content and not by its name."""

from __future__ import annotations

from enum import StrEnum

from luheng.errors import UnreadableFile

from . import compound

__all__ = ["ENDINGS", "Form", "encrypted", "form_of"]

_ZIP = b"PK\x03\x04"
_PARQUET = b"PAR1"
_PARQUET_ENCRYPTED = b"PARE"
ENDINGS = {
    "csv": "text",
    "tsv": "text",
    "txt": "text",
    "xlsx": "workbook",
    "xlsm": "workbook",
    "xls": "workbook",
    "et": "workbook",
    "parquet": "parquet",
}
_HTML = (b"<html", b"<!doctype html", b"<table", b"<?xml")


class Form(StrEnum):
    """What a file is."""

    TEXT = "text"
    XLSX = "xlsx"
    XLS = "xls"
    PARQUET = "parquet"


def form_of(content: bytes, name: str) -> Form:
    """The file's form; the ending only says which family is expected.

    Raises:
        UnreadableFile: empty, encrypted, of an ending that Luheng does not read, or not what the
            ending says.
    """
    if not content:
        raise UnreadableFile(
            name,
            "文件是空的（0 字节）。",
            "the file is empty (0 bytes).",
            "请重新导出或重新传送该文件。",
            "Export it or send it again.",
        )
    ending = name.rsplit(".", 1)[-1].lower() if "." in name else ""
    family = ENDINGS.get(ending)
    if family is None:
        raise UnreadableFile(
            name,
            f"不认识的文件类型“.{ending}”。" if ending else "文件名没有扩展名。",
            f"files ending in .{ending} are not read."
            if ending
            else "the file's name has no ending.",
            f"可读：{'、'.join('.' + e for e in ENDINGS)}。",
            f"Can be read: {', '.join('.' + e for e in ENDINGS)}.",
        )
    if family == "workbook":
        return _workbook(content, name, ending)
    if family == "parquet":
        return _parquet(content, name)
    if content.startswith((_ZIP, compound.MAGIC, _PARQUET)):
        raise UnreadableFile(
            name,
            f"扩展名是 .{ending}，内容却不是文本。",
            f"it ends in .{ending} but holds no text.",
            "如果它是 Excel 工作簿，请把扩展名改成 .xlsx 或 .xls。",
            "If it is an Excel workbook, rename it to .xlsx or .xls.",
        )
    return Form.TEXT


def _workbook(content: bytes, name: str, ending: str) -> Form:
    if content.startswith(_ZIP):
        return Form.XLSX
    if content.startswith(compound.MAGIC):
        if compound.is_encrypted(content):
            raise encrypted(name)
        if not compound.is_workbook(content):
            raise UnreadableFile(
                name,
                f"扩展名是 .{ending}，内容不是读得懂的工作簿（或是 WPS 专有格式）。",
                f"it ends in .{ending} but is no workbook that can be read: perhaps WPS's own "
                "format, or another Office file.",
                "请用 WPS 或 Excel 打开，另存为 .xlsx 后导入。",
                "Open it in WPS or Excel, save it as .xlsx and import that.",
            )
        return Form.XLS
    head = content[:512].lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    if head.startswith(_HTML):
        raise UnreadableFile(
            name,
            f"扩展名是 .{ending}，内容却是网页表格（不少系统导出的“Excel”其实是网页）。",
            f"it ends in .{ending} but is a web page saved under that name.",
            "用 Excel 打开后另存为 .xlsx 再导入。",
            "Open it in Excel, save it as .xlsx and import that.",
        )
    raise UnreadableFile(
        name,
        f"扩展名是 .{ending}，内容却不是 Excel 工作簿。",
        f"it ends in .{ending} but is not an Excel workbook.",
        "请核对文件；文本文件请用 .csv，工作簿请用 Excel 另存为 .xlsx。",
        "Check the file: text should end in .csv, a workbook should be saved as .xlsx by Excel.",
    )


def _parquet(content: bytes, name: str) -> Form:
    if content.startswith(_PARQUET_ENCRYPTED):
        raise encrypted(name)
    if not (content.startswith(_PARQUET) and content.endswith(_PARQUET)):
        raise UnreadableFile(
            name,
            "扩展名是 .parquet，内容却不是完整的 Parquet 文件。",
            "it ends in .parquet but is not a whole Parquet file.",
            "请重新导出或重新传送该文件。",
            "Export it or send it again.",
        )
    return Form.PARQUET


def encrypted(name: str) -> UnreadableFile:
    """The refusal of a file that is locked by a password."""
    return UnreadableFile(
        name,
        "文件已加密，需要密码才能打开。",
        "the file is encrypted and opens only with a password.",
        "请用 Excel 打开，在“文件—信息—保护工作簿”中清除密码后另存。",
        "Open it in Excel, clear the password under File, Info, Protect Workbook, and save it.",
    )
