"""Let the scripts find one another when pytest runs their smoke."""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))
