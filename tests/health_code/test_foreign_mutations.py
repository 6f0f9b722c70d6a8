"""Whatever is done to a foreign certificate, no changed claim of it is believed, and nothing raises."""

import base64
import json
import zlib

import cbor2
import pytest
from foreign_world import (
    SOUND,
    any_verdict,
    cose,
    dcc,
    hc1,
    hc1_message,
    judged,
    jws,
    moment,
    nz_claims,
    nzcp,
    shc,
    vds,
)
from hypothesis import example, given, settings
from hypothesis import strategies as st

from device.health_code.foreign_verdict import refused
from device.health_code.parts import PartOfCode
from device.health_code.registry import OtherText
from device.health_code.verdict import HealthCode
from device.vocabulary import Assurance, Colour, Reason

NAMES = list(SOUND)
TEXTS = list(SOUND.values())
VERDICTS = [judged(text) for text in TEXTS]
NOTHING = {refused(verdict.format, reason) for verdict in VERDICTS for reason in Reason}


def _is_harmless(changed: HealthCode | PartOfCode | OtherText, which: int) -> bool:
    """Nothing of it is believed, or every claim is what was signed (another spelling of the same message)."""
    return not isinstance(changed, HealthCode) or changed in NOTHING or changed == VERDICTS[which]


def test_refusing_tells_nothing_and_gives_no_colour() -> None:
    for verdict in NOTHING:
        assert verdict.assurance is Assurance.UNVERIFIED
        assert verdict.colour in {Colour.INVALID, Colour.UNKNOWN}
        assert (verdict.masked_name, verdict.cti, verdict.certificate) == ("", None, None)
    assert not NOTHING & set(VERDICTS)


@pytest.mark.parametrize(("which", "step"), [(0, 1), (1, 7)], ids=NAMES[:2])
def test_no_single_bit_of_a_message_can_be_turned(which: int, step: int) -> None:
    message = hc1_message(TEXTS[which])
    for bit in range(0, len(message) * 8, step):
        turned = bytearray(message)
        turned[bit // 8] ^= 1 << bit % 8
        assert judged(hc1(bytes(turned))) in NOTHING, bit


@pytest.mark.parametrize("which", range(len(TEXTS)), ids=NAMES)
def test_no_certificate_can_be_cut_anywhere(which: int) -> None:
    text = TEXTS[which]
    for length in range(len(text)):
        changed = any_verdict(text[:length])
        assert not isinstance(changed, HealthCode) or changed in NOTHING, length


@pytest.mark.parametrize("which", range(len(TEXTS)), ids=NAMES)
def test_no_letter_of_a_text_can_be_exchanged(which: int) -> None:
    text = TEXTS[which]
    for place in range(len(text)):
        letter = "7" if text[place] != "7" else "3"
        assert _is_harmless(any_verdict(text[:place] + letter + text[place + 1 :]), which), place


@given(
    which=st.integers(0, len(TEXTS) - 1),
    start=st.integers(0, 1200),
    removed=st.integers(0, 60),
    inserted=st.text(max_size=40) | st.text(alphabet="0123456789ABCDEFabcdef$%*+-./:", max_size=60),
)
@settings(max_examples=400)
def test_no_piece_of_a_text_can_be_replaced(which: int, start: int, removed: int, inserted: str) -> None:
    text = TEXTS[which]
    assert _is_harmless(any_verdict(text[:start] + inserted + text[start + removed :]), which)


@given(start=st.integers(0, 400), removed=st.integers(0, 40), inserted=st.binary(max_size=40))
@settings(max_examples=400)
def test_no_piece_of_a_message_can_be_replaced(start: int, removed: int, inserted: bytes) -> None:
    message = hc1_message(TEXTS[0])
    assert _is_harmless(any_verdict(hc1(message[:start] + inserted + message[start + removed :])), 0)


_HEADERS = st.dictionaries(
    st.sampled_from([1, 2, 3, 4, 5, 7, "1", -1]),
    st.sampled_from([-8, -7, -35, -37, 5, None, b"", b"\0" * 8, "x", [1], 4.5]),
    max_size=4,
)


@given(header=_HEADERS, outside=st.booleans())
def test_no_header_can_be_exchanged_or_added(header: dict[object, object], outside: bool) -> None:
    protected, _, payload, signature = cbor2.loads(hc1_message(TEXTS[0])[1:])
    parts = [protected, header, payload, signature] if outside else [cbor2.dumps(header), {}, payload, signature]
    assert _is_harmless(any_verdict(hc1(b"\xd2" + cbor2.dumps(parts))), 0)


@pytest.mark.parametrize("other", ["x", "Y", 'a\\u0041b"', "Z" * 60])
def test_a_claim_of_a_seal_cannot_be_changed(other: str) -> None:
    seal = json.loads(TEXTS[4])
    seal["data"]["msg"]["pid"]["n"] = other
    assert judged(json.dumps(seal)).reasons == (Reason.CODE_SIGNATURE_BAD,)


def test_a_payload_does_not_go_under_another_signature() -> None:
    header, body, signature = jws().split(".")
    other = jws({**json.loads(_payload(body)), "nbf": 1_795_000_000}).split(".")
    assert judged(shc(f"{header}.{other[1]}.{signature}")).reasons == (Reason.CODE_SIGNATURE_BAD,)


def _payload(body: str) -> bytes:
    return zlib.decompress(base64.urlsafe_b64decode(body + "=" * (-len(body) % 4)), -15)


_JUNK = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**64), 2**64) | st.floats() | st.text(max_size=9),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=5), inner, max_size=5),
    max_leaves=15,
)
_CERTIFICATE = st.dictionaries(
    st.sampled_from(["nam", "v", "t", "r", "ver", "dob"]),
    _JUNK | st.lists(st.dictionaries(st.sampled_from(["ci", "dn", "dt", "co", "tr", "sc", "fr"]), _JUNK), max_size=2),
)


@given(certificate=_CERTIFICATE | _JUNK, exp=_JUNK, iat=_JUNK)
def test_whatever_a_health_authority_signs_gives_a_verdict(certificate: object, exp: object, iat: object) -> None:
    claims = dcc() | {-260: {1: certificate}, 4: exp, 6: iat}
    assert judged(hc1(cose(claims))).colour in {Colour.INVALID, Colour.UNKNOWN}


@given(_JUNK, st.sampled_from(["iss", "nbf", "exp", "cti", "vc"]))
def test_whatever_new_zealand_signs_gives_a_verdict(junk: object, claim: str) -> None:
    assert judged(nzcp(nz_claims(**{claim: junk}))).colour in {Colour.INVALID, Colour.UNKNOWN}


@given(_JUNK, st.sampled_from(["name", "entry", "given", "coding"]))
def test_whatever_a_smart_issuer_signs_gives_a_verdict(junk: object, place: str) -> None:
    resource: object = {
        "name": {"resourceType": "Patient", "name": junk},
        "entry": junk,
        "given": {"resourceType": "Patient", "name": [{"family": junk, "given": [junk]}]},
        "coding": {"resourceType": "Observation", "valueCodeableConcept": {"coding": [{"code": junk}, junk]}},
    }[place]
    bundle = {"entry": [{"resource": resource}, junk]}
    card = {
        "iss": "https://cards.example.org/issuer",
        "nbf": 0,
        "vc": {
            "type": ["https://smarthealth.cards#health-card"],
            "credentialSubject": {"fhirVersion": "4.0.1", "fhirBundle": bundle},
        },
    }
    assert judged(shc(jws(card))).colour in {Colour.INVALID, Colour.UNKNOWN}


@given(_JUNK, st.sampled_from(["ve", "dat", "sp", "tr", "uvci", "pid"]), st.sampled_from(["icao.vacc", "icao.test"]))
def test_whatever_a_state_seals_gives_a_verdict(junk: object, place: str, kind: str) -> None:
    message = {"uvci": "U", "utci": "T", "pid": {"n": "A B"}, "ve": [], place: junk}
    try:
        text = vds({"hdr": {"t": kind, "v": 1, "is": "UTO"}, "msg": message})
    except UnicodeEncodeError:
        return
    assert judged(text).colour in {Colour.INVALID, Colour.UNKNOWN}


_ALPHABETS = [
    "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ $%*+-./:",
    "0123456789",
    "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567",
    '{}[]":,ab1\\u',
]


@given(
    prefix=st.sampled_from(["HC1:", "NZCP:/1/", "NZCP:/", "shc:/", "shc:/1/2/", '{"t":"icao.vacc",', '{"t":"icao.']),
    body=st.one_of(st.text(max_size=60), *(st.text(alphabet=letters, max_size=200) for letters in _ALPHABETS)),
)
@example("HC1:", "\ud800")
@example("shc:/", "\ud800" * 2)
@example("NZCP:/1/", "ſ" * 8)
@example('{"t":"icao.', '\ud800"}')
@example('{"t":"icao.', '":' + "9" * 4200 + "}")
@settings(max_examples=600)
def test_every_text_behind_a_prefix_gives_a_verdict(prefix: str, body: str) -> None:
    verdict = any_verdict(prefix + body)
    assert not isinstance(verdict, HealthCode) or verdict in NOTHING


@given(st.binary(max_size=200))
def test_every_message_gives_a_verdict(message: bytes) -> None:
    assert judged(hc1(message)) in NOTHING
    assert judged(hc1(cose(message))) in NOTHING
    assert judged(nzcp(message), moment()) in NOTHING
