"""Issues the pilot authority's health codes: live on a phone, on paper, or of a family member on another's phone.

Never puts an unmasked name, a phone number or an id number into a code. Names stay in the authority's own register.
"""

import secrets

from msgspec import Struct

from device.authority.desk import Desk
from device.authority.holders import Holder
from device.authority.issued_codes import IssuedCode
from device.errors import FileRefused
from device.health_code.claims import CTI_BYTES, RESOLVE_TOKEN_BYTES, Claims
from device.health_code.keys import key_id_of
from device.health_code.phc1 import LIFETIME_SECONDS, encode
from device.masking import mask_name, mask_phone
from device.vocabulary import Kind


class Issued(Struct, frozen=True, kw_only=True):
    """A fresh code."""

    text: str
    number: bytes
    """Its own, by which it can be withdrawn."""


def issue(
    desk: Desk,
    holder: bytes,
    *,
    kind: Kind,
    now: int,
    guardian: bytes | None = None,
    lifetime_seconds: int | None = None,
    with_resolve_token: bool | None = None,
) -> Issued:
    """Give a fresh code of `holder`, with their colour and newest declaration as they are now.

    A paper code carries a token for online look-up unless told otherwise, the others do not.

    Raises:
        NotClaims: a value does not fit into a code (a kind the venue signs has no place here either).
        FileRefused: nobody of that name is enrolled, or the register cannot be read or written.
    """
    known = desk.holders.find(holder)
    if known is None:
        raise FileRefused("nobody of that name is in the register")
    wants_token = kind is Kind.PAPER if with_resolve_token is None else with_resolve_token
    token = secrets.token_bytes(RESOLVE_TOKEN_BYTES) if wants_token else None
    expires_at = now + (LIFETIME_SECONDS[kind] if lifetime_seconds is None else lifetime_seconds)
    claims = claims_of(known, kind=kind, issued_at=now, expires_at=expires_at, guardian=guardian, token=token)
    text = encode(claims, desk.authority.issuing)
    if token is not None or expires_at - now > LIFETIME_SECONDS[Kind.LIVE]:
        code = IssuedCode(
            cti=claims.cti,
            kid=key_id_of(desk.authority.issuing.public_key()),
            holder=holder,
            kind=kind,
            issued_at=now,
            expires_at=expires_at,
        )
        desk.codes.keep(code, token)
    return Issued(text=text, number=claims.cti)


def claims_of(
    known: Holder,
    *,
    kind: Kind,
    issued_at: int,
    expires_at: int,
    guardian: bytes | None = None,
    token: bytes | None = None,
) -> Claims:
    """Give what the authority says about `known` now, under a number of its own."""
    return Claims(
        kind=kind,
        colour=known.colour,
        issued_at=issued_at,
        expires_at=expires_at,
        cti=secrets.token_bytes(CTI_BYTES),
        masked_name=mask_name(known.person.name),
        masked_phone=mask_phone(known.person.phone),
        holder=known.holder,
        guardian=guardian,
        declaration=known.declaration,
        resolve_token=token,
        division=known.division,
    )
