"""Turns what foreign issuers publish (certificates, key sets, DID documents) into the bare keys a gate is given.

Never runs on a gate, never decides whom to trust: whoever names a file here vouches for it. Never parses more of a
certificate than the place of its key, because real ones break rules that have nothing to do with it.
Standards: X.509 (RFC 5280, 4.1), JWK (RFC 7517), DID core; eHN specification 1.0.8 (kid, extended key usage).
"""

import base64
import binascii
import hashlib
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Final
from urllib.parse import unquote

from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from device.errors import FileRefused
from device.health_code.foreign_keys import HCERT, VDS_NC, ForeignKey
from device.health_code.foreign_signature import algorithm_of_spki
from device.health_code.foreign_summary import Subject

_FILE_LONGEST_BYTES: Final = 1 << 22
_KID_BYTES: Final = 8
_USAGES: Final = tuple(
    (bytes.fromhex("2b06010401" + zero + "8e378f6501" + number), subject)
    for zero in ("", "00")
    for number, subject in (("01", Subject.TEST), ("02", Subject.VACCINATION), ("03", Subject.RECOVERY))
)
"""The object identifiers 1.3.6.1.4.1.1847.2021.1.n, and as some wrote them with a nought before 1847."""
_CRITICAL_USAGE: Final = bytes.fromhex("0603551d25" + "0101ff")
"""The extended key usage, marked as critical."""
_SEQUENCE, _VERSION, _OBJECT_IDENTIFIER = 0x30, 0xA0, b"\x06"
_FIELDS_BEFORE_KEY: Final = 5
_LONG_FORM: Final = 0x80


def keys_in_file(path: Path, *, format_name: str, issuer: str) -> tuple[ForeignKey, ...]:
    """Give the keys in `path`: certificates (PEM, DER, base64), a key set (JWKS) or a DID document.

    Raises:
        FileRefused: it is none of these, or a key in it is none.
    """
    try:
        with path.open("rb") as file:
            content = file.read(_FILE_LONGEST_BYTES)
        if content.lstrip().startswith(b"{"):
            return tuple(_from_document(json.loads(content), format_name, issuer))
        return tuple(from_certificate(der, format_name=format_name, issuer=issuer) for der in _certificates(content))
    except OSError as error:
        raise FileRefused(f"{path} cannot be read: {error.strerror}") from error
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise FileRefused(f"{path}: {error!r}") from error


def from_certificate(der: bytes, *, format_name: str = HCERT, issuer: str = "") -> ForeignKey:
    """Give the key in the certificate `der`, named by its first 8 bytes of SHA-256, limited as its usage says.

    Raises:
        ValueError: no key that foreign certificates are signed with.
    """
    spki = spki_of(der)
    named = frozenset(subject for usage, subject in _USAGES if _OBJECT_IDENTIFIER + bytes([len(usage)]) + usage in der)
    return ForeignKey(
        format=format_name,
        kid=hashlib.sha256(der).digest()[:_KID_BYTES],
        algorithm=algorithm_of_spki(spki),
        spki=spki,
        issuer=issuer,
        subjects=_all_unless_named(named, der) if format_name != VDS_NC else frozenset(Subject),
    )


def _all_unless_named(named: frozenset[Subject], der: bytes) -> frozenset[Subject]:
    """Give what a key may sign: what its certificate names; everything where it names nothing.

    A certificate whose usage is critical and names none of ours is for something else (RFC 5280, 4.2.1.12).
    """
    return named if named or _CRITICAL_USAGE in der else frozenset(Subject)


def from_jwk(jwk: dict[str, str], *, format_name: str, kid: str, issuer: str) -> ForeignKey:
    """Give the P-256 key in `jwk`, from its numbers or else from its certificate.

    Raises:
        ValueError: another kind of key.
        KeyError: a member is missing.
    """
    if "x" in jwk:
        if (jwk.get("kty"), jwk.get("crv")) != ("EC", "P-256"):
            raise ValueError(f"key {kid} is not on P-256")
        x, y = (int.from_bytes(_from_base64(jwk[name]), "big") for name in ("x", "y"))
        key = ec.EllipticCurvePublicNumbers(x, y, ec.SECP256R1()).public_key()
        spki = key.public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)
    else:
        spki = spki_of(_from_base64(jwk["x5c"][0]))
    name = _from_base64(kid) if format_name == HCERT else kid.encode()
    return ForeignKey(format=format_name, kid=name, algorithm=algorithm_of_spki(spki), spki=spki, issuer=issuer)


def spki_of(certificate: bytes) -> bytes:
    """Give the SubjectPublicKeyInfo of a DER certificate: what follows the subject.

    Raises:
        ValueError: the bytes are no certificate.
    """
    inner = _element(certificate, 0)[1]
    begins, ends = _element(certificate, inner)[1:]
    place = begins
    if certificate[place] == _VERSION:
        place = _element(certificate, place)[2]
    for _ in range(_FIELDS_BEFORE_KEY):
        if place >= ends:
            raise ValueError("a certificate without a key")
        place = _element(certificate, place)[2]
    tag, _, key_ends = _element(certificate, place)
    if tag != _SEQUENCE or key_ends > ends:
        raise ValueError("a certificate without a key")
    return certificate[place:key_ends]


def to_json(keys: tuple[ForeignKey, ...]) -> str:
    """Give `keys` in the JSON form that `menshen verify --trust` and `menshen authority trust` take."""
    entries = [
        {
            "kid": key.kid.hex() if key.format in {HCERT, VDS_NC} else key.kid.decode(),
            "alg": key.algorithm,
            "spki": base64.b64encode(key.spki).decode("ascii"),
            "issuer": key.issuer,
            "formats": [key.format],
            "kinds": ["foreign"] if key.subjects == frozenset(Subject) else sorted(key.subjects),
        }
        for key in keys
    ]
    return json.dumps({"keys": entries}, indent=1)


def _from_document(document: dict[str, object], format_name: str, issuer: str) -> Iterator[ForeignKey]:
    methods, keys = document.get("verificationMethod"), document.get("keys")
    if isinstance(methods, list):
        for method in methods:
            address, _, kid = str(method["id"]).partition("#")
            jwk = method["publicKeyJwk"]
            yield from_jwk(jwk, format_name=format_name, kid=unquote(kid), issuer=issuer or address)
    elif isinstance(keys, list):
        for jwk in keys:
            yield from_jwk(jwk, format_name=format_name, kid=jwk["kid"], issuer=issuer)
    else:
        raise ValueError("neither a key set nor a DID document")


def _certificates(content: bytes) -> Iterator[bytes]:
    if content.startswith(bytes([_SEQUENCE])) and not content.isascii():
        yield content
        return
    for block in content.decode("ascii").split("-----BEGIN CERTIFICATE-----"):
        if letters := "".join(block.partition("-----END")[0].split()):
            yield _from_base64(letters)


def _from_base64(letters: str) -> bytes:
    try:
        plain = letters.rstrip("=").replace("-", "+").replace("_", "/")
        return base64.b64decode(plain + "=" * (-len(plain) % 4), validate=True)
    except binascii.Error as error:
        raise ValueError(str(error)) from error


def _element(der: bytes, place: int) -> tuple[int, int, int]:
    """Give tag, beginning of the content and end of the element at `place`.

    Raises:
        ValueError: there is no whole element.
    """
    header = der[place : place + 6]
    if len(header) < 2:  # noqa: PLR2004 - tag and length
        raise ValueError("cut short")
    length, begins = header[1], place + 2
    if length & _LONG_FORM:
        digits = length & ~_LONG_FORM
        length, begins = int.from_bytes(header[2 : 2 + digits], "big"), begins + digits
    if begins + length > len(der):
        raise ValueError("cut short")
    return header[0], begins, begins + length
