"""Plan documents: every form comes out as the same lines, and a bad file is refused once."""

import io
import shutil
import subprocess
import zipfile
from pathlib import Path

import docx
import pytest
from docx.oxml import OxmlElement
from docx.oxml.ns import qn

from luheng.connectors.plan_document import word
from luheng.connectors.plan_document.document import read_document
from luheng.connectors.plan_document.line import Line
from luheng.connectors.plan_document.tasks import read_tasks
from luheng.errors import UnreadableFile, set_language

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


@pytest.fixture(autouse=True)
def _english():
    set_language("en")


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


def web_page(style=""):
    body = "".join(f"<p>{t}</p>" for t in PLAN)
    cell = "".join(f"<p>{t}</p>" for t in BOX[1:])
    box = f"<table><tr><td><p>{BOX[0]}</p></td></tr><tr><td>{cell}</td></tr></table>"
    after = "".join(f"<p>{t}</p>" for t in AFTER)
    return (
        f"<html><head><title>网站</title><style>{style}</style></head><body>"
        f"<nav>首页 政务公开</nav>{body}{box}{after}<script>var x = '专栏9';</script></body></html>"
    )


# -- text --------------------------------------------------------------------------------------


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
def test_text_keeps_its_line_numbers_in_each_encoding(encoding):
    lines = read_document("第一行\n\n第三行".encode(encoding), "a.txt").lines
    assert lines == (Line(1, "第一行"), Line(2, ""), Line(3, "第三行"))


def test_form_feeds_of_a_text_turn_the_page():
    lines = read_document("甲\n\f乙\n".encode(), "a.txt").lines
    assert lines == (Line(1, "甲", 1), Line(2, "乙", 2))


@pytest.mark.parametrize("dress", ["— {} —", "- {} -", "第{}页", "第 {} 页 共 9 页", "{}"])
def test_page_numbers_in_a_text_are_blanked_and_lines_keep_their_numbers(dress):
    text = "\n".join(f"第{n}段正文，尚未结束\n{dress.format(n)}" for n in range(1, 6))
    lines = read_document(text.encode(), "a.txt").lines
    assert [line.text for line in lines[1::2]] == [""] * 5
    assert [line.text for line in lines[::2]] == [f"第{n}段正文，尚未结束" for n in range(1, 6)]


def test_a_column_of_figures_is_no_run_of_page_numbers():
    column = ["指标", "572", "560", "112", "105", "67", "63"]
    lines = read_document("\n".join(column).encode(), "a.txt").lines
    assert [line.text for line in lines] == column


# -- head --------------------------------------------------------------------------------------


def head_of(*texts):
    return read_document("\n".join(texts).encode(), "a.txt").head


def test_a_notice_names_title_issuer_number_and_region():
    head = head_of(*NOTICE, *PLAN)
    assert head.title == "青山市“十四五”工业节能规划"
    assert head.issuer == "青山市人民政府办公室"
    assert head.number == "青政办发〔2022〕7号"
    assert head.region == "青山市"
    assert (head.first_year, head.last_year) == (2021, 2025)


@pytest.mark.parametrize(
    ("texts", "region", "years"),
    [
        (["辽宁省“十三五”节能减排综合工作方案", "一、总体要求"], "Liaoning", (2016, 2020)),
        (["云南省有色产业", "三年行动计划", "（2023—2025年）"], "Yunnan", (2023, 2025)),
        (["湖北省襄阳市工业绿色发展规划", "（2021-2025年）"], "襄阳市", (2021, 2025)),
        (["承德市“十五五”工业绿色发展规划"], "Chengde", (2026, 2030)),
        (["全国循环经济发展规划", "落实第十四个五年规划纲要，制定本规划。"], "China", (2021, 2025)),
        (["关于做好节能工作的若干措施", "请认真执行。"], "China", (0, 0)),
    ],
)
def test_region_and_period_come_from_the_title_then_the_opening(texts, region, years):
    head = head_of(*texts)
    assert (head.region, (head.first_year, head.last_year)) == (region, years)


def test_a_document_without_a_title_line_has_none():
    head = head_of("为贯彻落实第十三个五年规划纲要，制定本规划。", "一、面临的形势")
    assert (head.title, head.issuer, head.number) == ("", "", "")


# -- word and web pages ------------------------------------------------------------------------


def test_word_paragraphs_and_tables_come_in_order():
    document = read_document(word_file(), "plan.docx")
    texts = [line.text for line in document.lines]
    at = texts.index(f"\t{BOX[0]}")
    assert texts[at : at + 6] == [f"\t{BOX[0]}", "", f"\t{BOX[1]}", BOX[2], "", ""]
    assert document.head.title == PLAN[0]
    assert tree_of(document) == TREE


def test_numbers_that_word_counts_are_written_out():
    lines = read_document(word_file(numbered=True), "plan.docx").lines
    assert [line.text for line in lines[-2:]] == ["1.加强组织领导", "2.落实资金支持"]


def test_chinese_numbers_of_word_are_written_in_chinese():
    document = docx.Document()
    root = document.part.numbering_part.element
    abstract = OxmlElement("w:abstractNum")
    abstract.set(qn("w:abstractNumId"), "90")
    level = OxmlElement("w:lvl")
    level.set(qn("w:ilvl"), "0")
    for tag, value in (("w:start", "9"), ("w:numFmt", "chineseCounting"), ("w:lvlText", "（%1）")):
        child = OxmlElement(tag)
        child.set(qn("w:val"), value)
        level.append(child)
    abstract.append(level)
    root.insert(0, abstract)
    number = root.add_num(90)
    for text in ("甲", "乙", "丙"):
        properties = document.add_paragraph(text)._p.get_or_add_pPr().get_or_add_numPr()
        properties.get_or_add_numId().val = number.numId
        properties.get_or_add_ilvl().val = 0
    lines = read_document(saved(document), "plan.docx").lines
    assert [line.text for line in lines] == ["（九）甲", "（十）乙", "（十一）丙"]


def test_a_web_page_gives_its_text_and_cells_without_navigation():
    document = read_document(web_page().encode(), "plan.html")
    texts = [line.text for line in document.lines]
    assert not [t for t in texts if "首页" in t or "专栏9" in t]
    assert f"\t{BOX[0]}" in texts
    assert tree_of(document) == TREE


def test_a_web_page_is_read_in_the_charset_that_it_states():
    page = f'<html><head><meta charset="gb2312"></head><body><p>{PLAN[0]}</p></body></html>'
    assert read_document(page.encode("gb18030"), "plan.htm").lines[0].text == PLAN[0]


def test_an_empty_cell_keeps_its_place():
    page = "<table><tr><td>指标</td><td></td><td>14</td></tr></table>"
    lines = read_document(page.encode(), "a.html").lines
    assert [line.text for line in lines][:3] == ["\t指标", "\t", "\t14"]


# -- pdf ---------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def printed(tmp_path_factory):
    """A function that prints a web page to a pdf with Chromium, where it is installed."""
    browser = shutil.which("chromium") or shutil.which("chromium-browser")
    browser = browser or shutil.which("google-chrome")
    if browser is None:
        pytest.skip("no Chromium here to print a pdf")
    folder = tmp_path_factory.mktemp("pdf")

    def to_pdf(page):
        source, out = folder / "page.html", folder / "page.pdf"
        source.write_text(page, encoding="utf-8")
        flags = ["--headless", "--no-sandbox", "--disable-gpu", "--no-pdf-header-footer"]
        command = [browser, *flags, f"--user-data-dir={folder}/profile", f"--print-to-pdf={out}"]
        subprocess.run([*command, source.as_uri()], check=True, capture_output=True, timeout=120)
        return out.read_bytes()

    return to_pdf


STYLE = (
    "@page{size:A4;margin:30mm 28mm} body{font-family:'Noto Serif CJK SC','SimSun',serif;"
    "font-size:16pt;line-height:1.8} p{text-indent:2em;margin:0} td p{text-indent:0}"
    "table{width:100%;border-collapse:collapse} td{border:1px solid}"
)


@pytest.mark.slow
def test_a_printed_plan_gives_the_tree_of_its_web_page(printed):
    document = read_document(printed(web_page(STYLE).replace("charset", "")), "plan.pdf")
    texts = [line.text for line in document.lines]
    assert "\u3000\u3000（一）推进节能改造" in texts
    assert {line.page for line in document.lines} == {1}
    assert max(map(len, texts)) < 45  # lines as printed, not paragraphs
    assert tree_of(document) == TREE


@pytest.mark.slow
def test_table_rows_of_a_pdf_come_cell_by_cell(printed):
    rows = [["指标", "单位", "2020年", "2025年"], ["绿色工厂", "家", "12", "30"]]
    table = "".join("<tr>" + "".join(f"<td>{c}</td>" for c in r) + "</tr>" for r in rows)
    page = f"<html><head><meta charset=utf-8><style>{STYLE}</style></head><body><p>{PLAN[2]}</p><table>{table}</table></body></html>"
    texts = [line.text for line in read_document(printed(page), "a.pdf").lines if line.text]
    assert texts[-8:] == [f"\t{cell}" for row in rows for cell in row]


@pytest.mark.slow
def test_a_cell_of_several_lines_is_one_line(printed):
    rows = [["指标", "单位"], ["规模以上工业企业单位工业增加值能源消耗降低", "%"]]
    table = "".join("<tr>" + "".join(f"<td width=90>{c}</td>" for c in r) + "</tr>" for r in rows)
    style = STYLE.replace("width:100%;", "")
    page = f"<html><head><meta charset=utf-8><style>{style}</style></head><body><p>{PLAN[2]}</p><table>{table}</table><p>{PLAN[2]}</p></body></html>"
    texts = [line.text for line in read_document(printed(page), "a.pdf").lines]
    at = texts.index("\t指标")
    assert texts[at : at + 7] == ["\t指标", "\t单位", "", f"\t{rows[1][0]}", "\t%", "", ""]


@pytest.mark.slow
def test_a_frame_that_goes_on_over_the_page_is_one_cell(printed):
    long = (
        "推进电机改造。" + "分行业建立高耗能设备台账并明确更换时限和责任单位，" * 60 + "完成改造。"
    )
    page = web_page(STYLE).replace(BOX[1], long)
    document = read_document(printed(page), "plan.pdf")
    assert max(line.page for line in document.lines) > 1
    box = [d for d in read_tasks(document.lines, document.head) if d.type == "box_item"]
    assert [d.title_zh for d in box] == ["推进电机改造", "余热利用"]
    assert [d.title_zh for d in read_tasks(document.lines)].count("完善能源管理") == 1


@pytest.mark.slow
def test_page_numbers_and_running_headers_are_dropped(printed):
    head = "<div style='position:fixed;top:0;left:0;right:0;text-align:center'>青山市规划汇编</div>"
    pages = "".join(
        f"<div style='break-after:page;padding-top:80px'>{''.join(f'<p>第{i}页正文第{k}段。</p>' for k in range(3))}</div>"
        for i in range(4)
    )
    style = STYLE + "@page{margin:10mm; @bottom-center{content:'— ' counter(page) ' —'}}"
    page = f"<html><head><meta charset=utf-8><style>{style}</style></head><body>{head}{pages}</body></html>"
    document = read_document(printed(page), "a.pdf")
    texts = [line.text.strip() for line in document.lines if line.text.strip()]
    assert texts == [f"第{i}页正文第{k}段。" for i in range(4) for k in range(3)]
    assert [line.page for line in document.lines if line.text.strip()][::3] == [1, 2, 3, 4]


@pytest.mark.slow
def test_a_pdf_of_an_image_has_no_text_to_read(printed):
    page = "<html><body><svg width=300 height=300><rect width=300 height=300 /></svg></body></html>"
    assert "no text layer" in refusal(printed(page), "scan.pdf")


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
