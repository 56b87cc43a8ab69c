"""``luheng plans``: plan documents into drafts, drafts into the ledger, and the register.

One file per subcommand; each is a function, and a line below makes it a command.
"""

import typer

from .accept import accept
from .diff import diff
from .read import read
from .register import list_plans, show

__all__ = ["app"]

app = typer.Typer(no_args_is_help=True, help="规划文本与登记 · plan documents and the register")


@app.callback()
def _group() -> None:
    """规划：从文本读出草稿，查看已登记的规划。 Plans: drafts from text, and the register."""


app.command()(read)
app.command()(accept)
app.command("list")(list_plans)
app.command()(show)
app.command()(diff)
