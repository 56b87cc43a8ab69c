"""Measure: medians of several runs, two sides in turn, a curve over growing work.

Each benchmark is a script: ``python benchmarks/bench_compile.py`` prints its curve beside the
promise; ``--small`` runs the smallest size once, as the smoke that every change runs.
"""

from __future__ import annotations

import argparse
import platform
import statistics
import time
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

__all__ = ["Curve", "arguments", "peak", "seconds"]


def seconds(work: Callable[[], object], runs: int = 5, warm: int = 1) -> float:
    """The median wall time of some runs after a warm-up."""
    for _ in range(warm):
        work()
    taken = []
    for _ in range(runs):
        start = time.perf_counter()
        work()
        taken.append(time.perf_counter() - start)
    return statistics.median(taken)


def peak() -> float:
    """The most memory in MiB that this process has had since its program began.

    On Linux the figure of ``getrusage`` begins with the parent's, whatever runs in the child.
    """
    try:
        status = Path("/proc/self/status").read_text(encoding="ascii")
    except OSError:
        import resource

        return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    return next(int(w.split()[1]) for w in status.splitlines() if w.startswith("VmHWM:")) / 1024


def ratio(
    ours: Callable[[], object], peer: Callable[[], object], runs: int = 5
) -> tuple[float, float, float]:
    """Medians of both sides and of their ratio pair by pair, the two run in turn."""
    ours()
    peer()
    pairs = []
    for _ in range(runs):
        start = time.perf_counter()
        ours()
        middle = time.perf_counter()
        peer()
        pairs.append((middle - start, time.perf_counter() - middle))
    return (
        statistics.median(a for a, _ in pairs),
        statistics.median(b for _, b in pairs),
        statistics.median(a / b for a, b in pairs),
    )


@dataclass
class Curve:
    """A table of figures over growing work."""

    promise: str
    columns: Sequence[str]
    rows: list[tuple[object, ...]] = field(default_factory=list)

    def add(self, *row: object) -> None:
        """One more size."""
        self.rows.append(row)
        print("  ".join(_cell(c) for c in row), flush=True)

    def start(self) -> Curve:
        """Print the head."""
        print(f"# {self.promise}\n# Python {platform.python_version()}, {platform.machine()}")
        print("  ".join(f"{c:>14}" for c in self.columns), flush=True)
        return self


def _cell(value: object) -> str:
    return f"{value:>14.3f}" if isinstance(value, float) else f"{value!s:>14}"


def arguments(sizes: Iterable[int]) -> list[int]:
    """The sizes to run: all, or the smallest with ``--small``, or those named."""
    parser = argparse.ArgumentParser()
    parser.add_argument("sizes", nargs="*", type=int)
    parser.add_argument("--small", action="store_true")
    said = parser.parse_args()
    every = list(sizes)
    return every[:1] if said.small else said.sizes or every
