"""Finds the epoch a new journal follows: whoever writes a new image or sets a journal aside leaves it in a small file.

Never guesses: without the file the new journal follows none that is known.
"""

import re
from pathlib import Path
from typing import Final

from device.errors import JournalError

FILE_NAME: Final = "epoch.previous"
_EPOCH: Final = re.compile(r"[a-z0-9-]{1,40}")
_CHARACTERS_MOST: Final = 64


def previous_epoch(folder: Path) -> str | None:
    """Give the epoch in `epoch.previous` of the journal's folder; None where there is no such file.

    Raises:
        JournalError: the file cannot be read or holds no epoch.
    """
    path = folder / FILE_NAME
    try:
        with path.open(encoding="ascii") as file:
            text = file.read(_CHARACTERS_MOST).strip()
    except FileNotFoundError:
        return None
    except (OSError, UnicodeDecodeError) as error:
        raise JournalError(f"{path} cannot be read") from error
    if _EPOCH.fullmatch(text) is None:
        raise JournalError(f"{path} does not hold the epoch of a journal")
    return text
