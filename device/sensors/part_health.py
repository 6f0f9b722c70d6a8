"""Says once that a part has failed and once that it works again, and when it is worth trying anew.

Never talks to the part. A single bad frame is repeated at once and not told to anybody; several in a row are a failure.
"""

from typing import Final

from device.checkpoint.events import PartFailed, PartRecovered
from device.errors import DeviceFault
from device.vocabulary import Part
from device.work import Post

FAILURES_BEFORE_TOLD: Final = 3
AGAIN_SECONDS: Final = 0.02
"""Between tries of a part that has just worked."""
OPEN_AGAIN_SECONDS: Final = 0.15
"""Between tries of a part that has not answered yet: a chip may need a quarter of a second after power-on."""
RETRY_SECONDS_LEAST: Final = 0.5
RETRY_SECONDS_MOST: Final = 5.0


class PartHealth:
    """The standing of one part."""

    def __init__(self, part: Part, post: Post) -> None:
        self._part = part
        self._post = post
        self._failures = 0
        self._failed_since: float | None = None
        self._detail = ""
        self._retry_seconds = RETRY_SECONDS_LEAST
        self._retry_at = 0.0

    @property
    def has_failed(self) -> bool:
        """Whether the failure has been told."""
        return self._failed_since is not None

    @property
    def retry_at(self) -> float:
        """When the part is worth trying again, after a failure."""
        return self._retry_at

    def failed(
        self, now: float, fault: DeviceFault, *, at_once: bool = False, again_seconds: float = AGAIN_SECONDS
    ) -> None:
        """Take a failure; `at_once` where it took so long to notice that nobody should wait for another."""
        self._failures += 1
        if self._failed_since is not None:
            self._retry_at = now + self._retry_seconds
            self._retry_seconds = min(2.0 * self._retry_seconds, RETRY_SECONDS_MOST)
        elif at_once or self._failures >= FAILURES_BEFORE_TOLD:
            self._failed_since = now
            self._retry_at = now + self._retry_seconds
            self._post(PartFailed(part=self._part, detail=fault.detail))
        else:
            self._retry_at = now + again_seconds

    def worked(self) -> None:
        """Take a success."""
        self._failures = 0
        self._retry_seconds = RETRY_SECONDS_LEAST
        if self._failed_since is not None:
            self._failed_since = None
            self._post(PartRecovered(part=self._part))
