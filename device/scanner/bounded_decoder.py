"""Gives what a decoder reads in a picture if it is done in time; otherwise nothing, and leaves it to finish by itself.

Never waits longer than it was told to. What zbar makes of a picture of three hundred finder patterns takes it most of a
second; it can neither be foreseen nor interrupted, but nobody has to wait for it.
"""

from concurrent.futures import ThreadPoolExecutor
from typing import Final

from device.scanner.decoders import Decoder, Look
from device.scanner.frame import Plane


class BoundedDecoder:
    """Runs `decoder` on a thread of its own, one picture at a time."""

    def __init__(self, decoder: Decoder, *, seconds: float) -> None:
        self._decoder: Final = decoder
        self._seconds = seconds
        self._thread: ThreadPoolExecutor | None = None

    def look(self, plane: Plane) -> Look:
        """Give every code in `plane`, or none after so many seconds.

        The time that an earlier picture still takes counts among them.
        """
        self._thread = self._thread or ThreadPoolExecutor(max_workers=1, thread_name_prefix="second decoder")
        # a copy, because the camera's memory may hold the next picture before an abandoned look ends
        looking = self._thread.submit(self._decoder.look, plane.copy())
        try:
            return looking.result(timeout=self._seconds)
        except TimeoutError:
            looking.cancel()
            return Look()
