"""Every way a PHC1 code is refused, each with a deliberate mutant; and what an honest foreign encoder may write."""

from collections.abc import Callable

import cbor2
import pytest
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature, encode_dss_signature
from cryptography.hazmat.primitives.hashes import SHA256
from health_code_world import (
    CIRCUMSTANCES,
    DECLARATION,
    GUARDIAN,
    HOLDER,
    ISSUER,
    ISSUER_P256,
    NOW,
    STRANGER,
    VENUE,
    as_bytes,
    as_text,
    at,
    claims,
    plain_claims,
    signed_text,
    snapshot,
    trusted,
)

from device.health_code.keys import SignerKey, key_id_of
from device.health_code.phc1 import encode, judge
from device.vocabulary import Assurance, ClockQuality, Colour, Kind, Reason

KID = key_id_of(ISSUER.public_key())


@pytest.mark.parametrize("key", [ISSUER, ISSUER_P256], ids=["Ed25519", "ES256"])
@pytest.mark.parametrize("colour", [Colour.GREEN, Colour.YELLOW, Colour.RED])
def test_a_sound_code_says_what_its_signature_says(key: SignerKey, colour: Colour) -> None:
    code = judge(
        encode(claims(colour=colour, declaration=DECLARATION, division=440983, guardian=GUARDIAN), key), CIRCUMSTANCES
    )
    assert (code.colour, code.assurance, code.kind, code.reasons) == (colour, Assurance.SIGNED_OFFLINE, Kind.LIVE, ())
    assert (code.masked_name, code.masked_phone) == ("张*三", "138****1234")
    assert (code.holder, code.guardian, code.division) == (HOLDER, GUARDIAN, 440983)
    assert (code.issued_at, code.expires_at) == (NOW, NOW + 600)
    assert code.declaration == DECLARATION
    assert code.issuer_kid == key_id_of(key.public_key())


HONEST: dict[str, str] = {
    "untagged": signed_text(plain_claims(), tag=b""),
    "tagged as COSE_Sign1": signed_text(plain_claims()),
    "tagged as CWT": signed_text(plain_claims(), tag=b"\xd8\x3d\xd2"),
    "kid beside the protected header": signed_text(plain_claims(), protected={1: -8}, unprotected={4: KID}),
    "a kid outside that the protected one overrules": signed_text(plain_claims(), unprotected={4: b"none"}),
    "an unknown claim below 100": signed_text(plain_claims({42: "later"})),
    "another issuer's claim outside": signed_text({**plain_claims(), 1: "issuer"}),
    "no holder": signed_text(plain_claims({4: None})),
}


@pytest.mark.parametrize("text", HONEST.values(), ids=HONEST.keys())
def test_what_an_honest_foreign_encoder_writes_is_taken(text: str) -> None:
    code = judge(text, CIRCUMSTANCES)
    assert (code.colour, code.reasons) == (Colour.GREEN, ())


def _der(key: ec.EllipticCurvePrivateKey, message: bytes) -> bytes:
    return key.sign(message, ec.ECDSA(SHA256()))


def _es256_parts() -> tuple[bytes, bytes]:
    header = cbor2.dumps({1: -7, 4: key_id_of(ISSUER_P256.public_key())})
    return header, cbor2.dumps(["Signature1", header, b"", cbor2.dumps(plain_claims())])


BAD_SIGNATURES: dict[str, Callable[[], str]] = {
    "another key under the issuer's name": lambda: signed_text(plain_claims(), key=STRANGER, protected={1: -8, 4: KID}),
    "zeros": lambda: signed_text(plain_claims(), signature=b"\0" * 64),
    "nothing": lambda: signed_text(plain_claims(), signature=b""),
    "63 bytes": lambda: signed_text(plain_claims(), signature=b"s" * 63),
    "65 bytes": lambda: signed_text(plain_claims(), signature=b"s" * 65),
    "DER": lambda: signed_text(plain_claims(), key=ISSUER_P256, signature=_der(ISSUER_P256, _es256_parts()[1])),
    "ES256 zeros": lambda: signed_text(plain_claims(), key=ISSUER_P256, signature=b"\0" * 64),
    "ES384 of 96 bytes": lambda: signed_text(plain_claims(), key=ISSUER_P256, signature=b"s" * 96),
    "numbers beyond the curve": lambda: signed_text(plain_claims(), key=ISSUER_P256, signature=b"\xff" * 64),
    "a header added after signing": lambda: signed_text(
        plain_claims(), protected={1: -8, 4: KID, 7: 1}, signature=as_bytes(signed_text(plain_claims()))[-64:]
    ),
}


@pytest.mark.parametrize("build", BAD_SIGNATURES.values(), ids=BAD_SIGNATURES.keys())
def test_a_signature_that_does_not_hold_makes_the_code_forged(build: Callable[[], str]) -> None:
    code = judge(build(), CIRCUMSTANCES)
    assert code.reasons == (Reason.CODE_SIGNATURE_BAD,)
    assert (code.colour, code.assurance) == (Colour.INVALID, Assurance.UNVERIFIED)
    assert (code.masked_name, code.holder, code.issuer_kid) == ("", None, None)


@pytest.mark.parametrize(
    ("algorithm", "key"),
    [(-7, ISSUER), (-8, ISSUER_P256), (-35, ISSUER_P256), (-37, ISSUER), (5, ISSUER), (0, ISSUER), (None, ISSUER)],
)
def test_an_algorithm_that_is_not_the_keys_own_is_refused(algorithm: int | None, key: SignerKey) -> None:
    kid = key_id_of(key.public_key())
    protected: dict[object, object] = {4: kid} if algorithm is None else {1: algorithm, 4: kid}
    code = judge(signed_text(plain_claims(), key=key, protected=protected), CIRCUMSTANCES)
    assert (code.colour, code.reasons) == (Colour.INVALID, (Reason.CODE_ALGORITHM,))


def test_the_mirrored_ecdsa_signature_is_the_same_code_by_its_number() -> None:
    text = signed_text(plain_claims(), key=ISSUER_P256)
    message = as_bytes(text)
    r, s = int.from_bytes(message[-64:-32], "big"), int.from_bytes(message[-32:], "big")
    order = 0xFFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551
    assert decode_dss_signature(encode_dss_signature(r, order - s)) == (r, order - s)
    mirrored = as_text(message[:-32] + (order - s).to_bytes(32, "big"))
    assert mirrored != text
    assert judge(mirrored, CIRCUMSTANCES) == judge(text, CIRCUMSTANCES)


def test_a_key_nobody_listed_makes_the_code_unknown_not_forged() -> None:
    code = judge(encode(claims(), STRANGER), CIRCUMSTANCES)
    assert (code.colour, code.assurance, code.reasons) == (
        Colour.UNKNOWN,
        Assurance.UNVERIFIED,
        (Reason.CODE_KEY_UNKNOWN,),
    )
    assert (code.masked_name, code.holder) == ("", None)


@pytest.mark.parametrize(
    ("seconds", "known"), [(-61, False), (-60, True), (0, True), (1000, True), (1060, True), (1061, False)]
)
def test_a_key_counts_only_in_its_own_time(seconds: int, known: bool) -> None:
    trust = snapshot(trusted(ISSUER, not_before=NOW, not_after=NOW + 1000))
    text = encode(claims(kind=Kind.FAMILY, issued_at=NOW - 100, expires_at=NOW + 5000), ISSUER)
    code = judge(text, at(NOW + seconds, trust=trust))
    assert (code.reasons == ()) is known
    assert known or code.reasons == (Reason.CODE_KEY_UNKNOWN,)


@pytest.mark.parametrize("kind", [Kind.LIVE, Kind.PAPER, Kind.FAMILY])
def test_a_key_may_sign_only_the_kinds_it_is_listed_for(kind: Kind) -> None:
    text = encode(claims(kind=kind), ISSUER)
    others = frozenset({Kind.LIVE, Kind.PAPER, Kind.FAMILY}) - {kind}
    refused = judge(text, at(NOW, trust=snapshot(trusted(ISSUER, kinds=others))))
    assert (refused.colour, refused.reasons) == (Colour.INVALID, (Reason.CODE_KEY_NOT_ALLOWED,))
    assert judge(text, at(NOW, trust=snapshot(trusted(ISSUER, kinds=frozenset({kind}))))).reasons == ()


def test_a_key_listed_for_another_format_is_not_known_here() -> None:
    trust = snapshot(trusted(ISSUER, formats=frozenset({"another"})))
    assert judge(encode(claims(), ISSUER), at(NOW, trust=trust)).reasons == (Reason.CODE_KEY_UNKNOWN,)


@pytest.mark.parametrize(
    ("divisions", "division", "allowed"),
    [
        ((440983,), 440983, True),
        ((440900,), 440983, True),
        ((440000,), 440983, True),
        ((440100, 440900), 440983, True),
        ((440100,), 440983, False),
        ((450000,), 440983, False),
        ((440100,), None, True),
        ((), 110000, True),
    ],
)
def test_a_key_may_issue_only_in_its_divisions(divisions: tuple[int, ...], division: int | None, allowed: bool) -> None:
    trust = snapshot(trusted(ISSUER, divisions=divisions))
    code = judge(encode(claims(division=division), ISSUER), at(NOW, trust=trust))
    assert code.reasons == (() if allowed else (Reason.CODE_KEY_NOT_ALLOWED,))


@pytest.mark.parametrize("kind", [Kind.LIVE, Kind.PAPER, Kind.FAMILY])
def test_the_venues_key_signs_no_citizens_code(kind: Kind) -> None:
    code = judge(encode(claims(kind=kind), VENUE), CIRCUMSTANCES)
    assert (code.colour, code.reasons) == (Colour.INVALID, (Reason.CODE_KEY_NOT_ALLOWED,))


@pytest.mark.parametrize(
    "forged", [claims(kind=Kind.TICKET, checkpoint="south-gate"), claims(kind=Kind.BADGE, inspector="wang")]
)
def test_the_authoritys_key_signs_no_ticket_and_no_badge(forged: object) -> None:
    code = judge(encode(forged, ISSUER), CIRCUMSTANCES)  # type: ignore[arg-type] # claims, in a table
    assert (code.colour, code.reasons) == (Colour.INVALID, (Reason.CODE_KEY_NOT_ALLOWED,))
    assert code.inspector is None


def test_a_ticket_counts_at_its_own_checkpoint_alone() -> None:
    text = encode(claims(kind=Kind.TICKET, expires_at=NOW + 180, checkpoint="south-gate"), VENUE)
    assert judge(text, at(NOW, checkpoint="south-gate")).colour is Colour.GREEN
    elsewhere = judge(text, at(NOW, checkpoint="north-gate"))
    assert (elsewhere.colour, elsewhere.reasons) == (Colour.UNKNOWN, (Reason.CODE_CHECKPOINT,))


def test_without_a_clock_nothing_has_a_colour() -> None:
    for text in (
        encode(claims(), ISSUER),
        encode(claims(kind=Kind.PAPER, colour=Colour.RED), ISSUER),
        encode(claims(kind=Kind.TICKET, expires_at=NOW + 180, checkpoint="south-gate"), VENUE),
        encode(claims(kind=Kind.BADGE, inspector="wang"), VENUE),
    ):
        code = judge(text, at(0, clock=ClockQuality.UNSET))
        assert (code.colour, code.reasons) == (Colour.UNKNOWN, (Reason.CODE_CLOCK_UNSET,))
        assert code.assurance is Assurance.SIGNED_OFFLINE
    assert judge(encode(claims(), ISSUER), at(NOW, clock=ClockQuality.HOLDOVER)).colour is Colour.GREEN


def test_a_forgery_stays_one_without_a_clock() -> None:
    forged = signed_text(plain_claims(), signature=b"\0" * 64)
    assert judge(forged, at(0, clock=ClockQuality.UNSET)).reasons == (Reason.CODE_SIGNATURE_BAD,)


def test_a_name_or_phone_that_an_issuer_left_unmasked_is_masked_here() -> None:
    code = judge(signed_text(plain_claims({2: "张三丰", 3: "13812345678"})), CIRCUMSTANCES)
    assert (code.masked_name, code.masked_phone) == ("张*丰", "138****5678")


def test_a_forged_ticket_is_called_a_ticket() -> None:
    forged = encode(claims(kind=Kind.TICKET, expires_at=NOW + 180, checkpoint="south-gate"), STRANGER)
    assert judge(forged, CIRCUMSTANCES).kind is Kind.TICKET
    assert judge(forged, CIRCUMSTANCES).checkpoint is None


def test_bits_of_a_declaration_that_have_no_word_yet_are_not_dropped() -> None:
    code = judge(signed_text(plain_claims({6: [NOW, None, 0b1000010, 0b10001]})), CIRCUMSTANCES)
    assert code.declaration is not None
    assert code.declaration.symptoms == ("cold_like", "other")
    assert code.declaration.exposures == ("risk_area_stay", "other")
    assert code.declaration.celsius is None
