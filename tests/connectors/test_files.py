"""Whole files: what cannot be opened is refused once, clearly, before it can do harm."""

import io
import struct
import zipfile
import zlib

import pytest
import xlsxwriter

from luheng.connectors import table
from luheng.connectors.files import archive, compound, decode, form_of, letter, read_sheets
from luheng.errors import UnreadableFile, set_language
from luheng.records import Origin

HEADER = ["单位编码", "报告期", "品种", "用途", "数量", "计量单位"]
ROW = ["E1", "2025-05", "电力", "消费", 5.0, "kWh"]


@pytest.fixture(autouse=True)
def _english():
    set_language("en")


def workbook(rows, *, sheet="Sheet1", merge=()):
    buffer = io.BytesIO()
    with xlsxwriter.Workbook(buffer) as book:
        page = book.add_worksheet(sheet)
        for n, row in enumerate(rows):
            page.write_row(n, 0, row)
        for area, text in merge:
            page.merge_range(area, text)
    return buffer.getvalue()


def refusal(content, name):
    with pytest.raises(UnreadableFile) as refused:
        table.read(content, Origin.of(name, content), record="activity")
    assert refused.value.code == "FILE-01"
    return str(refused.value)


def compound_file(stream_name, data):
    """A minimal compound file with one stream, after [MS-CFB] 2.2 to 2.6."""
    sector, per = 512, 128
    pad = data + b"\0" * (-len(data) % sector)
    count = len(pad) // sector
    assert len(data) >= 4096  # else it would belong to the mini stream
    fat = [0xFFFFFFFD, 0xFFFFFFFE, *range(3, 2 + count), 0xFFFFFFFE]
    fat += [0xFFFFFFFF] * (per - len(fat))

    def entry(name, kind, start, size):
        raw = name.encode("utf-16-le")
        return (
            raw.ljust(64, b"\0")
            + struct.pack("<HBB", len(raw) + 2, kind, 1)
            + struct.pack("<III", 0xFFFFFFFF, 0xFFFFFFFF, 0xFFFFFFFF)
            + b"\0" * 36
            + struct.pack("<IQ", start, size)
        )

    directory = entry("Root Entry", 5, 0xFFFFFFFE, 0) + entry(stream_name, 2, 2, len(data))
    directory += b"\0" * (sector - len(directory))
    header = compound.MAGIC + b"\0" * 16 + struct.pack("<HHHHH", 62, 3, 0xFFFE, 9, 6)
    header += b"\0" * 6 + struct.pack("<IIIIIIIII", 0, 1, 1, 0, 4096, 0xFFFFFFFE, 0, 0xFFFFFFFE, 0)
    header += struct.pack("<109I", 0, *[0xFFFFFFFF] * 108)
    return header + struct.pack(f"<{per}I", *fat) + directory + pad


def test_an_empty_file():
    assert refusal(b"", "五月.csv") == (
        "五月.csv: the file is empty (0 bytes).  [FILE-01]\n  Export it or send it again."
    )


def test_in_chinese_too():
    set_language("zh")
    assert refusal(b"", "五月.xlsx") == (
        "五月.xlsx：文件是空的（0 字节）。  [FILE-01]\n  请重新导出或重新传送该文件。"
    )


def test_an_xlsx_that_is_no_zip():
    said = refusal("单位编码,报告期\nE1,2025\n".encode(), "a.xlsx")
    assert said.startswith("a.xlsx: it ends in .xlsx but is not an Excel workbook.")


def test_a_web_page_saved_as_xls():
    assert "web page" in refusal(b"<html><table><tr><td>1</td></tr></table></html>", "a.xls")


def test_an_archive_that_is_no_workbook():
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as box:
        box.writestr("readme.txt", "hello")
    assert "no Excel workbook" in refusal(buffer.getvalue(), "a.xlsx")


def test_a_workbook_that_was_cut_off():
    content = workbook([HEADER, ROW])
    assert "damaged" in refusal(content[: len(content) // 2], "a.xlsx")


def test_an_unknown_ending_and_none():
    assert "files ending in .pdf are not read" in refusal(b"%PDF-1.7", "a.pdf")
    assert "no ending" in refusal(b"abc", "abc")


def test_a_workbook_called_csv():
    assert "holds no text" in refusal(workbook([HEADER, ROW]), "a.csv")


def test_binary_garbage_called_csv():
    assert "neither UTF-8 nor GB18030" in refusal(bytes(range(256)) * 4, "a.csv")


def test_a_parquet_that_is_none():
    assert "not a whole Parquet file" in refusal(b"PAR1 and no more", "a.parquet")
    assert "cannot be read" in refusal(b"PAR1" + b"\0" * 64 + b"PAR1", "a.parquet")


def test_an_encrypted_workbook():
    content = compound_file("EncryptedPackage", b"x" * 5000)
    assert compound.stream(content, "EncryptedPackage") == b"x" * 5000
    said = refusal(content, "a.xlsx")
    assert said.splitlines()[0] == (
        "a.xlsx: the file is encrypted and opens only with a password.  [FILE-01]"
    )


def test_a_password_locked_xls():
    bof = struct.pack("<HHHHHHII", 0x809, 16, 0x600, 5, 0, 0, 0, 0)
    book = bof + struct.pack("<HH", 0x2F, 6) + b"\0" * 6 + struct.pack("<HH", 0x0A, 0)
    content = compound_file("Workbook", book + b"\0" * 5000)
    assert "encrypted" in refusal(content, "a.xls")


def zipped(parts, *, lie=None):
    """An archive of deflated parts; ``lie`` overwrites the size that the directory states."""
    out, directory = io.BytesIO(), b""
    for name, data in parts.items():
        packer = zlib.compressobj(9, zlib.DEFLATED, -15)
        packed = packer.compress(data) + packer.flush()
        size = len(data) if lie is None else lie.get(name, len(data))
        said = struct.pack("<IIIHH", zlib.crc32(data[:size]), len(packed), size, len(name), 0)
        at = out.tell()
        out.write(
            b"PK\x03\x04" + struct.pack("<HHHHH", 20, 0, 8, 0, 33) + said + name.encode() + packed
        )
        directory += b"PK\x01\x02" + struct.pack("<HHHHHH", 20, 20, 0, 8, 0, 33) + said
        directory += struct.pack("<HHHII", 0, 0, 0, 0, at) + name.encode()
    start = out.tell()
    out.write(directory)
    out.write(
        b"PK\x05\x06"
        + struct.pack("<HHHHIIH", 0, 0, len(parts), len(parts), len(directory), start, 0)
    )
    return out.getvalue()


def test_a_zip_bomb_is_seen_in_the_directory():
    content = zipped({"[Content_Types].xml": b"", "xl/worksheets/sheet1.xml": b"0" * 30_000_000})
    assert len(content) < 50_000
    assert "zip bomb" in refusal(content, "a.xlsx")


def test_a_zip_bomb_whose_directory_lies_is_seen_while_reading():
    name = "xl/worksheets/sheet1.xml"
    content = zipped({"[Content_Types].xml": b"", name: b"0" * 30_000_000}, lie={name: 1000})
    assert zipfile.ZipFile(io.BytesIO(content)).getinfo(name).file_size == 1000
    assert "zip bomb" in refusal(content, "a.xlsx")


def test_two_far_cells_are_not_a_sheet_of_seventeen_thousand_million():
    buffer = io.BytesIO()
    with xlsxwriter.Workbook(buffer) as book:
        page = book.add_worksheet()
        page.write_row(0, 0, HEADER)
        page.write(1_048_575, 16_383, 1)
    said = refusal(buffer.getvalue(), "a.xlsx")
    assert "1048576 rows by 16384 columns" in said


@pytest.mark.parametrize(
    "cells",
    [
        b"<row r='1'><c r='XFD1'><v>1</v></c></row><row r='1048576'><c r='A1048576'/></row>",
        b'<row r="1"><c r="XFD1"><v>1</v></c></row><row r="1048576"><c><v>1</v></c></row>',
        b'<row r="1"><c r="a1"><v>1</v></c></row><row r="9"><c r="xfd1048576"><v>1</v></c></row>',
    ],
)
def test_far_cells_in_disguise(cells):
    parts = {}
    with zipfile.ZipFile(io.BytesIO(workbook([HEADER]))) as box:
        for name in box.namelist():
            parts[name] = box.read(name)
    sheet = "xl/worksheets/sheet1.xml"
    head, _, tail = parts[sheet].partition(b"<sheetData>")
    parts["xl/elsewhere.dat"] = head + b"<sheetData>" + cells + tail[tail.index(b"</sheetData>") :]
    links = "xl/_rels/workbook.xml.rels"
    parts[links] = parts[links].replace(b"worksheets/sheet1.xml", b"elsewhere.dat")
    del parts[sheet]
    assert "beyond what is read" in refusal(zipped(parts), "a.xlsx")


def test_error_cells_and_formulas_never_calculated_are_not_blanks():
    buffer = io.BytesIO()
    with xlsxwriter.Workbook(buffer) as book:
        page = book.add_worksheet("一")
        page.write_row(0, 0, ["a", 1.0])
        page.write_formula(1, 1, "=1/0", value="#DIV/0!")
        page.write_formula(2, 1, "=A1", value="")
    content = buffer.getvalue()
    (sheet,) = read_sheets(content, form_of(content, "a.xlsx"), "a.xlsx")
    assert sheet.rows[1][1] == "#DIV/0!"
    assert sheet.rows[2][1] == "=…"


def test_error_cells_of_an_xls(sheets):
    content = bytearray((sheets / "3.xls").read_bytes())
    number = struct.pack("<HHHH", 0x203, 14, 20, 7)  # the number in H21
    at = content.find(number)
    assert at > 0
    assert content.count(number) == 1
    content[at : at + 2] = struct.pack("<H", 0x205)  # now an error cell of the same length
    content[at + 10 : at + 12] = b"\x17\x01"
    (sheet,) = read_sheets(bytes(content), form_of(bytes(content), "3.xls"), "3.xls")
    assert sheet.rows[20][7] == "#REF!"


def test_encodings():
    assert decode("能源".encode("gb18030"), "a.csv") == ("能源", "gb18030")
    assert decode("能源".encode("utf-8-sig"), "a.csv") == ("能源", "utf-8-sig")
    assert decode("能源".encode("utf-16"), "a.csv") == ("能源", "utf-16")


@pytest.mark.parametrize(
    ("n", "said"), [(0, "A"), (25, "Z"), (26, "AA"), (701, "ZZ"), (702, "AAA")]
)
def test_letters(n, said):
    assert letter(n) == said


def test_the_bounds_leave_a_large_honest_workbook_alone():
    rows = [HEADER, *([f"E{n}", "2025-05", "电力", "消费", 5.0, "kWh"] for n in range(20_000))]
    content = workbook(rows)
    assert archive.verify(content, "a.xlsx")["xl/worksheets/sheet1.xml"] is False
    (batch,) = table.read(content, Origin.of("a.xlsx", content), record="activity")
    assert batch.table.num_rows == 20_000


def test_a_damaged_xls_is_refused_without_a_word_from_the_reader(sheets, capfd):
    whole = (sheets / "3.xls").read_bytes()
    for cut in range(1000, len(whole) - 4000, 4000):
        with pytest.raises(UnreadableFile, match=r"3\.xls: "):
            read_sheets(whole[:cut], form_of(whole[:cut], "3.xls"), "3.xls")
    assert capfd.readouterr().err == ""
