"""Issues the pilot authority's health codes: live on a phone, on paper, or of a family member on another's phone.

Never puts an unmasked name, a phone number or an id number into a code. Names stay in the authority's own file.
"""

import secrets
from dataclasses import dataclass
from typing import Final

import msgspec

from device.authority.ceremony import HOLDERS_FILE, Authority
from device.authority.holders import Holder, Holders, holder_id_of
from device.health_code.claims import CTI_BYTES, RESOLVE_TOKEN_BYTES, Claims
from device.health_code.declaration import Declaration
from device.health_code.phc1 import LIFETIME_SECONDS, encode
from device.masking import mask_name, mask_phone
from device.vocabulary import Colour, Kind

_TOKENS_KEPT: Final = 8


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """Who asks for a code."""

    name: str
    phone: str
    id_number: str


def issue(
    authority: Authority,
    person: Person,
    *,
    kind: Kind,
    now: int,
    colour: Colour = Colour.GREEN,
    guardian_id_number: str | None = None,
    declaration: Declaration | None = None,
    division: int | None = None,
    lifetime_seconds: int | None = None,
    with_resolve_token: bool | None = None,
) -> str:
    """Give the text of a fresh code and write its holder down.

    A paper code carries a token for online look-up unless told otherwise, the others do not. Without a new
    declaration the holder's last one is carried.

    Raises:
        NotClaims: a value does not fit into a code (a kind the venue signs has no place here either).
        FileRefused: the file of holders cannot be read or written.
    """
    holders = Holders(authority.directory / HOLDERS_FILE)
    holder_id = holder_id_of(authority.holder_secret, person.id_number)
    known = holders.find(holder_id)
    declared = declaration or (known.declaration if known else None)
    wants_token = kind is Kind.PAPER if with_resolve_token is None else with_resolve_token
    token = secrets.token_bytes(RESOLVE_TOKEN_BYTES) if wants_token else None
    claims = Claims(
        kind=kind,
        colour=colour,
        issued_at=now,
        expires_at=now + (LIFETIME_SECONDS[kind] if lifetime_seconds is None else lifetime_seconds),
        cti=secrets.token_bytes(CTI_BYTES),
        masked_name=mask_name(person.name),
        masked_phone=mask_phone(person.phone),
        holder=holder_id,
        guardian=None if guardian_id_number is None else holder_id_of(authority.holder_secret, guardian_id_number),
        declaration=declared,
        resolve_token=token,
        division=division,
    )
    text = encode(claims, authority.issuing)
    tokens = known.resolve_tokens if known else ()
    if token is not None:
        tokens = (*tokens, token.hex())[-_TOKENS_KEPT:]
    holder = Holder(
        name=person.name,
        phone=person.phone,
        id_number=person.id_number,
        colour=colour.value,
        declaration=declared,
        resolve_tokens=tokens,
    )
    if known is None or msgspec.structs.asdict(known) != msgspec.structs.asdict(holder):
        holders.keep(holder_id, holder)
    return text
