"""A sound health code that is to be damaged, and what every way of damaging it needs.

Never holds an issuer's key: whoever signs anew here is a stranger.
"""

import random

from cryptography.hazmat.primitives.asymmetric import ec
from msgspec import Struct

ORDER = 0xFFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551
STRANGER = ec.derive_private_key(0xABCDEF, ec.SECP256R1())


class Sample(Struct, frozen=True):
    """A sound text and its format."""

    format: str
    text: str


def flipped(message: bytes, chance: random.Random) -> bytes:
    """Give `message` with one to five bits turned."""
    changed = bytearray(message)
    for _ in range(chance.choice((1, 1, 1, 2, 5))):
        place = chance.randrange(len(changed) * 8)
        changed[place // 8] ^= 1 << place % 8
    return bytes(changed)
