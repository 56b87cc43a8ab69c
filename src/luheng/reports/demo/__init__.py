"""The demo's report: one self-contained page of what ``luheng demo`` worked out."""

from .page import DemoPage, render

__all__ = ["DemoPage", "render"]
