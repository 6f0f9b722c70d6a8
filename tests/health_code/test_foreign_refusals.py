"""Each way a foreign certificate can be wrong has its reason, and none of them is believed."""

import json
import zlib

import base45
import cbor2
import pytest
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import encode_dss_signature
from cryptography.hazmat.primitives.hashes import SHA256
from foreign_world import (
    KID,
    KID_RSA,
    NZ_ISSUER,
    P256,
    P256_STRANGER,
    P384,
    RECOVERY,
    RSA,
    SEAL,
    SHC_ISSUER,
    SHC_KID,
    SOUND,
    TEST,
    TEST_SEAL,
    VACCINATION,
    any_verdict,
    base64url,
    canonical,
    card,
    cose,
    dcc,
    deflated,
    digits,
    hc1,
    hc1_message,
    judged,
    jws,
    moment,
    nz_claims,
    nz_text,
    nzcp,
    shc,
    sign,
    spki,
    trusted,
    vds,
)
from health_code_world import DAY, NOW
from msgspec.structs import replace

from device.health_code.foreign_summary import ForeignSummary, Subject
from device.health_code.parts import PartOfCode
from device.health_code.recogniser import LooksLike
from device.health_code.registry import KNOWN_FORMATS, OtherText, Registry
from device.vocabulary import Assurance, ClockQuality, Colour, Kind, Reason

MALFORMED, SIGNATURE, ALGORITHM = Reason.CODE_MALFORMED, Reason.CODE_SIGNATURE_BAD, Reason.CODE_ALGORITHM
UNKNOWN, NOT_ALLOWED = Reason.CODE_KEY_UNKNOWN, Reason.CODE_KEY_NOT_ALLOWED
EXPIRED, EARLY = Reason.CODE_EXPIRED, Reason.CODE_NOT_YET_VALID


@pytest.mark.parametrize("text", SOUND.values(), ids=SOUND.keys())
def test_a_sound_certificate_is_a_case_and_never_a_colour(text: str) -> None:
    verdict = judged(text)
    assert (verdict.colour, verdict.assurance, verdict.kind) == (
        Colour.UNKNOWN,
        Assurance.SIGNED_OFFLINE,
        Kind.FOREIGN,
    )
    assert verdict.reasons == ()
    assert len(verdict.cti or b"") == 8
    assert verdict.holder is None
    assert "***" in verdict.masked_name
    assert not {"Gabriele", "Sparrow", "Anyperson", "Smith", "Hanako"} & set(verdict.masked_name.split())


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
WRONG = {
    f"{name}: {case}": pair
    for name, cases in (("hcert", HCERT), ("nzcp", NZ), ("shc", SMART), ("vdsnc", ICAO))
    for case, pair in cases.items()
}


@pytest.mark.parametrize(("text", "reason"), WRONG.values(), ids=WRONG.keys())
def test_what_is_wrong_is_told(text: str, reason: Reason) -> None:
    verdict = judged(text)
    assert verdict.reasons == (reason,)
    assert verdict.kind is Kind.FOREIGN
    if reason in {EXPIRED, EARLY}:
        assert (verdict.colour, verdict.assurance) == (Colour.UNKNOWN, Assurance.SIGNED_OFFLINE)
        return
    assert verdict.colour is (Colour.UNKNOWN if reason is UNKNOWN else Colour.INVALID)
    assert (verdict.assurance, verdict.masked_name, verdict.cti) == (Assurance.UNVERIFIED, "", None)
    assert (verdict.certificate, verdict.issued_at, verdict.expires_at) == (None, None, None)


RIGHT = {
    "untagged": hc1(cose(dcc(), tag=b"")),
    "tag 61 around 18": hc1(cose(dcc(), tag=b"\xd8\x3d\xd2")),
    "the kid outside": hc1(cose(dcc(), protected={1: -7}, unprotected={4: KID})),
    "a wrong kid outside": hc1(cose(dcc(), unprotected={4: b"\xff" * 8})),
    "the algorithm outside": hc1(cose(dcc(), protected={4: KID}, unprotected={1: -7})),
    "a number for a content type": hc1(cose(dcc(), protected={1: -7, 3: 61, 4: KID})),
    "times with fractions": hc1(cose(dcc(exp=NOW + 0.5, iat=NOW - 0.5))),
    "dates marked as dates": hc1(cose(cbor2.dumps(dcc({"nam": {}, "t": [TEST]})).replace(b"\x62sc", b"\x62sc\xc0"))),
    "indefinite lengths": hc1(cose(b"\xbf" + cbor2.dumps(dcc())[1:] + b"\xff")),
    "at its last second": hc1(cose(dcc(exp=NOW - 60))),
    "at its first second": hc1(cose(dcc(iat=NOW + 60))),
    "a pass at its last second": nzcp(nz_claims(exp=NOW - 60)),
    "a pass at its first second": nzcp(nz_claims(nbf=NOW + 60)),
    "a card that is one part of one": "shc:/1/1/" + digits(jws()),
    "a card at its last second": shc(jws(card(exp=NOW - 60))),
    "a seal with spaces": vds().replace(",", " , ").replace(":", " : ").replace("2026 : ", "2026:"),
    "a seal with padding": vds(sigvl=base64url(sign(P256, canonical(SEAL))) + "=="),
}


@pytest.mark.parametrize("text", RIGHT.values(), ids=RIGHT.keys())
def test_what_is_only_spelled_otherwise_is_taken(text: str) -> None:
    assert judged(text).reasons == ()


@pytest.mark.parametrize(
    ("event", "summary"),
    [
        (
            {"v": [VACCINATION]},
            ForeignSummary(
                subject=Subject.VACCINATION,
                disease="840539006",
                date="2026-05-01",
                doses=2,
                doses_needed=2,
                country="AT",
            ),
        ),
        ({"t": [TEST]}, ForeignSummary(subject=Subject.TEST, date="2026-11-21", negative=True, country="FR")),
        (
            {"t": [TEST | {"tr": "260373001"}]},
            ForeignSummary(subject=Subject.TEST, date="2026-11-21", negative=False, country="FR"),
        ),
        ({"t": [TEST | {"tr": [1]}]}, ForeignSummary(subject=Subject.TEST, date="2026-11-21", country="FR")),
        (
            {"r": [RECOVERY]},
            ForeignSummary(subject=Subject.RECOVERY, date="2026-06-01", until="2026-12-01", country="DE"),
        ),
        ({"v": [{"dn": "x", "dt": 4, "co": "<b>"}]}, ForeignSummary(subject=Subject.VACCINATION)),
        ({"v": [TEST, VACCINATION], "t": None, "r": []}, judged(SOUND["hcert ES256"]).certificate),
    ],
)
def test_a_european_certificate_is_summarised(event: dict[str, object], summary: ForeignSummary) -> None:
    assert judged(hc1(cose(dcc({"nam": {"fnt": "A", "gnt": "B"}, **event})))).certificate == summary


def test_the_other_formats_are_summarised() -> None:
    assert judged(nzcp()).certificate == ForeignSummary(subject=Subject.OTHER, country="NZ")
    assert judged(shc(jws())).certificate == ForeignSummary(subject=Subject.VACCINATION, date="2026-01-29", doses=2)
    assert judged(vds()).certificate == ForeignSummary(
        subject=Subject.VACCINATION, date="2026-03-03", doses=1, country="AUS"
    )
    assert judged(vds(TEST_SEAL)).certificate == ForeignSummary(
        subject=Subject.TEST, date="2026-11-21", negative=True, country="JPN"
    )


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
