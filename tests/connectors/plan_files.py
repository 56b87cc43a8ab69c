"""Small plan documents in every form, made as the tests need them."""

import io
import struct
import zipfile

import docx
import pytest

from luheng.connectors.plan_document.document import read_document
from luheng.connectors.plan_document.tasks import read_tasks
from luheng.errors import UnreadableFile

NOTICE = [
    "青山市人民政府办公室关于印发青山市“十四五”工业节能规划的通知",
    "青政办发〔2022〕7号",
    "青山市人民政府办公室",
    "2022年3月8日",
]
PLAN = [
    "青山市“十四五”工业节能规划",
    "一、发展基础",
    "上一个五年，全市单位工业增加值能耗累计下降15%，节能工作取得进展。",
    "二、主要任务",
    "（一）推进节能改造",
    "改造重点用能设备。以水泥、化工行业为重点，更换低效电机、风机和水泵，到2025年改造电机1200台。",
    "回收余热余压。在窑炉集中的园区建设余热管网，向周边企业和居民区供应蒸汽与热水。",
]
BOX = [
    "专栏1 节能改造工程",
    "电机改造。更换二级能效以下的电机，分行业建立台账。",
    "余热利用。建设三条跨厂区的余热管道。",
]
AFTER = [
    "完善能源管理。建立重点用能单位名录，逐户核定用能限额并按年公布执行情况。",
    "（二）扩大绿色供给",
]
TREE = {
    ("（一）推进节能改造", "二、主要任务"),
    ("改造重点用能设备", "（一）推进节能改造"),
    ("回收余热余压", "（一）推进节能改造"),
    ("专栏1 节能改造工程", "（一）推进节能改造"),
    ("电机改造", "专栏1 节能改造工程"),
    ("余热利用", "专栏1 节能改造工程"),
    ("完善能源管理", "（一）推进节能改造"),
    ("（二）扩大绿色供给", "二、主要任务"),
}


def tree_of(document):
    drafts = read_tasks(document.lines, document.head)
    titles = {d.number: d.title_zh for d in drafts}
    return {(d.title_zh, titles[d.parent]) for d in drafts if d.number not in {"0", "2"}}


def refusal(content, name):
    with pytest.raises(UnreadableFile) as refused:
        read_document(content, name)
    assert refused.value.code == "FILE-01"
    return str(refused.value)


def word_file(*, numbered=False):
    document = docx.Document()
    for text in PLAN:
        document.add_paragraph(text)
    table = document.add_table(rows=2, cols=1)
    table.cell(0, 0).text = BOX[0]
    table.cell(1, 0).text = BOX[1]
    table.cell(1, 0).add_paragraph(BOX[2])
    for text in AFTER:
        document.add_paragraph(text)
    if numbered:
        for text in ("加强组织领导", "落实资金支持"):
            document.add_paragraph(text, style="List Number")
    return saved(document)


def saved(document):
    buffer = io.BytesIO()
    document.save(buffer)
    return buffer.getvalue()


def archived(parts):
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as box:
        for name, content in {"[Content_Types].xml": b"<Types/>", **parts}.items():
            box.writestr(name, content)
    return buffer.getvalue()


def pdf_file(*pages, trailer="", extra=()):
    """A small pdf: one page for each content stream, drawn as given."""
    objects = ["<</Type/Catalog/Pages 2 0 R>>", ""]
    kids = []
    for stream in pages:
        kids.append(f"{len(objects) + 1} 0 R")
        here = len(objects) + 2
        objects.append(
            f"<</Type/Page/Parent 2 0 R/MediaBox[0 0 400 500]/Contents {here} 0 R/Resources"
            "<</Font<</F<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>>>/XObject<</I "
            f"{here + 1} 0 R>>>>>>"
        )
        objects.append(f"<</Length {len(stream)}>>stream\n{stream}\nendstream")
        objects.append(
            "<</Type/XObject/Subtype/Image/Width 1/Height 1/ColorSpace/DeviceGray"
            "/BitsPerComponent 8/Length 1>>stream\n0\nendstream"
        )
    objects[1] = f"<</Type/Pages/Count {len(kids)}/Kids[{' '.join(kids)}]>>"
    objects += extra
    out, places = "%PDF-1.4\n", []
    for n, held in enumerate(objects, start=1):
        places.append(len(out))
        out += f"{n} 0 obj\n{held}\nendobj\n"
    start = len(out)
    out += f"xref\n0 {len(objects) + 1}\n0000000000 65535 f \n"
    out += "".join(f"{at:010} 00000 n \n" for at in places)
    out += f"trailer<</Size {len(objects) + 1}/Root 1 0 R{trailer}>>\nstartxref\n{start}\n%%EOF\n"
    return out.encode("latin-1")


WORDS = "BT /F 12 Tf 40 400 Td (Plan of a town, first page of its text) Tj ET"
PICTURE = "q 300 0 0 300 40 40 cm /I Do Q"


def locked_pdf():
    """A pdf whose password nobody knows: the hashes in it are of no password."""
    key = "<" + "5A" * 32 + ">"
    lock = f"<</Filter/Standard/V 1/R 2/O{key}/U{key}/P -4>>"
    number = len(["catalog", "pages", "page", "text", "image"]) + 1
    trailer = f"/Encrypt {number} 0 R/ID[<00><00>]"
    return pdf_file(WORDS, trailer=trailer, extra=(lock,))


def locked_word():
    """A compound file that holds the stream in which Word puts an encrypted package."""
    sector = 512
    head = bytearray(sector)
    head[:8] = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
    struct.pack_into("<HHHHH", head, 24, 0x3E, 3, 0xFFFE, 9, 6)
    struct.pack_into("<IIIIIIIII", head, 44, 1, 1, 0, 4096, 0xFFFFFFFE, 0, 0xFFFFFFFE, 0, 0)
    struct.pack_into("<109I", head, 76, 0, *[0xFFFFFFFF] * 108)
    table = struct.pack(
        "<128I", 0xFFFFFFFD, 0xFFFFFFFE, *range(3, 10), 0xFFFFFFFE, *[0xFFFFFFFF] * 118
    )

    def entry(name, kind, child, start, size):
        text = (name + "\0").encode("utf-16-le")
        made = bytearray(128)
        made[: len(text)] = text
        struct.pack_into("<HBB", made, 64, len(text), kind, 1)
        struct.pack_into("<III", made, 68, 0xFFFFFFFF, 0xFFFFFFFF, child)
        struct.pack_into("<IQ", made, 116, start, size)
        return bytes(made)

    directory = entry("Root Entry", 5, 1, 0xFFFFFFFE, 0)
    directory += entry("EncryptedPackage", 2, 0xFFFFFFFF, 2, 4096) + bytes(256)
    return bytes(head) + table + directory + bytes(8 * sector)


def web_page(style=""):
    body = "".join(f"<p>{t}</p>" for t in PLAN)
    cell = "".join(f"<p>{t}</p>" for t in BOX[1:])
    box = f"<table><tr><td><p>{BOX[0]}</p></td></tr><tr><td>{cell}</td></tr></table>"
    after = "".join(f"<p>{t}</p>" for t in AFTER)
    return (
        f"<html><head><title>网站</title><style>{style}</style></head><body>"
        f"<nav>首页 政务公开</nav>{body}{box}{after}<script>var x = '专栏9';</script></body></html>"
    )
