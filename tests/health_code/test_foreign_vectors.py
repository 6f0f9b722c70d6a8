"""The public vectors of every foreign format get the verdict that their publishers say is right."""

import base64
import json
from datetime import UTC, datetime
from pathlib import Path

import pytest
from foreign_world import any_verdict, judged, moment, shc, vectors

from device.authority.foreign_keys import from_certificate, keys_in_file
from device.health_code.foreign_keys import ForeignKey
from device.health_code.foreign_summary import Subject
from device.health_code.parts import PartOfCode, Parts, join
from device.health_code.registry import OtherText
from device.vocabulary import Assurance, Colour, Kind, Reason

EXPECTATIONS = {
    "EXPECTEDB45DECODE": {Reason.CODE_MALFORMED},
    "EXPECTEDCOMPRESSION": {Reason.CODE_MALFORMED},
    "EXPECTEDDECODE": {Reason.CODE_MALFORMED},
    "EXPECTEDVERIFY": {Reason.CODE_SIGNATURE_BAD, Reason.CODE_KEY_UNKNOWN, Reason.CODE_ALGORITHM},
    "EXPECTEDKEYUSAGE": {Reason.CODE_KEY_NOT_ALLOWED},
    "EXPECTEDEXPIRATIONCHECK": {Reason.CODE_EXPIRED, Reason.CODE_NOT_YET_VALID},
}
"""What a vector may expect to fail, and the reasons that say so; in the order in which a verifier meets them."""
KNOWN_WRONG_SIGNATURES = {f"ES/2DCode/raw/{number}.json" for number in (401, 402, 403)}
"""Carry an ES384 signature under the label ES256, which upstream knows and we refuse."""


def _verdict_of(vector: dict[str, dict[str, str]], text: str, now: int) -> tuple[Reason, ...] | None:
    key = from_certificate(base64.b64decode(vector["TESTCTX"]["CERTIFICATE"]))
    verdict = any_verdict(text, moment(key, now=now))
    if isinstance(verdict, OtherText):
        return None
    assert not isinstance(verdict, PartOfCode)
    assert (verdict.format, verdict.kind) == ("hcert", Kind.FOREIGN)
    assert verdict.colour in {Colour.UNKNOWN, Colour.INVALID}
    assert (verdict.assurance is Assurance.SIGNED_OFFLINE) is verdict.signature_held
    assert verdict.signature_held is (verdict.certificate is not None)
    return verdict.reasons


def test_every_european_vector_gets_the_right_verdict() -> None:
    folder = vectors("eu-dcc")
    wrong, told = [], 0
    for path in sorted(folder.rglob("raw/*.json")):
        vector = json.loads(path.read_text("utf-8"))
        expected = vector["EXPECTEDRESULTS"]
        clock = datetime.fromisoformat(vector["TESTCTX"]["VALIDATIONCLOCK"])
        now = int((clock if clock.tzinfo else clock.replace(tzinfo=UTC)).timestamp())
        reasons = _verdict_of(vector, vector["PREFIX"], now)
        name = str(path.relative_to(folder))
        told += 1
        if not _is_right(name, expected, reasons):
            wrong.append((name, reasons, expected))
    assert not wrong
    assert told > 300, told


def _is_right(name: str, expected: dict[str, bool], reasons: tuple[Reason, ...] | None) -> bool:
    if expected.get("EXPECTEDUNPREFIX") is False:
        return reasons is None
    if reasons is None:
        return False
    if name in KNOWN_WRONG_SIGNATURES:
        return reasons in {(Reason.CODE_SIGNATURE_BAD,), (Reason.CODE_ALGORITHM,)}
    for expectation, words in EXPECTATIONS.items():
        if expected.get(expectation) is False:
            return bool(set(reasons) & words)
    said = {Reason.CODE_EXPIRED, Reason.CODE_NOT_YET_VALID} if "EXPECTEDEXPIRATIONCHECK" not in expected else set()
    if expected.get("EXPECTEDSCHEMAVALIDATION") is False or expected.get("EXPECTEDVALIDOBJECT") is False:
        said |= {Reason.CODE_MALFORMED}
    return set(reasons) <= said


def test_no_european_vector_is_believed_under_the_key_of_another_country() -> None:
    folder = vectors("eu-dcc")
    stranger = json.loads((folder / "AT/2DCode/raw/1.json").read_text("utf-8"))
    for path in sorted(folder.rglob("raw/*.json")):
        if path.is_relative_to(folder / "AT") or path.is_relative_to(folder / "common"):
            continue
        text = json.loads(path.read_text("utf-8"))["PREFIX"]
        assert _verdict_of(stranger, text, 1_622_000_000) not in {()}, path


NZCP_NOW = 1_640_000_000


@pytest.mark.parametrize(
    ("file", "reasons"),
    [
        ("valid/nzcp.txt", ()),
        ("invalid/nzcp-bad-public-key.txt", (Reason.CODE_SIGNATURE_BAD,)),
        ("invalid/nzcp-modified-sig.txt", (Reason.CODE_SIGNATURE_BAD,)),
        ("invalid/nzcp-expired-payload.txt", (Reason.CODE_EXPIRED,)),
    ],
)
def test_new_zealands_vectors_get_the_right_verdict(file: str, reasons: tuple[Reason, ...]) -> None:
    folder = vectors("nzcp")
    keys = keys_in_file(folder / "valid/did.json", format_name="nzcp", issuer="")
    verdict = judged((folder / file).read_text().strip(), moment(*keys, now=NZCP_NOW))
    assert (verdict.reasons, verdict.kind) == (reasons, Kind.FOREIGN)
    assert verdict.masked_name == ("J*** S***" if verdict.signature_held else "")


@pytest.mark.parametrize(
    ("now", "reasons"),
    [
        (1_635_883_530 - 61, (Reason.CODE_NOT_YET_VALID,)),
        (1_635_883_530 - 60, ()),
        (1_951_416_330 + 60, ()),
        (1_951_416_330 + 61, (Reason.CODE_EXPIRED,)),
    ],
)
def test_new_zealands_pass_holds_to_the_second_and_a_minute_of_leeway(now: int, reasons: tuple[Reason, ...]) -> None:
    folder = vectors("nzcp")
    keys = keys_in_file(folder / "valid/did.json", format_name="nzcp", issuer="")
    assert judged((folder / "valid/nzcp.txt").read_text().strip(), moment(*keys, now=now)).reasons == reasons


def _shc_keys(folder: Path, issuer: str = "https://spec.smarthealth.cards/examples/issuer") -> tuple[ForeignKey, ...]:
    return keys_in_file(folder / "issuer/jwks.json", format_name="shc", issuer=issuer)


SHC_NOW = 1_687_450_764 + 86_400


@pytest.mark.parametrize(
    ("file", "reasons"),
    [
        ("example-00-d-jws.txt", ()),
        ("example-00-f-qr-code-numeric-value-0.txt", ()),
        ("example-02-d-jws.txt", ()),
        ("test-example-00-d-jws-invalid-signature.txt", (Reason.CODE_SIGNATURE_BAD,)),
        ("test-example-00-d-jws-no_deflate.txt", (Reason.CODE_MALFORMED,)),
        ("test-example-00-d-jws-wrong_jws_header_kid.txt", (Reason.CODE_KEY_UNKNOWN,)),
    ],
)
def test_smart_vectors_get_the_right_verdict(file: str, reasons: tuple[Reason, ...]) -> None:
    folder = vectors("shc")
    text = (folder / file).read_text().strip()
    verdict = judged(text if text.startswith("shc:/") else shc(text), moment(*_shc_keys(folder), now=SHC_NOW))
    assert (verdict.format, verdict.reasons) == ("shc", reasons)


def test_a_smart_card_in_three_parts_is_judged_once_all_are_read() -> None:
    folder = vectors("shc")
    circumstances, parts, wholes = moment(*_shc_keys(folder), now=SHC_NOW), Parts(), []
    for number in (2, 0, 0, 1):
        part = any_verdict((folder / f"example-02-f-qr-code-numeric-value-{number}.txt").read_text().strip())
        assert isinstance(part, PartOfCode)
        parts, whole = join(parts, part, 0.0)
        wholes.append(whole)
    assert wholes[:3] == [None] * 3
    verdict = judged(wholes[3] or "", circumstances)
    assert verdict.reasons == ()
    assert verdict == judged(shc((folder / "example-02-d-jws.txt").read_text().strip()), circumstances)


def test_a_smart_card_is_not_believed_under_another_issuers_name() -> None:
    folder = vectors("shc")
    keys = _shc_keys(folder, issuer="https://spec.smarthealth.cards/examples/other")
    text = (folder / "example-00-f-qr-code-numeric-value-0.txt").read_text().strip()
    assert judged(text, moment(*keys, now=SHC_NOW)).reasons == (Reason.CODE_KEY_UNKNOWN,)


def test_the_icao_vector_gets_the_right_verdict_and_its_own_certificate_is_not_enough() -> None:
    text = (vectors("vds-nc") / "single-vaccine.txt").read_text().strip()
    certificate = json.loads(text)["sig"]["cer"]
    key = from_certificate(base64.urlsafe_b64decode(certificate + "=="), format_name="vdsnc")
    verdict = judged(text, moment(key))
    assert (verdict.reasons, verdict.masked_name) == ((), "S*** B***")
    assert verdict.certificate is not None
    assert (verdict.certificate.subject, verdict.certificate.date) == (Subject.VACCINATION, "2021-03-03")
    assert judged(text.replace("Bill", "Bull"), moment(key)).reasons == (Reason.CODE_SIGNATURE_BAD,)
    assert judged(text).reasons == (Reason.CODE_KEY_UNKNOWN,)
