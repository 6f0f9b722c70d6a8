"""Large lists over HTTPS: the change first, then the whole, from one verified server, never more than fits."""

import http.server
import math
import ssl
import threading
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from ipaddress import ip_address
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from cryptography.x509.oid import NameOID

from device.errors import SettingsError
from device.health_code.standing_list import ListKind
from device.trust.https_download import HttpsDownload
from device.trust.list_fetcher import PAUSE_SECONDS_FIRST, PAUSE_SECONDS_MOST, ListFetcher

FILES = {"/lists/colours/whole.cose": b"whole", "/lists/colours/from-7.cose": b"change", "/lists/big": b"x" * 5000}


class Server(http.server.BaseHTTPRequestHandler):
    """Serves the files, and moves whoever asks for `/lists/moved`."""

    def do_GET(self) -> None:
        if self.path == "/lists/moved":
            self.send_response(302)
            self.send_header("Location", "/lists/colours/whole.cose")
            self.end_headers()
            return
        content = FILES.get(self.path)
        self.send_response(404 if content is None else 200)
        self.end_headers()
        self.wfile.write(content or b"nothing here")

    def log_message(self, *_: object) -> None:
        """Say nothing."""


@pytest.fixture(scope="module")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Give the file with a certificate for this machine and its key."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "lists")])
    now = datetime.now(UTC)
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.IPAddress(ip_address("127.0.0.1"))]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .sign(key, hashes.SHA256())
    )
    file = tmp_path_factory.mktemp("tls") / "server.pem"
    private = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    file.write_bytes(made.public_bytes(Encoding.PEM) + private)
    return file


@pytest.fixture
def address(certificate: Path) -> Iterator[str]:
    server = http.server.HTTPServer(("127.0.0.1", 0), Server)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate)
    server.socket = context.wrap_socket(server.socket, server_side=True)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    yield f"https://127.0.0.1:{server.server_address[1]}/lists/"
    server.shutdown()
    thread.join()
    server.server_close()


def test_what_lies_there_is_read_and_what_does_not_is_nothing(address: str, certificate: Path) -> None:
    download = HttpsDownload(address, ca_file=str(certificate), bytes_most=4999)
    assert download("colours/whole.cose") == b"whole"
    assert download("colours/from-8.cose") is None


@pytest.mark.parametrize(("path", "said"), [("moved", "302"), ("big", "more than 4999 bytes")])
def test_neither_a_redirect_nor_too_much_is_taken(address: str, certificate: Path, path: str, said: str) -> None:
    download = HttpsDownload(address, ca_file=str(certificate), bytes_most=4999)
    with pytest.raises(OSError, match=said):
        download(path)


def test_a_server_that_is_not_who_it_should_be_is_not_read(address: str) -> None:
    with pytest.raises(ssl.SSLCertVerificationError):
        HttpsDownload(address, ca_file="", bytes_most=4999)("colours/whole.cose")


@pytest.mark.parametrize(
    "address",
    ["http://a.example/", "https://", "a.example", "https://a.example/?x=1", "https://u@a.example/", "https://a:b/"],
)
def test_what_is_no_https_address_of_a_folder_is_refused(address: str) -> None:
    with pytest.raises(SettingsError, match=r"trust\.lists_address"):
        HttpsDownload(address, ca_file="", bytes_most=1)


class Shelf:
    """A fetcher over a server of the test's own making."""

    def __init__(self, **files: bytes | OSError) -> None:
        self.files = {name.replace("__", "/").replace("_", "-") + ".cose": content for name, content in files.items()}
        self.asked: list[str] = []
        self.offered: list[tuple[ListKind, str, bytes]] = []
        self.fetcher = ListFetcher(
            download=self.download, offer=lambda *one: self.offered.append(one), wake=lambda: None
        )

    def download(self, path: str) -> bytes | None:
        self.asked.append(path)
        found = self.files.get(path)
        if isinstance(found, OSError):
            raise found
        return found


def test_the_change_from_what_is_held_is_fetched_first() -> None:
    shelf = Shelf(colours__from_7=b"change", colours__whole=b"whole")
    shelf.fetcher.want(ListKind.COLOURS, "", 7)
    shelf.fetcher.step(0.0)
    assert shelf.offered == [(ListKind.COLOURS, "", b"change")]
    assert shelf.fetcher.step(0.0) == math.inf


def test_where_there_is_no_such_change_the_whole_is_fetched() -> None:
    shelf = Shelf(revoked__aabbccdd__whole=b"whole")
    shelf.fetcher.want(ListKind.REVOKED, "aabbccdd", 7)
    shelf.fetcher.want(ListKind.REVOKED, "00000000", 0)
    shelf.fetcher.step(0.0)
    shelf.fetcher.step(0.0)
    assert shelf.offered == [(ListKind.REVOKED, "aabbccdd", b"whole")]
    assert shelf.asked == [
        "revoked/aabbccdd/from-7.cose",
        "revoked/aabbccdd/whole.cose",
        "revoked/00000000/whole.cose",
    ]


def test_a_server_that_fails_is_asked_again_after_a_pause_that_grows() -> None:
    shelf = Shelf(colours__whole=ConnectionRefusedError())
    shelf.fetcher.want(ListKind.COLOURS, "", 0)
    assert shelf.fetcher.step(0.0) == PAUSE_SECONDS_FIRST
    assert shelf.fetcher.step(1.0) == PAUSE_SECONDS_FIRST
    assert len(shelf.asked) == 1
    assert shelf.fetcher.step(PAUSE_SECONDS_FIRST) == 3 * PAUSE_SECONDS_FIRST
    now = 3 * PAUSE_SECONDS_FIRST
    for _ in range(20):
        now = shelf.fetcher.step(now)
    assert shelf.fetcher.step(now) - now == PAUSE_SECONDS_MOST
    shelf.files["colours/whole.cose"] = b"whole"
    shelf.fetcher.step(now + PAUSE_SECONDS_MOST)
    assert shelf.offered == [(ListKind.COLOURS, "", b"whole")]
