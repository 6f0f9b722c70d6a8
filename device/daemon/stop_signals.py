"""Turns SIGTERM, SIGINT and SIGHUP into one call, made on a thread of its own.

Never calls anything from a signal's handler: that runs inside the deciding thread, which may just hold the very lock
the call wants, and would then wait for itself for ever.
"""

import signal
import socket
import threading
from collections.abc import Callable
from types import FrameType, TracebackType
from typing import Final, Self

SIGNALS: Final = (signal.SIGTERM, signal.SIGINT, signal.SIGHUP)
"""The last comes when the terminal of a gate started by hand goes away: the outputs must come to rest then, too."""


class StopSignals:
    """Catches the signals from its beginning to its end; what comes before `tell` is told then."""

    def __init__(self) -> None:
        self._read, self._write = socket.socketpair()
        self._write.setblocking(False)
        self._former_fd = -1
        self._former: dict[signal.Signals, object] = {}
        self._thread: threading.Thread | None = None

    def __enter__(self) -> Self:
        """Catch; only from the main thread."""
        self._former_fd = signal.set_wakeup_fd(self._write.fileno(), warn_on_full_buffer=False)
        for number in SIGNALS:
            if number is signal.SIGHUP and signal.getsignal(number) is signal.SIG_IGN:
                continue  # nohup(1): whoever started it wants it to outlive the terminal
            self._former[number] = signal.signal(number, _noted)
        return self

    def tell(self, stop: Callable[[], None]) -> None:
        """Call `stop` for every signal from now on, and for one that came already."""

        def wait() -> None:
            while self._read.recv(1):
                stop()

        self._thread = threading.Thread(target=wait, name="signals", daemon=True)
        self._thread.start()

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Let the signals do what they did before."""
        for number, former in self._former.items():
            signal.signal(number, former)  # type: ignore[arg-type]  # what signal.signal itself gave
        signal.set_wakeup_fd(self._former_fd)
        self._write.close()
        if self._thread is not None:
            self._thread.join()
        self._read.close()


def _noted(_number: int, _frame: FrameType | None) -> None:
    """Do nothing: the interpreter has written the signal's number to the socket already."""
