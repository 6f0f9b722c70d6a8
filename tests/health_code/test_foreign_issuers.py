"""Whose certificates are judged here at all: its key, its time, its list, its format."""

import cbor2
import pytest
from foreign_reasons import NOT_ALLOWED, SIGNATURE, UNKNOWN
from foreign_world import (
    KID,
    NZ_ISSUER,
    P256_STRANGER,
    P384,
    RSA,
    SOUND,
    any_verdict,
    hc1,
    hc1_message,
    judged,
    jws,
    moment,
    nz_claims,
    nzcp,
    shc,
    trusted,
)
from health_code_world import NOW
from msgspec.structs import replace

from device.health_code.foreign_summary import Subject
from device.health_code.parts import PartOfCode
from device.health_code.recogniser import LooksLike
from device.health_code.registry import KNOWN_FORMATS, OtherText, Registry
from device.vocabulary import Assurance, ClockQuality, Reason


@pytest.mark.parametrize("text", [SOUND["hcert ES256"], SOUND["shc"], SOUND["vdsnc ES256"], SOUND["nzcp"]])
def test_a_key_for_something_else_is_not_allowed_and_its_time_counts(text: str) -> None:
    name = judged(text).format
    none = moment(trusted(name, subjects=frozenset({Subject.TEST})))
    assert judged(text, none).reasons == (NOT_ALLOWED,)
    assert judged(text, none).certificate is None
    for late in (trusted(name, not_before=NOW + 61), trusted(name, not_after=NOW - 61)):
        assert judged(text, moment(late)).reasons == (UNKNOWN,)
        assert judged(text, moment(late, clock=ClockQuality.UNSET)).reasons == (Reason.CODE_CLOCK_UNSET,)
    for just in (trusted(name, not_before=NOW + 60), trusted(name, not_after=NOW - 60)):
        assert judged(text, moment(just)).reasons == ()


def test_of_keys_that_share_a_name_the_one_that_signed_is_found() -> None:
    text = SOUND["hcert ES256"]
    strangers = trusted("hcert", P256_STRANGER), trusted("hcert", RSA), trusted("hcert", P384)
    assert judged(text, moment(*strangers, trusted("hcert"))).reasons == ()
    assert judged(text, moment(*strangers)).reasons == (SIGNATURE,)
    assert judged(text, moment(trusted("nzcp", kid=KID))).reasons == (UNKNOWN,)


def test_a_list_past_its_hard_end_establishes_nothing() -> None:
    for text in SOUND.values():
        fresh = moment()
        over = judged(text, replace(fresh, trust=replace(fresh.trust, hard_end=NOW - 1)))
        assert (over.assurance, over.reasons) == (Assurance.UNVERIFIED, (Reason.CODE_TRUST_STALE,))


@pytest.mark.parametrize("text", SOUND.values(), ids=SOUND.keys())
def test_a_format_that_is_not_accepted_is_no_health_code_here(text: str) -> None:
    name = judged(text).format
    others = Registry(tuple(known for known in KNOWN_FORMATS if known != name))
    verdict = others.judge(text, moment())
    assert isinstance(verdict, OtherText)
    assert verdict.looks_like is (LooksLike.OTHER if name == "vdsnc" else LooksLike.FOREIGN_CERTIFICATE)


@pytest.mark.parametrize("text", ['{"wifi": 1}', "{}", "{", '{"type": "icao"}', "hc1:ABC", "shc:", "NZCP:"])
def test_what_only_looks_a_little_like_a_certificate_is_none(text: str) -> None:
    assert isinstance(any_verdict(text), OtherText)


def test_a_part_of_a_card_is_no_verdict() -> None:
    assert any_verdict("shc:/2/3/5676") == PartOfCode(format="shc", prefix="shc:/", number=2, total=3, body="5676")


def test_a_mirrored_signature_is_the_same_certificate() -> None:
    order = 0xFFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551
    sound = SOUND["hcert ES256"]
    parts = cbor2.loads(hc1_message(sound)[1:])
    r, s = parts[3][:32], int.from_bytes(parts[3][32:], "big")
    mirrored = hc1(b"\xd2" + cbor2.dumps([parts[0], {}, parts[2], r + (order - s).to_bytes(32, "big")]))
    assert mirrored != sound
    assert judged(mirrored) == judged(sound)


def test_the_issuer_of_a_pass_must_be_named_in_the_list() -> None:
    nameless = moment(trusted("nzcp", issuer=""), trusted("shc", issuer=""))
    assert judged(nzcp(nz_claims(iss="")), nameless).reasons == (UNKNOWN,)
    assert judged(shc(jws()), nameless).reasons == (UNKNOWN,)
    assert NZ_ISSUER.startswith("did:web:")
