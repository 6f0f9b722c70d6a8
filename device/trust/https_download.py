"""Reads files of one HTTPS server whose certificate is verified.

Never follows a redirect, never talks in clear, never reads more than it was told to hold or longer than half a minute.
"""

import time
from typing import Final
from urllib.parse import urlsplit

from device.errors import SettingsError

ANSWER_SECONDS: Final = 10.0
WHOLE_SECONDS: Final = 30.0
_FOUND, _NOT_FOUND = 200, 404
_PIECE_BYTES: Final = 1 << 16


class HttpsDownload:
    """One server and the folder on it under which everything lies."""

    def __init__(self, address: str, *, ca_file: str, bytes_most: int) -> None:
        """`address` is `https://host[:port]/folder`; an empty `ca_file` trusts the system's authorities.

        Raises:
            SettingsError: it is no such address.
        """
        try:
            parts = urlsplit(address)
            port = parts.port
        except ValueError as error:
            raise SettingsError((f"trust.lists_address: {error}",)) from error
        if parts.scheme != "https" or not parts.hostname or parts.query or parts.fragment or "@" in parts.netloc:
            raise SettingsError((f"trust.lists_address: {address!r} is no https address of a folder",))
        self._host, self._port, self._folder = parts.hostname, port, parts.path.rstrip("/")
        self._ca_file, self._bytes_most = ca_file, bytes_most

    def __call__(self, path: str) -> bytes | None:
        """Give what lies at `path`, or None where nothing does.

        Raises:
            OSError: unreachable, not who it should be, another answer, or too much.
        """
        # imported here because a gate that fetches nothing has no use for them at its start
        import ssl  # noqa: PLC0415
        from http.client import HTTPException, HTTPSConnection  # noqa: PLC0415

        context = ssl.create_default_context(cafile=self._ca_file or None)
        context.minimum_version = ssl.TLSVersion.TLSv1_2
        connection = HTTPSConnection(self._host, self._port, timeout=ANSWER_SECONDS, context=context)
        try:
            connection.request("GET", f"{self._folder}/{path}", headers={"Accept-Encoding": "identity"})
            answer = connection.getresponse()
            if answer.status == _NOT_FOUND:
                return None
            if answer.status != _FOUND:
                raise OSError(f"the server answered {answer.status}")
            pieces, held, end = [], 0, time.monotonic() + WHOLE_SECONDS
            while piece := answer.read(_PIECE_BYTES):
                held += len(piece)
                if held > self._bytes_most:
                    raise OSError(f"more than {self._bytes_most} bytes")
                if time.monotonic() > end:
                    raise OSError(f"slower than {WHOLE_SECONDS:.0f} s")
                pieces.append(piece)
            return b"".join(pieces)
        except HTTPException as error:
            raise OSError(f"not an answer: {type(error).__name__}") from error
        finally:
            connection.close()
