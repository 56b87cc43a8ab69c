"""The evaluation as a Word document, in the shape that such reports have."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING, Any

from luheng.errors import say
from luheng.reports.word import add_table, new_document, turned
from luheng.reports.word_chart import add_bars, add_lines

from .charts import colour_counts, target_lines, task_counts
from .evaluation import DASH, Evaluation, indicator_name, number, percent, words

if TYPE_CHECKING:
    from luheng.apps.targets.status.targets import TargetStatus

__all__ = ["write_document"]


def write_document(evaluation: Evaluation) -> bytes:
    """The report as a .docx file; its charts are Word's own and can be edited there."""
    document = new_document()
    _cover(document, evaluation)
    _whole(document, evaluation)
    _indicators(document, evaluation)
    _tasks(document, evaluation)
    _problems(document, evaluation)
    _needs(document, evaluation)
    _places(document, evaluation)
    content = io.BytesIO()
    document.save(content)
    return content.getvalue()


def _cover(document: Any, evaluation: Evaluation) -> None:
    from docx.enum.text import WD_ALIGN_PARAGRAPH

    title = document.add_paragraph(evaluation.title, style="Title")
    title.alignment = WD_ALIGN_PARAGRAPH.CENTER
    plan = evaluation.plan
    line = document.add_paragraph(
        say(
            zh=f"{plan.issuer_zh}　{plan.number or ''}　{plan.first_year}—{plan.last_year} 年",
            en=f"{plan.issuer_en}  {plan.number or ''}  {plan.first_year}-{plan.last_year}",
        )
    )
    line.alignment = WD_ALIGN_PARAGRAPH.CENTER
    made = document.add_paragraph(
        say(
            zh=f"评估时点 {evaluation.at}　生成于 {evaluation.made_at:%Y-%m-%d %H:%M}",
            en=f"Evaluated at {evaluation.at}, made {evaluation.made_at:%Y-%m-%d %H:%M}",
        )
    )
    made.alignment = WD_ALIGN_PARAGRAPH.CENTER


def _whole(document: Any, evaluation: Evaluation) -> None:
    document.add_heading(say(zh="一、总体情况", en="1 The whole"), level=1)
    for text in evaluation.summary():
        document.add_paragraph(text)
    categories, lines = colour_counts(evaluation)
    add_bars(document, categories, lines, height_cm=3.2)


def _indicators(document: Any, evaluation: Evaluation) -> None:
    # twelve columns do not fit on an upright page
    turned(document, wide=True)
    document.add_heading(say(zh="二、主要指标进展", en="2 Indicators"), level=1)
    header, rows = evaluation.indicator_table()
    add_table(
        document, header, rows, widths=(1.6, 4.6, 1.5, 2.2, 3.0, 2.2, 1.7, 1.6, 1.4, 2.8, 1.5, 1.6)
    )
    note = say(
        zh="差距以指标单位计，正数表示好于约定路径；“—”表示不能说，不是零。预测区间和方法见附表。",
        en="A gap is in the indicator's unit, positive where better than the path; a dash means "
        "that it cannot be said, never nought. Forecast intervals and methods stand in the annex.",
    )
    document.add_paragraph(note, style="Caption")
    turned(document, wide=False)
    for status in evaluation.drawn:
        document.add_heading(_name(status), level=3)
        categories, lines = target_lines(status)
        add_lines(document, categories, lines, axis=status.unit, height_cm=5.6)
        document.add_paragraph(words(status.reason))


def _tasks(document: Any, evaluation: Evaluation) -> None:
    document.add_heading(say(zh="三、重点任务进展", en="3 Tasks"), level=1)
    if not evaluation.tasks:
        document.add_paragraph(say(zh="规划没有登记任务。", en="No tasks are registered."))
        return
    header, rows = evaluation.task_table()
    add_table(document, header, rows, widths=(7.5, 1.7, 1.7, 1.7, 1.7, 1.7))
    categories, lines = task_counts(evaluation)
    add_bars(document, categories, lines, height_cm=2 + 0.8 * len(categories))
    if evaluation.late:
        document.add_heading(say(zh="逾期任务", en="Late tasks"), level=2)
        add_table(
            document,
            (
                say(zh="序号", en="no."),
                say(zh="任务", en="task"),
                say(zh="责任单位", en="responsible"),
                say(zh="期限", en="due"),
            ),
            [
                (t.node.number, t.node.zh, "、".join(t.responsible) or DASH, str(t.due or DASH))
                for t in evaluation.late
            ],
            widths=(2.2, 7.5, 4, 2.3),
        )


def _problems(document: Any, evaluation: Evaluation) -> None:
    document.add_heading(say(zh="四、存在的问题", en="4 Problems"), level=1)
    if not evaluation.problems and not evaluation.alarms:
        document.add_paragraph(
            say(
                zh="在有数据的目标中，没有落后于约定路径的；没有未关闭的预警。没有数据的目标见第五部分。",
                en="Of the targets with figures none lies behind its path, and no alarm is open. "
                "Targets without figures: part 5.",
            )
        )
    for status in evaluation.problems:
        _item(document, f"{_name(status)}（{words(status.colour.words)}）", words(status.reason))
    if evaluation.alarms:
        document.add_heading(say(zh="未关闭的预警", en="Open alarms"), level=2)
        for alarm in evaluation.alarms:
            _item(document, alarm.title, words(alarm.cause))


def _needs(document: Any, evaluation: Evaluation) -> None:
    document.add_heading(
        say(
            zh="五、尚不能评价的指标和所需资料",
            en="5 What cannot be said, and what would be needed",
        ),
        level=1,
    )
    if not evaluation.unsayable:
        document.add_paragraph(say(zh="没有。", en="None."))
        return
    add_table(
        document,
        (
            say(zh="序号", en="no."),
            say(zh="指标", en="indicator"),
            say(zh="原因和所需资料", en="why, and what would be needed"),
        ),
        [
            (s.target.number, _name(s), "；".join((words(s.reason), *map(words, s.needs))))
            for s in evaluation.unsayable
        ],
        widths=(2.2, 5.2, 8.6),
    )


def _places(document: Any, evaluation: Evaluation) -> None:
    document.add_heading(say(zh="附表　出处和方法", en="Annex: places and methods"), level=1)
    rows = []
    for s in evaluation.own:
        sources = "\n".join(dict.fromkeys(m.locator for m in s.series)) or DASH
        forecast = s.forecast
        method = (
            f"{forecast.method}, n = {forecast.n}, {percent(forecast.level)}: "
            f"{number(forecast.low)}～{number(forecast.high)}"
            if forecast
            else DASH
        )
        rows.append((s.target.number, s.target.locator, sources, method))
    add_table(
        document,
        (
            say(zh="序号", en="no."),
            say(zh="目标出处", en="place of the target"),
            say(zh="数据出处", en="places of the figures"),
            say(zh="预测方法", en="forecast"),
        ),
        rows,
        widths=(1.9, 4.6, 6, 3.5),
    )


def _name(status: TargetStatus) -> str:
    return say(zh=status.target.zh, en=indicator_name(status.target.indicator, status.target.zh))


def _item(document: Any, title: str, text: str) -> None:
    paragraph = document.add_paragraph(style="List Bullet")
    paragraph.add_run(title).bold = True
    paragraph.add_run(say(zh="：", en=": ") + text)
