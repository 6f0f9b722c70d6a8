"""Makes one event of one code held up: tells a code that stayed from one that came, or came back.

Never keeps a text: only keyed hashes of what is in view, and no longer than a second after it left.
"""

import hmac
from typing import Final

GONE_SECONDS: Final = 1.0
IN_VIEW_MOST: Final = 64


class RepeatFilter:
    """What is in view now."""

    def __init__(self, key: bytes, *, gone_seconds: float = GONE_SECONDS) -> None:
        """A code unseen for `gone_seconds` (included) is gone and counts as new when it is back."""
        self._key = key
        self._gone_seconds = gone_seconds
        self._last_seen: dict[bytes, float] = {}

    def is_new(self, text: str, now: float) -> bool:
        """Claim that `text` has just come into view, or was out of view for a second; it counts as seen."""
        self.let_go(now)
        tag = self._tag(text)
        seen = self._last_seen.pop(tag, None)
        self._last_seen[tag] = now
        while len(self._last_seen) > IN_VIEW_MOST:
            del self._last_seen[next(iter(self._last_seen))]
        return seen is None

    def let_go(self, now: float) -> None:
        """Forget what left a second ago; to be called with every frame, so that nothing outlives its visit."""
        while self._last_seen:
            tag = next(iter(self._last_seen))  # the one seen longest ago: a sighting moves a tag to the end
            if now - self._last_seen[tag] < self._gone_seconds:
                return
            del self._last_seen[tag]

    def withdraw(self, text: str) -> None:
        """Let `text` count as new: what was read of it counted for nothing."""
        self._last_seen.pop(self._tag(text), None)

    def forget(self) -> None:
        """Let everything in view count as new."""
        self._last_seen.clear()

    def __len__(self) -> int:
        """How many codes are in view."""
        return len(self._last_seen)

    def _tag(self, text: str) -> bytes:
        return hmac.digest(self._key, text.encode("utf-8", "surrogatepass"), "sha256")
