"""Takes the authority's signed list of keys apart and puts one together.

Never takes a list that neither root signed, one with two keys of one name, or one that hands out the venue's kinds.
Layout (COSE_Sign1, content type `menshen-trust-1`, integer keys): 1 seq, 2 issued, 3 soft end, 4 hard end, 5 keys,
6 foreign keys, 7 keys with other duties (both may be missing);
a key: 1 kid, 2 alg, 3 raw public key, 4 nbf, 5 exp, 6 kinds, 7 issuer, 8 divisions, 9 formats.
"""

import hashlib
from types import MappingProxyType
from typing import Final

from device.health_code import cose, strict_cbor
from device.health_code.claims import KINDS
from device.health_code.duties import DUTY_KEYS_MOST, DutyKey
from device.health_code.duties import from_entry as duty_from_entry
from device.health_code.duties import to_entry as duty_to_entry
from device.health_code.foreign_keys import ForeignKey, by_name
from device.health_code.foreign_trust_list import KEYS_MOST as FOREIGN_KEYS_MOST
from device.health_code.foreign_trust_list import from_entry, to_entry
from device.health_code.keys import SignerKey, VerifierKey, algorithm_of, key_id_of, raw_public
from device.health_code.listed_keys import listed as listed_keys
from device.health_code.trust import TrustedKey, TrustRefusal, TrustSnapshot

CONTENT_TYPE: Final = "menshen-trust-1"
LIST_LONGEST_BYTES: Final = 1 << 20
"""From a file; the broker carries at most 256 KiB."""
_KEYS_MOST: Final = 2000


def read_trust_list(message: bytes, roots: tuple[VerifierKey, ...]) -> TrustSnapshot | TrustRefusal:
    """Give the list in `message`, verified with one of `roots`, or why it is not taken. Judges no age."""
    signed = cose.take_apart(message, longest=LIST_LONGEST_BYTES)
    if signed is None or signed.content_type != CONTENT_TYPE:
        return TrustRefusal.MALFORMED
    named = [root for root in roots if key_id_of(root) == signed.kid]
    if not any(cose.refusal(signed, root) is None for root in named):
        return TrustRefusal.SIGNATURE_BAD
    return _snapshot(signed.payload, hashlib.sha256(message).digest())


def read_unverified(message: bytes) -> TrustSnapshot | TrustRefusal:
    """Give the list in `message` without asking who signed it; for a person's own file, never for a gate."""
    signed = cose.take_apart(message, longest=LIST_LONGEST_BYTES)
    if signed is None or signed.content_type != CONTENT_TYPE:
        return TrustRefusal.MALFORMED
    return _snapshot(signed.payload, hashlib.sha256(message).digest())


def write_trust_list(
    *,
    keys: tuple[TrustedKey, ...],
    foreign: tuple[ForeignKey, ...] = (),
    duties: tuple[DutyKey, ...] = (),
    seq: int,
    issued_at: int,
    soft_end: int,
    hard_end: int,
    root: SignerKey,
) -> bytes:
    """Give a list of `keys`, `foreign` keys and keys with other `duties`, signed by `root`."""
    body: dict[int, object] = {
        1: seq,
        2: issued_at,
        3: soft_end,
        4: hard_end,
        5: [
            {
                1: key.kid,
                2: int(algorithm_of(key.key)),
                3: raw_public(key.key),
                4: key.not_before,
                5: key.not_after,
                6: sorted(KINDS.index(kind) for kind in key.kinds),
                7: key.issuer,
                8: list(key.divisions),
                9: sorted(key.formats),
            }
            for key in keys
        ],
    }
    if foreign:
        body[6] = [to_entry(key) for key in foreign]
    if duties:
        body[7] = [duty_to_entry(key) for key in duties]
    kid = key_id_of(root.public_key())
    return cose.sign(strict_cbor.encode(body), key=root, kid=kid, content_type=CONTENT_TYPE)


def _snapshot(payload: bytes, digest: bytes) -> TrustSnapshot | TrustRefusal:
    try:
        body = strict_cbor.decode(payload)
        match body:
            case {1: int() as seq, 2: int() as issued, 3: int() as soft, 4: int() as hard, 5: list() as listed} if (
                seq > 0 and 0 <= issued <= soft <= hard and len(listed) <= _KEYS_MOST
            ):
                keys = listed_keys(listed)
                foreign = [from_entry(entry) for entry in _listed(body, 6, FOREIGN_KEYS_MOST)]
                duties = [duty_from_entry(entry) for entry in _listed(body, 7, DUTY_KEYS_MOST)]
            case _:
                return TrustRefusal.MALFORMED
    except ValueError:
        return TrustRefusal.MALFORMED
    duty_keys = {key.kid: key for key in duties}
    if len(duty_keys) != len(duties) or not duty_keys.keys().isdisjoint(keys):
        return TrustRefusal.MALFORMED
    return TrustSnapshot(
        seq=seq,
        issued_at=issued,
        soft_end=soft,
        hard_end=hard,
        keys=keys,
        foreign=by_name(foreign),
        duty_keys=MappingProxyType(duty_keys),
        digest=digest,
    )


def _listed(body: object, place: int, most: int) -> list[object]:
    """Give the entries under `place`, none where it is missing.

    Raises:
        ValueError: they are no list, or too many.
    """
    listed = body.get(place, []) if isinstance(body, dict) else None
    if not isinstance(listed, list) or len(listed) > most:
        raise ValueError("no list of keys")
    return listed
