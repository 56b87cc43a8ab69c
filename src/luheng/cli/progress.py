"""How a long command shows how far it is: one line on the error stream of a terminal."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager

__all__ = ["steps"]


@contextmanager
def steps(verb: str) -> Iterator[Callable[[str], None]]:
    """Give a function that shows the name of each step; nothing is shown where nobody looks."""
    from rich.console import Console

    console = Console(stderr=True)
    with console.status(verb) as status:
        yield lambda name: status.update(f"{verb}  {name}")
