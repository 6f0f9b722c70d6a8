"""The length of the texts, on which the size of the printed symbol depends."""

import pytest
import segno
from health_code_world import DECLARATION, GUARDIAN, ISSUER, ISSUER_P256, NOW, claims

from device.health_code.keys import SignerKey
from device.health_code.phc1 import encode
from device.vocabulary import Kind

VERSION_9_M = 262
VERSION_10_M = 311


@pytest.mark.parametrize("key", [ISSUER, ISSUER_P256], ids=["Ed25519", "ES256"])
def test_a_live_code_with_declaration_and_division_fits_version_9(key: SignerKey) -> None:
    text = encode(claims(declaration=DECLARATION, division=440983), key)
    assert len(text) <= VERSION_9_M
    code = segno.make_qr(text, error="m", boost_error=False)
    assert (code.version, code.mode) == (9, "alphanumeric")


@pytest.mark.parametrize("key", [ISSUER, ISSUER_P256], ids=["Ed25519", "ES256"])
def test_a_code_with_everything_fits_version_10(key: SignerKey) -> None:
    with_token = encode(claims(declaration=DECLARATION, division=440983, resolve_token=b"t" * 16), key)
    assert len(with_token) <= VERSION_10_M
    everything = claims(
        kind=Kind.FAMILY,
        expires_at=NOW + 86_400,
        declaration=DECLARATION,
        division=440983,
        resolve_token=b"t" * 16,
        guardian=GUARDIAN,
    )
    assert len(encode(everything, key)) <= VERSION_10_M
    assert segno.make_qr(encode(everything, key), error="m", boost_error=False).version == 10


def test_a_small_code_is_smaller() -> None:
    assert len(encode(claims(), ISSUER)) <= 236
