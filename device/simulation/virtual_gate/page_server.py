"""Serves the virtual gate's page from a thread of its own, on this machine alone.

Never listens on anything but loopback and never handles a signal: the daemon's thread does.
"""

import socket
import threading
from collections.abc import Callable
from contextlib import suppress
from typing import Final

import uvicorn
from starlette.types import ASGIApp

from device.errors import ProgramMissing

HOST: Final = "127.0.0.1"
_END_SECONDS: Final = 5.0


class PageServer:
    """The socket, the server on it, and its thread."""

    def __init__(self, *, port: int) -> None:
        """Take `port`; 0 takes a free one.

        Raises:
            ProgramMissing: the port is taken.
        """
        self._socket = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
        self._socket.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            self._socket.bind((HOST, port))
            self._socket.listen(64)  # a browser that comes before the gate is built waits
        except OSError as error:
            self._socket.close()
            raise ProgramMissing(f"port {port} cannot be used: {error.strerror}; give another with --port") from error
        self.port = int(self._socket.getsockname()[1])
        self._server: uvicorn.Server | None = None
        self._thread: threading.Thread | None = None
        self._send_home: Callable[[], None] = lambda: None

    @property
    def address(self) -> str:
        """Where a browser finds it."""
        return f"http://{HOST}:{self.port}/"

    def start(self, application: ASGIApp, *, send_home: Callable[[], None]) -> None:
        """Begin to serve; `send_home` ends the streams that would otherwise never end."""
        config = uvicorn.Config(
            application,
            lifespan="off",
            log_config=None,
            access_log=False,
            server_header=False,
            h11_max_incomplete_event_size=16_384,
            limit_concurrency=200,
            timeout_graceful_shutdown=1,
            ws="none",
        )
        self._server, self._send_home = uvicorn.Server(config), send_home
        self._thread = threading.Thread(target=self._server.run, args=([self._socket],), name="page", daemon=True)
        self._thread.start()

    def stop(self) -> None:
        """Serve no more."""
        if self._server is not None and self._thread is not None:
            self._server.should_exit = True
            self._send_home()
            self._thread.join(_END_SECONDS)
            self._server = self._thread = None
        with suppress(OSError):
            self._socket.close()
