"""Every way a text behind the prefix is no code at all; nothing of it is believed."""

import cbor2
import pytest
from health_code_world import CIRCUMSTANCES, ISSUER, NOW, VENUE, as_bytes, as_text, plain_claims, signed_text

from device.health_code.keys import key_id_of
from device.health_code.phc1 import judge
from device.vocabulary import Assurance, Colour, Kind, Reason

KID = key_id_of(ISSUER.public_key())
UNTAGGED = signed_text(plain_claims(), tag=b"")
MESSAGE = as_bytes(signed_text(plain_claims()))
DUPLICATE_COLOUR = bytes.fromhex("a7") + cbor2.dumps(plain_claims()[-65537])[1:] + bytes.fromhex("0100")
DUPLICATE_PAYLOAD = cbor2.dumps({6: NOW, 4: NOW + 600, 7: b"\x11" * 8}).replace(b"\xa3", b"\xa4", 1) + (
    bytes.fromhex("3a00010000") + bytes([0xA0 | 8]) + DUPLICATE_COLOUR[1:]
)

MALFORMED: dict[str, str] = {
    "nothing behind the prefix": "PHC1:",
    "lower case": "PHC1:" + UNTAGGED[5:].lower(),
    "a newline behind it": UNTAGGED + "\n",
    "a character that base45 has not": UNTAGGED[:-1] + "!",
    "base45 that overflows": "PHC1::::",
    "base45 of no length": "PHC1:0000",
    "no CBOR": as_text(b"\xff\xff\xff"),
    "cut short": as_text(MESSAGE[:-1]),
    "something behind the message": as_text(MESSAGE + b"\x00"),
    "COSE_Sign tag 98": as_text(b"\xd8\x62" + MESSAGE[1:]),
    "CWT tag around nothing": as_text(b"\xd8\x3d" + MESSAGE[1:]),
    "three parts": as_text(cbor2.dumps([b"", {}, b""])),
    "five parts": as_text(cbor2.dumps([b"", {}, b"", b"", b""])),
    "a map instead of parts": as_text(cbor2.dumps({1: 2})),
    "nested without end": as_text(b"\x81" * 600),
    "a payload that is null": as_text(cbor2.dumps([b"", {}, None, b"0" * 64])),
    "a protected header that is no map": as_text(cbor2.dumps([cbor2.dumps([1]), {}, b"", b"0" * 64])),
    "no kid": signed_text(plain_claims(), protected={1: -8}),
    "a kid that is a text": signed_text(plain_claims(), protected={1: -8, 4: "kid"}),
    "an empty kid": signed_text(plain_claims(), protected={1: -8, 4: b""}),
    "an endless kid": signed_text(plain_claims(), protected={1: -8, 4: b"k" * 33}),
    "a critical header": signed_text(plain_claims(), protected={1: -8, 4: KID, 2: [99]}),
    "the algorithm outside": signed_text(plain_claims(), protected={4: KID}, unprotected={1: -8}),
    "an algorithm by name": signed_text(plain_claims(), protected={1: "EdDSA", 4: KID}),
    "a header named by text": signed_text(plain_claims(), protected={1: -8, 4: KID, "x": 1}),
    "longer than any code": signed_text(plain_claims({50: b"x" * 600})),
    "claims that are no map": signed_text([1, 2]),
    "claims that are no CBOR": signed_text(b"\xff"),
    "no private map": signed_text({6: NOW, 4: NOW + 600, 7: b"\x11" * 8}),
    "no iat": signed_text(plain_claims(iat=None)),
    "no exp": signed_text(plain_claims(exp=None)),
    "no cti": signed_text(plain_claims(cti=None)),
    "a cti of seven bytes": signed_text(plain_claims(cti=b"1234567")),
    "iat as a fraction": signed_text(plain_claims(iat=float(NOW))),
    "iat before 1970": signed_text(plain_claims(iat=-1)),
    "exp beyond all calendars": signed_text(plain_claims(exp=2**62)),
    "iat that is true": signed_text(plain_claims(iat=True)),
    "an end before the beginning": signed_text(plain_claims(exp=NOW - 1)),
    "no life at all": signed_text(plain_claims(exp=NOW)),
    "no version": signed_text(plain_claims({0: None})),
    "another version": signed_text(plain_claims({0: 2})),
    "no colour": signed_text(plain_claims({1: None})),
    "a fourth colour": signed_text(plain_claims({1: 3})),
    "a negative colour": signed_text(plain_claims({1: -1})),
    "a colour that is false": signed_text(plain_claims({1: False})),
    "no kind": signed_text(plain_claims({5: None})),
    "a sixth kind": signed_text(plain_claims({5: 5})),
    "a name in bytes": signed_text(plain_claims({2: b"name"})),
    "a name without end": signed_text(plain_claims({2: "a" * 129})),
    "a holder of eleven bytes": signed_text(plain_claims({4: b"h" * 11})),
    "a guardian of thirteen bytes": signed_text(plain_claims({7: b"h" * 13})),
    "a short resolve token": signed_text(plain_claims({8: b"t" * 15})),
    "a division in words": signed_text(plain_claims({9: "440983"})),
    "a division of seven digits": signed_text(plain_claims({9: 1_000_000})),
    "an unknown critical claim": signed_text(plain_claims({100: 1})),
    "a negative private claim": signed_text(plain_claims({-1: 1})),
    "a private claim named by text": signed_text(plain_claims({"colour": 0})),
    "a declaration of three fields": signed_text(plain_claims({6: [NOW, 365, 1]})),
    "a declaration without time": signed_text(plain_claims({6: [None, 365, 1, 0]})),
    "a declared temperature of ice": signed_text(plain_claims({6: [NOW, 0, 1, 0]})),
    "declared symptoms without end": signed_text(plain_claims({6: [NOW, 365, 1 << 40, 0]})),
    "a live code for a checkpoint": signed_text(plain_claims({10: "south-gate"})),
    "a live code of an inspector": signed_text(plain_claims({11: "wang"})),
    "a ticket for no checkpoint": signed_text(plain_claims({5: 3}), key=VENUE),
    "a badge of nobody": signed_text(plain_claims({5: 4}), key=VENUE),
    "two colours": signed_text(DUPLICATE_PAYLOAD),
}


@pytest.mark.parametrize("text", MALFORMED.values(), ids=MALFORMED.keys())
def test_a_code_that_is_none_is_malformed_and_nothing_of_it_is_believed(text: str) -> None:
    code = judge(text, CIRCUMSTANCES)
    assert code.reasons == (Reason.CODE_MALFORMED,)
    assert (code.colour, code.assurance, code.kind) == (Colour.INVALID, Assurance.UNVERIFIED, Kind.OPAQUE)
    assert (code.masked_name, code.masked_phone, code.holder, code.cti) == ("", "", None, None)


def test_the_payload_with_two_colours_differs_from_a_sound_one_in_nothing_else() -> None:
    once = DUPLICATE_PAYLOAD.replace(DUPLICATE_COLOUR[1:], DUPLICATE_COLOUR[1:-2]).replace(b"\xa8\x00", b"\xa7\x00")
    assert judge(signed_text(once), CIRCUMSTANCES).colour is Colour.GREEN
