"""``luheng targets``: what plans promise, and whether it was kept.

One file per subcommand; each is a function, and a line below makes it a command.
"""

import typer

from .review import review

__all__ = ["app"]

app = typer.Typer(no_args_is_help=True, help="规划目标 · Plan targets")


@app.callback()
def _group() -> None:
    """规划目标：规划承诺了什么，是否兑现。 What plans promise, and whether it was kept."""


app.command()(review)
