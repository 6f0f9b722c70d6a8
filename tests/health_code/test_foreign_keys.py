"""What foreign issuers publish becomes bare keys, and the keys reach a gate in the signed list."""

import base64
import hashlib
import json
from datetime import UTC, datetime
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509.oid import NameOID
from foreign_world import (
    KEYS,
    KID,
    P256,
    P256_STRANGER,
    P384,
    RSA,
    SHC_ISSUER,
    SOUND,
    PrivateKey,
    cose,
    dcc,
    hc1,
    judged,
    jws,
    moment,
    shc,
    spki,
    trusted,
    vds,
    vectors,
)
from health_code_world import ISSUER, NOW
from health_code_world import trusted as trusted_phc1

from device import cli
from device.authority import ceremony
from device.authority.foreign_keys import from_certificate, keys_in_file, spki_of, to_json
from device.errors import FileRefused
from device.health_code.circumstances import Circumstances
from device.health_code.foreign_keys import SAME_NAME_MOST, ForeignKey, ForeignKeys, by_name
from device.health_code.foreign_summary import Subject
from device.health_code.trust import TrustRefusal, TrustSnapshot
from device.health_code.trust_list import read_trust_list, write_trust_list
from device.trust.trust_file import read_trust_file
from device.vocabulary import Reason

USAGES = {
    "1.3.6.1.4.1.1847.2021.1.1": Subject.TEST,
    "1.3.6.1.4.1.1847.2021.1.2": Subject.VACCINATION,
    "1.3.6.1.4.1.0.1847.2021.1.3": Subject.RECOVERY,
}


def _certificate(key: PrivateKey = P256, *usages: str) -> bytes:
    name = x509.Name([x509.NameAttribute(NameOID.COUNTRY_NAME, "AT")])
    builder = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(7)
        .not_valid_before(datetime(2021, 1, 1, tzinfo=UTC))
        .not_valid_after(datetime(2031, 1, 1, tzinfo=UTC))
    )
    if usages:
        builder = builder.add_extension(
            x509.ExtendedKeyUsage([x509.ObjectIdentifier(usage) for usage in usages]), critical=False
        )
    return builder.sign(P256_STRANGER, SHA256()).public_bytes(Encoding.DER)


@pytest.mark.parametrize("key", [P256, P384, RSA], ids=["P-256", "P-384", "RSA"])
def test_the_key_of_a_certificate_is_found_and_named(key: PrivateKey) -> None:
    der = _certificate(key)
    found = from_certificate(der)
    assert found.spki == spki(key)
    assert found.kid == hashlib.sha256(der).digest()[:8]
    assert found.subjects == frozenset(Subject)


@pytest.mark.parametrize(("usage", "subject"), USAGES.items())
def test_a_certificates_usage_limits_its_key(usage: str, subject: Subject) -> None:
    assert from_certificate(_certificate(P256, usage)).subjects == {subject}
    assert from_certificate(_certificate(P256, usage, "1.3.6.1.5.5.7.3.1")).subjects == {subject}
    assert from_certificate(_certificate(P256, usage), format_name="vdsnc").subjects == frozenset(Subject)


def test_every_public_certificate_is_read_as_a_certificate_reader_reads_it() -> None:
    for path in sorted(vectors("eu-dcc").rglob("raw/*.json"))[::9]:
        der = base64.b64decode(json.loads(path.read_text("utf-8"))["TESTCTX"]["CERTIFICATE"])
        public = x509.load_der_x509_certificate(der).public_key()
        assert isinstance(public, ec.EllipticCurvePublicKey) is (from_certificate(der).algorithm == "ES256"), path


@pytest.mark.parametrize("cut", [0, 1, 5, 60, 200, -1])
def test_a_certificate_cut_short_is_none(cut: int) -> None:
    with pytest.raises(ValueError, match="cut short"):
        spki_of(_certificate()[:cut])


def _files(directory: Path) -> dict[str, tuple[Path, str]]:
    der = _certificate()
    numbers = P256.public_key().public_numbers()
    x, y = (
        base64.urlsafe_b64encode(number.to_bytes(32, "big")).decode().rstrip("=") for number in (numbers.x, numbers.y)
    )
    jwk = {"kty": "EC", "crv": "P-256", "x": x, "y": y, "kid": "cards-key"}
    did = {"verificationMethod": [{"id": "did:web:nzcp.example.org#key-1", "publicKeyJwk": jwk}]}
    contents = {
        "der": (der, "hcert"),
        "pem": (x509.load_der_x509_certificate(der).public_bytes(Encoding.PEM), "hcert"),
        "base64": (base64.b64encode(der), "hcert"),
        "jwks": (json.dumps({"keys": [jwk]}).encode(), "shc"),
        "x5c": (json.dumps({"keys": [{"kid": "cards-key", "x5c": [base64.b64encode(der).decode()]}]}).encode(), "shc"),
        "did": (json.dumps(did).encode(), "nzcp"),
    }
    for name, (content, _) in contents.items():
        (directory / name).write_bytes(content)
    return {name: (directory / name, form) for name, (_, form) in contents.items()}


def test_every_published_form_is_taken(tmp_path: Path) -> None:
    for path, form in _files(tmp_path).values():
        (key,) = keys_in_file(path, format_name=form, issuer="")
        assert (key.spki, key.algorithm, key.format) == (spki(P256), "ES256", form)
        assert key.issuer == ("did:web:nzcp.example.org" if form == "nzcp" else "")


@pytest.mark.parametrize("content", [b"", b"{", b"{}", b'{"keys": [{}]}', b'{"keys": [1]}', b"junk", b"\x30\x80"])
def test_a_file_without_keys_is_told(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "file").write_bytes(content)
    if content == b"":
        assert keys_in_file(tmp_path / "file", format_name="hcert", issuer="") == ()
        return
    with pytest.raises(FileRefused, match="file"):
        keys_in_file(tmp_path / "file", format_name="hcert", issuer="")


def test_a_file_that_is_not_there_is_told(tmp_path: Path) -> None:
    with pytest.raises(FileRefused, match="No such file"):
        keys_in_file(tmp_path / "file", format_name="hcert", issuer="")


def test_imported_keys_are_printed_signed_and_verified_with(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    files = _files(tmp_path)
    assert cli.main(["authority", "import-keys", "--format", "shc", "--issuer", SHC_ISSUER, str(files["jwks"][0])]) == 0
    (tmp_path / "foreign.json").write_text(capsys.readouterr().out)
    authority = ceremony.found(tmp_path / "authority", now=NOW)
    listed = ["authority", "trust", str(authority.directory), "--foreign", str(tmp_path / "foreign.json")]
    assert cli.main(listed) == 0
    assert "2 key(s)" in capsys.readouterr().err
    assert cli.main(["authority", "trust", str(authority.directory)]) == 0
    assert "trust list 3 with 2 key(s)" in capsys.readouterr().err
    trust = str(authority.directory / "trust.cose")
    assert cli.main(["verify", "--json", "--trust", trust, "--at", str(NOW), shc(jws())]) == 0
    verdict = json.loads(capsys.readouterr().out)
    assert (verdict["format"], verdict["assurance"], verdict["reasons"]) == ("shc", "signed_offline", [])
    assert verdict["certificate"]["subject"] == "vaccination"


def test_a_file_that_is_none_is_a_wrong_usage(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["authority", "import-keys", "--format", "hcert", str(tmp_path / "none")]) == 2
    assert "No such file" in capsys.readouterr().err


def test_the_json_form_is_read_as_it_is_written(tmp_path: Path) -> None:
    limited = trusted("hcert", kid=b"\xff" * 8, subjects=frozenset({Subject.TEST}))
    (tmp_path / "keys.json").write_text(to_json((*KEYS, limited)))
    read = read_trust_file(tmp_path / "keys.json", ()).foreign
    for text in SOUND.values():
        assert judged(text, _with(read)).reasons == ()
    assert judged(hc1(cose(dcc(), kid=b"\xff" * 8)), _with(read)).reasons == (Reason.CODE_KEY_NOT_ALLOWED,)


def _with(foreign: ForeignKeys) -> Circumstances:
    return moment(trust=TrustSnapshot(foreign=foreign))


@pytest.mark.parametrize(
    ("kid", "kinds", "formats", "reasons"),
    [
        (KID.hex(), ["foreign"], ["hcert"], ()),
        (KID.hex().upper(), [], ["hcert"], ()),
        (base64.b64encode(KID).decode(), None, ["hcert", "phc9"], ()),
        (base64.b64encode(KID).decode().rstrip("="), ["v"], ["eu-dcc"], ()),
        (KID.hex(), ["vaccination", "foreign"], ["hcert"], ()),
        (KID.hex(), ["t"], ["hcert"], (Reason.CODE_KEY_NOT_ALLOWED,)),
        (KID.hex(), ["live"], ["hcert"], (Reason.CODE_KEY_NOT_ALLOWED,)),
        (KID.hex(), None, ["nzcp"], (Reason.CODE_KEY_UNKNOWN,)),
        (KID.hex(), None, None, (Reason.CODE_KEY_UNKNOWN,)),
    ],
)
def test_a_kid_may_be_hex_or_base64_and_kinds_limit_a_key(
    tmp_path: Path, kid: str, kinds: list[str] | None, formats: list[str] | None, reasons: tuple[Reason, ...]
) -> None:
    entry = {"kid": kid, "alg": "ES256", "spki": base64.b64encode(spki(P256)).decode(), "issuer": "AT"}
    entry |= {name: value for name, value in (("kinds", kinds), ("formats", formats)) if value is not None}  # type: ignore[misc] # lists beside words
    (tmp_path / "keys.json").write_text(json.dumps({"keys": [entry]}))
    read = read_trust_file(tmp_path / "keys.json", ()).foreign
    assert judged(SOUND["hcert ES256"], _with(read)).reasons == reasons


@pytest.mark.parametrize(
    "changes",
    [{"alg": "ES384"}, {"alg": "none"}, {"spki": "AAAA"}, {"spki": "!"}, {"kinds": ["gold"]}, {"spki": "-----BEGIN"}],
)
def test_a_foreign_key_that_is_none_is_told(tmp_path: Path, changes: dict[str, object]) -> None:
    good = {"kid": "00", "alg": "ES256", "spki": base64.b64encode(spki(P256)).decode(), "formats": ["hcert"]}
    (tmp_path / "keys.json").write_text(json.dumps({"keys": [good | changes]}))
    with pytest.raises(FileRefused, match=r"keys\.json"):
        read_trust_file(tmp_path / "keys.json", ())


def test_the_signed_list_carries_foreign_keys_unchanged() -> None:
    limited = trusted("hcert", kid=b"\1" * 8, not_before=NOW, not_after=NOW + 1, subjects=frozenset({Subject.TEST}))
    read = read_trust_list(_list(*KEYS, limited), (ISSUER.public_key(),))
    assert isinstance(read, TrustSnapshot)
    assert read.foreign == by_name((*KEYS, limited))
    assert len(read.keys) == 1


def _list(*foreign: ForeignKey) -> bytes:
    return write_trust_list(
        keys=(trusted_phc1(ISSUER),), foreign=foreign, seq=1, issued_at=NOW, soft_end=NOW, hard_end=NOW, root=ISSUER
    )


@pytest.mark.parametrize(
    "changes",
    [{"algorithm": "none"}, {"format": "phc1"}, {"kid": b"k" * 129}, {"spki": b"s" * 1025}, {"not_before": "now"}],
)
def test_a_list_with_a_foreign_key_that_is_none_is_not_taken(changes: dict[str, object]) -> None:
    wrong = trusted("hcert", P256, **changes)
    assert read_trust_list(_list(wrong), (ISSUER.public_key(),)) is TrustRefusal.MALFORMED


def test_of_keys_that_share_a_name_only_so_many_are_tried() -> None:
    same = [trusted("hcert", issuer=str(number)) for number in range(SAME_NAME_MOST + 5)]
    assert [key.issuer for key in by_name([*same, same[0]])["hcert", KID]] == [str(n) for n in range(SAME_NAME_MOST)]


def test_parts_are_joined_from_line_to_line(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "keys.json").write_text(to_json((trusted("shc"),)))
    digits = shc(jws()).removeprefix("shc:/")
    first, second = f"shc:/1/2/{digits[:400]}", f"shc:/2/2/{digits[400:]}"
    command = ["verify", "--json", "--trust", str(tmp_path / "keys.json"), "--at", str(NOW)]
    assert cli.main([*command, second, first]) == 0
    part, whole = (json.loads(line) for line in capsys.readouterr().out.splitlines())
    assert (part["part"], part["reasons"]) == ({"number": 2, "total": 2}, [])
    assert (whole["format"], whole["reasons"], whole["name"]) == ("shc", [], "J*** A***")
    assert cli.main([*command, first]) == 1
    assert cli.main([*command[:1], *command[2:], first, second]) == 0
    assert "part 1 of 2" in capsys.readouterr().out


def test_only_the_formats_named_are_verified(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "keys.json").write_text(to_json(KEYS))
    command = ["verify", "--trust", str(tmp_path / "keys.json"), "--at", str(NOW), "--format", "vdsnc"]
    assert cli.main([*command, vds()]) == 0
    assert "vaccination AUS 2026-03-03 dose 1" in capsys.readouterr().out
    assert cli.main([*command, shc(jws())]) == 1
    assert "foreign_certificate" in capsys.readouterr().out
    assert cli.main([*command, "--format", "gold", vds()]) in {2, 78}
    assert "'gold' is not one of" in capsys.readouterr().err
