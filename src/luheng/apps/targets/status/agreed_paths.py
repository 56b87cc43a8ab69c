"""Paths that were agreed for single targets, from ``target_paths.yaml`` of a workspace.

    paths:
      - {plan: cn_industrial_green_14th, target: T14-003, points: {2022: 8, 2024: 15}}

Values are in the target's own terms and unit. Base and target stand in the plan and need not be
repeated; between the points the path is straight.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from luheng.apps.targets.measurements.own_indicators import read_document
from luheng.errors import BadIndicator

if TYPE_CHECKING:
    from pathlib import Path

__all__ = ["FILE", "agreed_paths"]

FILE = "target_paths.yaml"


def agreed_paths(folder: Path) -> dict[tuple[str, str], dict[int, float]]:
    """The points of each agreed path by plan and number of the target; none without the file.

    Raises:
        BadIndicator: the file is no YAML or breaks its form.
    """
    path = folder / FILE
    if not path.is_file():
        return {}
    said, lines = read_document(path, FILE)
    out: dict[tuple[str, str], dict[int, float]] = {}
    rows = said.get("paths") if isinstance(said, dict) else None
    if not isinstance(rows, list):
        raise _bad(1)
    for n, row in enumerate(rows):
        if not _fits(row):
            raise _bad(lines.get(("paths", n), 1))
        out[row["plan"], row["target"]] = {y: float(v) for y, v in row["points"].items()}
    return out


def _fits(row: Any) -> bool:
    if not isinstance(row, dict) or set(row) != {"plan", "target", "points"}:
        return False
    points = row["points"]
    return (
        isinstance(points, dict)
        and bool(points)
        and all(isinstance(y, int) for y in points)
        and all(isinstance(v, int | float) and not isinstance(v, bool) for v in points.values())
    )


def _bad(line: int) -> BadIndicator:
    return BadIndicator(
        f"{FILE}:{line}",
        "每条路径须有 plan、target 和 points（年份: 数值）。",
        "each path needs plan, target and points (year: value).",
        "例：- {plan: cn_industrial_green_14th, target: T14-003, points: {2022: 8}}",
        "Such as: - {plan: cn_industrial_green_14th, target: T14-003, points: {2022: 8}}",
    )
