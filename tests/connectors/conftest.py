"""Fixtures of the connectors' tests."""

import sys
from pathlib import Path

sys.path.append(str(Path(__file__).resolve().parent))

from shared_files import sheets, steel  # noqa: F401
