"""Writes the two codes a venue signs itself: the citizen's pass ticket and the inspector's badge.

Never makes a ticket's colour: it is that of the code the ticket was made from. Random numbers and time come from the
caller.
"""

from device.health_code.claims import Claims
from device.health_code.keys import SignerKey
from device.health_code.phc1 import LIFETIME_SECONDS, encode
from device.health_code.verdict import HealthCode
from device.vocabulary import Colour, Kind


def write_ticket(
    made_from: HealthCode,
    *,
    venue_private: SignerKey,
    checkpoint: str,
    now: int,
    cti: bytes,
    lifetime_seconds: int = LIFETIME_SECONDS[Kind.TICKET],
) -> str:
    """Give the text of a pass ticket for `checkpoint`, with the colour, names and holder of a verified code.

    Raises:
        NotClaims: the code has no colour to hand on, or a name is too long.
    """
    claims = Claims(
        kind=Kind.TICKET,
        colour=made_from.colour,
        issued_at=now,
        expires_at=now + lifetime_seconds,
        cti=cti,
        masked_name=made_from.masked_name,
        masked_phone=made_from.masked_phone,
        holder=made_from.holder,
        guardian=made_from.guardian,
        division=made_from.division,
        checkpoint=checkpoint,
    )
    return encode(claims, venue_private)


def write_badge(
    inspector: str,
    *,
    venue_private: SignerKey,
    now: int,
    cti: bytes,
    lifetime_seconds: int = LIFETIME_SECONDS[Kind.BADGE],
) -> str:
    """Give the text of a badge for `inspector`.

    Raises:
        NotClaims: the id is too long.
    """
    claims = Claims(
        kind=Kind.BADGE,
        colour=Colour.GREEN,
        issued_at=now,
        expires_at=now + lifetime_seconds,
        cti=cti,
        inspector=inspector,
    )
    return encode(claims, venue_private)
