"""Joins a code with what the authority answered about it.

Never lets an answer about one person stand for another, and never takes names unmasked. Colour, person and declaration
are the answer's; what the code is (kind, number, issuer) stays the code's own where it has one.
"""

from msgspec.structs import replace

from device.health_code.look_up import Answer, Result
from device.health_code.verdict import HealthCode
from device.masking import mask_name, mask_phone
from device.vocabulary import Assurance, Colour, Reason


def joined(code: HealthCode, answer: Answer, *, cached: bool) -> HealthCode | None:
    """Give `code` as the authority knows it now, or None where the answer is about somebody else."""
    if answer.result is not Result.KNOWN or answer.claims is None:
        return replace(code, colour=Colour.UNKNOWN, reasons=(Reason.CODE_UNKNOWN,))
    claims = answer.claims
    if code.holder is not None and claims.holder != code.holder:
        return None
    return replace(
        code,
        colour=claims.colour,
        assurance=Assurance.CACHED_ONLINE if cached else Assurance.RESOLVED_ONLINE,
        masked_name=mask_name(claims.masked_name) or code.masked_name,
        masked_phone=mask_phone(claims.masked_phone) or code.masked_phone,
        holder=claims.holder,
        guardian=code.guardian or claims.guardian,
        issuer_kid=code.issuer_kid or answer.signer,
        cti=code.cti or claims.cti,
        issued_at=claims.issued_at if code.issued_at is None else code.issued_at,
        expires_at=claims.expires_at if code.expires_at is None else code.expires_at,
        declaration=claims.declaration or code.declaration,
        division=code.division if code.division is not None else claims.division,
        reasons=(),
    )
