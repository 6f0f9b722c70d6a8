"""Computes the SMBus packet error code: CRC-8, polynomial x^8 + x^2 + x + 1, initial value 0.

Never looks at what the bytes mean. System Management Bus specification 2.0, section 5.4.
"""

from collections.abc import Iterable
from typing import Final

_POLYNOMIAL: Final = 0x07


def _remainder(byte: int) -> int:
    for _ in range(8):
        byte = ((byte << 1) ^ _POLYNOMIAL) & 0xFF if byte & 0x80 else byte << 1
    return byte


_REMAINDERS: Final = tuple(_remainder(byte) for byte in range(256))


def packet_error_code(frame: Iterable[int]) -> int:
    """Code over every byte of the frame, address bytes with their read bit included."""
    code = 0
    for byte in frame:
        code = _REMAINDERS[code ^ byte]
    return code
