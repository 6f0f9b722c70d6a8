"""Each way a New Zealand pass can be wrong has its reason, and none of them is believed."""

import pytest
from foreign_reasons import ALGORITHM, EARLY, EXPIRED, MALFORMED, SIGNATURE, UNKNOWN, assert_told
from foreign_world import P256_STRANGER, cose, nz_claims, nz_text, nzcp
from health_code_world import NOW

from device.vocabulary import Reason

NZ = {
    "another version": ("NZCP:/2/" + nzcp().removeprefix("NZCP:/1/"), MALFORMED),
    "small letters": (nzcp().replace("NZCP:/1/", "").lower().join(("NZCP:/1/", "")), MALFORMED),
    "padding": (nzcp() + "====", MALFORMED),
    "no tag": (nzcp(tag=b""), MALFORMED),
    "a CWT tag around": (nzcp(tag=b"\xd8\x3d\xd2"), MALFORMED),
    "behind the message": (nz_text(cose(nz_claims(), kid=b"key-1") + b"\0"), MALFORMED),
    "EdDSA": (nzcp(protected={1: -8, 4: b"key-1"}), ALGORITHM),
    "another issuer": (nzcp(nz_claims(iss="did:web:else.example.org")), UNKNOWN),
    "no issuer": (nzcp(nz_claims(iss=None)), UNKNOWN),
    "an unknown key": (nzcp(kid=b"key-2"), UNKNOWN),
    "a stranger under the name": (nzcp(key=P256_STRANGER), SIGNATURE),
    "no beginning": (nzcp(nz_claims(nbf=None)), MALFORMED),
    "no end": (nzcp(nz_claims(exp=None)), MALFORMED),
    "no number": (nzcp(nz_claims(cti=None)), MALFORMED),
    "a short number": (nzcp(nz_claims(cti=b"1")), MALFORMED),
    "another credential": (nzcp(nz_claims(vc={"type": ["VerifiableCredential"], "credentialSubject": {}})), MALFORMED),
    "nobody": (
        nzcp(nz_claims(vc={"type": ["VerifiableCredential", "PublicCovidPass"], "credentialSubject": {}})),
        MALFORMED,
    ),
    "expired": (nzcp(nz_claims(exp=NOW - 61)), EXPIRED),
    "from tomorrow": (nzcp(nz_claims(nbf=NOW + 61)), EARLY),
    "claims that are none": (nzcp(b"\x01"), MALFORMED),
}


@pytest.mark.parametrize(("text", "reason"), NZ.values(), ids=NZ.keys())
def test_what_is_wrong_with_a_pass_is_told(text: str, reason: Reason) -> None:
    assert_told(text, reason)
