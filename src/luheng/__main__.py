"""``python -m luheng`` is ``luheng``."""

from __future__ import annotations

from luheng.cli import main

__all__: list[str] = []

if __name__ == "__main__":
    raise SystemExit(main())
