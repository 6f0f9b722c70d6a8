"""Joins a certificate that its issuer spread over several QR codes, as the camera reads them one by one.

Never mixes two certificates knowingly: another total, another text under a number held, or a pause begins anew. A wrong
mixture holds no signature. Never keeps more than one certificate's parts. Pure: a new part gives a new value.
"""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from msgspec import Struct, field
from msgspec.structs import replace

PARTS_MOST: Final = 32
PAUSE_SECONDS: Final = 30
"""A part after a longer pause is another visit's."""
_NONE: Final[Mapping[int, str]] = MappingProxyType({})


class PartOfCode(Struct, frozen=True, kw_only=True):
    """One part of a certificate: more is needed before there is a verdict."""

    format: str
    prefix: str
    """How the joined text begins."""
    number: int
    """From 1."""
    total: int
    body: str


class Parts(Struct, frozen=True, kw_only=True):
    """What was read of one certificate so far."""

    format: str = ""
    total: int = 0
    bodies: Mapping[int, str] = field(default_factory=lambda: _NONE)
    last_at: float = 0.0

    @property
    def held(self) -> int:
        """How many parts are here."""
        return len(self.bodies)


def join(parts: Parts, part: PartOfCode, now: float) -> tuple[Parts, str | None]:
    """Give what is held with `part` added at second `now`, and the whole text once nothing is missing."""
    goes_on = (
        (parts.format, parts.total) == (part.format, part.total)
        and now - parts.last_at <= PAUSE_SECONDS
        and parts.bodies.get(part.number, part.body) == part.body
    )
    held = parts if goes_on else Parts(format=part.format, total=part.total)
    held = replace(held, bodies=MappingProxyType({**held.bodies, part.number: part.body}), last_at=now)
    if held.held < held.total:
        return held, None
    return Parts(), part.prefix + "".join(held.bodies[number] for number in range(1, held.total + 1))
