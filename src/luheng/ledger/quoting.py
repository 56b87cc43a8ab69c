"""How names and texts are written into SQL."""

from collections.abc import Iterable

__all__ = ["identifier", "identifiers", "literal"]


def identifier(name: str) -> str:
    """A column or table name, quoted: ``at`` and ``row`` are words of SQL."""
    return '"' + name.replace('"', '""') + '"'


def identifiers(names: Iterable[str], prefix: str = "") -> str:
    """Names quoted and joined by commas, each after an optional ``alias.``."""
    return ", ".join(prefix + identifier(n) for n in names)


def literal(text: str) -> str:
    """A text, quoted."""
    return "'" + text.replace("'", "''") + "'"
