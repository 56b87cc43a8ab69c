"""The connectors by name; each module is imported when it is asked for."""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING, Any, Protocol, cast

from luheng.errors import BadQuery

if TYPE_CHECKING:
    from luheng.records import Batch, Origin

__all__ = ["Connector", "connector", "names"]

#: a new source is one file or folder and one line here
_MODULES = (
    "energy_balance",
    "steel_works_csv",
    "demo_tables",
    "ceads_inventory",
    "provincial_gdp",
)


class Connector(Protocol):
    """What a connector's module offers."""

    NAME: str
    #: named rules for known misprints of the source, which the door applies as corrections
    RULES: tuple[str, ...]

    def read(self, content: bytes, origin: Origin, **options: Any) -> Batch | tuple[Batch, ...]:
        """Drafts of the file's records, each tied to the place it came from."""


def names() -> tuple[str, ...]:
    """The names of all connectors to outside sources."""
    return _MODULES


def connector(name: str) -> Connector:
    """The connector of that name; raises BadQuery if there is none."""
    if name not in _MODULES:
        raise BadQuery(
            f"没有名为“{name}”的数据接口；已有：{'、'.join(_MODULES)}。",
            f"There is no connector {name!r}; there are {', '.join(_MODULES)}.",
        )
    return cast("Connector", importlib.import_module(f"luheng.connectors.{name}"))
