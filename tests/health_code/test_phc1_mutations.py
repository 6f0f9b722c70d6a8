"""Whatever is done to a signed code, no claim of it changes and be believed, and nothing raises."""

import cbor2
import pytest
from health_code_world import (
    CIRCUMSTANCES,
    DECLARATION,
    GUARDIAN,
    ISSUER,
    ISSUER_P256,
    NOW,
    VENUE,
    as_bytes,
    as_text,
    claims,
    signed_text,
)
from hypothesis import example, given
from hypothesis import strategies as st

from device.health_code.keys import SignerKey
from device.health_code.phc1 import TEXT_LONGEST, encode, judge
from device.health_code.verdict import HealthCode
from device.vocabulary import Assurance, Colour, Kind

SOUND = [
    encode(
        claims(declaration=DECLARATION, division=440983, guardian=GUARDIAN, resolve_token=b"t" * 16, colour=colour), key
    )
    for colour, key in ((Colour.RED, ISSUER), (Colour.YELLOW, ISSUER_P256))
]
SOUND.append(encode(claims(kind=Kind.TICKET, expires_at=NOW + 180, checkpoint="south-gate", colour=Colour.RED), VENUE))
VERDICTS = [judge(text, CIRCUMSTANCES) for text in SOUND]


def _is_harmless(changed: HealthCode, verdict: HealthCode) -> bool:
    """Either nothing of it is believed, or every claim is what was signed (another spelling of the same message)."""
    if changed.assurance is Assurance.UNVERIFIED:
        nothing = (changed.masked_name, changed.masked_phone, changed.holder, changed.guardian, changed.cti)
        return changed.colour in {Colour.INVALID, Colour.UNKNOWN} and nothing == ("", "", None, None, None)
    return changed == verdict


def test_the_codes_to_be_mutated_are_sound() -> None:
    assert [verdict.colour for verdict in VERDICTS] == [Colour.RED, Colour.YELLOW, Colour.RED]


@pytest.mark.parametrize("which", range(len(SOUND)))
def test_no_single_bit_of_a_code_can_be_turned(which: int) -> None:
    message = as_bytes(SOUND[which])
    for bit in range(len(message) * 8):
        turned = bytearray(message)
        turned[bit // 8] ^= 1 << bit % 8
        changed = judge(as_text(bytes(turned)), CIRCUMSTANCES)
        assert changed.assurance is Assurance.UNVERIFIED, bit
        assert _is_harmless(changed, VERDICTS[which]), bit


@pytest.mark.parametrize("which", range(len(SOUND)))
def test_no_code_can_be_cut_anywhere(which: int) -> None:
    for length in range(len(SOUND[which])):
        assert judge(SOUND[which][:length], CIRCUMSTANCES).assurance is Assurance.UNVERIFIED


@given(
    which=st.integers(0, len(SOUND) - 1),
    start=st.integers(0, 300),
    removed=st.integers(0, 40),
    inserted=st.binary(max_size=40),
)
def test_no_piece_of_a_code_can_be_replaced(which: int, start: int, removed: int, inserted: bytes) -> None:
    message = as_bytes(SOUND[which])
    changed = message[:start] + inserted + message[start + removed :]
    assert _is_harmless(judge(as_text(changed), CIRCUMSTANCES), VERDICTS[which])


@given(which=st.integers(0, len(SOUND) - 1), place=st.integers(5, 400), letter=st.characters())
def test_no_letter_of_a_text_can_be_exchanged(which: int, place: int, letter: str) -> None:
    text = SOUND[which]
    assert _is_harmless(judge(text[:place] + letter + text[place + 1 :], CIRCUMSTANCES), VERDICTS[which])


_HEADERS = st.dictionaries(
    st.sampled_from([1, 2, 3, 4, 5, 7, "1", -1]),
    st.sampled_from([-8, -7, -35, -37, None, b"", b"\0" * 4, "x", [1], 4.5]),
    max_size=4,
)


@given(which=st.integers(0, len(SOUND) - 1), header=_HEADERS, outside=st.booleans())
def test_no_header_can_be_exchanged_or_added(which: int, header: dict[object, object], outside: bool) -> None:
    protected, unprotected, payload, signature = cbor2.loads(as_bytes(SOUND[which])[1:])
    parts = [protected, header, payload, signature] if outside else [cbor2.dumps(header), {}, payload, signature]
    assert _is_harmless(judge(as_text(b"\xd2" + cbor2.dumps(parts)), CIRCUMSTANCES), VERDICTS[which])
    assert unprotected == {}


@pytest.mark.parametrize("key", [ISSUER, ISSUER_P256], ids=["Ed25519", "ES256"])
def test_claims_of_one_code_do_not_go_under_the_signature_of_another(key: SignerKey) -> None:
    red = cbor2.loads(as_bytes(encode(claims(colour=Colour.RED), key))[1:])
    green = cbor2.loads(as_bytes(encode(claims(colour=Colour.GREEN), key))[1:])
    mixed = judge(as_text(cbor2.dumps([red[0], {}, green[2], red[3]])), CIRCUMSTANCES)
    assert (mixed.colour, mixed.assurance) == (Colour.INVALID, Assurance.UNVERIFIED)


_JUNK = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(2**64), 2**64)
    | st.floats()
    | st.binary(max_size=20)
    | st.text(max_size=9),
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.dictionaries(st.integers(-3, 12) | st.just(-65537) | st.text(max_size=3), inner, max_size=5)
    ),
    max_leaves=15,
)


@given(_JUNK)
def test_whatever_an_issuer_signs_gives_a_verdict(payload: object) -> None:
    code = judge(signed_text(payload), CIRCUMSTANCES)
    assert code.colour is Colour.INVALID


@given(st.dictionaries(st.integers(0, 12), _JUNK, max_size=12))
def test_whatever_claims_an_issuer_signs_give_a_verdict(private: dict[object, object]) -> None:
    payload = {6: NOW, 4: NOW + 600, 7: b"\x11" * 8, -65537: {0: 1, 1: 0, 5: 0, **private}}
    code = judge(signed_text(payload), CIRCUMSTANCES)
    assert code.colour in {Colour.INVALID, Colour.UNKNOWN, Colour.GREEN, Colour.YELLOW, Colour.RED}
    assert code.colour is not Colour.GREEN or code.kind is Kind.LIVE


@given(st.text(max_size=60) | st.text(alphabet="0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ $%*+-./:", max_size=300))
@example("\ud800")
@example("0" * TEXT_LONGEST)
@example("\u0130" * 3)
def test_every_text_behind_the_prefix_gives_a_verdict(body: str) -> None:
    assert judge("PHC1:" + body, CIRCUMSTANCES).colour is Colour.INVALID


@given(st.binary(max_size=200))
def test_every_message_gives_a_verdict(message: bytes) -> None:
    assert judge(as_text(message), CIRCUMSTANCES).colour is Colour.INVALID
