"""Serves a page of the authority with uvicorn: loopback by default, TLS for everybody else.

Never listens beyond this machine without TLS, never tells which program it is.
"""

import asyncio
import contextlib
import ipaddress
import logging
import socket
import threading
from pathlib import Path
from typing import Final

import uvicorn
from starlette.types import ASGIApp

from device.errors import MenshenError

_QUIET_SECONDS: Final = 5
_BACKLOG: Final = 64
_AT_ONCE: Final = 200
LOOPBACK_NAMES: Final = ("127.0.0.1", "localhost", "[::1]")


class CannotListen(MenshenError):
    """The address cannot be listened on, or must not be."""


def is_loopback(host: str) -> bool:
    """Claim that only this machine reaches `host`."""
    try:
        return host == "localhost" or ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def is_secure(host: str, certificate: Path | None, key: Path | None) -> bool:
    """Say whether TLS is on.

    Raises:
        CannotListen: only half of it is named, or none where it must be.
    """
    if (certificate is None) != (key is None):
        raise CannotListen("certificate and key go together")
    if certificate is None and not is_loopback(host):
        raise CannotListen(f"{host} is reached from elsewhere: name --certificate and --key")
    return certificate is not None


def listening(host: str, port: int) -> socket.socket:
    """Give a socket that listens there; port 0 takes a free one.

    Raises:
        CannotListen: it is taken, or not ours.
    """
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    found = socket.socket(family, socket.SOCK_STREAM)
    try:
        found.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        found.bind((host, port))
        found.listen(_BACKLOG)
    except OSError as error:
        found.close()
        raise CannotListen(f"{host}:{port} cannot be listened on: {error.strerror}") from error
    return found


def names_of(host: str, port: int, public_name: str | None) -> frozenset[str]:
    """Give what browsers may call this server."""
    names = {*(LOOPBACK_NAMES if is_loopback(host) else ()), host, *((public_name,) if public_name else ())}
    return frozenset({name.lower() for name in names} | {f"{name.lower()}:{port}" for name in names})


class PageServer:
    """One server on one socket."""

    def __init__(self, application: ASGIApp, *, certificate: Path | None = None, key: Path | None = None) -> None:
        """Take the application, and certificate and key where TLS is wanted.

        Raises:
            CannotListen: certificate or key cannot be used.
        """
        configuration = uvicorn.Config(
            application,
            ssl_certfile=certificate,
            ssl_keyfile=key,
            server_header=False,
            access_log=False,
            log_level=logging.WARNING,
            proxy_headers=False,
            lifespan="off",
            ws="none",
            http="h11",
            limit_concurrency=_AT_ONCE,
            timeout_keep_alive=_QUIET_SECONDS,
            timeout_graceful_shutdown=_QUIET_SECONDS,
        )
        try:
            configuration.load()
        except (OSError, ValueError) as error:
            raise CannotListen(f"certificate or key cannot be used: {error}") from error
        self._server = uvicorn.Server(configuration)

    def serve(self, listener: socket.socket) -> None:
        """Serve until told to stop, on this thread."""
        with contextlib.closing(listener):
            asyncio.run(self._server.serve(sockets=[listener]))

    def serve_aside(self, listener: socket.socket) -> threading.Thread:
        """Serve on a thread of its own; signals stay with the caller."""
        thread = threading.Thread(target=self.serve, args=(listener,), name="pages")
        thread.start()
        return thread

    def stop(self) -> None:
        """Let whoever is being answered finish, and end."""
        self._server.should_exit = True
