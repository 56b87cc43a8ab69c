"""A .zip as a container of tables: names, bounds, and what is refused in it."""

import io
import struct
import zipfile

import pytest

from luheng.connectors.files import is_container, members
from luheng.errors import UnreadableFile


def packed(files, *, mode=zipfile.ZIP_DEFLATED):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", mode) as box:
        for name, body in files.items():
            box.writestr(name, body)
    return out.getvalue()


def in_gbk(name: str, body: bytes) -> bytes:
    """An archive as Windows tools in China write it: the name in GBK and no flag that says so."""
    content = bytearray(packed({"?" * len(name.encode("gbk")): body}))
    wanted, stood = name.encode("gbk"), b"?" * len(name.encode("gbk"))
    return bytes(content).replace(stood, wanted)


def test_members_come_in_order_under_the_archive_s_name():
    content = packed(
        {"b.csv": b"1", "上半年/a.csv": b"2", "上半年/": b"", "__MACOSX/._a.csv": b"x"}
    )
    assert is_container(content, "月报.ZIP")
    assert not is_container(content, "a.xlsx")
    found = list(members(content, "月报.zip"))
    assert [(m.name, m.source) for m in found] == [
        ("月报.zip/b.csv", b"1"),
        ("月报.zip/上半年/a.csv", b"2"),
    ]


def test_names_in_gbk_are_read():
    found = list(members(in_gbk("五月能耗.csv", b"x"), "a.zip"))
    assert [m.name for m in found] == ["a.zip/五月能耗.csv"]


def test_names_as_windows_writes_them_only_say_where_a_row_came_from():
    """Nothing is unpacked to a disk: a drive, a way up or a device name can lead nowhere."""
    names = ["C:\\数据\\a.csv", "..\\..\\b.csv", "上半年\\c.csv", "NUL.csv"]
    found = list(members(packed(dict.fromkeys(names, b"1")), "a.zip"))
    assert [m.name for m in found] == [
        "a.zip/C:/数据/a.csv", "a.zip/../../b.csv", "a.zip/上半年/c.csv", "a.zip/NUL.csv",
    ]  # fmt: skip
    assert {m.source for m in found} == {b"1"}


def test_a_nested_archive_is_refused_and_the_rest_read():
    content = packed({"in.zip": packed({"a.csv": b"1"}), "a.csv": b"2", "readme.pdf": b"%PDF"})
    nested, table, other = members(content, "a.zip")
    assert nested.refused is not None
    assert nested.refused.file == "a.zip/in.zip"
    assert table.source == b"2"
    assert other.strange


def test_an_encrypted_archive_says_so():
    content = bytearray(packed({"a.csv": b"1"}))
    for mark, offset in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        at = content.index(mark) + offset
        content[at] |= 1
    with pytest.raises(UnreadableFile) as caught:
        list(members(bytes(content), "a.zip"))
    assert "password" in caught.value.problem_en


def test_a_bomb_is_refused_by_its_directory():
    content = packed({"a.csv": b"0" * 30_000_000})
    assert len(content) < 100_000
    with pytest.raises(UnreadableFile) as caught:
        list(members(content, "a.zip"))
    assert "bomb" in caught.value.problem_en


def test_a_directory_that_lies_about_a_size_is_found_while_reading():
    content = bytearray(packed({"a.csv": b"0" * 30_000_000}))
    at = content.index(b"PK\x01\x02") + 24
    content[at : at + 4] = struct.pack("<I", 10)
    with pytest.raises(UnreadableFile) as caught:
        list(members(bytes(content), "a.zip"))
    assert caught.value.file == "a.zip"


def test_a_damaged_member_holds_no_other_back():
    content = bytearray(packed({"a.csv": b"abcdefgh" * 50, "b.csv": b"2"}))
    start = content.index(b"a.csv") + 5
    content[start : start + 8] = b"\xff" * 8
    first, second = members(bytes(content), "a.zip")
    assert first.refused is not None
    assert second.source == b"2"


def test_an_office_file_that_ends_in_zip_says_what_it_is():
    content = packed({"[Content_Types].xml": b"", "xl/workbook.xml": b""})
    with pytest.raises(UnreadableFile) as caught:
        list(members(content, "a.zip"))
    assert ".xlsx" in caught.value.remedy_en


@pytest.mark.parametrize("content", [b"PK\x05\x06" + bytes(18), b"PK\x03\x04rubbish"])
def test_an_empty_or_broken_archive_is_one_refusal(content):
    with pytest.raises(UnreadableFile):
        list(members(content, "a.zip"))
