"""What is not read: files that cannot be opened, files read in part, and what is no plan."""

import io
import subprocess
import zipfile
from pathlib import Path

import docx
import pytest
from plan_files import (
    NOTICE,
    PICTURE,
    PLAN,
    TREE,
    WORDS,
    archived,
    locked_pdf,
    locked_word,
    pdf_file,
    refusal,
    tree_of,
    word_file,
)

from luheng.connectors.plan_document import document as documents
from luheng.connectors.plan_document import word
from luheng.connectors.plan_document.document import read_document
from luheng.connectors.plan_document.plan_likeness import require_plan
from luheng.errors import NotAPlan, UnreadableFile, set_language


@pytest.fixture(autouse=True)
def _english():
    set_language("en")


# -- refusals ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("content", "name", "says"),
    [
        (b"", "a.txt", "empty"),
        (b"  \n ", "a.txt", "empty"),
        (b"<html><body></body></html>", "a.html", "no text"),
        (b"x", "a.xlsx", ".xlsx are not read"),
        (b"x", "plan", "no ending"),
        (b"not a zip", "a.docx", "not a whole Word document"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, "a.docx", "Word 97-2003"),
        (b"%PDF-1.4 cut short", "a.pdf", "not a whole pdf"),
        (word_file()[:-2000], "a.docx", "cut short"),
        (archived({"xl/workbook.xml": b"<workbook/>"}), "a.docx", "no text part"),
        (locked_pdf(), "a.pdf", "encrypted and opens only with a password"),
        (locked_word(), "a.docx", "encrypted and opens only with a password"),
        (b"\x00\x01\x02\xff\xfe", "a.txt", "no text"),
    ],
)
def test_what_cannot_be_read_is_refused_with_a_reason(content, name, says):
    assert says in refusal(content, name)


def test_a_word_document_that_unpacks_without_bound_is_not_opened(monkeypatch):
    monkeypatch.setattr(docx, "Document", lambda _: pytest.fail("opened"))
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as box:
        box.writestr("[Content_Types].xml", "<Types/>")
        box.writestr("word/document.xml", b"0" * 30_000_000)
    assert "far larger" in refusal(buffer.getvalue(), "plan.docx")


def test_an_old_word_document_without_libreoffice_says_what_is_missing(monkeypatch):
    monkeypatch.setattr(word.shutil, "which", lambda _: None)
    assert "needs LibreOffice" in refusal(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "a.doc")


def test_an_old_word_document_is_turned_by_libreoffice(monkeypatch):
    def convert(command, **_):
        folder = command[command.index("--outdir") + 1]
        Path(folder, "plan.docx").write_bytes(word_file())

    monkeypatch.setattr(word.shutil, "which", lambda _: "soffice")
    monkeypatch.setattr(word.subprocess, "run", convert)
    assert tree_of(read_document(b"old word", "plan.doc")) == TREE


def test_a_doc_that_libreoffice_cannot_open_is_refused(monkeypatch):
    def fail(command, **_):
        raise subprocess.CalledProcessError(1, command)

    monkeypatch.setattr(word.shutil, "which", lambda _: "soffice")
    monkeypatch.setattr(word.subprocess, "run", fail)
    assert "could not open" in refusal(b"old word", "plan.doc")


def test_a_file_larger_than_any_plan_is_refused_by_its_size_alone(monkeypatch):
    monkeypatch.setattr(documents, "LARGEST", 1000)
    monkeypatch.setattr(word, "read_docx", lambda *_: pytest.fail("opened"))
    assert "more than the 0 MB" in refusal(word_file(), "plan.docx")
    monkeypatch.undo()
    with pytest.raises(UnreadableFile, match="200 MB, more than the 100 MB"):
        documents.require_size(200_000_000, "plan.pdf")


# -- partly legible ----------------------------------------------------------------------------


def test_lines_in_two_encodings_are_each_read_in_their_own():
    rows = [PLAN[0].encode(), PLAN[2].encode("gb18030"), PLAN[4].encode(), PLAN[5].encode()]
    document = read_document(b"\n".join(rows), "a.txt")
    assert [line.text for line in document.lines] == [PLAN[0], PLAN[2], PLAN[4], PLAN[5]]
    (warning,) = document.warnings
    assert warning.code == "DOC-03"
    assert "lines 2 are GB18030" in warning.problem


def test_a_text_in_one_encoding_is_not_taken_for_two():
    # 联通 in GB18030 is valid UTF-8 by accident
    for encoding in ("gb18030", "utf-8", "utf-16"):
        document = read_document(f"联通\n{PLAN[2]}\n{PLAN[5]}".encode(encoding), "a.txt")
        assert document.warnings == ()
        assert document.lines[1].text == PLAN[2]


def test_text_mostly_in_no_encoding_is_refused():
    rows = [PLAN[0].encode(), *[PLAN[2].encode()[:-1] + b"\xff"] * 9]
    assert "neither UTF-8 nor GB18030" in refusal(b"\n".join(rows), "a.txt")


def test_pages_of_pictures_among_pages_of_text_are_named():
    document = read_document(pdf_file(WORDS, PICTURE, WORDS, PICTURE, PICTURE), "a.pdf")
    assert [line.page for line in document.lines] == [1, 3]
    (warning,) = document.warnings
    assert warning.code == "DOC-02"
    assert "pages 2, 4-5 hold images" in warning.problem
    assert read_document(pdf_file(WORDS, ""), "a.pdf").warnings == ()  # an empty page is none


def test_a_pdf_of_pictures_only_is_refused():
    assert "no text layer" in refusal(pdf_file(PICTURE, PICTURE), "a.pdf")


def test_a_pdf_without_its_end_is_read_as_far_as_it_opens():
    document = read_document(pdf_file(WORDS).replace(b"%%EOF", b""), "a.pdf")
    assert [w.code for w in document.warnings] == ["DOC-04"]


# -- what is no plan ---------------------------------------------------------------------------

CONTRACT = [
    "节能设备采购合同",
    "甲方：青山水泥有限公司 乙方：云溪机电有限公司",
    "一、合同金额为120万元，甲方在2022年底前付清。",
    "二、违约责任：逾期交货的，按日支付0.1%的违约金。",
    "三、争议解决：由甲方所在地法院管辖。",
]
REPORT = [
    "青山股份有限公司2021年年度报告",
    "一、董事会报告",
    "2021年营业收入增长12%，净利润3亿元。",
    "二、监事会报告",
]
NOTES = ["采购清单", "苹果 3 斤", "电机 20 台"]


def seen(lines):
    return read_document("\n".join(lines).encode(), "a.txt")


@pytest.mark.parametrize(
    ("lines", "says"),
    [(CONTRACT, "looks like a contract"), (REPORT, "annual report"), (NOTES, "no title of a plan")],
)
def test_what_is_no_plan_is_refused_with_what_it_looks_like(lines, says):
    with pytest.raises(NotAPlan, match=says) as refused:
        require_plan(seen(lines), "a.txt")
    assert refused.value.code == "DOC-01"


@pytest.mark.parametrize(
    "lines",
    [
        PLAN,
        [*NOTICE, *PLAN],
        PLAN[1:],  # without its title
        [
            "云溪市合同能源管理推进方案",
            "一、总体要求",
            "规范合同文本，明确甲方、乙方责任和违约责任。",
        ],
    ],
)
def test_what_is_a_plan_is_not_refused(lines):
    require_plan(seen(lines), "a.txt")
