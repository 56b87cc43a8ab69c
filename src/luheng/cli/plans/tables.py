"""Tables on the terminal, as the commands of this group print them."""

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from rich.table import Table

__all__ = ["open_table", "show_table"]

#: so many columns leave no room to fold the first one
_WIDE = 4


def open_table(*columns: str) -> "Table":
    """A table whose cells fold: Chinese has no spaces to break a line at."""
    from rich import box
    from rich.table import Table

    table = Table(box=box.SIMPLE_HEAD, padding=(0, 1))
    fold: Any = {"overflow": "fold"}
    # a narrow table has room for what stands under the first cell's first line
    narrow = len(columns) < _WIDE
    for i, column in enumerate(columns):
        table.add_column(column, no_wrap=i == 0 and not narrow, **fold)
    return table


def show_table(table: "Table") -> None:
    """Print a table."""
    from rich.console import Console

    Console().print(table, highlight=False)
