"""A full disk, told in one way whichever library met it."""

from __future__ import annotations

import contextlib
import errno
from typing import TYPE_CHECKING

from luheng.errors import NoSpace

if TYPE_CHECKING:
    from collections.abc import Iterator

__all__ = ["is_full", "room"]

_NUMBERS = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EFBIG})
#: what SQLite, DuckDB and delta-rs say, which raise errors of their own
_WORDS = ("no space left", "disk is full", "disk full", "quota exceeded", "file too large")


def is_full(error: BaseException | None) -> bool:
    """Whether an error, or what it came from, says that there is no space left."""
    while error is not None:
        if isinstance(error, OSError) and error.errno in _NUMBERS:
            return True
        said = str(error).lower()
        if any(words in said for words in _WORDS):
            return True
        error = error.__cause__ or error.__context__
    return False


@contextlib.contextmanager
def room(place: str) -> Iterator[None]:
    """Raise NoSpace where the work within runs out of it; other errors go through."""
    try:
        yield
    except NoSpace:
        raise
    except Exception as error:
        if is_full(error):
            raise NoSpace(place) from error
        raise
