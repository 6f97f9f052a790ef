"""The image's scripts are imported by their bare names, as entry.py imports them."""

import sys
from pathlib import Path

HERE = Path(__file__).resolve().parents[1]
sys.path[:0] = [str(HERE), str(HERE.parents[1] / "setup")]
