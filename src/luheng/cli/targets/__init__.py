"""``luheng targets``: what plans promise, and whether it was kept.

One file per subcommand; each is a function, and a line below makes it a command.
"""

import typer

from .attribute import attribute
from .backtest import backtest
from .consistency import consistency
from .decompose import decompose
from .report import report
from .review import review
from .status import indicators, status
from .tasks import task, tasks
from .warnings import acknowledge, alarms, close, warn, warning_rules

__all__ = ["app"]

app = typer.Typer(no_args_is_help=True, help="规划目标 · Plan targets")


@app.callback()
def _group() -> None:
    """规划目标：规划承诺了什么，是否兑现。 What plans promise, and whether it was kept."""


app.command()(review)
app.command()(status)
app.command()(report)
app.command()(indicators)
app.command()(backtest)
app.command()(tasks)
app.command()(task)
app.command()(warn)
app.command()(alarms)
app.command()(acknowledge)
app.command()(close)
app.command("warning-rules")(warning_rules)
app.command()(attribute)
app.command()(decompose)
app.command()(consistency)
