"""Serves the virtual gate to a browser on this machine: what it shows, and hands to touch it with.

Never listens on anything but loopback, never takes a request that another site's page sent (its `Host` and a header of
our own must fit), and never does anything to the gate that somebody standing before it could not do.
"""

import json
import threading
from collections.abc import Callable, Mapping
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Final

from device.errors import ProgramMissing

_PAGE: Final = Path(__file__).parent / "page" / "gate.html"
_OUR_HEADER: Final = "X-Menshen-Page"
_BODY_BYTES_MOST: Final = 1024
_POLICY: Final = "default-src 'none'; style-src 'unsafe-inline'; script-src 'unsafe-inline'; connect-src 'self'"
Hands = Mapping[str, Callable[[], None]]
"""What the page can do, by the word it sends."""


class GatePage:
    """The page's server and its thread."""

    def __init__(self, *, port: int, snapshot: Callable[[], dict[str, object]], hands: Hands) -> None:
        """Listen on `port`; 0 takes a free one.

        Raises:
            ProgramMissing: the port is taken.
        """
        try:
            self._server = ThreadingHTTPServer(("127.0.0.1", port), BaseHTTPRequestHandler)
        except OSError as error:
            raise ProgramMissing(f"port {port} cannot be used: {error.strerror}; give another with --port") from error
        self._port = int(self._server.server_address[1])
        self._server.RequestHandlerClass = _handler(snapshot, hands, self._port)
        self._server.daemon_threads = True
        self._thread = threading.Thread(target=self._server.serve_forever, name="gate page", daemon=True)

    @property
    def address(self) -> str:
        """Where a browser finds it."""
        return f"http://127.0.0.1:{self._port}/"

    def start(self) -> None:
        """Begin to serve."""
        self._thread.start()

    def stop(self) -> None:
        """Serve no more."""
        if self._thread.is_alive():
            self._server.shutdown()
            self._thread.join()
        self._server.server_close()


def _handler(snapshot: Callable[[], dict[str, object]], hands: Hands, port: int) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        """One request."""

        server_version = "menshen"
        sys_version = ""

        def do_GET(self) -> None:
            """Give the page, or what the gate shows now."""
            if not self._is_ours():
                self._answer(HTTPStatus.FORBIDDEN, b"", "text/plain")
            elif self.path == "/":
                self._answer(HTTPStatus.OK, _PAGE.read_bytes(), "text/html; charset=utf-8")
            elif self.path == "/state":
                self._answer(HTTPStatus.OK, json.dumps(snapshot()).encode(), "application/json")
            else:
                self._answer(HTTPStatus.NOT_FOUND, b"", "text/plain")

        def do_POST(self) -> None:
            """Do one thing to the gate."""
            length = self.headers.get("Content-Length", "")
            if not self._is_ours() or self.headers.get(_OUR_HEADER) != "1" or self.path != "/do":
                self._answer(HTTPStatus.FORBIDDEN, b"", "text/plain")
            elif not length.isdecimal() or int(length) > _BODY_BYTES_MOST:
                self._answer(HTTPStatus.REQUEST_ENTITY_TOO_LARGE, b"", "text/plain")
            else:
                hand = hands.get(self.rfile.read(int(length)).decode("ascii", "replace"))
                if hand is not None:
                    hand()
                self._answer(HTTPStatus.NO_CONTENT if hand else HTTPStatus.BAD_REQUEST, b"", "text/plain")

        def log_message(self, *_arguments: object) -> None:
            """Say nothing: the gate's own log is what matters."""

        def _is_ours(self) -> bool:
            return self.headers.get("Host") in (f"127.0.0.1:{port}", f"localhost:{port}")

        def _answer(self, status: HTTPStatus, body: bytes, kind: str) -> None:
            self.send_response(status)
            self.send_header("Content-Type", kind)
            self.send_header("Content-Length", str(len(body)))
            self.send_header("Cache-Control", "no-store")
            self.send_header("Content-Security-Policy", _POLICY)
            self.send_header("X-Content-Type-Options", "nosniff")
            self.end_headers()
            self.wfile.write(body)

    return Handler
