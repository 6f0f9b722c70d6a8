"""Lets the daemon's tests start the whole gate that the system tests are made with."""

import sys
from pathlib import Path

sys.path.append(str(Path(__file__).parents[1] / "system"))
