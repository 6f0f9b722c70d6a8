"""Listens on this machine itself for what may never come over the network: the end of an emergency opening.

Never opens anything, and never keeps a gate from starting or stopping in order because its disk takes nothing: it is
tried again until it does. Whoever reaches the socket is root or the gate's own user: it lies in the state directory,
which nobody else can enter.
"""

import errno
import logging
import socket
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Final

from device.checkpoint.events import EmergencyEnded
from device.errors import FileRefused
from device.vocabulary import State
from device.work import Post

SOCKET_FILE: Final = "control"
END_EMERGENCY: Final = b"end-emergency"
ASK_STATE: Final = b"state"
ANSWER_SECONDS: Final = 3.0
RETRY_SECONDS: Final = 10.0
_WAIT_SECONDS: Final = 1.0
_BYTES_MOST: Final = 64
_OF_THE_DISK: Final = frozenset({errno.EROFS, errno.ENOSPC, errno.EDQUOT, errno.EIO})
_log = logging.getLogger(__name__)


class LocalControl:
    """The worker behind the socket."""

    name: Final = "control"
    limit_seconds: Final = 10.0

    def __init__(self, directory: Path, *, state: Callable[[], State], post: Post) -> None:
        """Listen in `directory`, as soon as its disk allows it.

        Raises:
            FileRefused: the socket cannot be made there, and not for want of a disk that takes it.
        """
        self._path, self._state, self._post = directory / SOCKET_FILE, state, post
        self._socket = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
        self._socket.settimeout(_WAIT_SECONDS)
        self._is_listening = False
        self._retry_at = 0.0
        try:
            self._listen()
        except OSError as error:
            if error.errno not in _OF_THE_DISK:
                self._socket.close()
                raise FileRefused(f"{self._path} cannot be listened on: {error.strerror or error}") from error
            _log.warning("%s cannot be listened on yet: %s", self._path, error.strerror)

    def step(self, now: float) -> float:
        """Wait for one word, at most a second, and answer with the gate's state."""
        self._listen_again(now)
        try:
            word, sender = self._socket.recvfrom(_BYTES_MOST)
        except TimeoutError:
            return now
        if not word:
            return now
        if word == END_EMERGENCY:
            self._post(EmergencyEnded())
        with suppress(OSError, TypeError):  # whoever asked may be gone, or did not say where to answer
            self._socket.sendto(self._state().value.encode(), sender)
        return now

    def wake(self) -> None:
        """End the wait of a step under way, with an empty word to oneself; may be called from any thread."""
        with suppress(OSError), socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as own:  # full: it is awake
            own.setblocking(False)
            own.sendto(b"", str(self._path))

    def close(self) -> None:
        """Stop listening; a disk that takes nothing keeps the name, and the next start replaces it."""
        self._socket.close()
        with suppress(OSError):
            self._path.unlink(missing_ok=True)

    def _listen_again(self, now: float) -> None:
        if self._is_listening or now < self._retry_at:
            return
        self._retry_at = now + RETRY_SECONDS
        with suppress(OSError):  # said at the start
            self._listen()
            _log.warning("%s is listened on now", self._path)

    def _listen(self) -> None:
        self._path.unlink(missing_ok=True)
        self._socket.bind(str(self._path))
        self._path.chmod(0o600)
        self._is_listening = True


def ask(directory: Path, word: bytes) -> str:
    """Send one word to the gate that keeps its state in `directory`, and give the state it answers with.

    Raises:
        FileRefused: no gate listens there.
    """
    own = directory / f"{SOCKET_FILE}-{time.monotonic_ns()}"
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as asking:
        asking.settimeout(ANSWER_SECONDS)
        try:
            asking.bind(str(own))
            own.chmod(0o666)
            asking.sendto(word, str(directory / SOCKET_FILE))
            return asking.recv(_BYTES_MOST).decode("ascii", "replace")
        except (OSError, TimeoutError) as error:
            reason = error.strerror or error
            raise FileRefused(f"no gate answers in {directory}: {reason}; it must be up, and asked as root") from error
        finally:
            with suppress(OSError):  # nothing can be there where nothing could be made
                own.unlink(missing_ok=True)
