"""Lays out the claims of a PHC1 code: one CWT with one private map of small integers, in and out.

Never decides whether claims are acceptable now; it only says whether they are claims at all. Unknown keys below 100
are ignored, from 100 on they are critical and refused.
Standards: RFC 8392 (CWT claims 4 exp, 5 nbf, 6 iat, 7 cti); GB/T 2260 (division codes).
"""

from collections.abc import Mapping
from typing import Final

from msgspec import Struct

from device.health_code import strict_cbor
from device.health_code.declaration import MASK_LARGEST, Declaration, Exposure, Symptom, mask_of, words_of
from device.health_code.validity import TIME_LARGEST
from device.health_code.verdict import HOLDER_BYTES
from device.vocabulary import Colour, Kind

KINDS: Final = (Kind.LIVE, Kind.PAPER, Kind.FAMILY, Kind.TICKET, Kind.BADGE)
"""A kind's place is its number on the wire."""
COLOURS: Final = (Colour.GREEN, Colour.YELLOW, Colour.RED)
"""A colour's place is its number on the wire."""
CTI_BYTES: Final = 8
RESOLVE_TOKEN_BYTES: Final = 16
VERSION: Final = 1

_EXP, _NBF, _IAT, _CTI, _PRIVATE = 4, 5, 6, 7, -65537
(
    _VERSION,
    _COLOUR,
    _NAME,
    _PHONE,
    _HOLDER,
    _KIND,
    _DECLARATION,
    _GUARDIAN,
    _TOKEN,
    _DIVISION,
    _CHECKPOINT,
    _INSPECTOR,
) = range(12)
_CRITICAL_FROM: Final = 100
_TEXT_LONGEST: Final = 128
_ID_LONGEST: Final = 40
_DIVISION_LARGEST: Final = 999_999
_TENTHS_SMALLEST, _TENTHS_LARGEST = 200, 500
_DECLARATION_FIELDS: Final = 4
_ONLY_INTEGERS: Final = frozenset({int})


class NotClaims(ValueError):
    """The payload is not a PHC1 code's."""


class Claims(Struct, frozen=True, kw_only=True):
    """What an issuer says, unmasked names excepted: a code carries masked ones only."""

    kind: Kind
    colour: Colour
    issued_at: int
    """Seconds since the epoch, as are the other times."""
    expires_at: int
    not_before: int | None = None
    cti: bytes
    masked_name: str = ""
    masked_phone: str = ""
    holder: bytes | None = None
    guardian: bytes | None = None
    declaration: Declaration | None = None
    resolve_token: bytes | None = None
    division: int | None = None
    checkpoint: str | None = None
    inspector: str | None = None


def to_payload(claims: Claims) -> bytes:
    """Give the deterministic bytes of `claims`; absent ones are left out.

    Raises:
        NotClaims: a reader would refuse them.
    """
    if claims.colour not in COLOURS or claims.kind not in KINDS:
        raise NotClaims(f"a code carries no {claims.colour} and is no {claims.kind}")
    private: dict[int, object] = {
        _VERSION: VERSION,
        _COLOUR: COLOURS.index(claims.colour),
        _KIND: KINDS.index(claims.kind),
    }
    optional = {
        _NAME: claims.masked_name or None,
        _PHONE: claims.masked_phone or None,
        _HOLDER: claims.holder,
        _DECLARATION: _declaration_out(claims.declaration) if claims.declaration else None,
        _GUARDIAN: claims.guardian,
        _TOKEN: claims.resolve_token,
        _DIVISION: claims.division,
        _CHECKPOINT: claims.checkpoint,
        _INSPECTOR: claims.inspector,
    }
    private.update({key: value for key, value in optional.items() if value is not None})
    outer: dict[int, object] = {_IAT: claims.issued_at, _EXP: claims.expires_at, _CTI: claims.cti, _PRIVATE: private}
    if claims.not_before is not None:
        outer[_NBF] = claims.not_before
    payload = strict_cbor.encode(outer)
    from_payload(payload)
    return payload


def from_payload(payload: bytes) -> Claims:
    """Give the claims in `payload`.

    Raises:
        NotClaims: a claim is missing, of another type or size, or critical and unknown.
    """
    try:
        outer = _map(strict_cbor.decode(payload))
    except strict_cbor.NotStrictCbor as error:
        raise NotClaims(str(error)) from error
    private = _map(outer.get(_PRIVATE))
    if (private and not 0 <= min(private) <= max(private) < _CRITICAL_FROM) or _number(
        private, _VERSION, VERSION, VERSION
    ) is None:
        raise NotClaims("another version, or a critical claim")
    colour = _number(private, _COLOUR, 0, len(COLOURS) - 1)
    kind = _number(private, _KIND, 0, len(KINDS) - 1)
    issued_at = _number(outer, _IAT, 0, TIME_LARGEST)
    expires_at = _number(outer, _EXP, 0, TIME_LARGEST)
    cti = _sized_bytes(outer, _CTI, CTI_BYTES)
    if colour is None or kind is None or issued_at is None or expires_at is None or cti is None:
        raise NotClaims("colour, kind, iat, exp and cti are needed")
    if expires_at <= issued_at:
        raise NotClaims("ends before it begins")
    claims = Claims(
        kind=KINDS[kind],
        colour=COLOURS[colour],
        issued_at=issued_at,
        expires_at=expires_at,
        not_before=_number(outer, _NBF, 0, TIME_LARGEST),
        cti=cti,
        masked_name=_text(private, _NAME, _TEXT_LONGEST) or "",
        masked_phone=_text(private, _PHONE, _TEXT_LONGEST) or "",
        holder=_sized_bytes(private, _HOLDER, HOLDER_BYTES),
        guardian=_sized_bytes(private, _GUARDIAN, HOLDER_BYTES),
        declaration=_declaration_in(private.get(_DECLARATION)),
        resolve_token=_sized_bytes(private, _TOKEN, RESOLVE_TOKEN_BYTES),
        division=_number(private, _DIVISION, 0, _DIVISION_LARGEST),
        checkpoint=_text(private, _CHECKPOINT, _ID_LONGEST),
        inspector=_text(private, _INSPECTOR, _ID_LONGEST),
    )
    if (claims.kind is Kind.TICKET) != (claims.checkpoint is not None):
        raise NotClaims("a ticket, and nothing else, is for one checkpoint")
    if (claims.kind is Kind.BADGE) != (claims.inspector is not None):
        raise NotClaims("a badge, and nothing else, is an inspector's")
    return claims


def _declaration_out(declaration: Declaration) -> list[int | None]:
    tenths = None if declaration.celsius is None else round(declaration.celsius * 10)
    return [
        declaration.at,
        tenths,
        mask_of(declaration.symptoms, Symptom),
        mask_of(declaration.exposures, Exposure),
    ]


def _declaration_in(value: object) -> Declaration | None:
    if value is None:
        return None
    if not isinstance(value, list) or len(value) != _DECLARATION_FIELDS:
        raise NotClaims("a declaration has four fields")
    at, tenths, symptoms, exposures = value
    if not (
        _is_number(at, 0, TIME_LARGEST)
        and (tenths is None or _is_number(tenths, _TENTHS_SMALLEST, _TENTHS_LARGEST))
        and _is_number(symptoms, 0, MASK_LARGEST)
        and _is_number(exposures, 0, MASK_LARGEST)
    ):
        raise NotClaims("a declaration has a time, a temperature or none, symptoms and exposures")
    return Declaration(
        at=at,
        celsius=None if tenths is None else tenths / 10,
        symptoms=words_of(symptoms, Symptom),
        exposures=words_of(exposures, Exposure),
    )


def _map(value: object) -> dict[int, object]:
    if not isinstance(value, dict) or not _ONLY_INTEGERS.issuperset(map(type, value)):
        raise NotClaims("not a map of integers")
    return value


def _is_number(value: object, smallest: int, largest: int) -> bool:
    return type(value) is int and smallest <= value <= largest


def _number(claims: Mapping[int, object], key: int, smallest: int, largest: int) -> int | None:
    if key not in claims:
        return None
    value = claims[key]
    if type(value) is not int or not smallest <= value <= largest:
        raise NotClaims(f"claim {key} is no number from {smallest} to {largest}")
    return value


def _sized_bytes(claims: Mapping[int, object], key: int, size: int) -> bytes | None:
    if key not in claims:
        return None
    value = claims[key]
    if type(value) is not bytes or len(value) != size:
        raise NotClaims(f"claim {key} is not {size} bytes")
    return value


def _text(claims: Mapping[int, object], key: int, longest: int) -> str | None:
    if key not in claims:
        return None
    value = claims[key]
    if type(value) is not str or len(value) > longest:
        raise NotClaims(f"claim {key} is no text of at most {longest} characters")
    return value
