"""A file of trusted keys that a person names: the signed list and the JSON form."""

import base64
import json
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from health_code_world import ISSUER, ISSUER_P256, NOW, STRANGER, VENUE, claims

from device.authority.ceremony import found
from device.errors import FileRefused
from device.health_code.circumstances import Circumstances
from device.health_code.keys import VerifierKey, key_id_of
from device.health_code.phc1 import encode, judge
from device.health_code.trust import TrustSnapshot
from device.trust.trust_file import read_trust_file
from device.vocabulary import ClockQuality, Kind, Reason


def _der(key: VerifierKey) -> str:
    return base64.b64encode(key.public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)).decode()


def _pem(key: VerifierKey) -> str:
    return key.public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo).decode()


def _entry(**changes: object) -> dict[str, object]:
    public = ISSUER.public_key()
    return {
        "kid": key_id_of(public).hex(),
        "alg": "EdDSA",
        "spki": _der(public),
        "issuer": "city",
        "formats": ["phc1"],
        "kinds": ["live"],
        **changes,
    }


def _read(directory: Path, *entries: dict[str, object]) -> TrustSnapshot:
    path = directory / "trust.json"
    path.write_text(json.dumps({"keys": entries}))
    return read_trust_file(path, ())


def _judged(trust: TrustSnapshot, text: str) -> tuple[Reason, ...]:
    moment = Circumstances(trust=trust, venue_key=None, now=NOW, clock=ClockQuality.SYNCHRONISED)
    return judge(text, moment).reasons


def test_keys_in_json_are_used_for_what_they_are_listed_for(tmp_path: Path) -> None:
    trust = _read(tmp_path, _entry(), _entry(kid="00000000", spki=_der(STRANGER.public_key())))
    assert _judged(trust, encode(claims(), ISSUER)) == ()
    assert _judged(trust, encode(claims(kind=Kind.PAPER), ISSUER)) == (Reason.CODE_KEY_NOT_ALLOWED,)
    assert _judged(trust, encode(claims(), STRANGER)) == (Reason.CODE_KEY_UNKNOWN,)


def test_pem_and_es256_are_taken_as_well(tmp_path: Path) -> None:
    public = ISSUER_P256.public_key()
    trust = _read(tmp_path, _entry(kid=key_id_of(public).hex(), alg="ES256", spki=_pem(public)))
    assert _judged(trust, encode(claims(), ISSUER_P256)) == ()


def test_a_key_may_be_listed_for_tickets_here(tmp_path: Path) -> None:
    public = VENUE.public_key()
    trust = _read(tmp_path, _entry(kid=key_id_of(public).hex(), spki=_der(public), kinds=["ticket"]))
    ticket = encode(claims(kind=Kind.TICKET, expires_at=NOW + 180, checkpoint="south-gate"), VENUE)
    assert _judged(trust, ticket) == ()


def test_kinds_and_formats_may_be_left_out(tmp_path: Path) -> None:
    entry = _entry()
    del entry["kinds"], entry["formats"], entry["issuer"]
    assert _judged(_read(tmp_path, entry), encode(claims(), ISSUER)) == ()


def test_keys_of_formats_unknown_here_do_no_harm(tmp_path: Path) -> None:
    foreign = _entry(kid="key-1", alg="PS256", spki="anything", formats=["divoc"])
    assert _judged(_read(tmp_path, foreign, _entry()), encode(claims(), ISSUER)) == ()


WRONG = {
    "a kid in words": {"kid": "key-1"},
    "a key in words": {"spki": "key"},
    "a sealing key": {"spki": base64.b64encode(b"").decode()},
    "another algorithm": {"alg": "ES256"},
    "an unheard-of algorithm": {"alg": "none"},
    "an unheard-of kind": {"kinds": ["gold"]},
    "a broken PEM": {"spki": "-----BEGIN PUBLIC KEY-----\nAAAA"},
    "a number for a name": {"issuer": 4},
    "another curve": {
        "alg": "ES256",
        "spki": _der(ec.derive_private_key(5, ec.SECP384R1()).public_key()),
    },
    "an X25519 key": {
        "spki": base64.b64encode(
            X25519PrivateKey.from_private_bytes(b"\x05" * 32)
            .public_key()
            .public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)
        ).decode()
    },
}


@pytest.mark.parametrize("changes", WRONG.values(), ids=WRONG.keys())
def test_a_key_that_is_none_is_told(tmp_path: Path, changes: dict[str, object]) -> None:
    with pytest.raises(FileRefused, match=r"trust\.json"):
        _read(tmp_path, _entry(**changes))


@pytest.mark.parametrize("content", ["", "{", "[]", '{"keys": 1}', '{"keys": [{}]}', "junk"])
def test_a_file_that_is_neither_form_is_told(tmp_path: Path, content: str) -> None:
    (tmp_path / "trust").write_text(content)
    with pytest.raises(FileRefused, match="trust"):
        read_trust_file(tmp_path / "trust", ())


def test_a_file_that_is_not_there_is_told(tmp_path: Path) -> None:
    with pytest.raises(FileRefused, match="No such file"):
        read_trust_file(tmp_path / "trust", ())


def test_a_signed_list_is_verified_where_a_root_is_named(tmp_path: Path) -> None:
    authority = found(tmp_path / "authority", now=NOW)
    path = authority.directory / "trust.cose"
    assert read_trust_file(path, authority.root_publics).seq == 1
    assert read_trust_file(path, ()).seq == 1
    with pytest.raises(FileRefused, match="signature_bad"):
        read_trust_file(path, (STRANGER.public_key(),))
