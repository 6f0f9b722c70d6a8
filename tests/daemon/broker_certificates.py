"""Makes a certificate authority and the certificates it signs, and lets two TLS contexts shake hands in memory."""

import ssl
from datetime import UTC, datetime, timedelta
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives.asymmetric.ec import SECP256R1, EllipticCurvePrivateKey, generate_private_key
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import (
    BestAvailableEncryption,
    Encoding,
    NoEncryption,
    PrivateFormat,
)
from cryptography.x509.oid import NameOID

BROKER = "broker.example"
_TURNS_MOST = 10


class Authority:
    """One authority with a folder for the files it gives out."""

    def __init__(self, folder: Path) -> None:
        folder.mkdir()
        self._folder = folder
        self._key = generate_private_key(SECP256R1())
        self._name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, folder.name)])
        self.file = self._write("ca.pem", self._certificate(folder.name, self._key, is_authority=True))

    def issue(self, name: str, *, pass_phrase: bytes | None = None) -> tuple[Path, Path]:
        """Give the files of a certificate for `name` and of its key."""
        key = generate_private_key(SECP256R1())
        protection = NoEncryption() if pass_phrase is None else BestAvailableEncryption(pass_phrase)
        private = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, protection)
        return self._write(f"{name}.pem", self._certificate(name, key)), self._write(f"{name}.key", private)

    def _certificate(self, name: str, key: EllipticCurvePrivateKey, *, is_authority: bool = False) -> bytes:
        now = datetime.now(UTC)
        builder = (
            x509.CertificateBuilder()
            .subject_name(x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)]))
            .issuer_name(self._name)
            .public_key(key.public_key())
            .serial_number(x509.random_serial_number())
            .not_valid_before(now - timedelta(days=1))
            .not_valid_after(now + timedelta(days=1))
            .add_extension(x509.BasicConstraints(ca=is_authority, path_length=None), critical=True)
            .add_extension(x509.SubjectAlternativeName([x509.DNSName(name)]), critical=False)
        )
        return builder.sign(self._key, SHA256()).public_bytes(Encoding.PEM)

    def _write(self, name: str, content: bytes) -> Path:
        path = self._folder / name
        path.write_bytes(content)
        return path


def broker_context(authority: Authority, *, name: str = BROKER) -> ssl.SSLContext:
    """Give the broker's side: it asks for the gate's certificate."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    certificate, key = authority.issue(name)
    context.load_cert_chain(certificate, key)
    context.load_verify_locations(authority.file)
    context.verify_mode = ssl.CERT_REQUIRED
    return context


def shake_hands(gate: ssl.SSLContext, broker: ssl.SSLContext) -> tuple[str | None, str]:
    """Give the version both agree on and the name in the gate's certificate as the broker sees it.

    Raises:
        ssl.SSLError: one of them does not take the other.
    """
    to_broker, to_gate = ssl.MemoryBIO(), ssl.MemoryBIO()
    ends = [
        gate.wrap_bio(to_gate, to_broker, server_hostname=BROKER),
        broker.wrap_bio(to_broker, to_gate, server_side=True),
    ]
    waiting = list(ends)
    for _ in range(_TURNS_MOST):
        for end in list(waiting):
            try:
                end.do_handshake()
            except ssl.SSLWantReadError:
                continue
            waiting.remove(end)
    assert not waiting, "the handshake does not end"
    ends[1].write(b"x")
    ends[0].read(1)
    seen = ends[1].getpeercert() or {}
    return ends[0].version(), dict(part[0] for part in seen["subject"])["commonName"]  # type: ignore[misc] # typeshed gives a union of every member's type
