"""What every error has: a message in two languages, a code, and fields that others read.

A message names the thing, the place, the reason and the way out, in that order, in Chinese or
English. The class is what code catches, ``code`` is what people search for (its manual page is
``docs/findings/CODE.md``), the fields are what a page and a test read.
"""

from __future__ import annotations

import contextvars
import locale
import os
from dataclasses import dataclass, fields
from typing import ClassVar

__all__ = ["LuhengError", "language", "listed", "say", "set_language"]

_LANGUAGE: contextvars.ContextVar[str | None] = contextvars.ContextVar(
    "luheng_language", default=None
)


def language() -> str:
    """The language of messages in this context: ``zh`` or ``en``; the locale decides if unset."""
    chosen = _LANGUAGE.get()
    if chosen is None:
        chosen = "zh" if _system_locale().lower().startswith(("zh", "chinese")) else "en"
        _LANGUAGE.set(chosen)
    return chosen


def _system_locale() -> str:
    for name in ("LUHENG_LANG", "LC_ALL", "LC_MESSAGES", "LANG"):
        if os.environ.get(name):
            return os.environ[name]
    return locale.getlocale()[0] or ""


def set_language(code: str) -> None:
    """Choose the language of messages for this context: ``zh`` or ``en``."""
    _LANGUAGE.set("zh" if code.lower().startswith("zh") else "en")


def say(*, zh: str, en: str) -> str:
    """The one of two equal texts that the reader asked for."""
    return zh if language() == "zh" else en


def listed(names: tuple[str, ...]) -> str:
    """Names in a row, as the reader's language parts them."""
    return "、".join(names) if language() == "zh" else ", ".join(names)


@dataclass(eq=False)
class LuhengError(Exception):
    """Base of everything raised on purpose."""

    code: ClassVar[str] = "BOOK-00"

    def lines(self) -> list[str]:
        """What happened, then where, why and the way out; one sentence each."""
        return [type(self).__name__]

    def __str__(self) -> str:
        what, *rest = self.lines()
        return "\n".join([f"{what}  [{self.code}]", *("  " + line for line in rest)])

    def __reduce__(self) -> tuple[type, tuple[object, ...]]:
        """Come back whole from a worker process."""
        return type(self), tuple(getattr(self, f.name) for f in fields(self))
