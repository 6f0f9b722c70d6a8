"""What a sound certificate says, however it is spelled, and whose key counts."""

import cbor2
import pytest
from foreign_world import (
    KID,
    P256,
    RECOVERY,
    SEAL,
    SOUND,
    TEST,
    TEST_SEAL,
    VACCINATION,
    base64url,
    canonical,
    card,
    cose,
    dcc,
    digits,
    hc1,
    judged,
    jws,
    nz_claims,
    nzcp,
    shc,
    sign,
    vds,
)
from health_code_world import NOW

from device.health_code.foreign_summary import ForeignSummary, Subject
from device.vocabulary import Assurance, Colour, Kind


@pytest.mark.parametrize("text", SOUND.values(), ids=SOUND.keys())
def test_a_sound_certificate_is_a_case_and_never_a_colour(text: str) -> None:
    verdict = judged(text)
    assert (verdict.colour, verdict.assurance, verdict.kind) == (Colour.UNKNOWN, Assurance.SIGNED_OFFLINE, Kind.FOREIGN)
    assert verdict.reasons == ()
    assert len(verdict.cti or b"") == 8
    assert verdict.holder is None
    assert "***" in verdict.masked_name
    assert not {"Gabriele", "Sparrow", "Anyperson", "Smith", "Hanako"} & set(verdict.masked_name.split())


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
