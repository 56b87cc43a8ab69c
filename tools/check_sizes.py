"""Sizes: no module over 600 lines, no function over 60; the ten largest of each are listed."""

import ast
import sys
from collections.abc import Iterator
from pathlib import Path

MODULE, FUNCTION = 600, 60
FOLDERS = ("src", "tests", "tools", "benchmarks")
ROOT = Path(__file__).parents[1]

Size = tuple[int, str]


def modules(root: Path) -> Iterator[Path]:
    """Every Python file of the repository."""
    for folder in FOLDERS:
        yield from sorted((root / folder).rglob("*.py"))


def functions(path: Path, shown: str) -> Iterator[Size]:
    """Every function of a module with its length, from ``def`` to its last line."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            length = (node.end_lineno or node.lineno) - node.lineno + 1
            yield length, f"{shown}:{node.lineno} {node.name}"


def measure(root: Path) -> tuple[list[Size], list[Size]]:
    """The sizes of all modules and of all functions, the largest first."""
    lines: list[Size] = []
    bodies: list[Size] = []
    for path in modules(root):
        shown = path.relative_to(root).as_posix()
        lines.append((len(path.read_text(encoding="utf-8").splitlines()), shown))
        bodies += functions(path, shown)
    return sorted(lines, reverse=True), sorted(bodies, reverse=True)


def report(root: Path) -> bool:
    """Print the ten largest of each, and whether any is too large."""
    fine = True
    for title, sizes, most in zip(
        ("modules", "functions"), measure(root), (MODULE, FUNCTION), strict=True
    ):
        print(f"The ten largest {title} (at most {most} lines):")
        for size, where in sizes[:10]:
            print(f"{size:6}  {where}")
        for size, where in sizes:
            if size > most:
                fine = False
                print(f"too large: {where} has {size} lines, {most} are allowed")
    return fine


if __name__ == "__main__":
    sys.exit(0 if report(ROOT) else 1)
