import subprocess
import sys
from pathlib import Path

from device.vocabulary import Signal

PROJECT = Path(__file__).resolve().parents[2]


def test_the_page_of_signals_is_the_one_drawn_from_the_table() -> None:
    drawn = subprocess.run(
        [sys.executable, str(PROJECT / "scripts" / "draw-signals")],
        check=True,
        capture_output=True,
        env={"PYTHONIOENCODING": "utf-8"},
    ).stdout.decode("utf-8")
    assert (PROJECT / "docs" / "signals.md").read_text(encoding="utf-8") == drawn
    assert all(f"## {signal}\n" in drawn for signal in Signal)
