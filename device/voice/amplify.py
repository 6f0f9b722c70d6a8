"""Makes a sound louder or softer.

Pure. Never lets a sample wrap round: what would be too high stays at the highest.
"""

from array import array
from typing import Final

_HIGHEST: Final = 32767
_LOWEST: Final = -32768


def amplified(samples: bytes, factor: float) -> bytes:
    """Give 16-bit samples times `factor`."""
    if factor == 1.0:
        return samples
    values = array("h", samples)
    scaled = array("h", [max(_LOWEST, min(_HIGHEST, round(value * factor))) for value in values])
    return scaled.tobytes()
