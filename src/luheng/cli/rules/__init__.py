"""``luheng rules``: what the rulebook holds of every clause, how far to trust it, and releases.

One file per subcommand; each is a function, and a line below makes it a command.
"""

import typer

from .audit import audit_clauses
from .listing import list_standards
from .release import release
from .show import show

__all__ = ["app"]

app = typer.Typer(no_args_is_help=True, help="规则库的出处 · provenance of the rulebook")


@app.callback()
def _group() -> None:
    """规则库：条文、数值的可信度、算例、发布。 Clauses, trust of values, examples, releases."""


app.command("list")(list_standards)
app.command("audit")(audit_clauses)
app.command()(show)
app.command()(release)
