"""Finds the scenarios that come with the firmware, and the file somebody means by a name.

Never reads a scenario: it only says where one lies.
"""

from pathlib import Path
from typing import Final

from device.errors import FileRefused
from device.settings.nearest import did_you_mean

_FOLDER: Final = Path(__file__).parent / "scenarios"


def shipped_scenarios() -> dict[str, Path]:
    """Give every scenario that comes with the firmware by its name, in order."""
    return {path.stem: path for path in sorted(_FOLDER.glob("*.toml"))}


def scenario_path(named: str) -> Path:
    """Give the file that `named` means: a file of that name, else one that comes with the firmware.

    Raises:
        FileRefused: it is neither.
    """
    path = Path(named)
    if path.suffix or path.exists():
        return path
    shipped = shipped_scenarios()
    if named not in shipped:
        raise FileRefused(f"there is no file and no scenario called {named}{did_you_mean(named, list(shipped))}")
    return shipped[named]
