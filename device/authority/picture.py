"""Draws a code's text as a QR picture, as it is shown or printed.

Never shrinks the quiet zone: four modules on every side (ISO/IEC 18004).
"""

from pathlib import Path
from typing import Final

import segno

from device.errors import FileRefused

_QUIET_MODULES: Final = 4
_PIXELS_A_MODULE: Final = 8


def write_picture(text: str, path: Path, *, pixels_a_module: int = _PIXELS_A_MODULE) -> None:
    """Write `text` as a PNG at error correction M.

    Raises:
        FileRefused: the disk does not take it.
    """
    code = segno.make_qr(text, error="m", boost_error=False)
    try:
        with path.open("wb") as file:
            code.save(file, kind="png", scale=pixels_a_module, border=_QUIET_MODULES)
    except OSError as error:
        raise FileRefused(f"{path} cannot be written: {error.strerror}") from error
