"""``luheng accounting``: the accounts of an enterprise, a park, a city or a province.

One file per subject; each command is a function, and a line below makes it one.
"""

import typer

from .balance import balance
from .compare import compare
from .filing import file, filing, filings
from .metering import calendars, cost, shifts
from .provinces import balances, print_comparison, provinces
from .report import report
from .run import check, run

__all__ = ["app", "print_comparison"]

app = typer.Typer(no_args_is_help=True, help="核算 · Accounting")


@app.callback()
def _group() -> None:
    """核算：能源、碳、水、固废与污染物。 Energy, carbon, water, waste and pollutants."""


app.command()(run)
app.command()(check)
app.command()(compare)
app.command()(balance)
app.command()(file)
app.command()(filings)
app.command()(filing)
app.command()(report)
app.command()(cost)
app.command()(shifts)
app.command()(calendars)
app.command()(provinces)
app.command()(balances)
