"""Each way an ICAO seal can be wrong has its reason, and none of them is believed."""

import json

import pytest
from cryptography.hazmat.primitives.asymmetric.utils import encode_dss_signature
from foreign_reasons import ALGORITHM, MALFORMED, SIGNATURE, UNKNOWN, assert_told
from foreign_world import P256, P256_STRANGER, SEAL, base64url, spki, vds

from device.vocabulary import Reason

SEAL_FLOAT = json.loads(json.dumps(SEAL).replace('"v": 1', '"v": 1.0'))

ICAO = {
    "no signature": (vds(sigvl=None), MALFORMED),
    "no certificate": (vds(cer=None), MALFORMED),
    "an unknown certificate": (vds(cer=base64url(spki(P256_STRANGER))), UNKNOWN),
    "a certificate without a key": (vds(cer="AAAA"), UNKNOWN),
    "the key of a stranger": (vds(key=P256_STRANGER), UNKNOWN),
    "a stranger who shows the key": (vds(key=P256_STRANGER, cer=base64url(spki(P256))), SIGNATURE),
    "another curve's algorithm": (vds(alg="ES384"), ALGORITHM),
    "RS256": (vds(alg="RS256"), ALGORITHM),
    "none": (vds(alg="none"), ALGORITHM),
    "a name twice": (vds().replace('"v": 1', '"v": 1, "v": 1'), MALFORMED),
    "a third part": (vds()[:-1] + ', "else": 1}', MALFORMED),
    "letters behind": (vds() + "x", MALFORMED),
    "a fraction": (vds(SEAL_FLOAT), MALFORMED),
    "base64 with bits left over": (vds(sigvl="AB"), MALFORMED),
    "DER": (vds(sigvl=base64url(encode_dss_signature(2**255, 2**254))), SIGNATURE),
    "half a surrogate": (vds().replace("Bill", "\\ud800"), MALFORMED),
    "an unheard-of type": (vds({**SEAL, "hdr": {"t": "icao.visa", "v": 1, "is": "UTO"}}), MALFORMED),
    "nobody": (vds({**SEAL, "msg": {"uvci": "U1", "pid": {}, "ve": []}}), MALFORMED),
    "no number": (vds({**SEAL, "msg": {"pid": {"n": "A B"}, "ve": []}}), MALFORMED),
    "too long": (vds({**SEAL, "more": "x" * 4300}), MALFORMED),
    "a thousand levels": ('{"t":"icao.vacc","data":' + "[" * 4000 + "}", MALFORMED),
}


@pytest.mark.parametrize(("text", "reason"), ICAO.values(), ids=ICAO.keys())
def test_what_is_wrong_with_a_seal_is_told(text: str, reason: Reason) -> None:
    assert_told(text, reason)
