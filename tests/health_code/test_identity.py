"""Identity in records: sealed to the authority, or keyed for one month or one day."""

import base64
import hmac
from datetime import date
from hashlib import sha256

import pytest
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from health_code_world import CIRCUMSTANCES, HOLDER, ISSUER, STRANGER, claims

from device.health_code.keys import key_id_of
from device.health_code.phc1 import encode, judge
from device.visitor.identity import (
    SEALED_BYTES,
    IdentityKeys,
    RecordedIdentity,
    day_key,
    keyed,
    month_key,
    open_holder,
    seal_holder,
    tag,
    tag_key,
)

TRACING = X25519PrivateKey.from_private_bytes(b"\x05" * 32)
SECRET = bytes(range(32))
KID = key_id_of(ISSUER.public_key())


def _hkdf(secret: bytes, info: bytes) -> bytes:
    """RFC 5869 written out: extract with an empty salt, expand one block."""
    extracted = hmac.digest(b"\0" * 32, secret, "sha256")
    return hmac.digest(extracted, info + b"\x01", "sha256")


def test_the_keys_of_month_and_day_are_those_of_the_contract() -> None:
    assert month_key(SECRET, date(2026, 1, 31)) == _hkdf(SECRET, b"menshen-holder-1 2026-01")
    assert day_key(SECRET, date(2026, 1, 3)) == _hkdf(SECRET, b"menshen-code-1 2026-01-03")


def test_a_holder_is_the_same_within_a_month_and_another_in_the_next() -> None:
    january = month_key(SECRET, date(2026, 1, 1))
    assert january == month_key(SECRET, date(2026, 1, 31))
    assert january != month_key(SECRET, date(2026, 2, 1))
    assert january != month_key(SECRET, date(2027, 1, 1))
    assert keyed(january, HOLDER) == hmac.new(january, HOLDER, sha256).digest()[:16]


def test_the_tag_key_is_neither_month_nor_day_key() -> None:
    assert len({tag_key(SECRET), month_key(SECRET, date(2026, 1, 1)), day_key(SECRET, date(2026, 1, 1))}) == 3
    assert tag(tag_key(SECRET), b"one") != tag(tag_key(SECRET), b"two")
    assert len(tag(tag_key(SECRET), b"one")) == 24


def test_a_sealed_holder_is_opened_by_the_tracing_key_alone() -> None:
    sealed = seal_holder(TRACING.public_key(), issuer_kid=KID, holder=HOLDER)
    assert len(sealed) == SEALED_BYTES == 64
    assert open_holder(TRACING, sealed) == (KID, HOLDER)
    assert open_holder(X25519PrivateKey.generate(), sealed) is None
    assert HOLDER not in sealed


def test_the_same_holder_is_sealed_differently_each_time() -> None:
    assert len({seal_holder(TRACING.public_key(), issuer_kid=KID, holder=HOLDER) for _ in range(5)}) == 5


def test_no_bit_of_a_sealed_holder_can_be_turned() -> None:
    sealed = seal_holder(TRACING.public_key(), issuer_kid=KID, holder=HOLDER)
    for bit in range(len(sealed) * 8):
        turned = bytearray(sealed)
        turned[bit // 8] ^= 1 << bit % 8
        opened = open_holder(TRACING, bytes(turned))
        # The unused top bit of an X25519 point is masked by RFC 7748, yet HPKE binds the bytes themselves.
        assert opened is None, bit


@pytest.mark.parametrize("sealed", [b"", b"x" * 63, b"x" * 65, b"\0" * 64])
def test_what_was_never_sealed_is_not_opened(sealed: bytes) -> None:
    assert open_holder(TRACING, sealed) is None


@pytest.mark.parametrize(("kid", "holder"), [(b"123", HOLDER), (KID, b"short"), (KID + b"x", HOLDER)])
def test_only_a_kid_and_a_holder_id_are_sealed(kid: bytes, holder: bytes) -> None:
    with pytest.raises(ValueError, match="12"):
        seal_holder(TRACING.public_key(), issuer_kid=kid, holder=holder)


def test_the_sealing_is_rfc_9180() -> None:
    """Opens a sealed holder with HPKE's key schedule written out (base mode, X25519, HKDF-SHA256, AES-128-GCM)."""
    sealed = seal_holder(TRACING.public_key(), issuer_kid=KID, holder=HOLDER)
    enc, ciphertext = sealed[:32], sealed[32:]

    def extract(suite: bytes, salt: bytes, label: bytes, material: bytes) -> bytes:
        return hmac.digest(salt or b"\0" * 32, b"HPKE-v1" + suite + label + material, "sha256")

    def expand(suite: bytes, key: bytes, label: bytes, info: bytes, length: int) -> bytes:
        labelled = length.to_bytes(2, "big") + b"HPKE-v1" + suite + label + info
        return hmac.digest(key, labelled + b"\x01", "sha256")[:length]

    kem, hpke = b"KEM\x00\x20", b"HPKE\x00\x20\x00\x01\x00\x01"
    shared = TRACING.exchange(X25519PublicKey.from_public_bytes(enc))
    context = enc + TRACING.public_key().public_bytes_raw()
    secret = expand(kem, extract(kem, b"", b"eae_prk", shared), b"shared_secret", context, 32)
    schedule = b"\0" + extract(hpke, b"", b"psk_id_hash", b"")
    schedule += extract(hpke, b"", b"info_hash", b"menshen-holder-1")
    root = extract(hpke, secret, b"secret", b"")
    key, nonce = expand(hpke, root, b"key", schedule, 16), expand(hpke, root, b"base_nonce", schedule, 12)
    assert AESGCM(key).decrypt(nonce, ciphertext, b"") == KID + HOLDER


def test_an_entry_says_of_a_holder_what_the_contract_says() -> None:
    keys = IdentityKeys(venue_secret=SECRET, city_secret=SECRET[::-1], tracing_public=TRACING.public_key())
    code = judge(encode(claims(), ISSUER), CIRCUMSTANCES)
    recorded = keys.record(code, date(2026, 11, 22))
    assert recorded.holder is not None
    assert recorded.holder_sealed is not None
    assert recorded.code_id is not None
    month, day = _hkdf(SECRET, b"menshen-holder-1 2026-11"), _hkdf(SECRET[::-1], b"menshen-code-1 2026-11-22")
    assert base64.b64decode(recorded.holder) == hmac.digest(month, HOLDER, "sha256")[:16]
    assert base64.b64decode(recorded.code_id) == hmac.digest(day, b"\x11" * 8, "sha256")[:16]
    assert open_holder(TRACING, base64.b64decode(recorded.holder_sealed)) == (KID, HOLDER)


def test_a_code_without_holder_is_recorded_without_one() -> None:
    keys = IdentityKeys(venue_secret=SECRET, city_secret=SECRET, tracing_public=TRACING.public_key())
    recorded = keys.record(judge(encode(claims(holder=None), ISSUER), CIRCUMSTANCES), date(2026, 11, 22))
    assert (recorded.holder, recorded.holder_sealed) == (None, None)
    assert recorded.code_id is not None
    forged = judge(encode(claims(), STRANGER), CIRCUMSTANCES)
    nothing = RecordedIdentity(holder=None, holder_sealed=None, code_id=None)
    assert keys.record(forged, date(2026, 11, 22)) == nothing
