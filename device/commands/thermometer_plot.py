"""Draws the latest readings of a thermometer as a plot of lines of text, the newest at the right.

Never touches a terminal: numbers go in, lines come out, so that it is the same on 80 columns and in a file.
"""

import math
from collections.abc import Sequence
from typing import Final

ROWS: Final = 8
COLUMNS_LEAST: Final = 20
SPAN_CELSIUS_LEAST: Final = 0.4
"""A plot of still readings does not show noise as mountains."""
_EIGHTHS: Final = " ▁▂▃▄▅▆▇█"
_SCALE_COLUMNS: Final = 9


def plot_lines(celsius: Sequence[float], columns: int, rows: int = ROWS) -> list[str]:
    """Give `rows` lines of at most `columns` characters; what is not a number leaves a gap."""
    width = max(columns, COLUMNS_LEAST) - _SCALE_COLUMNS
    shown = list(celsius[-width:])
    numbers = [value for value in shown if math.isfinite(value)]
    if not numbers:
        return []
    middle = (max(numbers) + min(numbers)) / 2
    span = max(max(numbers) - min(numbers), SPAN_CELSIUS_LEAST)
    low = middle - span / 2
    heights = [max(round((value - low) / span * rows * 8), 1) if math.isfinite(value) else 0 for value in shown]
    lines = []
    for row in range(rows - 1, -1, -1):
        bars = "".join(_EIGHTHS[min(max(height - 8 * row, 0), 8)] for height in heights)
        label = f"{low + span * (row + 1) / rows:7.2f}" if row in (rows - 1, rows // 2) else ""
        label = f"{low:7.2f}" if row == 0 else label
        lines.append(f"{label:>7} ▕{bars}".rstrip())
    return lines
