"""Each way a SMART card can be wrong has its reason, and none of them is believed."""

import json
import zlib

import pytest
from cryptography.hazmat.primitives.asymmetric.utils import encode_dss_signature
from foreign_reasons import ALGORITHM, EARLY, EXPIRED, MALFORMED, SIGNATURE, UNKNOWN, assert_told
from foreign_world import P256_STRANGER, SHC_ISSUER, SHC_KID, card, deflated, jws, shc
from health_code_world import NOW

from device.vocabulary import Reason

BODY = json.dumps(card()).encode()


def _said(**header: object) -> str:
    whole = {"zip": "DEF", "alg": "ES256", "kid": SHC_KID, **header}
    return shc(jws(header={name: value for name, value in whole.items() if value is not None}))


SMART = {
    "nothing": ("shc:/", MALFORMED),
    "an odd number of digits": ("shc:/567", MALFORMED),
    "digits beyond z": ("shc:/78", MALFORMED),
    "letters": ("shc:/5a", MALFORMED),
    "other digits": ("shc:/" + "٣" * 10, MALFORMED),
    "two pieces": (shc("eyJ9.abc"), MALFORMED),
    "part nought": ("shc:/0/2/56", MALFORMED),
    "part three of two": ("shc:/3/2/56", MALFORMED),
    "a hundred parts": ("shc:/1/100/56", MALFORMED),
    "thirty-three parts": ("shc:/1/33/56", MALFORMED),
    "too long": ("shc:/" + "56" * 40_000, MALFORMED),
    "no algorithm": (_said(alg=None), ALGORITHM),
    "none": (_said(alg="none"), ALGORITHM),
    "HS256": (_said(alg="HS256"), ALGORITHM),
    "ES384": (_said(alg="ES384"), ALGORITHM),
    "no zip": (_said(zip=None), MALFORMED),
    "no kid": (_said(kid=None), MALFORMED),
    "a number for a kid": (_said(kid=1), MALFORMED),
    "a critical header": (_said(crit=["b64"]), MALFORMED),
    "not deflated": (shc(jws(packed=BODY)), MALFORMED),
    "deflate cut short": (shc(jws(packed=deflated(BODY)[:-3])), MALFORMED),
    "behind deflate's end": (shc(jws(packed=deflated(BODY) + b"\0")), MALFORMED),
    "zlib": (shc(jws(packed=zlib.compress(BODY))), MALFORMED),
    "a bomb": (shc(jws(packed=deflated(b" " * (1 << 20)))), MALFORMED),
    "a byte order mark": (shc(jws(b"\xef\xbb\xbf" + BODY)), MALFORMED),
    "a space before": (shc(jws(b" " + BODY)), MALFORMED),
    "letters behind": (shc(jws(BODY + b"x")), MALFORMED),
    "two objects": (shc(jws(BODY + BODY)), MALFORMED),
    "a name twice": (shc(jws(b'{"iss":"a","iss":"b"}')), MALFORMED),
    "not a number": (shc(jws(BODY.replace(b'"nbf": ', b'"x": NaN, "nbf": '))), MALFORMED),
    "ten thousand levels": (shc(jws(b'{"a":' * 10_000 + b"}" * 10_000)), MALFORMED),
    "no text": (shc(jws(b"{\xff}")), MALFORMED),
    "no issuer": (shc(jws(card(iss=None))), MALFORMED),
    "an insecure issuer": (shc(jws(card(iss=SHC_ISSUER.replace("https", "http")))), MALFORMED),
    "a stroke behind the issuer": (shc(jws(card(iss=SHC_ISSUER + "/"))), MALFORMED),
    "another issuer": (shc(jws(card(iss="https://else.example.org"))), UNKNOWN),
    "an unknown key": (_said(kid="else"), UNKNOWN),
    "a stranger under the name": (shc(jws(key=P256_STRANGER)), SIGNATURE),
    "DER": (shc(jws(signature=encode_dss_signature(2**255, 2**254))), SIGNATURE),
    "no signature": (shc(jws(signature=b"")), SIGNATURE),
    "no beginning": (shc(jws(card(nbf=None))), MALFORMED),
    "a beginning in words": (shc(jws(card(nbf="now"))), MALFORMED),
    "an end that is null": (shc(jws(json.dumps({**card(), "exp": None}).encode())), MALFORMED),
    "no card": (shc(jws(card(vc=None))), MALFORMED),
    "another card": (
        shc(jws(card(vc={"type": ["x"], "credentialSubject": {"fhirVersion": "4.0.1", "fhirBundle": {}}}))),
        MALFORMED,
    ),
    "expired": (shc(jws(card(exp=NOW - 61))), EXPIRED),
    "from tomorrow": (shc(jws(card(nbf=NOW + 61))), EARLY),
}


@pytest.mark.parametrize(("text", "reason"), SMART.values(), ids=SMART.keys())
def test_what_is_wrong_with_a_card_is_told(text: str, reason: Reason) -> None:
    assert_told(text, reason)
