"""Colours that stay apart for colour-blind readers and in print, after Okabe and Ito."""

__all__ = ["COLOURS", "DOWN", "GRID", "TOTAL", "UP", "layout"]

COLOURS = (
    "#0072B2", "#E69F00", "#009E73", "#D55E00", "#56B4E9", "#CC79A7", "#F0E442", "#7F7F7F",
    "#004D40", "#8C510A",
)  # fmt: skip
UP, DOWN, TOTAL, GRID = "#D55E00", "#0072B2", "#7F7F7F", "#E5E5E5"


def layout(**more: object) -> dict[str, object]:
    """The layout that every drawing starts from."""
    return {
        "plot_bgcolor": "white",
        "margin": {"t": 50, "l": 10, "r": 10, "b": 40},
        "legend": {"orientation": "h", "y": 1.02, "yanchor": "bottom", "x": 0},
        **more,
    }
