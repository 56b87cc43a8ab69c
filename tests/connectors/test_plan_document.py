"""Plan documents: every form comes out as the same lines, and a bad file is refused once."""

import shutil
import subprocess
from decimal import Decimal

import docx
import pytest
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from plan_files import BOX, NOTICE, PLAN, TREE, refusal, saved, tree_of, web_page, word_file

from luheng.connectors.plan_document.document import read_document
from luheng.connectors.plan_document.figures import read_figures
from luheng.connectors.plan_document.line import Line
from luheng.connectors.plan_document.tasks import read_tasks
from luheng.errors import set_language


@pytest.fixture(autouse=True)
def _english():
    set_language("en")


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


def test_running_heads_of_a_paged_text_are_blanked_and_nothing_is_parted_by_the_page():
    pages = [
        [
            "规划汇编",
            "一、主要任务",
            "（一）改造",
            f"推进设备更新。{'组织实施一批示范项目，' * 3}带动企业",
        ],
        [
            "规划汇编",
            f"开展改造。{'形成一批典型经验，' * 3}按年公布。",
            "推进节水。改造一批园区的供水管网。",
            "完成。",
        ],
        ["规划汇编", "（二）循环", "建设一批利用基地，培育一批骨干企业，形成示范。"],
    ]
    text = "\f".join("\n".join([*page, "", ""]) for page in [[PLAN[0]], *pages])
    document = read_document(text.encode(), "a.txt")
    assert not [line for line in document.lines if "规划汇编" in line.text]
    assert {line.page for line in document.lines} == {1, 2, 3, 4}
    titles = [d.title_zh for d in read_tasks(document.lines, document.head)][1:]
    assert titles == ["一、主要任务", "（一）改造", "推进设备更新", "推进节水", "（二）循环"]


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
        (["湖北省青林市工业绿色发展规划", "（2021-2025年）"], "青林市", (2021, 2025)),
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


# -- tables --------------------------------------------------------------------------------------

HEADS = ["类别", "指标", "单位", "2020年", "2025年", "年均/累计", "属性"]
ROWS = [
    ["能源", "规模以上单位工业增加值能耗降低", "%", "[22]", "[18]", "", "约束性"],
    ["", "吨钢综合能耗", "千克标准煤", "560", "540", "", "预期性"],
    ["绿色制造", "绿色工厂数量", "家", "120", "300", "[180]", "预期性"],
    ["", "绿色制造业产值占比", "%", "—", "25", "", "预期性"],
]
#: OWN: role, name, value, unit, year, base value, binding, read off the rows above by hand
TOLD = {
    ("stated_fact", "规模以上单位工业增加值能耗", 22, "%", None, None, True),
    ("target", "规模以上单位工业增加值能耗", 18, "%", 2025, None, True),
    ("stated_fact", "吨钢综合能耗", 560, "千克标准煤/吨", None, None, False),
    ("target", "吨钢综合能耗", 540, "千克标准煤/吨", 2025, 560, False),
    ("stated_fact", "绿色工厂数量", 120, "家", None, None, False),
    ("target", "绿色工厂数量", 300, "家", 2025, 120, False),
    ("target", "绿色制造业产值占比", 25, "%", 2025, None, False),
}
TWO_HEADS = [
    ["指标名称", "", "2020年", "目标值", "", "指标属性"],
    ["", "", "", "2023年", "2025年", ""],
    ["大宗固废综合利用", "综合利用率（%）", "57", "59", "62", "预期性"],
    ["", "综合利用量（万吨）", "3600", "4000", "4500", "预期性"],
    ["数据中心PUE", "", "1.45", "≤1.35", "≤1.25", "预期性"],
]


def told(document):
    return {
        (f.role, f.indicator_zh, f.value, f.unit, f.target_year, f.base_value, f.binding)
        for f in read_figures(document.lines, document.head)
    }


def html_table(rows, spans=()):
    """Rows as a table; spans: (row, column, rows, columns) of merged cells."""
    spans = {(i, j): (r, c) for i, j, r, c in spans}
    gone = {
        (i + a, j + b)
        for (i, j), (r, c) in spans.items()
        for a in range(r)
        for b in range(c)
        if a or b
    }
    out = []
    for i, row in enumerate(rows):
        cells = []
        for j, text in enumerate(row):
            if (i, j) not in gone:
                tall, wide = spans.get((i, j), (1, 1))
                cells.append(f"<td rowspan={tall} colspan={wide}>{text}</td>")
        out.append(f"<tr>{''.join(cells)}</tr>")
    table = f"<table>{''.join(out)}</table>"
    return (
        f"<html><head><meta charset=utf-8><style>{STYLE}</style></head><body><p>{PLAN[0]}</p>"
        f"<p>一、目标</p>{table}<p>{PLAN[3]}</p></body></html>"
    )


def word_table(rows, spans=()):
    document = docx.Document()
    document.add_paragraph(PLAN[0])
    document.add_paragraph("一、目标")
    table = document.add_table(rows=len(rows), cols=len(rows[0]))
    for i, row in enumerate(rows):
        for j, text in enumerate(row):
            table.cell(i, j).text = text
    for i, j, tall, wide in spans:
        text = table.cell(i, j).text
        table.cell(i, j).merge(table.cell(i + tall - 1, j + wide - 1)).text = text
    document.add_paragraph(PLAN[3])
    return saved(document)


MERGED = ((1, 0, 2, 1), (3, 0, 2, 1))
MERGED_HEADS = ((0, 0, 2, 2), (0, 2, 2, 1), (0, 3, 1, 2), (0, 5, 2, 1), (2, 0, 2, 1), (4, 0, 1, 2))


def test_a_table_of_word_with_merged_categories_is_read_by_its_columns():
    assert told(read_document(word_table([HEADS, *ROWS], MERGED), "a.docx")) == TOLD


def test_a_table_of_a_web_page_with_merged_categories_is_read_by_its_columns():
    page = html_table([HEADS, *ROWS], MERGED).encode()
    assert told(read_document(page, "a.html")) == TOLD


@pytest.mark.slow
def test_a_printed_table_with_merged_categories_is_read_by_its_columns(printed):
    page = html_table([HEADS, *ROWS], MERGED)
    assert told(read_document(printed(page), "a.pdf")) == TOLD


@pytest.mark.slow
def test_a_table_that_repeats_its_head_on_the_next_page_is_one(printed):
    rows = [HEADS, *ROWS]
    many = [
        ["", f"第{n}类绿色工厂数量", "家", str(n), str(n + 50), "", "预期性"] for n in range(1, 60)
    ]
    page = html_table([*rows, *many], MERGED).replace(
        "<tr><td rowspan=1 colspan=1>类别", "<thead><tr><td>类别", 1
    )
    page = page.replace("</tr><tr>", "</tr></thead><tr>", 1)
    document = read_document(printed(page), "a.pdf")
    assert max(line.page for line in document.lines) > 1
    found = told(document)
    assert found >= TOLD
    assert len(found) == len(TOLD) + 2 * len(many)


@pytest.mark.parametrize("form", ["docx", "html"])
def test_a_head_of_two_rows_and_names_in_two_columns(form):
    make = word_table if form == "docx" else html_table
    made = make(TWO_HEADS, MERGED_HEADS)
    content = made if form == "docx" else made.encode()
    figures = read_figures(*_parts(read_document(content, f"a.{form}")))
    aims = [(f.indicator_zh, f.value, f.target_year) for f in figures if f.role == "target"]
    assert sorted(aims, key=str) == sorted(
        [
            ("大宗固废综合利用率", 59, 2023),
            ("大宗固废综合利用率", 62, 2025),
            ("大宗固废综合利用量", 4000, 2023),
            ("大宗固废综合利用量", 4500, 2025),
            ("数据中心PUE", Decimal("1.35"), 2023),
            ("数据中心PUE", Decimal("1.25"), 2025),
        ],
        key=str,
    )
    assert {f.comparator for f in figures if "PUE" in f.indicator_zh and f.role == "target"} == {
        "<="
    }


def _parts(document):
    return document.lines, document.head


def test_marks_in_a_table_bind_by_its_note():
    rows = [
        ["指标", "2015年基数", "2020年目标", "变化幅度（累计%）"],
        ["单位工业增加值能耗*（吨标准煤/万元）", "1.02", "0.84", "-18"],
        ["工业固体废物综合利用率（%）", "65", "73", "【8】"],
    ]
    page = html_table(rows).replace(PLAN[0], "青山市“十三五”工业节能规划")
    page = page.replace("</table>", "</table><p>注：带*的为约束性指标，其余为预期性指标。</p>")
    found = told(read_document(page.encode(), "a.html"))
    assert (
        "target",
        "单位工业增加值能耗",
        Decimal("0.84"),
        "吨标准煤/万元",
        2020,
        Decimal("1.02"),
        True,
    ) in found
    assert ("target", "工业固体废物综合利用率", 73, "%", 2020, 65, False) in found


def test_a_table_of_places_or_of_work_gives_no_indicator():
    rows = [["地区", "2025年目标"], ["甲县", "15"], ["乙县", "16"]]
    assert told(read_document(html_table(rows).encode(), "a.html")) == set()


@pytest.mark.slow
def test_a_running_head_that_repeats_the_title_does_not_take_it_away(printed):
    head = f"<div style='position:fixed;top:0;left:0;right:0;font-size:9pt'>{PLAN[0]}</div>"
    rest = "".join(
        f"<div style='break-before:page;padding-top:60px'><p>{text}</p></div>" for text in PLAN[1:5]
    )
    style = STYLE + "@page{margin:10mm}"
    first = f"<h1 style='margin-top:30px;text-align:center'>{PLAN[0]}</h1>"
    page = f"<html><head><meta charset=utf-8><style>{style}</style></head><body>{head}{first}{rest}</body></html>"
    document = read_document(printed(page), "a.pdf")
    assert [line.text.strip() for line in document.lines].count(PLAN[0]) == 1
    assert document.head.title == PLAN[0]


@pytest.mark.slow
def test_a_table_that_ends_with_its_page_takes_nothing_of_the_next(printed):
    rows = [["指标", "单位", "2020年", "2025年"], ["绿色工厂", "家", "12", "30"]]
    table = "".join("<tr>" + "".join(f"<td>{c}</td>" for c in r) + "</tr>" for r in rows)
    after = "到2025年，新建绿色园区6个。"
    page = (
        f"<html><head><meta charset=utf-8><style>{STYLE}</style></head><body><p>{PLAN[2]}</p><table>{table}"
        f"</table><p style='break-before:page'>三、主要任务</p><p>{after}</p></body></html>"
    )
    document = read_document(printed(page), "a.pdf")
    assert "\t30" in [line.text for line in document.lines]
    read = read_figures(document.lines, document.head)
    assert ("个", 6) in {(d.unit, int(d.value)) for d in read if d.role == "target"}


def test_columns_under_a_head_that_names_products_are_read():
    rows = [["产品", "单位", "2020年", "2025年"], ["吨钢综合能耗", "千克标煤", "560", "540"]]
    said = {
        (role, value, unit)
        for role, _, value, unit, *_ in told(read_document(html_table(rows).encode(), "a.html"))
    }
    assert ("target", 540, "千克标煤/吨") in said
    assert ("stated_fact", 560, "千克标煤/吨") in said


def test_the_years_of_a_plan_that_names_none_are_those_of_its_aims():
    text = "青山市工业领域碳达峰工作方案\n一、主要目标\n到2025年，绿色工厂达到20家。到2030年，绿色工厂达到60家。到2030年，煤炭消费占比降至45%。\n"
    document = read_document(text.encode(), "a.txt")
    assert (document.head.first_year, document.head.last_year) == (2021, 2030)
    read = read_figures(document.lines, document.head)
    assert {(d.role, d.target_year) for d in read} == {("target", 2025), ("target", 2030)}
