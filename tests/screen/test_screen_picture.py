import subprocess
import sys
from pathlib import Path

PROJECT = Path(__file__).resolve().parents[2]


def test_the_picture_of_the_screen_is_the_one_drawn_by_the_code() -> None:
    script = PROJECT / "scripts" / "draw-screen"
    assert subprocess.run([sys.executable, str(script), "--check"], check=False).returncode == 0, (
        "run scripts/draw-screen"
    )
