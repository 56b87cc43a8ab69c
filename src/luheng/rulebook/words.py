"""YAML as the rulebook writes it: ``on``, ``yes`` and ``no`` are words, ``true`` and ``false`` not.

YAML 1.1 reads ``compared: {by: …, on: …}`` as a mapping that holds the key True.
"""

from __future__ import annotations

import re
from typing import Any

import yaml

__all__ = ["read_yaml"]

_BOOL = "tag:yaml.org,2002:bool"
_BASE: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


class _Words(_BASE):  # type: ignore[misc]
    """The safe loader with the booleans of YAML 1.2 alone."""

    yaml_implicit_resolvers = {  # noqa: RUF012  (the base's own, less one)
        first: [(tag, pattern) for tag, pattern in resolvers if tag != _BOOL]
        for first, resolvers in _BASE.yaml_implicit_resolvers.items()
    }


_Words.add_implicit_resolver(_BOOL, re.compile(r"^(?:true|false)$"), list("tf"))


def read_yaml(text: str) -> Any:
    """What a text of YAML holds.

    Raises:
        yaml.YAMLError: the text is none.
    """
    return yaml.load(text, Loader=_Words)  # noqa: S506  (a safe loader)
