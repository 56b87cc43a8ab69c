"""What the charts of an evaluation show: the same lines for Word and for the page."""

from __future__ import annotations

from typing import TYPE_CHECKING

from luheng.apps.targets.status.targets import Colour
from luheng.apps.targets.tasks import TaskStateName
from luheng.errors import say
from luheng.reports.word_chart import Line

from .evaluation import years

if TYPE_CHECKING:
    from luheng.apps.targets.status.targets import TargetStatus

    from .evaluation import Evaluation

__all__ = ["COLOURS", "colour_counts", "target_lines", "task_counts"]

#: apart for colour-blind readers; the words stand beside them everywhere
COLOURS = {
    Colour.MET: "0072B2",
    Colour.GREEN: "009E73",
    Colour.AMBER: "E69F00",
    Colour.RED: "D55E00",
    Colour.GREY: "B0B0B0",
}
_STATE_COLOURS = {
    TaskStateName.DONE: "0072B2",
    TaskStateName.UNDER_WAY: "009E73",
    TaskStateName.LATE: "D55E00",
    TaskStateName.OPEN: "E69F00",
    TaskStateName.NOT_REPORTED: "B0B0B0",
}


def colour_counts(evaluation: Evaluation) -> tuple[list[str], list[Line]]:
    """One bar: how many of the plan's own targets stand in each colour."""
    counts = evaluation.colours
    lines = [
        Line(say(zh=c.words.zh, en=c.words.en), [counts[c]], COLOURS[c])
        for c in Colour
        if counts[c]
    ]
    return [say(zh="目标", en="targets")], lines


def task_counts(evaluation: Evaluation) -> tuple[list[str], list[Line]]:
    """A bar for each section of the plan: how many of its tasks stand in each state."""
    groups = evaluation.groups
    lines = [
        Line(state.words, [g.states[state] for g in groups], _STATE_COLOURS[state])
        for state in TaskStateName
        if any(g.states[state] for g in groups)
    ]
    return [g.title for g in groups], lines


def target_lines(status: TargetStatus) -> tuple[list[str], list[Line]]:
    """The measured figures, the agreed path, and the forecast with its interval, year by year.

    A year that was measured more than once shows its latest figure.
    """
    span = years(status)
    measured = {m.year: m.value for m in status.series}
    path = {p.year: p.value for p in status.path}
    lines = [
        Line(
            say(zh="实际值", en="measured"),
            [measured.get(y) for y in span],
            COLOURS[Colour.MET],
            marked=True,
        ),
        Line(
            say(zh="约定路径", en="agreed path"),
            [path.get(y) for y in span],
            "8C8C8C",
            dashed=True,
        ),
    ]
    for name, ahead in (
        (say(zh="预测", en="forecast"), {f.year: f.value for f in status.fan}),
        (say(zh="区间下限", en="interval, low"), {f.year: f.low for f in status.fan}),
        (say(zh="区间上限", en="interval, high"), {f.year: f.high for f in status.fan}),
    ):
        points = [ahead.get(y) for y in span]
        if any(p is not None for p in points):
            lines.append(Line(name, points, COLOURS[Colour.RED], dashed=True))
    return [str(y) for y in span], lines
