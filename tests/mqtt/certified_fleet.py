"""A broker with certificates and the access list the contract gives to every gate."""

import ssl
from datetime import UTC, datetime, timedelta
from ipaddress import ip_address
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from cryptography.x509.oid import NameOID
from private_broker import PrivateBroker

ACCESS_OF_A_GATE = (
    "write gate/1/+/%u/evt/+",
    "write gate/1/+/%u/m/+",
    "readwrite gate/1/+/%u/status",
    "write gate/1/+/%u/info",
    "write gate/1/+/%u/twin/reported",
    "write gate/1/+/%u/result/+/+",
    "read gate/1/+/%u/ack",
    "read gate/1/+/%u/order/+/+",
    "read gate/1/+/%u/twin/desired",
    "read gate/1/+/_all/#",
    "read gate/1/+/_console/status",
    "read gate/1/_all/announce",
    "read gate/1/_authority/trust",
    "read gate/1/_authority/revoked/+",
    "read gate/1/_authority/colours",
    "read gate/1/_authority/answer/%u/+",
    "write gate/1/_authority/request/%u/+",
)
"""The access list `docs/contract.md` gives to every gate."""


class Authority:
    """Makes certificates for one test."""

    def __init__(self, folder: Path, name: str) -> None:
        self._folder = folder
        self._key = ec.generate_private_key(ec.SECP256R1())
        self._name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
        self.file = self._write(f"{name}.pem", self._certificate(self._name, self._key.public_key(), is_authority=True))

    def issue(self, common_name: str) -> tuple[Path, Path]:
        key = ec.generate_private_key(ec.SECP256R1())
        subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, common_name)])
        certificate = self._certificate(subject, key.public_key(), is_authority=False)
        private = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
        return self._write(f"{common_name}.crt", certificate), self._write(f"{common_name}.key", private)

    def client(self, common_name: str) -> ssl.SSLContext:
        context = ssl.create_default_context(cafile=str(self.file))
        context.load_cert_chain(*self.issue(common_name))
        return context

    def _certificate(self, subject: x509.Name, key: ec.EllipticCurvePublicKey, *, is_authority: bool) -> bytes:
        now = datetime.now(UTC)
        names = x509.SubjectAlternativeName([x509.IPAddress(ip_address("127.0.0.1"))])
        builder = (
            x509.CertificateBuilder()
            .subject_name(subject)
            .issuer_name(self._name)
            .public_key(key)
            .serial_number(x509.random_serial_number())
            .not_valid_before(now - timedelta(hours=1))
            .not_valid_after(now + timedelta(hours=1))
            .add_extension(x509.BasicConstraints(ca=is_authority, path_length=None), critical=True)
            .add_extension(names, critical=False)
            .add_extension(x509.SubjectKeyIdentifier.from_public_key(key), critical=False)
            .add_extension(x509.AuthorityKeyIdentifier.from_issuer_public_key(self._key.public_key()), critical=False)
            .add_extension(_use_of_key(is_authority=is_authority), critical=True)
        )
        return builder.sign(self._key, hashes.SHA256()).public_bytes(Encoding.PEM)

    def _write(self, name: str, content: bytes) -> Path:
        file = self._folder / name
        file.write_bytes(content)
        return file


def _use_of_key(*, is_authority: bool) -> x509.KeyUsage:
    return x509.KeyUsage(
        digital_signature=not is_authority,
        content_commitment=False,
        key_encipherment=False,
        data_encipherment=False,
        key_agreement=False,
        key_cert_sign=is_authority,
        crl_sign=is_authority,
        encipher_only=False,
        decipher_only=False,
    )


class Fleet:
    """A broker with certificates and the access list of the contract."""

    def __init__(self, folder: Path) -> None:
        self.authority = Authority(folder, "fleet")
        certificate, key = self.authority.issue("broker")
        access = folder / "access"
        lines = [f"pattern {line}" for line in ACCESS_OF_A_GATE]
        access.write_text("\n".join([*lines, "user keeper", "topic readwrite gate/1/#"]) + "\n")
        self.broker = PrivateBroker(
            folder,
            f"cafile {self.authority.file}",
            f"certfile {certificate}",
            f"keyfile {key}",
            "require_certificate true",
            "use_identity_as_username true",
            f"acl_file {access}",
        )
        self.broker.start()
