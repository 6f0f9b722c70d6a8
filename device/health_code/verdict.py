"""Holds what a health code turned out to be: every claim that may be believed, and why the colour is what it is.

Never holds a claim of a code whose signature did not hold, the word for its kind excepted. Names and phones are masked
before they get here.
"""

from typing import Final

from msgspec import Struct

from device.health_code.declaration import Declaration
from device.health_code.foreign_summary import ForeignSummary
from device.vocabulary import Assurance, Colour, Kind, Reason

HOLDER_BYTES: Final = 12


class HealthCode(Struct, frozen=True, kw_only=True):
    """The verdict on one text that is a health code, sound or not."""

    format: str
    colour: Colour
    """What the signature says while nothing speaks against it; else `unknown` or, for a forgery, `invalid`."""
    kind: Kind
    """What the code says it is; where the signature did not hold that is a claim, `opaque` where it cannot be read."""
    assurance: Assurance
    masked_name: str = ""
    masked_phone: str = ""
    holder: bytes | None = None
    """The issuer's 12-byte pseudonym of the holder: never logged, never stored, only sealed or keyed."""
    guardian: bytes | None = None
    issuer_kid: bytes | None = None
    cti: bytes | None = None
    """The code's own 8-byte number; what doubles are recognised by (never the bytes: ECDSA is malleable)."""
    issued_at: int | None = None
    """Seconds since the epoch."""
    expires_at: int | None = None
    declaration: Declaration | None = None
    resolve_token: bytes | None = None
    division: int | None = None
    """GB/T 2260 division code, for example 440983."""
    checkpoint: str | None = None
    """For a ticket: the one checkpoint it is for."""
    inspector: str | None = None
    """For a badge: whose it is."""
    certificate: ForeignSummary | None = None
    """For a foreign certificate: what it attests."""
    reasons: tuple[Reason, ...] = ()
    """Why the colour is what it is; for a sound code empty."""

    @property
    def signature_held(self) -> bool:
        """Whether the claims are the signer's own, whatever became of them since."""
        return self.cti is not None


def refused(format_name: str, colour: Colour, kind: Kind, reason: Reason) -> HealthCode:
    """Give the verdict on a code nothing of which may be believed."""
    return HealthCode(format=format_name, colour=colour, kind=kind, assurance=Assurance.UNVERIFIED, reasons=(reason,))
