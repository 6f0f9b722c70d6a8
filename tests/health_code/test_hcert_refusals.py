"""Each way a European certificate can be wrong has its reason, and none of them is believed."""

import zlib

import base45
import cbor2
import pytest
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hashes import SHA256
from foreign_reasons import ALGORITHM, EARLY, EXPIRED, MALFORMED, SIGNATURE, UNKNOWN, assert_told
from foreign_world import KID, KID_RSA, P256, P256_STRANGER, RSA, TEST, VACCINATION, cose, dcc, hc1
from health_code_world import DAY, NOW

from device.vocabulary import Reason


def _der_signature(message: bytes) -> bytes:
    return P256.sign(message, ec.ECDSA(SHA256()))


HEADER = cbor2.dumps({1: -7, 4: KID})

NO_BOMB = zlib.compress(b"\0" * (1 << 16))

BOMB = zlib.compress(b"\0" * (1 << 26), 9)


def _packed(packed: bytes) -> str:
    return "HC1:" + str(base45.b45encode(packed), "ascii")


HCERT = {
    "base45 letters": ("HC1:abc", MALFORMED),
    "nothing": ("HC1:", MALFORMED),
    "no zlib": (_packed(cose(dcc())), MALFORMED),
    "zlib cut short": (_packed(zlib.compress(cose(dcc()))[:-5]), MALFORMED),
    "behind zlib's end": (_packed(zlib.compress(cose(dcc())) + b"\0"), MALFORMED),
    "sixty-four kilobytes of nothing": (_packed(NO_BOMB), MALFORMED),
    "a bomb": (_packed(BOMB[:2800]), MALFORMED),
    "a small bomb": (_packed(zlib.compress(b"\0" * 2_000_000, 9)), MALFORMED),
    "too long": ("HC1:" + "0" * 4300, MALFORMED),
    "behind the message": (hc1(cose(dcc()) + b"\0"), MALFORMED),
    "a tag of another message": (hc1(cose(dcc(), tag=b"\xd8\x62")), MALFORMED),
    "tag 18 twice": (hc1(cose(dcc(), tag=b"\xd2\xd2")), MALFORMED),
    "no kid": (hc1(cose(dcc(), protected={1: -7})), MALFORMED),
    "an empty kid": (hc1(cose(dcc(), protected={1: -7, 4: b""})), MALFORMED),
    "a kid in words": (hc1(cose(dcc(), protected={1: -7, 4: "key"})), MALFORMED),
    "a critical header": (hc1(cose(dcc(), protected={1: -7, 2: [4], 4: KID})), MALFORMED),
    "a header twice": (hc1(cose(dcc(), protected=b"\xa3\x01\x26\x04\x41\x01\x04\x41\x01")), MALFORMED),
    "no algorithm": (hc1(cose(dcc(), protected={4: KID})), ALGORITHM),
    "EdDSA": (hc1(cose(dcc(), protected={1: -8, 4: KID})), ALGORITHM),
    "ES384": (hc1(cose(dcc(), protected={1: -35, 4: KID})), ALGORITHM),
    "HMAC": (hc1(cose(dcc(), protected={1: 5, 4: KID})), ALGORITHM),
    "PS256 with a P-256 key": (hc1(cose(dcc(), protected={1: -37, 4: KID})), ALGORITHM),
    "ES256 with an RSA key": (hc1(cose(dcc(), protected={1: -7, 4: KID_RSA})), ALGORITHM),
    "an unknown key": (hc1(cose(dcc(), kid=b"\xff" * 8)), UNKNOWN),
    "half a kid": (hc1(cose(dcc(), kid=KID[:4])), UNKNOWN),
    "a stranger under the name": (hc1(cose(dcc(), key=P256_STRANGER)), SIGNATURE),
    "DER": (
        hc1(cose(dcc(), signature=_der_signature(cbor2.dumps(["Signature1", HEADER, b"", cbor2.dumps(dcc())])))),
        SIGNATURE,
    ),
    "noughts": (hc1(cose(dcc(), signature=b"\0" * 64)), SIGNATURE),
    "an ES384 signature": (hc1(cose(dcc(), signature=b"\1" * 96)), SIGNATURE),
    "no signature": (hc1(cose(dcc(), signature=b"")), SIGNATURE),
    "an RSA signature cut short": (hc1(cose(dcc(), key=RSA, kid=KID_RSA, signature=b"\1" * 255)), SIGNATURE),
    "no certificate": (hc1(cose({4: NOW + DAY, 6: NOW})), MALFORMED),
    "a list of claims": (hc1(cose([1, 2])), MALFORMED),
    "no name": (hc1(cose(dcc({"v": [VACCINATION]}))), MALFORMED),
    "no event": (hc1(cose(dcc({"nam": {}, "v": []}))), MALFORMED),
    "two kinds of event": (hc1(cose(dcc({"nam": {}, "v": [VACCINATION], "t": [TEST]}))), MALFORMED),
    "no end": (hc1(cose(dcc() | {4: None})), MALFORMED),
    "an end in words": (hc1(cose(dcc(exp="2027"))), MALFORMED),
    "an end that is true": (hc1(cose(dcc(exp=True))), MALFORMED),
    "an endless end": (hc1(cose(dcc(exp=float("inf")))), MALFORMED),
    "an end that is none": (hc1(cose(dcc(exp=float("nan")))), MALFORMED),
    "a beginning before the world": (hc1(cose(dcc(iat=-1))), MALFORMED),
    "a huge number": (hc1(cose(dcc(exp=2**63))), MALFORMED),
    "a big number": (hc1(cose(dcc(exp=2**70))), MALFORMED),
    "a claim twice": (hc1(cose(b"\xa2" + b"\x04\x1a\x7f\x00\x00\x00" * 2)), MALFORMED),
    "a thousand levels": (hc1(cose(b"\x81" * 1000 + b"\x00")), MALFORMED),
    "a giant length": (hc1(cose(b"\x5b\x7f\xff\xff\xff\xff\xff\xff\xff")), MALFORMED),
    "behind the claims": (hc1(cose(cbor2.dumps(dcc()) + b"\0")), MALFORMED),
    "a shared reference": (hc1(cose(cbor2.dumps(dcc())[:-1] + b"\xd8\x1d\x00")), MALFORMED),
    "expired": (hc1(cose(dcc(exp=NOW - 61))), EXPIRED),
    "from tomorrow": (hc1(cose(dcc(iat=NOW + 61))), EARLY),
    "expired a fraction ago": (hc1(cose(dcc(exp=NOW - 60.5))), EXPIRED),
}


@pytest.mark.parametrize(("text", "reason"), HCERT.values(), ids=HCERT.keys())
def test_what_is_wrong_with_a_european_certificate_is_told(text: str, reason: Reason) -> None:
    assert_told(text, reason)
