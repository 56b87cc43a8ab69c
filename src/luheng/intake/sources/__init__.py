"""Sources that a plant already has: a query or an address, asked again on a schedule.

A source is an entry of the workspace's ``sources.yaml``; what came of its runs is kept beside it.
Start reading at ``run.py``.
"""

from .run import run, run_due
from .runs import Run, runs_of
from .source import FILE, Source, add_source, source_named, sources_of

__all__ = [
    "FILE",
    "Run",
    "Source",
    "add_source",
    "run",
    "run_due",
    "runs_of",
    "source_named",
    "sources_of",
]
